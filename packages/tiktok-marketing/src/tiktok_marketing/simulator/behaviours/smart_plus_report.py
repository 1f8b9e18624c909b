"""Figures of what is in Upgraded Smart+ ads: by creative, text and call to action, and over time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.chance import between, key_of
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import UPGRADED, SmartAd, SmartCreative
from tiktok_marketing.spec import catalogue
from tiktok_marketing.spec.smart_plus_report import (
    SMART_PLUS_MATERIAL_REPORT_BREAKDOWN,
    SMART_PLUS_MATERIAL_REPORT_OVERVIEW,
    MaterialReportBreakdownParams,
    MaterialReportOverviewParams,
)

from .listing import page_of
from .material_figures import Book, Group, Span, metrics_in, span_in, subject_of

_PARENTS = ("advertiser_id", "campaign_id", "adgroup_id", "smart_plus_ad_id")
_ENTITIES = ("main_material_id", "ad_text_entity_id", "call_to_action_entity_id", "interactive_add_on_entity_id")
_TIMES = ("stat_time_day", "stat_time_week", "stat_time_month")
_DEFAULT_METRICS = ["spend", "impressions", "clicks", "conversion"]

Names = tuple[tuple[str, str], ...]
Day = date | None


@behaviour(SMART_PLUS_MATERIAL_REPORT_OVERVIEW)
def overview(simulator: Simulator, call: Call[MaterialReportOverviewParams]) -> dict[str, Any]:
    """One kind of entity in one kind of parent, over all the span."""
    asked = call.params.dimensions
    parents, entities = set(asked) & set(_PARENTS), set(asked) & set(_ENTITIES)
    if len(asked) != 2 or len(parents) != 1 or len(entities) != 1:
        raise bad_value("dimensions: Pass the id of one kind of object and one kind of entity in it.")
    return _report(simulator, call, asked)


@behaviour(SMART_PLUS_MATERIAL_REPORT_BREAKDOWN)
def breakdown(simulator: Simulator, call: Call[MaterialReportBreakdownParams]) -> dict[str, Any]:
    """Entities and spans of time, several at once; hours are not simulated."""
    asked = call.params.dimensions
    for name in asked:
        check_choice("dimensions", name, {*_ENTITIES, *_TIMES, "stat_time_hour"})
    if "stat_time_hour" in asked:
        raise bad_value("dimensions: The simulator does not simulate stat_time_hour here.")
    if not 1 <= len(asked) <= 5 or len(set(asked) & set(_TIMES)) > 1:
        raise bad_value("dimensions: Pass between 1 and 5, of which one of time at most.")
    return _report(simulator, call, asked)


def _report(simulator: Simulator, call: Call[Any], dimensions: list[str]) -> dict[str, Any]:
    names, sort = metrics_in(call.given, _DEFAULT_METRICS), call.given.get("sort_field", "spend")
    check_choice("sort_type", call.given.get("sort_type", "DESC"), {"ASC", "DESC"})
    check_choice("sort_field", sort, set(catalogue.metrics()))
    span = span_in(call.given, over_time=bool(set(dimensions) & set(_TIMES)))
    book = Book(simulator, call.params.advertiser_id, call.now, span)
    groups = [group for group in _groups(simulator, call, dimensions, span) if book.is_shown(group)]
    groups.sort(key=lambda one: tuple(map(str, one.info.values())))
    groups.sort(key=lambda one: book.order(one, sort), reverse=call.given.get("sort_type", "DESC") == "DESC")
    page, page_info = page_of(groups, call.given)
    return {"list": [{"info": one.info, "metrics": book.told(one, names)} for one in page], "page_info": page_info}


def _groups(simulator: Simulator, call: Call[Any], dimensions: list[str], span: Span | None) -> list[Group]:
    """The rows: what is in the ads that the filters let through, by what was asked for."""
    found: dict[Names, Group] = {}
    for smart in _smart_ads(simulator, call):
        for creative in smart.creatives:
            for day in _days(dimensions, span):
                named = _named(simulator, smart, creative)
                if day:
                    named[_time(dimensions)] = _bucket(dimensions, day)
                if not _passes(call, named):
                    continue
                info = {name: named[name] for name in dimensions if name in named}
                info |= {f"{n[:-3]}_type": named[f"{n[:-3]}_type"] for n in dimensions if n in _ENTITIES}
                group = found.setdefault(tuple(info.items()), Group(subject_of(simulator, smart, creative), info))
                group.parts[creative.ad_id, day] = smart.campaign_id
    return list(found.values())


def _smart_ads(simulator: Simulator, call: Call[Any]) -> Iterator[SmartAd]:
    filtering = call.given.get("filtering", {})
    wanted = {"campaign_id": "campaign_ids", "adgroup_id": "adgroup_ids", "id": "smart_plus_ad_ids"}
    for smart in simulator.state.smart_ads.values():
        mine = (smart.how, smart.advertiser_id) == (UPGRADED, call.params.advertiser_id)
        if mine and all(getattr(smart, n) in filtering.get(f, [getattr(smart, n)]) for n, f in wanted.items()):
            yield smart


def _named(simulator: Simulator, smart: SmartAd, creative: SmartCreative) -> dict[str, str]:
    """The ids under which the creative is counted; a text's and a call to action's follow from their words (ours)."""
    ad = simulator.state.ads[creative.ad_id]
    video_id = ad.fields.get("video_id", "")
    materials = simulator.state.materials_of.get(smart.advertiser_id, {})
    spark = "SPARK_ADS" if ad.fields.get("tiktok_item_id") else "NON_SPARK_ADS"
    kinds = {"SINGLE_VIDEO": f"VIDEO_{spark}", "SINGLE_IMAGE": "SINGLE_IMAGE_NON_SPARK_ADS"}
    return {
        "advertiser_id": smart.advertiser_id,
        "campaign_id": smart.campaign_id,
        "adgroup_id": smart.adgroup_id,
        "smart_plus_ad_id": smart.id,
        "main_material_id": materials.get(video_id, creative.id),
        "main_material_type": kinds.get(ad.fields.get("ad_format", ""), f"CAROUSEL_{spark}"),
        "ad_text_entity_id": _entity(ad.fields.get("ad_text", "")),
        "ad_text_entity_type": "AD_TEXT",
        "call_to_action_entity_id": _entity(ad.fields.get("call_to_action", "")),
        "call_to_action_entity_type": "CALL_TO_ACTION",
        "interactive_add_on_entity_id": "",
        "interactive_add_on_entity_type": "INTERACTIVE_ADD_ON",
    }


def _entity(words: str) -> str:
    return str(between(10**18, 9 * 10**18, key_of(0, words), 0)) if words else ""


def _passes(call: Call[Any], named: dict[str, str]) -> bool:
    filtering = call.given.get("filtering", {})
    lists = {name: filtering.get(f"{name}s") for name in (*_ENTITIES, "main_material_type")}
    return all(not wanted or named[name] in wanted for name, wanted in lists.items())


def _time(dimensions: list[str]) -> str:
    return next(name for name in dimensions if name in _TIMES)


def _days(dimensions: list[str], span: Span | None) -> list[Day]:
    if span is None or not set(dimensions) & set(_TIMES):
        return [None]
    return [span[0] + timedelta(days=n) for n in range((span[1] - span[0]).days + 1)]


def _bucket(dimensions: list[str], day: date) -> str:
    """The beginning of the day's span: the day itself, its Monday, or the first of its month."""
    begins = {"stat_time_week": day - timedelta(days=day.weekday()), "stat_time_month": day.replace(day=1)}
    return f"{begins.get(_time(dimensions), day)} 00:00:00"
