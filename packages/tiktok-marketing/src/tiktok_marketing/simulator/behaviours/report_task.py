"""Reports made in their own time: a task, its state, its end and its file (behaviour reference §6.9)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from tiktok_marketing.simulator.behaviour import Call, PlainText, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.report_records import ReportTask
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.report import (
    REPORT_TASK_CANCEL,
    REPORT_TASK_CHECK,
    REPORT_TASK_CREATE,
    REPORT_TASK_DOWNLOAD,
    ReportTaskIdParams,
    ReportTaskParams,
)

from .report_files import address
from .report_query import read_query
from .report_text import LIFE, status_of, text_of, timetable
from .report_types import ASYNCHRONOUS

MOST_AN_HOUR = 500
_FILE_NAME = re.compile(r"[^/\t\b@#$%^&*()\[\]]{1,255}")  # D:1740302766489602


@behaviour(REPORT_TASK_CREATE)
def create(simulator: Simulator, call: Call[ReportTaskParams]) -> dict[str, Any]:
    given = call.given
    _check_file(given)
    query = read_query(given, ASYNCHRONOUS)
    app_id = call.grant.app_id if call.grant else ""
    for advertiser_id in query.advertiser_ids:
        _check_hour(simulator, call, app_id, advertiser_id)
    task_id = simulator.new_id(call.now)
    processing_at, finished_at = timetable(simulator, task_id, call.now)
    task = ReportTask(
        id=task_id,
        app_id=app_id,
        advertiser_ids=list(query.advertiser_ids),
        given=given,
        created_at=call.now,
        processing_at=processing_at,
        finished_at=finished_at,
    )
    simulator.state.save(task)
    return {"task_id": task_id}


@behaviour(REPORT_TASK_CHECK)
def check(simulator: Simulator, call: Call[ReportTaskIdParams]) -> dict[str, Any]:
    task = _find(simulator, call)
    status = status_of(task, call.now)
    return {"status": status, "message": task.failure if status == "FAILED" else ""}


@behaviour(REPORT_TASK_CANCEL)
def cancel(simulator: Simulator, call: Call[ReportTaskIdParams]) -> dict[str, Any]:
    task = _find(simulator, call)
    status = status_of(task, call.now)
    if status not in {"QUEUING", "PROCESSING"}:
        raise bad_value(f"task_id: A task that is {status} cannot be canceled.")
    task.canceled_at = call.now
    simulator.state.save(task)
    return {"status": "CANCELED", "message": ""}


@behaviour(REPORT_TASK_DOWNLOAD)
def download(simulator: Simulator, call: Call[ReportTaskIdParams]) -> object:
    """CSV_STRING is the text itself, without an envelope."""
    task = _find(simulator, call)
    status = status_of(task, call.now)
    if status in {"QUEUING", "PROCESSING"}:
        raise Refusal(40201, f"The task {task.id} is {status}: it is not ready to be downloaded.")
    if status != "SUCCESS":
        raise bad_value(f"task_id: A task that is {status} cannot be downloaded.")
    kind = task.given.get("output_format", "CSV_STRING")
    if kind == "CSV_STRING":
        return PlainText("".join(text_of(simulator, task)))
    # TikTok's own SDK sends one blank where nobody gave a name: it is the parameter's default.
    name = task.given.get("file_name", "").strip() or f"report_{task.id}"
    url = address(simulator, call.origin, task, call.now)
    ending = "xlsx" if kind == "XLSX_DOWNLOAD" else "csv"
    return {"download_url": url, "file_name": f"{name}.{ending}", "output_format": kind}


def _check_file(given: dict[str, Any]) -> None:
    kind = given.get("output_format", "CSV_STRING")
    check_choice("output_format", kind, {"CSV_STRING", "CSV_DOWNLOAD", "XLSX_DOWNLOAD"})
    if given.get("file_name", "").strip() and not _FILE_NAME.fullmatch(given["file_name"]):
        raise bad_value("file_name: At most 255 characters, none of them special.")


def _check_hour(simulator: Simulator, call: Call[Any], app_id: str, advertiser_id: str) -> None:
    # The code is inferred: the page names the limit alone.
    since = call.now - timedelta(hours=1)
    made = [
        task
        for task in simulator.state.report_tasks.values()
        if task.created_at > since and task.app_id == app_id and advertiser_id in task.advertiser_ids
    ]
    if len(made) >= MOST_AN_HOUR:
        raise Refusal(40133, f"Advertiser ({advertiser_id}) reaches the limit of {MOST_AN_HOUR} report tasks an hour.")


def _find(simulator: Simulator, call: Call[ReportTaskIdParams]) -> ReportTask:
    task = simulator.state.report_tasks.get(call.params.task_id)
    gone = task is None or call.now >= task.created_at + LIFE
    if task is None or gone or call.params.advertiser_id not in task.advertiser_ids:
        raise Refusal(40007, f"The task {call.params.task_id} does not exist.")
    return task
