"""What a call for a report asks, once TikTok's rules have let it through (behaviour reference §6.1 to §6.4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from tiktok_marketing.simulator.behaviour import Refusal, bad_value
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.spec.catalogue import dimensions, metrics

from .filters import MOST_IDS, PRIMARY_STATUSES

Level = Literal["advertiser", "campaign", "adgroup", "ad"]
Time = Literal["stat_time_day", "stat_time_hour"]

LEVELS: tuple[Level, ...] = ("advertiser", "campaign", "adgroup", "ad")
MOST_ADVERTISERS = 5
REPORT_TYPES = ("BASIC", "AUDIENCE", "PLAYABLE_MATERIAL", "CATALOG", "BC", "TT_SHOP")
CONFLICT = "Conflict occurs. The input params including metrics and dimensions have no relation."
_DATA_LEVELS: dict[str, Level] = {f"AUCTION_{level.upper()}": level for level in LEVELS}
_TIMES: tuple[Time, ...] = ("stat_time_day", "stat_time_hour")
_ID_FILTERS: dict[str, Level] = {"campaign_ids": "campaign", "adgroup_ids": "adgroup", "ad_ids": "ad"}
_STATUS_FILTERS: dict[str, Level] = {f"{level}_status": level for level in LEVELS[1:]}
_NOT_YET = frozenset(
    {
        "ad_ids_v2",
        "campaign_type",
        "promotion_type",
        "dpa_target_audience_type",
        "create_time",
        "buying_type",
        "campaign_automation_type",
        "campaign_system_origins",
        "campaign_product_source",
        "is_cbo_enabled",
        "billing_event",
        "optimization_goal",
        "identity_type",
        "image_mode",
        "creative_material_mode",
        "age",
        "gender",
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What differs between the ways to a report. `longest_days` by time dimension; where it is left out, no limit."""

    report_types: tuple[str, ...]
    filters: frozenset[str]
    most_ids: int
    longest_days: Mapping[Time | None, int]


SYNCHRONOUS = Rules(
    report_types=REPORT_TYPES,
    filters=frozenset({*_ID_FILTERS, *_STATUS_FILTERS, "objective_type"}),
    most_ids=MOST_IDS,
    longest_days={"stat_time_day": 30, "stat_time_hour": 1, None: 365},
)


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """`span` is None for a lifetime. `ids` and `objectives` restrict what is counted, `statuses` which rows come."""

    advertiser_ids: tuple[str, ...]
    level: Level
    time: Time | None
    metrics: tuple[str, ...]
    span: tuple[date, date] | None
    ids: tuple[tuple[Level, frozenset[str]], ...]
    objectives: frozenset[str] | None
    statuses: frozenset[str]
    order_field: str | None
    descending: bool

    @property
    def id_dimension(self) -> str:
        return f"{self.level}_id"

    @property
    def counted(self) -> Level:
        """The lowest level that has to be looked at: the rows' own, or a filter's below it."""
        levels: list[Level] = ["campaign", self.level, *(level for level, _ in self.ids)]
        return max(levels, key=LEVELS.index)


def read_query(given: dict[str, Any], rules: Rules) -> ReportQuery:
    """The query that the parameters, as sent, amount to.

    Raises:
        Refusal: 40002 or 40011, the first rule that they break.
    """
    _check_report_type(given, rules)
    advertiser_ids = _advertiser_ids(given)
    if "data_level" not in given:
        raise bad_value(missing("data_level"))
    check_choice("data_level", given["data_level"], _DATA_LEVELS)
    level = _DATA_LEVELS[given["data_level"]]
    time = _time_dimension(given["dimensions"], level)
    asked = tuple(dict.fromkeys(given.get("metrics", ["spend", "impressions"])))
    _check_metrics(asked, level, time)
    filters = [_filter(entry, rules) for entry in given.get("filtering", [])]
    return ReportQuery(
        advertiser_ids=advertiser_ids,
        level=level,
        time=time,
        metrics=asked,
        span=_span(given, time, rules.longest_days.get(time)),
        ids=tuple((_ID_FILTERS[name], values) for name, values in filters if name in _ID_FILTERS),
        objectives=next((values for name, values in filters if name == "objective_type"), None),
        statuses=_statuses(filters, level),
        order_field=_order_field(given),
        descending=given.get("order_type", "DESC") == "DESC",
    )


def _check_report_type(given: dict[str, Any], rules: Rules) -> None:
    check_choice("report_type", given["report_type"], rules.report_types)
    if given["report_type"] != "BASIC":
        raise bad_value(f"report_type: The simulator does not simulate {given['report_type']} reports yet.")
    if given.get("query_mode", "REGULAR") != "REGULAR":
        check_choice("query_mode", given["query_mode"], {"REGULAR", "CHUNK"})
        raise bad_value("query_mode: The simulator does not simulate CHUNK yet.")
    if given.get("multi_adv_report_in_utc_time"):
        raise bad_value("multi_adv_report_in_utc_time: The simulator does not simulate reports in UTC yet.")


def _advertiser_ids(given: dict[str, Any]) -> tuple[str, ...]:
    several = given.get("advertiser_ids")
    if several is None:
        if "advertiser_id" not in given:
            raise bad_value(missing("advertiser_id"))
        return (given["advertiser_id"],)
    if not 1 <= len(several) <= MOST_ADVERTISERS:
        raise bad_value(f"advertiser_ids: Between 1 and {MOST_ADVERTISERS} ids.")
    return tuple(dict.fromkeys(several))


def _time_dimension(names: list[str], level: Level) -> Time | None:
    known = dimensions()
    if unknown := [name for name in names if name not in known]:
        raise bad_value(
            "Please correct the information in invalid dimension fields and try again. "
            f"Invalid dimension fields: {unknown}."
        )
    ids = [name for name in names if known[name].kind == "id"]
    times = [name for name in _TIMES if name in names]
    # One ID dimension, that of the level; parents' ids are metrics (§6.1).
    if ids != [f"{level}_id"] or len(times) > 1 or len(set(names)) < len(names):
        raise bad_value(CONFLICT)
    if others := [name for name in names if name not in ids and name not in times]:
        raise bad_value(f"dimensions: The simulator does not simulate {', '.join(others)} yet.")
    return times[0] if times else None


def _check_metrics(names: tuple[str, ...], level: Level, time: Time | None) -> None:
    known = metrics()
    if unknown := [name for name in names if name not in known]:
        raise bad_value(
            f"Please correct the information in invalid metric fields and try again. Invalid metric fields: {unknown}."
        )
    for metric in map(known.__getitem__, names):
        here = {f"{level}_id", time}
        elsewhere = metric.group != "attribute" and f"AUCTION_{level.upper()}" not in metric.data_levels
        if elsewhere or metric.report_types.get("BASIC") == "no" or set(metric.requires_dimensions) - here:
            raise bad_value(CONFLICT)
        if metric.name == "ad_id_v2" and level == "ad":  # never with ad_id (§6.3)
            raise bad_value(CONFLICT)


def _span(given: dict[str, Any], time: Time | None, longest_days: int | None) -> tuple[date, date] | None:
    if given.get("query_lifetime"):
        if time:
            raise bad_value("query_lifetime: No time dimension is supported with it.")
        return None
    start, end = (_day(given, name) for name in ("start_date", "end_date"))
    if end < start:
        raise bad_value("end_date: The end date must not be earlier than the start date.")
    if longest_days is not None and (end - start).days >= longest_days:
        raise bad_value(f"start_date: The time span cannot exceed {longest_days} day(s) here.")
    return start, end


def _day(given: dict[str, Any], name: str) -> date:
    if name not in given:
        raise bad_value(missing(name))
    try:
        day = datetime.strptime(given[name], "%Y-%m-%d").date()  # noqa: DTZ007 - a day of the advertiser's, no moment
    except ValueError as error:
        raise bad_value(f"{name}: Date format should be YYYY-MM-DD. Please try again.") from error
    return day


def _filter(entry: dict[str, Any], rules: Rules) -> tuple[str, frozenset[str]]:
    """(field name, values) of a filter that the simulator knows; all of those take IN and a list."""
    name, kind = entry["field_name"], entry["filter_type"]
    if name in _NOT_YET:
        raise bad_value(f"filtering: The simulator does not simulate the filter {name} yet.")
    check_choice("filtering.field_name", name, rules.filters)
    check_choice("filtering.filter_type", kind, {"IN"})
    try:
        values = json.loads(entry["filter_value"])
    except ValueError as error:
        raise bad_value(f"filtering.filter_value: Must be the JSON text of a list for {name}.") from error
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        raise bad_value(f"filtering.filter_value: Must be the JSON text of a list of strings for {name}.")
    if name in _ID_FILTERS and len(values) > rules.most_ids:
        raise Refusal(40011, f"filtering.{name}: At most {rules.most_ids} ids in one request.")
    return name, frozenset(values)


def _statuses(filters: list[tuple[str, frozenset[str]]], level: Level) -> frozenset[str]:
    """Which rows are wanted; without a filter those that are not deleted, at the advertiser's level all (§6.4)."""
    for name, values in filters:
        if name in _STATUS_FILTERS:
            if _STATUS_FILTERS[name] != level:
                raise bad_value(f"filtering.{name}: Not supported at AUCTION_{level.upper()}.")
            for value in values:
                check_choice(f"filtering.{name}", value, PRIMARY_STATUSES)
            return values
    return frozenset({"STATUS_ALL" if level == "advertiser" else "STATUS_NOT_DELETE"})


def _order_field(given: dict[str, Any]) -> str | None:
    check_choice("order_type", given.get("order_type", "DESC"), {"ASC", "DESC"})
    name: str | None = given.get("order_field")
    metric = metrics().get(name or "")
    if name is not None and (metric is None or metric.group == "attribute"):
        raise bad_value(f"order_field: {name} is not a numeric metric.")
    return name
