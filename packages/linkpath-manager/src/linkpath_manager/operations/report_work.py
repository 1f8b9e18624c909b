"""Reports that nobody waits for: made as long work, told of when they are there, and kept."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import msgspec
from pydantic import ConfigDict
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.event import Event
from linkpath_manager.domain.events.report import ReportError, ReportRun, completed
from linkpath_manager.domain.listing import Document
from linkpath_manager.domain.report import Report
from linkpath_manager.errors import Conflict, InvalidRequest, NotFound
from linkpath_manager.kit.clock import from_micros
from linkpath_manager.store import sequences as store
from linkpath_manager.store.sequences import ItemRow, SequenceRow

from . import access, reports, sequences
from .at_work import Ending, ItemWork
from .long_work import REPORTS, OperationId, not_ended, row_of
from .objects import owner
from .operation import Context, Effect, Operation, Params, Performed, Subject
from .reports import ReportQuery

MOST_ROWS: Final = 100_000


class StartReport(ReportQuery):
    """What GET /v1/reporting takes, but for pages: the report is made whole."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})


class ReportRef(Params):
    id: OperationId


async def _start(ctx: Context, params: StartReport) -> Document:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    window = reports.plan_of(ctx, params, reports.MOST_CALLS_ALONE).window
    row = sequences.new_row(ctx, REPORTS, 1)
    # A preset is of the day on which it is asked, whenever the work is done.
    fixed = {"advertiser_id": owner(ctx).id, "start_date": window.start, "end_date": window.end, "date_preset": None}
    asked = params.model_copy(update=fixed).model_dump(mode="json", by_alias=True)

    async def accept(tx: AsyncConnection) -> None:
        await store.add(tx, row, [msgspec.json.encode(asked)])

    ctx.run.commits.append(accept)
    ctx.run.afterwards.append(lambda: sequences.begin(ctx.services, row))
    return Document(row.id, msgspec.json.encode({"id": row.id}))


async def _work(ctx: Context, asked: dict[str, Any]) -> tuple[int, Performed[Document]]:
    """Makes the report, if whoever asked for it still may have it."""
    params = StartReport.model_validate(asked)
    ctx = await access.authorise(ctx, START_REPORT, params)
    report = await reports.fetch(ctx, params, reports.plan_of(ctx, params, reports.MOST_CALLS_ALONE))
    if len(report.rows) > MOST_ROWS:
        raise InvalidRequest(
            f"The report has {len(report.rows):,} rows; at most {MOST_ROWS:,} are kept.",
            param="start_date",
            hint="Shorten the range, or ask for a higher level.",
        )
    return 200, Performed(Document(asked["advertiser_id"], msgspec.json.encode(report)))


def _ended(row: SequenceRow, items: Sequence[ItemRow]) -> Event | None:
    """What is told; nothing of one that was cancelled."""
    if row.status != store.DONE:
        return None
    (item,) = items
    asked, told = msgspec.json.decode(item.params), msgspec.json.decode(item.result or b"{}")
    made = item.status == 200
    run = ReportRun(
        id=row.id,
        status="SUCCEEDED" if made else "FAILED",
        advertiser_id=asked["advertiser_id"],
        level=asked["level"],
        start_date=date.fromisoformat(asked["start_date"]),
        end_date=date.fromisoformat(asked["end_date"]),
        dimensions=asked["dimensions"],
        metrics=asked["metrics"],
        rows=told["total_count"] if made else None,
        complete=told["complete"] if made else None,
        is_final=told["is_final"] if made else None,
        result_url=f"/v1/reports/{row.id}",
        error=None if made else ReportError(code=told["code"], detail=told["detail"]),
        created_at=from_micros(row.created_at),
        ended_at=from_micros(row.ended_at or row.created_at),
    )
    return completed(run)


async def _result(ctx: Context, params: ReportRef) -> Document:
    row = await row_of(ctx, params.id)
    if row.operation != REPORTS:
        raise NotFound(f"{row.id} is no report.", param="id", hint=f"Read /v1/operations/{row.id}/result.")
    if row.status in store.OPEN:
        raise not_ended(row)
    (item,) = await store.items_of(ctx.services.db, row.workspace_id, row.id)
    if item.status != 200 or item.result is None:
        told = msgspec.json.decode(item.result or b"{}")
        raise Conflict(
            f"The report was not made: {told.get('detail', 'nobody knows why')}",
            code="report_failed",
            hint=told.get("hint") or "Ask for it again: POST /v1/reports.",
        )
    return Document(row.id, item.result)


START_REPORT = Operation(
    name=REPORTS,
    summary="Have a report made",
    description="A report as long work: up to ten times as large as GET /v1/reporting makes them, whole, with up to "
    f"{MOST_ROWS:,} rows. Done in time, it is answered; else 202 tells the operation that goes on, and "
    "`report.completed` its end. `Prefer: wait=N` says for how many seconds to wait.",
    scope=Scope.REPORTING_READ,
    effect=Effect.WRITE,
    subject=Subject.ADVERTISER,
    params=StartReport,
    result=Report,
    perform=_start,
)

GET_RESULT = Operation(
    name="reports.result",
    summary="Get a report that was made",
    description="All of its rows, once its operation has ended. Kept for 30 days.",
    scope=Scope.REPORTING_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ReportRef,
    result=Report,
    perform=_result,
)

WORKS: dict[str, ItemWork] = {REPORTS: _work}
ENDINGS: dict[str, Ending] = {REPORTS: _ended}
