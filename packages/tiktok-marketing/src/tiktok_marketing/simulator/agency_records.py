"""Who advertises, and who may: Business Centers, ad accounts, developer apps and their grants."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from .record import Record


class App(Record):
    """A developer app: who may ask for consent."""

    KIND = "app"
    secret: str
    redirect_uris: list[str]


class AuthCode(Record):
    """A consent on its way to becoming a grant; `id` is the code. Single use, one hour."""

    KIND = "auth_code"
    app_id: str
    advertiser_ids: list[str]
    issued_at: datetime
    used_at: datetime | None = None
    user_id: str | None = None  # the member of a Business Center who consented


class Grant(Record):
    """One access token; `id` is the token."""

    KIND = "grant"
    app_id: str
    advertiser_ids: list[str]
    scope: list[int]
    issued_at: datetime
    revoked_at: datetime | None = None
    user_id: str | None = None  # whose rights it carries; None: somebody who may do everything


class BusinessCenter(Record):
    """An agency's roof over advertisers."""

    KIND = "business_center"
    name: str
    currency: str
    timezone: str
    advertiser_ids: list[str]
    created_at: datetime


class Advertiser(Record):
    """An ad account. `fields` holds what advertiser/info answers beyond the named ones."""

    KIND = "advertiser"
    bc_id: str
    name: str
    currency: str
    timezone: str  # IANA name
    status: str
    balance: Decimal  # cash, grant and credit together
    created_at: datetime
    fields: dict[str, Any] = msgspec.field(default_factory=dict)
    grant: Decimal = Decimal(0)  # the part of `balance` that is a voucher
    credit: Decimal = Decimal(0)  # the part of `balance` that is the Business Center's credit
