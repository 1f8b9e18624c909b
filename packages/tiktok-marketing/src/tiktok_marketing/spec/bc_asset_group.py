"""Groups of a Business Center's ad accounts, for groups of its people."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class GroupedAsset(Params, kw_only=True):
    asset_id: str
    asset_type: str | UnsetType = UNSET
    asset_name: str | UnsetType = UNSET
    relation_type: str | UnsetType = UNSET
    relation_status: str | UnsetType = UNSET
    advertiser_status: str | UnsetType = UNSET
    advertiser_account_type: str | UnsetType = UNSET
    advertiser_role: str | UnsetType = UNSET
    catalog_role: str | UnsetType = UNSET
    ad_creation_eligible: str | UnsetType = UNSET
    store_role: str | UnsetType = UNSET
    pixel_code: str | UnsetType = UNSET
    tt_account_roles: list[str] | UnsetType = UNSET
    business_account_role: str | UnsetType = UNSET
    owner_bc_name: str | UnsetType = UNSET
    is_business_verified: bool | UnsetType = UNSET
    operating_region_code: str | UnsetType = UNSET
    tt_asset_handle: str | UnsetType = UNSET
    tt_asset_profile_image: str | UnsetType = UNSET


class GroupMember(Params, kw_only=True):
    member_id: str
    asset_roles: dict[str, Any] | UnsetType = UNSET


class BcAssetGroupCreateParams(Params, kw_only=True):
    bc_id: str
    asset_group_name: str
    assets: list[GroupedAsset]
    members: list[GroupMember]


class BcAssetGroupCreateResult(Result, kw_only=True):
    asset_group_id: str | None = None


class BcAssetGroupUpdateParams(Params, kw_only=True):
    bc_id: str
    asset_group_id: str
    update_entity: str
    action: str | UnsetType = UNSET
    asset_group_name: str | UnsetType = UNSET
    assets: list[GroupedAsset] | UnsetType = UNSET
    members: list[GroupMember] | UnsetType = UNSET


class BcAssetGroupUpdateResult(Result, kw_only=True):
    """Empty."""


class BcAssetGroupDeleteParams(Params, kw_only=True):
    bc_id: str
    asset_group_ids: list[str]


class BcAssetGroupDeleteResult(Result, kw_only=True):
    """Empty."""


class AssetGroupFiltering(Params, kw_only=True):
    keyword: str


class BcAssetGroupListParams(Params, kw_only=True):
    bc_id: str
    filtering: AssetGroupFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class AssetGroup(Result, kw_only=True):
    asset_group_id: str | None = None
    asset_group_name: str | None = None
    assets: Any = None
    members: Any = None


class BcAssetGroupListPage(Result, kw_only=True):
    rows: list[AssetGroup] = msgspec.field(name="asset_groups", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class BcAssetGroupGetParams(Params, kw_only=True):
    bc_id: str
    asset_group_id: str
    query_entity: str
    filtering: AssetGroupFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class BcAssetGroupGetPage(Result, kw_only=True):
    """One page of the group's ad accounts, or of its people."""

    asset_group: AssetGroup | None = None
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)

    @property
    def rows(self) -> list[Any]:
        group = self.asset_group
        return list(group.assets or group.members or []) if group else []


BC_ASSET_GROUP_CREATE = Endpoint(
    name="bc.asset_group.create",
    method="POST",
    path="/bc/asset_group/create/",
    params=BcAssetGroupCreateParams,
    result=BcAssetGroupCreateResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1749001658583105",
)


BC_ASSET_GROUP_UPDATE = Endpoint(
    name="bc.asset_group.update",
    method="POST",
    path="/bc/asset_group/update/",
    params=BcAssetGroupUpdateParams,
    result=BcAssetGroupUpdateResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1749001662156801",
)


BC_ASSET_GROUP_DELETE = Endpoint(
    name="bc.asset_group.delete",
    method="POST",
    path="/bc/asset_group/delete/",
    params=BcAssetGroupDeleteParams,
    result=BcAssetGroupDeleteResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1749001673406466",
)


BC_ASSET_GROUP_LIST = Endpoint(
    name="bc.asset_group.list",
    method="GET",
    path="/bc/asset_group/list/",
    params=BcAssetGroupListParams,
    result=BcAssetGroupListPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1749001665910786",
)


BC_ASSET_GROUP_GET = Endpoint(
    name="bc.asset_group.get",
    method="GET",
    path="/bc/asset_group/get/",
    params=BcAssetGroupGetParams,
    result=BcAssetGroupGetPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1749001669670913",
)
