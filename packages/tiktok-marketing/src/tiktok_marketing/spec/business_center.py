"""Business Centers: an agency's roof over advertisers."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class BusinessCenterFiltering(Params, kw_only=True):
    keyword: str | UnsetType = UNSET
    keyword_type: str | UnsetType = UNSET
    relation_type: str | UnsetType = UNSET


class BusinessCenterGetParams(Params, kw_only=True):
    bc_id: str | UnsetType = UNSET
    scene: str | UnsetType = UNSET
    filtering: BusinessCenterFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class BusinessCenterInfo(Result, kw_only=True):
    bc_id: str
    verification_status: str | None = None
    name: str | None = None
    company: str | None = None
    currency: str | None = None
    registered_area: str | None = None
    status: str | None = None
    timezone: str | None = None
    type: str | None = None
    organization_type: str | None = None


class BusinessCenter(Result, kw_only=True):
    """A Business Center beside what the asking person may do in it."""

    bc_info: BusinessCenterInfo
    user_role: str | None = None
    ext_user_role: dict[str, Any] | None = None
    binding_status: str | None = None


class BusinessCenterPage(Result, kw_only=True):
    rows: list[BusinessCenter] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)
    parent_bc: dict[str, Any] | None = None


BC_GET = Endpoint(
    name="bc.get",
    method="GET",
    path="/bc/get/",
    params=BusinessCenterGetParams,
    result=BusinessCenterPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1737115687501826",
)
