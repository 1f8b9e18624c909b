"""Other Business Centers that one shares its assets with."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class BcPartnerFiltering(Params, kw_only=True):
    name: str | UnsetType = UNSET


class BcPartnerGetParams(Params, kw_only=True):
    bc_id: str
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    filtering: BcPartnerFiltering | UnsetType = UNSET


class BcPartner(Result, kw_only=True):
    """Another Business Center."""

    bc_id: str | None = None
    bc_name: str | None = None


class BcPartnerPage(Result, kw_only=True):
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)
    rows: list[BcPartner] = msgspec.field(name="list", default_factory=list)


class BcAssetPartnerFiltering(Params, kw_only=True):
    keyword: str | UnsetType = UNSET


class BcAssetPartnerGetParams(Params, kw_only=True):
    bc_id: str
    asset_type: str
    asset_id: str
    filtering: BcAssetPartnerFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class BcPartnerAddParams(Params, kw_only=True):
    bc_id: str
    target_child_bc_id: str | UnsetType = UNSET
    source_child_bc_id: str | UnsetType = UNSET
    partner_id: str | UnsetType = UNSET
    asset_type: str | UnsetType = UNSET
    asset_ids: list[str] | UnsetType = UNSET
    advertiser_role: str | UnsetType = UNSET
    catalog_role: str | UnsetType = UNSET


class BcPartnerAddResult(Result, kw_only=True):
    """Empty: TikTok only says that it is done."""


class BcPartnerDeleteParams(Params, kw_only=True):
    bc_id: str
    partner_id: str


class BcPartnerAssetDeleteParams(Params, kw_only=True):
    bc_id: str
    partner_id: str
    asset_type: str
    asset_ids: list[str]
    advertiser_role: str | UnsetType = UNSET


BC_PARTNER_GET = Endpoint(
    name="bc.partner.get",
    method="GET",
    path="/bc/partner/get/",
    params=BcPartnerGetParams,
    result=BcPartnerPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1739662727395330",
)


BC_ASSET_PARTNER_GET = Endpoint(
    name="bc.asset.partner.get",
    method="GET",
    path="/bc/asset/partner/get/",
    params=BcAssetPartnerGetParams,
    result=BcPartnerPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1739663268166722",
)


BC_PARTNER_ADD = Endpoint(
    name="bc.partner.add",
    method="POST",
    path="/bc/partner/add/",
    params=BcPartnerAddParams,
    result=BcPartnerAddResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739662756510721",
)


BC_PARTNER_DELETE = Endpoint(
    name="bc.partner.delete",
    method="POST",
    path="/bc/partner/delete/",
    params=BcPartnerDeleteParams,
    result=BcPartnerAddResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739662779301890",
)


BC_PARTNER_ASSET_DELETE = Endpoint(
    name="bc.partner.asset.delete",
    method="POST",
    path="/bc/partner/asset/delete/",
    params=BcPartnerAssetDeleteParams,
    result=BcPartnerAddResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739662800930817",
)
