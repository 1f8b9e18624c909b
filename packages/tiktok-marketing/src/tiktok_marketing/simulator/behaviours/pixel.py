"""Pixels: list, create, change, set up events, and count what came."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.event_checks import is_standard
from tiktok_marketing.simulator.event_log import counted
from tiktok_marketing.simulator.event_records import Pixel, PixelEventSetup
from tiktok_marketing.simulator.fallback import check as check_catalogued
from tiktok_marketing.simulator.pixels import new_pixel
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.pixel import (
    PIXEL_CREATE,
    PIXEL_EVENT_CREATE,
    PIXEL_EVENT_DELETE,
    PIXEL_EVENT_STATS,
    PIXEL_EVENT_UPDATE,
    PIXEL_LIST,
    PIXEL_UPDATE,
    PixelCreateParams,
    PixelEventCreateParams,
    PixelEventDeleteParams,
    PixelEventStatsParams,
    PixelEventUpdateParams,
    PixelListParams,
    PixelUpdateParams,
)
from tiktok_marketing.spec.timestamps import format_utc

from .listing import page_of

_KINDS, _WORTH = ("pixel_category", "partner_name"), ("currency", "currency_value")
_SETTINGS = frozenset(PixelUpdateParams.__struct_fields__) - {"advertiser_id", "pixel_id", "pixel_name"}


@behaviour(PIXEL_LIST)
def list_pixels(simulator: Simulator, call: Call[PixelListParams]) -> dict[str, Any]:
    """Oldest first unless asked otherwise. `name` finds a part of the name, whatever its case."""
    check_catalogued(call.endpoint, call.given, strict=False)
    given = call.given
    name = given.get("name", "").casefold()
    found = [
        pixel
        for pixel in _of(simulator, call.params.advertiser_id)
        if given.get("pixel_id") in (None, pixel.id)
        and given.get("code") in (None, pixel.code)
        and name in pixel.name.casefold()
    ]
    newest_first = given.get("order_by") == "LATEST_CREATE"
    found.sort(key=lambda pixel: (pixel.created_at, int(pixel.id)), reverse=newest_first)
    rows, page_info = page_of(found, given)
    return {"pixels": [_row(simulator, pixel) for pixel in rows], "page_info": page_info}


@behaviour(PIXEL_CREATE)
def create(simulator: Simulator, call: Call[PixelCreateParams]) -> dict[str, Any]:
    check_catalogued(call.endpoint, call.given, strict=False)
    _check_name(call.params.pixel_name)
    fields: dict[str, Any] = {name: call.given[name] for name in _KINDS if name in call.given}
    pixel_id = simulator.new_id(call.now)
    pixel = new_pixel(pixel_id, call.params.advertiser_id, call.params.pixel_name, call.now, fields)
    simulator.state.save(pixel)
    return _row(simulator, pixel)


@behaviour(PIXEL_UPDATE)
def update(simulator: Simulator, call: Call[PixelUpdateParams]) -> dict[str, Any]:
    """What is not sent stays."""
    check_catalogued(call.endpoint, call.given, strict=False)
    _check_name(call.params.pixel_name)
    pixel = _find(simulator, call, call.params.pixel_id)
    fields = dict(pixel.fields)
    for name in _SETTINGS & call.given.keys():
        value = call.given[name]
        fields[name] = fields.get(name, {}) | value if isinstance(value, dict) else value
    simulator.state.save(replace(pixel, name=call.params.pixel_name, fields=fields))
    return {}


@behaviour(PIXEL_EVENT_CREATE)
def create_events(simulator: Simulator, call: Call[PixelEventCreateParams]) -> dict[str, Any]:
    """Sets up events, each with an id of its own."""
    check_catalogued(call.endpoint, call.given, strict=False)
    pixel = _find(simulator, call, call.params.pixel_id)
    if not call.given["pixel_events"]:
        raise bad_value("pixel_events: Must not be empty.")
    new = [PixelEventSetup(id=simulator.new_id(call.now), fields=_setup(each)) for each in call.given["pixel_events"]]
    simulator.state.save(replace(pixel, events=[*pixel.events, *new]))
    return {}


@behaviour(PIXEL_EVENT_UPDATE)
def update_event(simulator: Simulator, call: Call[PixelEventUpdateParams]) -> dict[str, Any]:
    check_catalogued(call.endpoint, call.given, strict=False)
    given = call.given
    pixel = _pixel_with(simulator, call, call.params.event_id)
    changes: dict[str, Any] = {name: given[name] for name in _WORTH if name in given}
    if "event_name" in given:
        changes["name"] = given["event_name"]
    events = [_changed(event, changes) if event.id == given["event_id"] else event for event in pixel.events]
    simulator.state.save(replace(pixel, events=events))
    return {}


@behaviour(PIXEL_EVENT_DELETE)
def delete_event(simulator: Simulator, call: Call[PixelEventDeleteParams]) -> dict[str, Any]:
    pixel = _pixel_with(simulator, call, call.params.event_id)
    kept = [event for event in pixel.events if event.id != call.params.event_id]
    simulator.state.save(replace(pixel, events=kept))
    return {}


@behaviour(PIXEL_EVENT_STATS)
def stats(simulator: Simulator, call: Call[PixelEventStatsParams]) -> dict[str, Any]:
    """Counts by event over days of the advertiser's time zone.

    Only servers send events to the simulator, so none came from browsers; none is attributed to an ad.
    """
    check_catalogued(call.endpoint, call.given, strict=False)
    span = call.given["date_range"]
    first, last = (_day(name, span[name]) for name in ("start_date", "end_date"))
    if last < first:
        raise bad_value("date_range: end_date must not be before start_date.")
    pixels = [_find(simulator, call, pixel_id) for pixel_id in dict.fromkeys(call.params.pixel_ids)]
    return {"list": [{"pixel_id": p.id, "statistics": _statistics(simulator, p, first, last)} for p in pixels]}


def _of(simulator: Simulator, advertiser_id: str) -> list[Pixel]:
    """Its own, and those that a Business Center linked it to."""
    return [pixel for pixel in simulator.state.pixels.values() if pixel.serves(advertiser_id)]


def _find(simulator: Simulator, call: Call[Any], pixel_id: str) -> Pixel:
    pixel = simulator.state.pixels.get(pixel_id)
    if pixel is None or not pixel.serves(call.given["advertiser_id"]):
        raise bad_value(f"pixel_id: The pixel {pixel_id} does not exist.")
    return pixel


def _pixel_with(simulator: Simulator, call: Call[Any], event_id: str) -> Pixel:
    """The advertiser's pixel in which the event is set up."""
    for pixel in _of(simulator, call.given["advertiser_id"]):
        if any(event.id == event_id for event in pixel.events):
            return pixel
    raise bad_value(f"event_id: The event {event_id} does not exist.")


def _check_name(name: str) -> None:
    if not name.strip():
        raise bad_value("pixel_name: The name cannot be empty.")


def _setup(given: dict[str, Any]) -> dict[str, Any]:
    """An event as the list shows it."""
    fields = {name: value for name, value in given.items() if name not in {"event_id", "event_name"}}
    return {"statistic_type": "EVERY_TIME", "name": given.get("event_name"), **fields}


def _changed(event: PixelEventSetup, changes: dict[str, Any]) -> PixelEventSetup:
    return replace(event, fields=event.fields | changes)


def _row(simulator: Simulator, pixel: Pixel) -> dict[str, Any]:
    advertiser = simulator.state.advertisers[pixel.advertiser_id]
    address = f"https://analytics.tiktok.com/i18n/pixel/events.js?sdkid={pixel.code}&lib=ttq"
    return {
        **pixel.fields,
        "pixel_id": pixel.id,
        "pixel_code": pixel.code,
        "pixel_name": pixel.name,
        "pixel_script": f'<script async src="{address}"></script>',
        "create_time": format_utc(pixel.created_at),
        "asset_ownership": {
            "asset_relation_status": "LINK" if pixel.bc_id else None,
            "ownership_status": True,
            "owner_bc_id": pixel.bc_id or advertiser.bc_id,
        },
        "events": [{"event_id": event.id, **event.fields} for event in pixel.events],
    }


def _statistics(simulator: Simulator, pixel: Pixel, first: date, last: date) -> list[dict[str, Any]]:
    return [
        {
            "pixel_event_type": name if is_standard(name) else None,
            "custom_event_type": None if is_standard(name) else name,
            "attributed_count": 0,
            "preview_count": 0,
            "total_count": count,
            "browser_event_total_count": 0,
            "server_event_total_count": count,
        }
        for name, count in sorted(counted(simulator, pixel, first, last).items())
    ]


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_value(f"date_range.{name}: Must be a day as YYYY-MM-DD.") from error
