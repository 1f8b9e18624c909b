"""The people of a Business Center."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class BcMemberFiltering(Params, kw_only=True):
    keyword: str | UnsetType = UNSET
    user_role: str | UnsetType = UNSET
    relation_status: str | UnsetType = UNSET


class BcMemberGetParams(Params, kw_only=True):
    bc_id: str
    child_bc_id: str | UnsetType = UNSET
    filtering: BcMemberFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class ExtUserRole(Result, kw_only=True):
    finance_role: str | None = None


class BcMember(Result, kw_only=True):
    """Somebody in a Business Center, or invited to it: who has not accepted has no `user_id`."""

    user_id: str | None = None
    user_name: str | None = None
    user_role: str | None = None
    relation_status: str | None = None
    advertiser_role: str | None = None
    catalog_role: str | None = None
    user_email: str | None = None
    ext_user_role: ExtUserRole | None = None


class BcMemberPage(Result, kw_only=True):
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)
    rows: list[BcMember] = msgspec.field(name="list", default_factory=list)


class ExtUserRoleParams(Params, kw_only=True):
    finance_role: str | UnsetType = UNSET


class BcMemberInviteParams(Params, kw_only=True):
    bc_id: str
    emails: list[str]
    user_role: str | UnsetType = UNSET
    asset_type: str | UnsetType = UNSET
    asset_ids: list[str] | UnsetType = UNSET
    advertiser_role: str | UnsetType = UNSET
    ext_user_role: ExtUserRoleParams | UnsetType = UNSET


class BcMemberInviteResult(Result, kw_only=True):
    """Empty: TikTok only says that it is done."""


class BcMemberUpdateParams(Params, kw_only=True):
    bc_id: str
    user_id: str
    child_bc_id: str | UnsetType = UNSET
    user_role: str | UnsetType = UNSET
    user_name: str | UnsetType = UNSET
    ext_user_role: ExtUserRoleParams | UnsetType = UNSET


class BcMemberDeleteParams(Params, kw_only=True):
    bc_id: str
    child_bc_id: str | UnsetType = UNSET
    user_id: str | UnsetType = UNSET
    user_email: str | UnsetType = UNSET


class BcAssetMemberFiltering(Params, kw_only=True):
    keyword: str | UnsetType = UNSET


class BcAssetMemberGetParams(Params, kw_only=True):
    bc_id: str
    asset_type: str
    asset_id: str
    filtering: BcAssetMemberFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


BC_MEMBER_GET = Endpoint(
    name="bc.member.get",
    method="GET",
    path="/bc/member/get/",
    params=BcMemberGetParams,
    result=BcMemberPage,
    effect=Effect.READ,
    max_page_size=20,
    source="https://business-api.tiktok.com/portal/docs?id=1739939404802049",
)


BC_MEMBER_INVITE = Endpoint(
    name="bc.member.invite",
    method="POST",
    path="/bc/member/invite/",
    params=BcMemberInviteParams,
    result=BcMemberInviteResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739939455765505",
)


BC_MEMBER_UPDATE = Endpoint(
    name="bc.member.update",
    method="POST",
    path="/bc/member/update/",
    params=BcMemberUpdateParams,
    result=BcMemberInviteResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739696704424961",
)


BC_MEMBER_DELETE = Endpoint(
    name="bc.member.delete",
    method="POST",
    path="/bc/member/delete/",
    params=BcMemberDeleteParams,
    result=BcMemberInviteResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739939482851329",
)


BC_ASSET_MEMBER_GET = Endpoint(
    name="bc.asset.member.get",
    method="GET",
    path="/bc/asset/member/get/",
    params=BcAssetMemberGetParams,
    result=BcMemberPage,
    effect=Effect.READ,
    max_page_size=20,
    source="https://business-api.tiktok.com/portal/docs?id=1739659558931458",
)
