"""Identities: in whose name an ad is shown."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class IdentityCreateParams(Params, kw_only=True):
    advertiser_id: str
    display_name: str
    image_uri: str
    """Id of a square image of the library."""


class IdentityFiltering(Params, kw_only=True):
    keyword: str | UnsetType = UNSET


class IdentityGetParams(Params, kw_only=True):
    advertiser_id: str
    identity_type: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    filtering: IdentityFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class IdentityInfoParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET


class IdentityDeleteParams(Params, kw_only=True):
    advertiser_id: str
    identity_id: str
    identity_type: str
    """Only CUSTOMIZED_USER can be deleted."""


class Identity(Result, kw_only=True):
    identity_id: str
    identity_type: str | None = None
    identity_authorized_bc_id: str | None = None
    identity_authorized_shop_id: str | None = None
    display_name: str | None = None
    user_name: str | None = None
    profile_image: str | None = None
    available_status: str | None = None
    unavailable_reason: str | None = None
    ads_only_mode: bool | None = None
    is_gpppa: bool | None = None
    can_push_video: bool | None = None
    can_pull_video: bool | None = None
    can_use_live_ads: bool | None = None
    can_manage_message: bool | None = None
    shop_id: str | None = None
    is_running_custom_shop_ads: bool | None = None
    product_gmv_max_available: bool | None = None
    live_gmv_max_available: bool | None = None


class IdentityCreated(Result, kw_only=True):
    identity_id: str


class IdentityPage(Result, kw_only=True):
    rows: list[Identity] = msgspec.field(name="identity_list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class IdentityInfo(Result, kw_only=True):
    identity_info: Identity


class IdentityDeleted(Result, kw_only=True):
    """TikTok answers nothing."""


IDENTITY_CREATE = Endpoint(
    name="identity.create",
    method="POST",
    path="/identity/create/",
    params=IdentityCreateParams,
    result=IdentityCreated,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740654203526146",
)


IDENTITY_GET = Endpoint(
    name="identity.get",
    method="GET",
    path="/identity/get/",
    params=IdentityGetParams,
    result=IdentityPage,
    effect=Effect.READ,
    max_page_size=100,
    source="https://business-api.tiktok.com/portal/docs?id=1740218420781057",
)


IDENTITY_INFO = Endpoint(
    name="identity.info",
    method="GET",
    path="/identity/info/",
    params=IdentityInfoParams,
    result=IdentityInfo,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740218453385217",
)


IDENTITY_DELETE = Endpoint(
    name="identity.delete",
    method="POST",
    path="/identity/delete/",
    params=IdentityDeleteParams,
    result=IdentityDeleted,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1759155939236865",
)
