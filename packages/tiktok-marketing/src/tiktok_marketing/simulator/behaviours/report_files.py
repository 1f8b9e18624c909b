"""The addresses at which finished reports are fetched: good for an hour, and for whoever has them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import anyio.lowlevel
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tiktok_marketing.simulator.chance import key_of
from tiktok_marketing.simulator.report_records import ReportTask
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.spreadsheet import xlsx

from .report_text import ADDRESS_LIFE, LIFE, status_of, table_of, text_of

_PATH = "/report-files"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def address(simulator: Simulator, origin: str, task: ReportTask, now: datetime) -> str:
    """Where the task's file is for the next hour."""
    until = int((now + ADDRESS_LIFE).timestamp())
    return f"{origin}{_PATH}/{task.id}/{until}/{_signature(simulator, task.id, until)}"


def report_file_routes(simulator: Simulator) -> list[Route]:
    async def answer(request: Request) -> Response:
        asked = request.path_params
        task, now = simulator.state.report_tasks.get(asked["task_id"]), simulator.now()
        if task is None or asked["signature"] != _signature(simulator, task.id, asked["until"]):
            return PlainTextResponse("404 page not found", status_code=404)
        if now >= datetime.fromtimestamp(asked["until"], UTC) or now >= task.created_at + LIFE:
            return PlainTextResponse("The address has expired.", status_code=403)
        if status_of(task, now) != "SUCCESS":
            return PlainTextResponse("404 page not found", status_code=404)
        if task.given.get("output_format") == "XLSX_DOWNLOAD":
            return Response(xlsx(table_of(simulator, task)), media_type=_XLSX)
        return StreamingResponse(_pieces(simulator, task), media_type="text/csv; charset=utf-8")

    return [Route(f"{_PATH}/{{task_id}}/{{until:int}}/{{signature}}", answer)]


async def _pieces(simulator: Simulator, task: ReportTask) -> AsyncIterator[str]:
    for piece in text_of(simulator, task):
        yield piece
        await anyio.lowlevel.checkpoint()


def _signature(simulator: Simulator, task_id: str, until: int) -> str:
    return f"{key_of(simulator.seed, f'report_file:{task_id}:{until}'):016x}"
