"""Reports made in their own time: how far a task is, and the text that comes of it (behaviour reference §6.9)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec.structs import replace

from tiktok_marketing.simulator import world
from tiktok_marketing.simulator.chance import between, key_of
from tiktok_marketing.simulator.report_records import ReportTask
from tiktok_marketing.simulator.simulator import Simulator

from .report_query import ReportQuery, read_query
from .report_rows import Report
from .report_types import ASYNCHRONOUS

Status = Literal["QUEUING", "PROCESSING", "SUCCESS", "FAILED", "CANCELED"]

LIFE = timedelta(days=30)
ADDRESS_LIFE = timedelta(hours=1)
_QUEUING_MS = (500, 3_000)
_PROCESSING_MS = (1_000, 8_000)
_ROWS_A_PIECE = 500

_TITLES = {"spend": "Cost", "stat_time_day": "By Day", "stat_time_hour": "By Hour"}
_NAMES = {"country_code": "country_name"}
_CAPITALS = frozenset({"id", "cpc", "cpm", "ctr", "cpa", "roas", "cta", "vta"})


def timetable(simulator: Simulator, task_id: str, now: datetime) -> tuple[datetime, datetime]:
    """When a task made now will be worked on, and when it will be done."""
    key = key_of(simulator.seed, f"report_task:{task_id}")
    processing_at = now + timedelta(milliseconds=between(*_QUEUING_MS, key, 0))
    return processing_at, processing_at + timedelta(milliseconds=between(*_PROCESSING_MS, key, 1))


def status_of(task: ReportTask, now: datetime) -> Status:
    if task.canceled_at is not None:
        return "CANCELED"
    if now < task.processing_at:
        return "QUEUING"
    if now < task.finished_at:
        return "PROCESSING"
    return "SUCCESS" if task.failure is None else "FAILED"


def text_of(simulator: Simulator, task: ReportTask) -> Iterator[str]:
    """The report as CSV, piece by piece: the figures as they were when the task was done."""
    rows: list[list[str]] = []
    for row in table_of(simulator, task):
        rows.append(row)
        if len(rows) == _ROWS_A_PIECE:
            yield _csv(rows)
            rows = []
    yield _csv(rows)


def table_of(simulator: Simulator, task: ReportTask) -> Iterator[list[str]]:
    """The report's lines: its titles, then its rows."""
    query = read_query(task.given, ASYNCHRONOUS)
    columns = _columns(query)
    translated = task.given.get("enable_report_title_translation", True)
    yield [_title(name) if translated else _NAMES.get(name, name) for name in columns]
    for part in _parts(query):
        report = Report(simulator, part, task.finished_at, None)
        for key in report.keys:
            row = report.row(key)
            cells = row["metrics"] | row["dimensions"]
            if "country_code" in cells:
                cells["country_code"] = _country(cells["country_code"])
            yield [cells[name] for name in columns]


def _parts(query: ReportQuery) -> Iterator[ReportQuery]:
    """The queries that one report knows how to answer: hours come a day at a time."""
    if query.time != "stat_time_hour" or query.span is None:
        yield query
        return
    start, end = query.span
    for number in range((end - start).days + 1):
        day: date = start + timedelta(days=number)
        yield replace(query, span=(day, day))


def _columns(query: ReportQuery) -> list[str]:
    several = ("currency", "timezone", "advertiser_id") if query.is_several else ()
    times = filter(None, [query.time])
    return list(dict.fromkeys([*query.cut.ids, *query.cut.breakdowns, *times, *query.metrics, *several]))


def _country(code: str) -> str:
    """A country's name: TikTok's tasks give it in place of the code (§6.9, a known defect)."""
    return next((name for _, name, own, *_ in world.facts()["countries"] if own == code), code)


def _title(name: str) -> str:
    # How TikTok words its titles is not documented: inferred, and not to be relied on.
    words = (word.upper() if word in _CAPITALS else word.capitalize() for word in name.split("_"))
    return _TITLES.get(name) or " ".join(words)


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
