"""Mobile apps that an advertiser promotes, and the events that its ads can be optimised for."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class AppParams(Params, kw_only=True):
    advertiser_id: str
    app_platform_ids: list[str] | UnsetType = UNSET


class AppIcon(Result, kw_only=True):
    height: int | None = None
    web_uri: str | None = None
    width: int | None = None


class AppTikTokApp(Result, kw_only=True):
    tiktok_app_id: str | None = None


class AppPartner(Result, kw_only=True):
    partner_id: str | None = None
    partner_logo: str | None = None
    partner_name: str | None = None


class AppTrackingUrl(Result, kw_only=True):
    click_url: str | None = None
    impression_url: str | None = None
    retargeting_click_url: str | None = None
    retargeting_impression_url: str | None = None


class App(Result, kw_only=True):
    advertiser_id: str | None = None
    app_platform_id: str | None = None
    app_name: str | None = None
    self_attribution_enabled: bool | None = None
    skan_allowed: str | None = None
    advanced_dedicated_campaign_allowed: bool | None = None
    is_attribution_flex_enable: bool | None = None
    download_url: str | None = None
    icon: AppIcon | None = None
    app_id: str | None = None
    package_name: str | None = None
    tiktok_apps: list[AppTikTokApp] = msgspec.field(default_factory=list)
    partner: AppPartner | None = None
    platform: str | None = None
    enable_retargeting: str | None = None
    tracking_url: AppTrackingUrl | None = None
    create_time: str | None = None


class AppResult(Result, kw_only=True):
    apps: list[App] = msgspec.field(default_factory=list)


class AppInfoParams(Params, kw_only=True):
    advertiser_id: str
    app_id: str


class AppInfoResult(Result, kw_only=True):
    app: App | None = None


class AppCreateTrackingUrl(Params, kw_only=True):
    click_url: str | UnsetType = UNSET
    impression_url: str | UnsetType = UNSET
    retargeting_click_url: str | UnsetType = UNSET
    retargeting_impression_url: str | UnsetType = UNSET


class AppCreateParams(Params, kw_only=True):
    advertiser_id: str
    download_url: str
    tracking_url: AppCreateTrackingUrl | UnsetType = UNSET
    partner: str | UnsetType = UNSET
    enable_retargeting: str | UnsetType = UNSET


class AppCreateResult(Result, kw_only=True):
    app_id: str | None = None


class AppUpdateParams(Params, kw_only=True):
    app_id: str
    advertiser_id: str
    platform: str | UnsetType = UNSET
    download_url: str | UnsetType = UNSET
    enable_retargeting: str | UnsetType = UNSET
    tracking_url: AppCreateTrackingUrl | UnsetType = UNSET
    partner: str | UnsetType = UNSET


class AppUpdateResult(Result, kw_only=True):
    """Empty."""


class AppEventParams(Params, kw_only=True):
    app_id: str
    advertiser_id: str
    placement: list[str] | UnsetType = UNSET
    placement_type: str | UnsetType = UNSET
    optimization_goal: str
    objective: str | UnsetType = UNSET
    available_only: bool | UnsetType = UNSET
    is_skan: bool | UnsetType = UNSET
    app_promotion_type: str | UnsetType = UNSET


class AppEventBids(Result, kw_only=True):
    no_bid_enabled: bool | None = None
    auto_bid_enabled: bool | None = None
    multi_bid_enabled: bool | None = None


class AppDeepEvent(Result, kw_only=True):
    optimization_event: str | None = None
    statistic_type: str | None = None
    availability_status: str | None = None
    conversions: int | None = None
    unlock_threshold: int | None = None


class AppEvent(Result, kw_only=True):
    optimization_event: str | None = None
    statistic_type: str | None = None
    availability_status: str | None = None
    conversions: int | None = None
    unlock_threshold: int | None = None
    is_beta: bool | None = None
    bid_type_availability: AppEventBids | None = None
    deep_optimization_events: AppDeepEvent | None = None


class AppEventResult(Result, kw_only=True):
    optimization_events: list[AppEvent] = msgspec.field(default_factory=list)


class AppRetargetingParams(Params, kw_only=True):
    app_id: str
    advertiser_id: str


class AppRetargetingResult(Result, kw_only=True):
    optimization_events: list[str] = msgspec.field(default_factory=list)


APP_LIST = Endpoint(
    name="app.list",
    method="GET",
    path="/app/list/",
    params=AppParams,
    result=AppResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740859313270786",
)


APP_INFO = Endpoint(
    name="app.info",
    method="GET",
    path="/app/info/",
    params=AppInfoParams,
    result=AppInfoResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740859272887297",
)


APP_CREATE = Endpoint(
    name="app.create",
    method="POST",
    path="/app/create/",
    params=AppCreateParams,
    result=AppCreateResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740859280958466",
)


APP_UPDATE = Endpoint(
    name="app.update",
    method="POST",
    path="/app/update/",
    params=AppUpdateParams,
    result=AppUpdateResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740859300069378",
)


APP_OPTIMIZATION_EVENT = Endpoint(
    name="app.optimization_event",
    method="GET",
    path="/app/optimization_event/",
    params=AppEventParams,
    result=AppEventResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740859338750977",
)


APP_OPTIMIZATION_EVENT_RETARGETING = Endpoint(
    name="app.optimization_event.retargeting",
    method="GET",
    path="/app/optimization_event/retargeting/",
    params=AppRetargetingParams,
    result=AppRetargetingResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740859371033601",
)
