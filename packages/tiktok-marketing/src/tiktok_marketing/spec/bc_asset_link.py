"""TikTok accounts that a Business Center gives to ad accounts, and assets that it gives up."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class BcAssetAdvertiserAssignParams(Params, kw_only=True):
    bc_id: str
    asset_type: str | UnsetType = UNSET
    asset_id: str
    advertiser_id: str


class BcAssetAdvertiserAssignResult(Result, kw_only=True):
    """Empty."""


class BcAssetAdvertiserAssignedParams(Params, kw_only=True):
    bc_id: str
    asset_id: str
    asset_type: str
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    advertiser_id: str | UnsetType = UNSET


class BcAssetAdvertiserAssignedRow(Result, kw_only=True):
    advertiser_id: str | None = None
    advertiser_name: str | None = None


class BcAssetAdvertiserAssignedPage(Result, kw_only=True):
    rows: list[BcAssetAdvertiserAssignedRow] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class BcAssetAdvertiserUnassignParams(Params, kw_only=True):
    bc_id: str
    asset_id: str
    asset_type: str
    advertiser_id: str


class BcAssetAdvertiserUnassignResult(Result, kw_only=True):
    """Empty."""


class BcAssetAdminDeleteParams(Params, kw_only=True):
    bc_id: str
    child_bc_id: str | UnsetType = UNSET
    asset_type: str
    asset_ids: list[str]


class BcAssetAdminDeleteResult(Result, kw_only=True):
    """Empty."""


class AssetBindQuotaParams(Params, kw_only=True):
    advertiser_id: str
    asset_id: str
    asset_type: str
    bc_id: str | UnsetType = UNSET


class AssetBindQuotaResult(Result, kw_only=True):
    total_quota: int | None = None
    used_quota: int | None = None
    available_quota: int | None = None


BC_ASSET_ADVERTISER_ASSIGN = Endpoint(
    name="bc.asset.advertiser.assign",
    method="POST",
    path="/bc/asset/advertiser/assign/",
    params=BcAssetAdvertiserAssignParams,
    result=BcAssetAdvertiserAssignResult,
    effect=Effect.WRITE,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


BC_ASSET_ADVERTISER_ASSIGNED = Endpoint(
    name="bc.asset.advertiser.assigned",
    method="GET",
    path="/bc/asset/advertiser/assigned/",
    params=BcAssetAdvertiserAssignedParams,
    result=BcAssetAdvertiserAssignedPage,
    effect=Effect.READ,
    max_page_size=50,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


BC_ASSET_ADVERTISER_UNASSIGN = Endpoint(
    name="bc.asset.advertiser.unassign",
    method="POST",
    path="/bc/asset/advertiser/unassign/",
    params=BcAssetAdvertiserUnassignParams,
    result=BcAssetAdvertiserUnassignResult,
    effect=Effect.WRITE,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


BC_ASSET_ADMIN_DELETE = Endpoint(
    name="bc.asset.admin.delete",
    method="POST",
    path="/bc/asset/admin/delete/",
    params=BcAssetAdminDeleteParams,
    result=BcAssetAdminDeleteResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739657251102722",
)


ASSET_BIND_QUOTA = Endpoint(
    name="asset.bind.quota",
    method="GET",
    path="/asset/bind/quota/",
    params=AssetBindQuotaParams,
    result=AssetBindQuotaResult,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
