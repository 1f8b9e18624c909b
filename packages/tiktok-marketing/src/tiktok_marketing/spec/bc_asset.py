"""What a Business Center owns or was given, and who of its people may use it."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class BcAssetFiltering(Params, kw_only=True):
    user_id: str | UnsetType = UNSET
    user_email: str | UnsetType = UNSET
    keyword: str | UnsetType = UNSET


class BcAssetGetParams(Params, kw_only=True):
    bc_id: str
    asset_type: str
    child_bc_id: str | UnsetType = UNSET
    filtering: BcAssetFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class BcAsset(Result, kw_only=True):
    """One asset; which role fields there are depends on its type."""

    asset_type: str | None = None
    asset_id: str | None = None
    asset_name: str | None = None
    relation_type: str | None = None
    relation_status: str | None = None
    advertiser_status: str | None = None
    advertiser_account_type: str | None = None
    advertiser_role: str | None = None
    catalog_role: str | None = None
    ad_creation_eligible: str | None = None
    store_role: str | None = None
    pixel_code: str | None = None
    tt_account_roles: list[str] | None = None
    business_account_role: str | None = None
    owner_bc_name: str | None = None
    is_business_verified: bool | None = None
    operating_region_code: str | None = None
    tt_asset_handle: str | None = None
    tt_asset_profile_image: str | None = None


class BcAssetPage(Result, kw_only=True):
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)
    rows: list[BcAsset] = msgspec.field(name="list", default_factory=list)


class BcAssetAdminFiltering(Params, kw_only=True):
    advertiser_show_status: str | UnsetType = UNSET
    keyword: str | UnsetType = UNSET
    relation_type: str | UnsetType = UNSET
    relation_status: str | UnsetType = UNSET


class BcAssetAdminGetParams(Params, kw_only=True):
    bc_id: str
    asset_type: str
    child_bc_id: str | UnsetType = UNSET
    filtering: BcAssetAdminFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class BcAssetAssignParams(Params, kw_only=True):
    bc_id: str
    user_id: str
    asset_type: str
    asset_id: str
    advertiser_role: str | UnsetType = UNSET
    catalog_role: str | UnsetType = UNSET
    tt_account_roles: list[str] | UnsetType = UNSET
    form_library_role: str | UnsetType = UNSET
    store_role: str | UnsetType = UNSET


class BcAssetAssignResult(Result, kw_only=True):
    """Empty: TikTok only says that it is done."""


class BcAssetUnassignParams(Params, kw_only=True):
    bc_id: str
    user_id: str
    asset_type: str
    asset_id: str


class BcPartnerAssetFiltering(Params, kw_only=True):
    keyword: str | UnsetType = UNSET


class BcPartnerAssetGetParams(Params, kw_only=True):
    bc_id: str
    partner_id: str
    asset_type: str
    share_type: str
    filtering: BcPartnerAssetFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


BC_ASSET_GET = Endpoint(
    name="bc.asset.get",
    method="GET",
    path="/bc/asset/get/",
    params=BcAssetGetParams,
    result=BcAssetPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1739432717798401",
)


BC_ASSET_ADMIN_GET = Endpoint(
    name="bc.asset.admin.get",
    method="GET",
    path="/bc/asset/admin/get/",
    params=BcAssetAdminGetParams,
    result=BcAssetPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1739433007779841",
)


BC_ASSET_ASSIGN = Endpoint(
    name="bc.asset.assign",
    method="POST",
    path="/bc/asset/assign/",
    params=BcAssetAssignParams,
    result=BcAssetAssignResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739438211077121",
)


BC_ASSET_UNASSIGN = Endpoint(
    name="bc.asset.unassign",
    method="POST",
    path="/bc/asset/unassign/",
    params=BcAssetUnassignParams,
    result=BcAssetAssignResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739448126749698",
)


BC_PARTNER_ASSET_GET = Endpoint(
    name="bc.partner.asset.get",
    method="GET",
    path="/bc/partner/asset/get/",
    params=BcPartnerAssetGetParams,
    result=BcAssetPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1739662828320769",
)
