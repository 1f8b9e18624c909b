"""Figures: the synchronous report (behaviour reference §6)."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any
from weakref import WeakKeyDictionary

from tiktok_marketing.simulator.behaviour import Call, behaviour
from tiktok_marketing.simulator.figures import to_minute
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.state import State
from tiktok_marketing.spec.report import REPORT_INTEGRATED_GET, ReportParams

from .listing import page_of
from .report_bc import bc_rows
from .report_query import ReportQuery, read_query
from .report_rows import Key, Report
from .report_types import SYNCHRONOUS

THROTTLE_HEADER = "X-Tt-Ads-Throttle"
_REPORTS_KEPT = 4
_Key = tuple[int, int, ReportQuery]
_REPORTS: WeakKeyDictionary[State, OrderedDict[_Key, Report]] = WeakKeyDictionary()


@behaviour(REPORT_INTEGRATED_GET)
def integrated(simulator: Simulator, call: Call[ReportParams]) -> dict[str, Any]:
    given = call.given
    if given["report_type"] == "BC":
        found, info = page_of(bc_rows(simulator, call), given)
        return {"list": list(found), "page_info": info}
    query = read_query(given, SYNCHRONOUS)
    if given.get("service_type", "AUCTION") != "AUCTION":
        return _empty(given)  # a wrong service type is no error (§6.1)
    report = _report(simulator, call, query)
    if report.cut_to:
        call.headers[THROTTLE_HEADER] = (
            f"Only the newest {report.cut_to} ads are in this report; filter by campaign_ids."
        )
    page, info = _chunk(report.keys) if given.get("query_mode") == "CHUNK" else page_of(report.keys, given)
    data: dict[str, Any] = {"list": [report.row(key) for key in page], "page_info": info}
    if given.get("enable_total_metrics") and _has_totals(query):
        data["total_metrics"] = report.totals()
    return data


def _has_totals(query: ReportQuery) -> bool:
    """Totals come with one ID dimension, with days, or with both; elsewhere the wish is passed over (§6.5)."""
    cut = query.cut
    return query.kind.has_totals and len(cut.ids) <= 1 and not cut.breakdowns and cut.time != "stat_time_hour"


def _chunk(keys: list[Key]) -> tuple[list[Key], dict[str, int]]:
    """All rows in one answer without pages (§6.1); how its page_info then reads is inferred."""
    count = len(keys)
    return keys, {"page": 1, "page_size": count, "total_number": count, "total_page": min(count, 1)}


def _report(simulator: Simulator, call: Call[ReportParams], query: ReportQuery) -> Report:
    """The report, kept for the next pages until the minute or the state changes."""
    kept = _REPORTS.setdefault(simulator.state, OrderedDict())
    key = (simulator.state.version, to_minute(call.now), query)
    if key not in kept:
        kept[key] = Report(simulator, query, call.now, simulator.ads_report_cap)
    kept.move_to_end(key)
    while len(kept) > _REPORTS_KEPT:
        kept.popitem(last=False)
    return kept[key]


def _empty(given: dict[str, Any]) -> dict[str, Any]:
    nothing: list[object] = []
    page, info = page_of(nothing, given)
    return {"list": page, "page_info": info}
