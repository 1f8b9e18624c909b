"""What a call for a report asks, once TikTok's rules have let it through (behaviour reference §6.1 to §6.4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from tiktok_marketing.simulator.behaviour import bad_value
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.spec.catalogue import metrics

from .report_dimensions import Asked, Cut, conflict, read_dimensions
from .report_filters import Filtering, read_filtering
from .report_metrics import check_metrics
from .report_types import DATA_LEVELS, KINDS, LEVELS, Kind, Level, Time, Way

MOST_ADVERTISERS = 5
_LONGEST_OF_BC = 365


class ReportQuery(msgspec.Struct, frozen=True):
    """`span` is None for a lifetime. Days are the advertiser's, or with `in_utc` everybody's."""

    kind: Kind
    way: Way
    advertiser_ids: tuple[str, ...]
    is_several: bool
    level: Level
    cut: Cut
    metrics: tuple[str, ...]
    span: tuple[date, date] | None
    filtering: Filtering
    order_field: str | None
    descending: bool
    in_utc: bool = False

    @property
    def time(self) -> Time | None:
        return self.cut.time

    @property
    def parted(self) -> tuple[str, ...]:
        """By which dimensions figures are parted: those of the rows, then those that only a filter names."""
        hidden = [one.name for one in self.filtering.cells if one.name not in self.cut.breakdowns]
        return (*self.cut.breakdowns, *dict.fromkeys(hidden))

    @property
    def counted(self) -> Level:
        """The lowest level that has to be looked at: the rows' own, a filter's below it, for parts of an ad its ads."""
        levels: list[Level] = ["campaign", self.level, *(one.level for one in self.filtering.counted if one.level)]
        if self.parted or self.cut.ids == ("ad_id_v2",):
            levels.append("ad")
        return max(levels, key=LEVELS.index)


def read_query(given: dict[str, Any], way: Way) -> ReportQuery:
    """The query that the parameters, as sent, amount to; not for a Business Center's, which are read elsewhere.

    Raises:
        Refusal: 40002 or 40011, the first rule that they break.
    """
    kind = read_kind(given, way)
    advertiser_ids, is_several = _advertiser_ids(given, kind)
    level = _level(given, kind)
    lifetime = bool(given.get("query_lifetime"))
    cut = read_dimensions(given["dimensions"], Asked(kind, way, level, is_several, lifetime))
    asked = tuple(dict.fromkeys(given.get("metrics") or kind.defaults))
    check_metrics(asked, kind, way, level, cut)
    filtering = read_filtering(given.get("filtering", []), kind.name, level, way)
    named = {one.name for one in filtering.counted}
    if ("ad_ids_v2" in named and "ad_id_v2" not in cut.ids) or ("ad_ids" in named and "ad_id_v2" in cut.ids):
        raise conflict()  # §6.3, §6.4
    return ReportQuery(
        kind=kind,
        way=way,
        advertiser_ids=advertiser_ids,
        is_several=is_several,
        level=level,
        cut=cut,
        metrics=asked,
        span=_span(given, kind, cut.time, way),
        filtering=filtering,
        order_field=order_field(given),
        descending=given.get("order_type", "DESC") == "DESC",
        in_utc=_is_in_utc(given, cut, is_several),
    )


def read_kind(given: dict[str, Any], way: Way) -> Kind:
    """The report type, with the query mode it allows."""
    check_choice("report_type", given["report_type"], way.kinds)
    kind = KINDS[given["report_type"]]
    mode = given.get("query_mode", "REGULAR")
    check_choice("query_mode", mode, {"REGULAR", "CHUNK"})
    if mode == "CHUNK" and kind.name != "BASIC":
        raise bad_value("query_mode: CHUNK is for BASIC reports alone.")
    return kind


def order_field(given: dict[str, Any]) -> str | None:
    """By which figure rows are sorted."""
    check_choice("order_type", given.get("order_type", "DESC"), {"ASC", "DESC"})
    name: str | None = given.get("order_field")
    metric = metrics().get(name or "")
    if name is not None and (metric is None or metric.group == "attribute"):
        raise bad_value(f"order_field: {name} is not a numeric metric.")
    return name


def read_span(given: dict[str, Any], longest_days: int | None) -> tuple[date, date]:
    """The first and the last day."""
    start, end = (_day(given, name) for name in ("start_date", "end_date"))
    if end < start:
        raise bad_value("end_date: The end date must not be earlier than the start date.")
    if longest_days is not None and (end - start).days >= longest_days:
        raise bad_value(f"start_date: The time span cannot exceed {longest_days} day(s) here.")
    return start, end


def _advertiser_ids(given: dict[str, Any], kind: Kind) -> tuple[tuple[str, ...], bool]:
    """(ids, whether the call gave a list of them: then the single one counts for nothing)."""
    several = given.get("advertiser_ids")
    if several is None or not kind.takes_several:
        if "advertiser_id" not in given:
            raise bad_value(missing("advertiser_id"))
        return (given["advertiser_id"],), False
    if not 1 <= len(several) <= MOST_ADVERTISERS:
        raise bad_value(f"advertiser_ids: Between 1 and {MOST_ADVERTISERS} ids.")
    return tuple(dict.fromkeys(several)), True


def _level(given: dict[str, Any], kind: Kind) -> Level:
    if not kind.levels:
        return "advertiser"
    if "data_level" not in given:
        raise bad_value(missing("data_level"))
    check_choice(
        "data_level", given["data_level"], {name for name, level in DATA_LEVELS.items() if level in kind.levels}
    )
    return DATA_LEVELS[given["data_level"]]


def _span(given: dict[str, Any], kind: Kind, time: Time | None, way: Way) -> tuple[date, date] | None:
    if given.get("query_lifetime"):
        if not kind.has_lifetime:
            raise bad_value(f"query_lifetime: Not supported for {kind.name} reports.")
        if time:
            raise bad_value("query_lifetime: No time dimension is supported with it.")
        return None
    return read_span(given, way.longest_days.get(time))


def _day(given: dict[str, Any], name: str) -> date:
    if name not in given:
        raise bad_value(missing(name))
    try:
        day = datetime.strptime(given[name], "%Y-%m-%d").date()  # noqa: DTZ007 - a day of the advertiser's, no moment
    except ValueError as error:
        raise bad_value(f"{name}: Date format should be YYYY-MM-DD. Please try again.") from error
    return day


def _is_in_utc(given: dict[str, Any], cut: Cut, is_several: bool) -> bool:  # noqa: FBT001 - as it was read
    """`multi_adv_report_in_utc_time` says nothing where there is one advertiser."""
    wanted = bool(given.get("multi_adv_report_in_utc_time")) and is_several and not given.get("query_lifetime")
    if wanted and cut.breakdowns:
        raise bad_value("multi_adv_report_in_utc_time: The simulator does not simulate it with breakdowns.")
    return wanted
