"""Reports made in their own time: how far a task is, and the text that comes of it (behaviour reference §6.9)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from tiktok_marketing.simulator.chance import between, key_of
from tiktok_marketing.simulator.report_records import ReportTask
from tiktok_marketing.simulator.simulator import Simulator

from .report_query import REPORT_TYPES, ReportQuery, Rules, read_query
from .report_rows import Report

Status = Literal["QUEUING", "PROCESSING", "SUCCESS", "FAILED", "CANCELED"]

LIFE = timedelta(days=30)
ADDRESS_LIFE = timedelta(hours=1)
_QUEUING_MS = (500, 3_000)
_PROCESSING_MS = (1_000, 8_000)
_ROWS_A_PIECE = 500

RULES = Rules(
    report_types=tuple(kind for kind in REPORT_TYPES if kind in {"BASIC", "AUDIENCE", "CATALOG"}),
    filters=frozenset({"campaign_ids", "adgroup_ids", "ad_ids"}),
    most_ids=20_000,
    longest_days={},
)
_TITLES = {"spend": "Cost", "stat_time_day": "By Day", "stat_time_hour": "By Hour"}
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
    query = read_query(task.given, RULES)
    columns = _columns(query)
    translated = task.given.get("enable_report_title_translation", True)
    yield _csv([[_title(name) if translated else name for name in columns]])
    rows: list[list[str]] = []
    for part in _parts(query):
        report = Report(simulator, part, task.finished_at, None)
        for key in report.keys:
            row = report.row(key)
            cells = row["metrics"] | row["dimensions"]
            rows.append([cells[name] for name in columns])
            if len(rows) == _ROWS_A_PIECE:
                yield _csv(rows)
                rows = []
    yield _csv(rows)


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
    several = ("currency", "timezone", "advertiser_id") if len(query.advertiser_ids) > 1 else ()
    return list(dict.fromkeys([query.id_dimension, *filter(None, [query.time]), *query.metrics, *several]))


def _title(name: str) -> str:
    # How TikTok words its titles is not documented: inferred, and not to be relied on.
    words = (word.upper() if word in _CAPITALS else word.capitalize() for word in name.split("_"))
    return _TITLES.get(name) or " ".join(words)


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
