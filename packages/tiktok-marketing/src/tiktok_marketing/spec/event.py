"""Conversion events that an advertiser's server sends: of a website, an app, a shop's till, a CRM."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result
from tiktok_marketing.spec.quotas import EVENT_QUOTA


class EventUser(Params, kw_only=True):
    """`email`, `phone` and `external_id` are SHA-256 in lower-case hex, one or several; the rest is sent as it is.

    Names and country are sent by clients and accepted, and documented nowhere (behaviour reference §9.7, likely).
    """

    email: str | list[str] | UnsetType = UNSET
    phone: str | list[str] | UnsetType = UNSET
    external_id: str | list[str] | UnsetType = UNSET
    first_name: str | list[str] | UnsetType = UNSET
    last_name: str | list[str] | UnsetType = UNSET
    country: str | list[str] | UnsetType = UNSET
    ttclid: str | UnsetType = UNSET
    ttp: str | UnsetType = UNSET
    ip: str | UnsetType = UNSET
    user_agent: str | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    idfa: str | UnsetType = UNSET
    idfv: str | UnsetType = UNSET
    gaid: str | UnsetType = UNSET
    att_status: str | UnsetType = UNSET


class EventContent(Params, kw_only=True):
    """`price` is that of one item."""

    price: Decimal | UnsetType = UNSET
    quantity: int | UnsetType = UNSET
    content_id: str | UnsetType = UNSET
    content_category: str | UnsetType = UNSET
    content_name: str | UnsetType = UNSET
    brand: str | UnsetType = UNSET


class EventProperties(Params, kw_only=True):
    """`value` is that of the whole order, in `currency`."""

    value: Decimal | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    contents: list[EventContent] | UnsetType = UNSET
    content_ids: list[str] | UnsetType = UNSET
    content_type: str | UnsetType = UNSET
    num_items: int | UnsetType = UNSET
    search_string: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    order_id: str | UnsetType = UNSET
    shop_id: str | UnsetType = UNSET
    customer_type: str | UnsetType = UNSET


class EventPage(Params, kw_only=True):
    url: str | UnsetType = UNSET
    referrer: str | UnsetType = UNSET


class EventApp(Params, kw_only=True):
    app_id: str | UnsetType = UNSET
    app_name: str | UnsetType = UNSET
    app_version: str | UnsetType = UNSET


class EventAd(Params, kw_only=True):
    """`ad_id` is TikTok's ad group, `creative_id` its ad. TikTok's page says `attribution_…`, an SDK `attribute_…`."""

    callback: str | UnsetType = UNSET
    campaign_id: str | UnsetType = UNSET
    ad_id: str | UnsetType = UNSET
    creative_id: str | UnsetType = UNSET
    is_retargeting: bool | UnsetType = UNSET
    attributed: bool | UnsetType = UNSET
    attribute_type: str | UnsetType = UNSET
    attribute_provider: str | UnsetType = UNSET
    attribution_type: str | UnsetType = UNSET
    attribution_provider: str | UnsetType = UNSET
    attribution_share: Decimal | UnsetType = UNSET


class EventLead(Params, kw_only=True):
    lead_id: str | UnsetType = UNSET
    lead_event_source: str | UnsetType = UNSET


class ConversionEvent(Params, kw_only=True):
    """`event_time` is in Unix seconds, UTC."""

    event: str
    event_time: int
    event_id: str | UnsetType = UNSET
    user: EventUser | UnsetType = UNSET
    properties: EventProperties | UnsetType = UNSET
    page: EventPage | UnsetType = UNSET
    app: EventApp | UnsetType = UNSET
    ad: EventAd | UnsetType = UNSET
    lead: EventLead | UnsetType = UNSET
    limited_data_use: bool | UnsetType = UNSET


class EventTrackParams(Params, kw_only=True):
    """`event_source` is web, app, offline or crm; `event_source_id` a pixel's code, an app's or an event set's id."""

    event_source: str
    event_source_id: str
    data: list[ConversionEvent]
    test_event_code: str | UnsetType = UNSET


class FailedEvent(Result, kw_only=True):
    """`order_in_request` counts from 0."""

    order_in_request: int | None = None
    fail_reason: str | None = None


class EventTrackResult(Result, kw_only=True):
    """Empty when all events were taken.

    Unverified: what 20001 brings is documented nowhere; this is the shape of TikTok's older batch endpoints (behaviour
    reference §9.6).
    """

    failed_events: list[FailedEvent] = msgspec.field(default_factory=list)


EVENT_TRACK = Endpoint(
    name="event.track",
    method="POST",
    path="/event/track/",
    params=EventTrackParams,
    result=EventTrackResult,
    effect=Effect.WRITE,
    quota=EVENT_QUOTA,
    beside_app_quota=True,
    source="https://business-api.tiktok.com/portal/docs?id=1771101303285761",
)
