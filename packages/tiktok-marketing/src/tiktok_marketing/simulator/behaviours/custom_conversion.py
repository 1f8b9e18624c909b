"""Custom conversions: list, read, create, rename, delete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.event_log import counted, zone_of
from tiktok_marketing.simulator.event_names import names_of
from tiktok_marketing.simulator.event_records import CustomConversion, MobileApp, Pixel
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec import catalogue
from tiktok_marketing.spec.custom_conversion import (
    CUSTOM_CONVERSION_CREATE,
    CUSTOM_CONVERSION_DELETE,
    CUSTOM_CONVERSION_GET,
    CUSTOM_CONVERSION_LIST,
    CUSTOM_CONVERSION_UPDATE,
    CustomConversionCreateParams,
    CustomConversionDeleteParams,
    CustomConversionGetParams,
    CustomConversionListParams,
    CustomConversionUpdateParams,
)
from tiktok_marketing.spec.timestamps import format_utc

from .listing import page_of

MOST_RULES, MOST_VALUES, NAME_LETTERS, DESCRIPTION_LETTERS, VALUE_LETTERS = 10, 100, 50, 500, 100
# How long an event is recent is ours.
_RECENT_DAYS = 7


@behaviour(CUSTOM_CONVERSION_LIST)
def list_conversions(simulator: Simulator, call: Call[CustomConversionListParams]) -> dict[str, Any]:
    """Those of one source, newest first unless asked otherwise; the keyword finds a part of the name."""
    given, source = call.given, _source(simulator, call)
    order, keyword = given.get("sort_field", "CREATE_TIME"), given.get("search_keyword", "").casefold()
    check_choice("sort_field", order, {"CREATE_TIME", "TOTAL_COUNT"})
    check_choice("sort_type", given.get("sort_type", "DESC"), {"ASC", "DESC"})
    mine = [one for one in simulator.state.custom_conversions.values() if _belongs(one, given)]
    found = [one for one in mine if keyword in one.name.casefold()]
    keys: dict[str, Callable[[CustomConversion], tuple[Any, ...]]] = {
        "CREATE_TIME": lambda one: (one.created_at, int(one.id)),
        "TOTAL_COUNT": lambda one: (_came(simulator, source, one, date.min), int(one.id)),
    }
    found.sort(key=keys[order], reverse=given.get("sort_type", "DESC") == "DESC")
    page, page_info = page_of(found, given)
    return {"list": [_row(simulator, call, source, one) for one in page], "page_info": page_info}


@behaviour(CUSTOM_CONVERSION_GET)
def get(simulator: Simulator, call: Call[CustomConversionGetParams]) -> dict[str, Any]:
    source, conversion = _source(simulator, call), _find(simulator, call)
    if not _belongs(conversion, call.given):
        raise Refusal(40007, f"The custom conversion {conversion.id} is not one of this event source.")
    return _row(simulator, call, source, conversion)


@behaviour(CUSTOM_CONVERSION_CREATE)
def create(simulator: Simulator, call: Call[CustomConversionCreateParams]) -> dict[str, Any]:
    """Of a standard event or an own one. The rules are kept; no event is measured by them (ours)."""
    given = call.given
    _source(simulator, call)
    _check_texts(given)
    _check_rules(given["rules"])
    if ("optimization_event" in given) == ("custom_event_type" in given):
        raise bad_value("optimization_event: Pass either it or custom_event_type.")
    conversion = CustomConversion(
        id=simulator.new_id(call.now),
        advertiser_id=given["advertiser_id"],
        source_type=given["event_source_type"],
        source_id=given["event_source_id"],
        name=given["name"],
        description=given.get("description", ""),
        rules=given["rules"],
        optimization_event=given.get("optimization_event"),
        own_event=given.get("custom_event_type"),
        created_at=call.now,
        updated_at=call.now,
    )
    simulator.state.save(conversion)
    return {"custom_conversion_id": conversion.id}


@behaviour(CUSTOM_CONVERSION_UPDATE)
def update(simulator: Simulator, call: Call[CustomConversionUpdateParams]) -> dict[str, Any]:
    """Its name and its description; the rest stays as it was made."""
    _check_texts(call.given)
    changes = {name: call.given[name] for name in ("name", "description") if name in call.given}
    simulator.state.save(replace(_find(simulator, call), updated_at=call.now, **changes))
    return {}


@behaviour(CUSTOM_CONVERSION_DELETE)
def delete(simulator: Simulator, call: Call[CustomConversionDeleteParams]) -> dict[str, Any]:
    simulator.state.forget(_find(simulator, call))
    return {}


def _source(simulator: Simulator, call: Call[Any]) -> Pixel | MobileApp:
    kind, source_id = call.given["event_source_type"], call.given["event_source_id"]
    check_choice("event_source_type", kind, {"PIXEL", "APP"})
    advertiser_id, pixel = call.given["advertiser_id"], simulator.state.pixels.get(source_id)
    app = simulator.state.mobile_apps.get(source_id)
    if kind == "PIXEL" and pixel and pixel.serves(advertiser_id):
        return pixel
    if kind == "APP" and app and app.advertiser_id == advertiser_id:
        return app
    raise bad_value(f"event_source_id: The event source {source_id} does not exist.")


def _belongs(conversion: CustomConversion, given: dict[str, Any]) -> bool:
    own = (conversion.advertiser_id, conversion.source_type, conversion.source_id)
    return own == (given["advertiser_id"], given["event_source_type"], given["event_source_id"])


def _find(simulator: Simulator, call: Call[Any]) -> CustomConversion:
    conversion_id = call.given["custom_conversion_id"]
    found = simulator.state.custom_conversions.get(conversion_id)
    if found is None or found.advertiser_id != call.given["advertiser_id"]:
        raise Refusal(40007, f"The custom conversion {conversion_id} does not exist.")
    return found


def _check_texts(given: dict[str, Any]) -> None:
    if "name" in given and not given["name"].strip():
        raise bad_value("name: The name cannot be empty.")
    for name, most in (("name", NAME_LETTERS), ("description", DESCRIPTION_LETTERS)):
        if len(given.get(name, "")) > most:
            raise bad_value(f"{name}: At most {most} characters.")


def _check_rules(rules: list[dict[str, Any]]) -> None:
    if not 1 <= len(rules) <= MOST_RULES:
        raise bad_value(f"rules: Length must be between 1 and {MOST_RULES}.")
    parameters, operators = (
        frozenset(map(str, catalogue.enum(name))) for name in ("custom_conversion_rule_parameter", "filter_operator")
    )
    for place, rule in enumerate(rules):
        check_choice(f"rules.{place}.parameter", rule["parameter"], parameters)
        check_choice(f"rules.{place}.operator", rule["operator"], operators)
        values = rule["values"]
        if not 1 <= len(values) <= MOST_VALUES or any(len(value) > VALUE_LETTERS for value in values):
            raise bad_value(f"rules.{place}.values: Between 1 and {MOST_VALUES} of at most {VALUE_LETTERS} characters.")


def _came(simulator: Simulator, source: Pixel | MobileApp, conversion: CustomConversion, since: date) -> int:
    """How many events that it may be about the source received."""
    names = names_of(source)
    own = conversion.own_event
    came = counted(simulator, source, since, date.max)
    return sum(n for event, n in came.items() if event == own or names.get(event) == conversion.optimization_event)


def _row(
    simulator: Simulator, call: Call[Any], source: Pixel | MobileApp, conversion: CustomConversion
) -> dict[str, Any]:
    kind, known_as = ("web", source.code) if isinstance(source, Pixel) else ("app", source.id)
    today = call.now.astimezone(zone_of(simulator, kind, known_as)).date()
    recent = _came(simulator, source, conversion, today - timedelta(days=_RECENT_DAYS - 1))
    ever = _came(simulator, source, conversion, date.min)
    return {
        "custom_conversion_id": conversion.id,
        "name": conversion.name,
        "description": conversion.description,
        "event_source_type": conversion.source_type,
        "event_source_id": conversion.source_id,
        "active_status": "ACTIVE" if recent else "NO_RECENT_ACTIVITY" if ever else "WAITING_FOR_ACTIVITY",
        "optimization_event": conversion.optimization_event,
        "rules": conversion.rules,
        "create_time": format_utc(conversion.created_at),
        "update_time": format_utc(conversion.updated_at),
    }
