"""What audiences are for: put on ad groups, shared with other advertisers; and the targeting saved under a name."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.audience import NothingToTell
from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class AudienceApplyParams(Params, kw_only=True):
    """`action_mode` is Apply or Disconnect; `usage_mode`, with Apply, is Include or Exclude."""

    advertiser_id: str
    custom_audience_id: str
    adgroup_ids: list[str]
    action_mode: str
    usage_mode: str | UnsetType = UNSET


class AudienceApplyLogParams(Params, kw_only=True):
    advertiser_id: str
    custom_audience_ids: list[str]
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    timezone: str | UnsetType = UNSET


class AudienceApplication(Result, kw_only=True):
    audience_id: str | None = None
    adgroup_id: str | None = None
    adgroup_name: str | None = None
    usage_mode: str | None = None
    editor: str | None = None
    action_timestamp: str | None = None


class AudienceApplyLogPage(Result, kw_only=True):
    advertiser_id: str | None = None
    rows: list[AudienceApplication] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class AudienceShareParams(Params, kw_only=True):
    advertiser_id: str
    custom_audience_ids: list[str]
    shared_advertiser_ids: list[str]


class AudienceShareCancelParams(Params, kw_only=True):
    advertiser_id: str
    custom_audience_id: str
    shared_advertiser_id: str


class AudienceShareLogParams(Params, kw_only=True):
    advertiser_id: str
    custom_audience_id: str


class AudienceShare(Result, kw_only=True):
    shared_advertiser_id: str | None = None
    shared_advertiser_name: str | None = None
    custom_audience_id: str | None = None
    status: str | None = None


class AudienceShareLog(Result, kw_only=True):
    shares: list[AudienceShare] = msgspec.field(name="list", default_factory=list)


class SavedAction(Params, kw_only=True):
    action_scene: str | UnsetType = UNSET
    action_period: int | UnsetType = UNSET
    video_user_actions: list[str] | UnsetType = UNSET
    action_category_ids: list[str] | UnsetType = UNSET


class SavedAudienceCreateParams(Params, kw_only=True):
    advertiser_id: str
    saved_audience_name: str
    location_ids: list[str]
    gender: str | UnsetType = UNSET
    age_groups: list[str] | UnsetType = UNSET
    languages: list[str] | UnsetType = UNSET
    audience_ids: list[str] | UnsetType = UNSET
    excluded_audience_ids: list[str] | UnsetType = UNSET
    interest_category_ids: list[str] | UnsetType = UNSET
    interest_keyword_ids: list[str] | UnsetType = UNSET
    actions: list[SavedAction] | UnsetType = UNSET
    operating_systems: list[str] | UnsetType = UNSET
    min_android_version: str | UnsetType = UNSET
    min_ios_version: str | UnsetType = UNSET
    device_model_ids: list[str] | UnsetType = UNSET
    network_types: list[str] | UnsetType = UNSET
    carrier_ids: list[str] | UnsetType = UNSET
    device_price_ranges: list[int] | UnsetType = UNSET
    saved_audience_id: str | UnsetType = UNSET


class SavedAudienceId(Result, kw_only=True):
    saved_audience_id: str | None = None


class SavedAudienceDeleteParams(Params, kw_only=True):
    advertiser_id: str
    saved_audience_ids: list[str]


class SavedAudienceListParams(Params, kw_only=True):
    advertiser_id: str
    saved_audience_ids: list[str] | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class SavedAudienceAction(Result, kw_only=True):
    action_scene: str | None = None
    action_period: int | None = None
    video_user_actions: list[str] | None = None
    action_category_ids: list[str] | None = None


class SavedAudience(Result, kw_only=True):
    saved_audience_id: str
    saved_audience_name: str | None = None
    location_ids: list[str] | None = None
    gender: str | None = None
    age_groups: list[str] | None = None
    languages: list[str] | None = None
    audience_ids: list[str] | None = None
    excluded_audience_ids: list[str] | None = None
    interest_category_ids: list[str] | None = None
    interest_keyword_ids: list[str] | None = None
    actions: list[SavedAudienceAction] | None = None
    operating_systems: list[str] | None = None
    min_android_version: str | None = None
    min_ios_version: str | None = None
    device_model_ids: list[str] | None = None
    network_types: list[str] | None = None
    carrier_ids: list[str] | None = None
    device_price_ranges: list[int] | None = None


class SavedAudiencePage(Result, kw_only=True):
    rows: list[SavedAudience] = msgspec.field(name="saved_audiences", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


DMP_CUSTOM_AUDIENCE_APPLY = Endpoint(
    name="dmp.custom_audience.apply",
    method="POST",
    path="/dmp/custom_audience/apply/",
    params=AudienceApplyParams,
    result=NothingToTell,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1740245827044354",
)


DMP_CUSTOM_AUDIENCE_APPLY_LOG = Endpoint(
    name="dmp.custom_audience.apply.log",
    method="GET",
    path="/dmp/custom_audience/apply/log/",
    params=AudienceApplyLogParams,
    result=AudienceApplyLogPage,
    effect=Effect.READ,
    max_page_size=100,  # Unverified: no page names a maximum here; that of the audience list is taken.
    source="https://business-api.tiktok.com/portal/docs?id=1758615737388033",
)


DMP_CUSTOM_AUDIENCE_SHARE = Endpoint(
    name="dmp.custom_audience.share",
    method="POST",
    path="/dmp/custom_audience/share/",
    params=AudienceShareParams,
    result=NothingToTell,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740245803888706",
)


DMP_CUSTOM_AUDIENCE_SHARE_CANCEL = Endpoint(
    name="dmp.custom_audience.share.cancel",
    method="POST",
    path="/dmp/custom_audience/share/cancel/",
    params=AudienceShareCancelParams,
    result=NothingToTell,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740245829978113",
)


DMP_CUSTOM_AUDIENCE_SHARE_LOG = Endpoint(
    name="dmp.custom_audience.share.log",
    method="GET",
    path="/dmp/custom_audience/share/log/",
    params=AudienceShareLogParams,
    result=AudienceShareLog,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740245827044354",
)


DMP_SAVED_AUDIENCE_CREATE = Endpoint(
    name="dmp.saved_audience.create",
    method="POST",
    path="/dmp/saved_audience/create/",
    params=SavedAudienceCreateParams,
    result=SavedAudienceId,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1780154541898754",
)


DMP_SAVED_AUDIENCE_DELETE = Endpoint(
    name="dmp.saved_audience.delete",
    method="POST",
    path="/dmp/saved_audience/delete/",
    params=SavedAudienceDeleteParams,
    result=NothingToTell,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1780154666312706",
)


DMP_SAVED_AUDIENCE_LIST = Endpoint(
    name="dmp.saved_audience.list",
    method="GET",
    path="/dmp/saved_audience/list/",
    params=SavedAudienceListParams,
    result=SavedAudiencePage,
    effect=Effect.READ,
    max_page_size=100,
    source="https://business-api.tiktok.com/portal/docs?id=1780154619404290",
)
