"""Pixels: the sources of a website's conversion events, the events set up in them, and what they received."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class PixelFiltering(Params, kw_only=True):
    available_for_catalog_only: bool | UnsetType = UNSET


class PixelListParams(Params, kw_only=True):
    """`order_by` is EARLIEST_CREATE, when left out, or LATEST_CREATE."""

    advertiser_id: str
    pixel_id: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    order_by: str | UnsetType = UNSET
    filtering: PixelFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class PixelCreateParams(Params, kw_only=True):
    advertiser_id: str
    pixel_name: str
    pixel_category: str | UnsetType = UNSET
    partner_name: str | UnsetType = UNSET


class AdvancedMatching(Params, kw_only=True):
    phone_number: bool | UnsetType = UNSET
    email: bool | UnsetType = UNSET


class AutomaticMatching(Params, kw_only=True):
    phone_number: bool | UnsetType = UNSET
    email: bool | UnsetType = UNSET
    name: bool | UnsetType = UNSET
    address: bool | UnsetType = UNSET
    external_id: bool | UnsetType = UNSET


class PixelUpdateParams(Params, kw_only=True):
    advertiser_id: str
    pixel_id: str
    pixel_name: str
    advanced_matching_fields: AdvancedMatching | UnsetType = UNSET
    automatic_advanced_matching_fields: AutomaticMatching | UnsetType = UNSET
    enable_first_party_cookies: bool | UnsetType = UNSET
    enable_expanded_data_sharing: bool | UnsetType = UNSET


class PixelEventRuleParams(Params, kw_only=True):
    operator: str
    trigger: str
    value: str
    variable: str


class PixelEventParams(Params, kw_only=True):
    event_id: str | UnsetType = UNSET
    event_code: str | UnsetType = UNSET
    event_type: str | UnsetType = UNSET
    statistic_type: str | UnsetType = UNSET
    rules: list[PixelEventRuleParams] | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    currency_value: str | UnsetType = UNSET
    event_name: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    deprecated: bool | UnsetType = UNSET
    optimization_event: str | UnsetType = UNSET
    custom_event_type: str | UnsetType = UNSET


class PixelEventCreateParams(Params, kw_only=True):
    advertiser_id: str
    pixel_id: str
    pixel_events: list[PixelEventParams]


class PixelEventUpdateParams(Params, kw_only=True):
    advertiser_id: str
    event_id: str
    event_name: str | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    currency_value: str | UnsetType = UNSET


class PixelEventDeleteParams(Params, kw_only=True):
    advertiser_id: str
    event_id: str


class DateRange(Params, kw_only=True):
    """First and last day as YYYY-MM-DD."""

    start_date: str
    end_date: str


class PixelEventStatsParams(Params, kw_only=True):
    advertiser_id: str
    pixel_ids: list[str]
    date_range: DateRange


class MatchingFields(Result, kw_only=True):
    phone_number: bool | None = None
    email: bool | None = None


class AutomaticMatchingFields(Result, kw_only=True):
    phone_number: bool | None = None
    email: bool | None = None
    name: bool | None = None
    address: bool | None = None
    external_id: bool | None = None


class PixelOwnership(Result, kw_only=True):
    asset_relation_status: str | None = None
    ownership_status: bool | None = None
    owner_bc_id: str | None = None


class PixelEventRule(Result, kw_only=True):
    operator: str | None = None
    trigger: str | None = None
    value: str | None = None
    variable: str | None = None


class PixelEvent(Result, kw_only=True):
    event_id: str | None = None
    event_code: str | None = None
    event_type: str | None = None
    optimization_event: str | None = None
    custom_event_type: str | None = None
    name: str | None = None
    currency: str | None = None
    currency_value: str | None = None
    statistic_type: str | None = None
    deprecated: bool | None = None
    rules: list[PixelEventRule] | None = None


class Pixel(Result, kw_only=True):
    """`pixel_code` is what events are sent to, `pixel_id` what ad groups name."""

    pixel_id: str
    pixel_code: str | None = None
    pixel_name: str | None = None
    pixel_category: str | None = None
    pixel_setup_mode: str | None = None
    partner_name: str | None = None
    pixel_script: str | None = None
    create_time: str | None = None
    advanced_matching_fields: MatchingFields | None = None
    automatic_advanced_matching_fields: AutomaticMatchingFields | None = None
    enable_first_party_cookies: bool | None = None
    enable_expanded_data_sharing: bool | None = None
    asset_ownership: PixelOwnership | None = None
    events: list[PixelEvent] | None = None


class PixelPage(Result, kw_only=True):
    rows: list[Pixel] = msgspec.field(name="pixels", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class PixelEventStatistics(Result, kw_only=True):
    """`pixel_event_type` or, for an event that is not a standard one, `custom_event_type` names it."""

    pixel_event_type: str | None = None
    custom_event_type: str | None = None
    attributed_count: int | None = None
    preview_count: int | None = None
    total_count: int | None = None
    browser_event_total_count: int | None = None
    server_event_total_count: int | None = None


class PixelStats(Result, kw_only=True):
    pixel_id: str | None = None
    statistics: list[PixelEventStatistics] = msgspec.field(default_factory=list)


class PixelEventStatsResult(Result, kw_only=True):
    pixels: list[PixelStats] = msgspec.field(name="list", default_factory=list)


class PixelDone(Result, kw_only=True):
    """Empty: the code says it all."""


PIXEL_LIST = Endpoint(
    name="pixel.list",
    method="GET",
    path="/pixel/list/",
    params=PixelListParams,
    result=PixelPage,
    effect=Effect.READ,
    max_page_size=20,
    source="https://business-api.tiktok.com/portal/docs?id=1740858697598978",
)


PIXEL_CREATE = Endpoint(
    name="pixel.create",
    method="POST",
    path="/pixel/create/",
    params=PixelCreateParams,
    result=Pixel,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740858779758593",
)


PIXEL_UPDATE = Endpoint(
    name="pixel.update",
    method="POST",
    path="/pixel/update/",
    params=PixelUpdateParams,
    result=PixelDone,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740858799524865",
)


PIXEL_EVENT_CREATE = Endpoint(
    name="pixel.event.create",
    method="POST",
    path="/pixel/event/create/",
    params=PixelEventCreateParams,
    result=PixelDone,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740858807646209",
)


PIXEL_EVENT_UPDATE = Endpoint(
    name="pixel.event.update",
    method="POST",
    path="/pixel/event/update/",
    params=PixelEventUpdateParams,
    result=PixelDone,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740858823774210",
)


PIXEL_EVENT_DELETE = Endpoint(
    name="pixel.event.delete",
    method="POST",
    path="/pixel/event/delete/",
    params=PixelEventDeleteParams,
    result=PixelDone,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740858862104578",
)


PIXEL_EVENT_STATS = Endpoint(
    name="pixel.event.stats",
    method="GET",
    path="/pixel/event/stats/",
    params=PixelEventStatsParams,
    result=PixelEventStatsResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740858904557570",
)
