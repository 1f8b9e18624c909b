"""What the simulated TikTok keeps of a Business Center: people, partners, assets, money; and of TikTok accounts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from .record import Record

NOTHING = Decimal(0)


class Holding(msgspec.Struct, kw_only=True, frozen=True):
    """One asset in somebody's hands, and what they may do with it."""

    asset_type: str
    asset_id: str
    role: str | None = None
    tt_account_roles: tuple[str, ...] = ()


class Member(Record, kw_only=True):
    """A person in one Business Center; `id` is TikTok's user_id."""

    KIND = "bc_member"
    bc_id: str
    name: str
    email: str
    user_role: str  # ADMIN, STANDARD
    joined_at: datetime  # when the invitation is accepted: PENDING before, BOUND from then on
    left_at: datetime | None = None
    finance_role: str | None = None
    holdings: list[Holding] = msgspec.field(default_factory=list)


class BillingGroup(Record, kw_only=True):
    """Ad accounts of a Business Center that are on one invoice."""

    KIND = "billing_group"
    bc_id: str
    name: str
    type: str  # AUCTION, RESERVATION
    emails: list[str]
    is_primary: bool
    advertiser_ids: list[str] = msgspec.field(default_factory=list)


class Partner(Record, kw_only=True):
    """One side of a partnership of two Business Centers; `id` is `bc_id:partner_id`."""

    KIND = "bc_partner"
    bc_id: str
    partner_id: str
    name: str
    since: datetime
    ended_at: datetime | None = None
    shared: list[Holding] = msgspec.field(default_factory=list)  # what `bc_id` lets the partner use


class Asset(Record, kw_only=True):
    """What a Business Center owns besides ad accounts; `fields` holds what TikTok answers beyond type, id and name."""

    KIND = "bc_asset"
    bc_id: str
    asset_type: str
    name: str
    fields: dict[str, Any] = msgspec.field(default_factory=dict)


class AssetGroup(Record, kw_only=True):
    """Ad accounts of a Business Center and the people who have them by belonging to the group."""

    KIND = "asset_group"
    bc_id: str
    name: str
    asset_ids: list[str]
    members: dict[str, str]  # the member's id → its role on all of them


class Portfolio(Record, kw_only=True):
    """A Business Center's money in one currency, from which its ad accounts of that currency are filled."""

    KIND = "portfolio"
    bc_id: str
    name: str
    currency: str
    cash: Decimal = NOTHING
    grant: Decimal = NOTHING
    credit: Decimal = NOTHING
    is_shared: bool = False  # balance sharing: ad accounts spend from it without holding cash of their own


class Transaction(Record, kw_only=True):
    """One side of a movement of money: `amount` is positive, `is_gain` says which way."""

    KIND = "transaction"
    bc_id: str
    portfolio_id: str
    level: str  # ADVERTISER, BC
    account_id: str  # the advertiser's or the Business Center's
    amount: Decimal
    currency: str
    billing: str  # CASH, GRANT, CREDIT
    is_gain: bool
    kind: str  # TikTok's transaction_type: ADD_BALANCE, INCREASE_BALANCE, …
    at: datetime
    request_id: str | None = None  # the caller's, by which a repeat is recognised


class ConfirmedTerm(Record, kw_only=True):
    """Terms that an advertiser agreed to; `id` is `advertiser_id:term_type`."""

    KIND = "confirmed_term"
    confirmed_at: datetime


class Appeal(Record, kw_only=True):
    """An objection against the rejection of an ad group; `id` is the ad group's."""

    KIND = "appeal"
    ad_ids: list[str]
    appealed_at: datetime
    decided_at: datetime
    granted: bool


class CopyTask(Record, kw_only=True):
    """A copying of a campaign: what was asked, and once the clock got there what came of it."""

    KIND = "copy_task"
    advertiser_id: str
    request_id: str
    asked_at: datetime
    done_at: datetime
    asked: dict[str, Any]
    result: dict[str, Any] | None = None


class TtUserCode(Record, kw_only=True):
    """A TikTok account's consent on its way to becoming a grant; `id` is the code. Single use, one hour."""

    KIND = "tt_user_code"
    app_id: str
    redirect_uri: str
    account_id: str
    scope: str
    issued_at: datetime
    used_at: datetime | None = None


class TtUserGrant(Record, kw_only=True):
    """One access token of a TikTok account; `id` is the token. `refreshed_at`: a newer one took its place."""

    KIND = "tt_user_grant"
    app_id: str
    account_id: str
    scope: str
    refresh_token: str
    issued_at: datetime
    refresh_until: datetime
    refreshed_at: datetime | None = None
    revoked_at: datetime | None = None
