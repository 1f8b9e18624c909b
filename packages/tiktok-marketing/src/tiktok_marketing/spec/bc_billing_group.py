"""Billing groups: which of a Business Center's ad accounts are on one invoice, and who gets it."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class BcBillingGroupCreateParams(Params, kw_only=True):
    bc_id: str
    billing_group_name: str
    advertiser_ids: list[str]
    """1 to 100."""
    billing_group_emails: list[str] | UnsetType = UNSET
    """At most 20."""
    is_primary: bool | UnsetType = UNSET
    billing_group_type: str | UnsetType = UNSET
    """AUCTION (default) or RESERVATION."""


class BcBillingGroupCreateResult(Result, kw_only=True):
    billing_group_id: str | None = None


class BcBillingGroupUpdateParams(Params, kw_only=True):
    bc_id: str
    billing_group_id: str
    new_billing_group_name: str | UnsetType = UNSET
    new_billing_group_emails: list[str] | UnsetType = UNSET
    add_advertiser_ids: list[str] | UnsetType = UNSET
    delete_advertiser_ids: list[str] | UnsetType = UNSET
    is_primary: bool | UnsetType = UNSET


class BcBillingGroupUpdateResult(Result, kw_only=True):
    """Empty."""


class BillingGroupFiltering(Params, kw_only=True):
    invoice_group_by: str | UnsetType = UNSET
    billed_to_type: str | UnsetType = UNSET
    billing_group_type: str | UnsetType = UNSET
    billing_group_id: str | UnsetType = UNSET
    billing_group_name: str | UnsetType = UNSET
    status: int | UnsetType = UNSET
    """Which number stands for which status is told nowhere."""


class BcBillingGroupGetParams(Params, kw_only=True):
    bc_id: str
    filtering: BillingGroupFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class BilledAdvertiser(Result, kw_only=True):
    advertiser_id: str | None = None
    advertiser_name: str | None = None


class BillingGroup(Result, kw_only=True):
    billing_group_id: str | None = None
    billing_group_name: str | None = None
    billing_group_type: str | None = None
    billing_group_emails: list[str] = msgspec.field(default_factory=list)
    is_primary: bool | None = None
    status: str | None = None
    """VALID or INVALID."""
    advertisers: list[BilledAdvertiser] = msgspec.field(default_factory=list)
    invoice_object_name: str | None = None
    invoice_group_by: str | None = None
    billed_to_type: str | None = None


class BillingGroupPage(Result, kw_only=True):
    rows: list[BillingGroup] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class BcBillingGroupAdvertiserListParams(Params, kw_only=True):
    bc_id: str
    billing_group_id: str
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class BilledAdvertiserId(Result, kw_only=True):
    advertiser_id: str | None = None


class BilledAdvertiserPage(Result, kw_only=True):
    rows: list[BilledAdvertiserId] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


BC_BILLING_GROUP_CREATE = Endpoint(
    name="bc.billing_group.create",
    method="POST",
    path="/bc/billing_group/create/",
    params=BcBillingGroupCreateParams,
    result=BcBillingGroupCreateResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1738947780033537",
)


BC_BILLING_GROUP_UPDATE = Endpoint(
    name="bc.billing_group.update",
    method="POST",
    path="/bc/billing_group/update/",
    params=BcBillingGroupUpdateParams,
    result=BcBillingGroupUpdateResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1738947843447809",
)


BC_BILLING_GROUP_GET = Endpoint(
    name="bc.billing_group.get",
    method="GET",
    path="/bc/billing_group/get/",
    params=BcBillingGroupGetParams,
    result=BillingGroupPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1738944324279297",
)


BC_BILLING_GROUP_ADVERTISER_LIST = Endpoint(
    name="bc.billing_group.advertiser.list",
    method="GET",
    path="/bc/billing_group/advertiser/list/",
    params=BcBillingGroupAdvertiserListParams,
    result=BilledAdvertiserPage,
    effect=Effect.READ,
    max_page_size=50,
    # Unverified: the size of a page is told for the groups' list alone.
    source="the catalogue (TikTok's page, seen through mirrors; no documentation id known)",
)
