"""Ad accounts as TikTok describes them."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class AdvertiserInfoParams(Params, kw_only=True):
    advertiser_ids: list[str]
    """At most 100."""
    fields: list[str] | UnsetType = UNSET


class Advertiser(Result, kw_only=True):
    advertiser_id: str
    can_use_custom_identity: bool | None = None
    ads_only_mode: bool | None = None
    owner_bc_id: str | None = None
    status: str | None = None
    role: str | None = None
    rejection_reason: str | None = None
    name: str | None = None
    timezone: str | None = None
    """IANA name; the days of reports are days in this zone."""
    display_timezone: str | None = None
    company: str | None = None
    company_name_editable: bool | None = None
    industry: str | None = None
    address: str | None = None
    country: str | None = None
    advertiser_account_type: str | None = None
    currency: str | None = None
    contacter: str | None = None
    email: str | None = None
    cellphone_number: str | None = None
    telephone_number: str | None = None
    language: str | None = None
    license_no: str | None = None
    license_url: str | None = None
    description: str | None = None
    balance: Decimal | None = None
    """In `currency`."""
    create_time: int | None = None
    """Seconds since 1970, unlike every other time of TikTok's."""


class AdvertiserInfoResult(Result, kw_only=True):
    rows: list[Advertiser] = msgspec.field(name="list", default_factory=list)


ADVERTISER_INFO = Endpoint(
    name="advertiser.info",
    method="GET",
    path="/advertiser/info/",
    params=AdvertiserInfoParams,
    result=AdvertiserInfoResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1739593083610113",
)
