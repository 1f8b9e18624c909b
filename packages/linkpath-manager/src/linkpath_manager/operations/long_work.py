"""Long work, looked at: how far it is, its result, and an end to it."""

import asyncio
from typing import Annotated, Any

import msgspec
from pydantic import Field

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.listing import Document
from linkpath_manager.domain.sequence import Batch, LongOperation, Progress
from linkpath_manager.errors import Conflict, NotFound
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import sequences as store
from linkpath_manager.store.sequences import ItemRow, SequenceRow

from . import sequences
from .operation import Context, Effect, Operation, Params, Subject

LONGEST_WAIT_SECONDS = 60.0
_LOOK_SECONDS = 0.25
_HELD = 202

REPORTS = "reports.start"
"""The operation of which the result is a report, told at an address of its own."""

OperationId = Annotated[str, Field(pattern=r"^op_[0-9A-Z]{26}$", examples=["op_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"])]


class OperationRef(Params):
    id: OperationId


async def _get(ctx: Context, params: OperationRef) -> LongOperation:
    row = await row_of(ctx, params.id)
    if ctx.wait_seconds and row.status in store.OPEN:
        await _wait(ctx, row, min(ctx.wait_seconds, LONGEST_WAIT_SECONDS))
        row = await row_of(ctx, params.id)
    return await _view(ctx, row)


async def _result(ctx: Context, params: OperationRef) -> Document:
    row = await row_of(ctx, params.id)
    if row.status in store.OPEN:
        raise not_ended(row)
    items = await store.items_of(ctx.services.db, row.workspace_id, row.id)
    told = {
        "object": "batch",
        "id": row.id,
        "operation": row.operation,
        "status": row.status,
        "progress": await _progress(ctx, row),
        "items": [_item(one) for one in items],
    }
    return Document(row.id, msgspec.json.encode(told))


def not_ended(row: SequenceRow) -> Conflict:
    return Conflict(
        "It has not ended.",
        code="not_ended",
        hint=f"GET /v1/operations/{row.id} says how far it is.",
        retry_after=1,
    )


async def _cancel(ctx: Context, params: OperationRef) -> LongOperation:
    row = await row_of(ctx, params.id)
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        cancelled = await store.cancel(tx, row.id, to_micros(ctx.services.clock.now()))
    row = await row_of(ctx, row.id)
    if not cancelled and row.status != store.CANCELLING:
        raise Conflict("It has ended already.", code="already_ended", hint=f"Read /v1/operations/{row.id}/result.")
    if row.process_id is None:
        sequences.begin(ctx.services, row)
    return await _view(ctx, row)


async def row_of(ctx: Context, operation_id: str) -> SequenceRow:
    """The asker's own; and anybody's, to who administers the workspace with all of its advertisers."""
    row = await store.by_id(ctx.services.db, ctx.actor.workspace_id, operation_id)
    over_all = Scope.WORKSPACE_ADMIN in ctx.actor.scopes and ctx.actor.advertiser_ids is None
    if row is None or not (row.actor_id == ctx.actor.id or over_all):
        raise NotFound(
            f"There is no operation {operation_id} of this token's.", param="id", hint="Look at Location of the 202."
        )
    return row


async def _wait(ctx: Context, row: SequenceRow, seconds: float) -> None:
    """Returns when it has ended or the time is over; another process may be at work on it."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while (left := until - loop.time()) > 0:
        if task := ctx.services.sequences.tasks.get(row.id):
            await asyncio.wait([task], timeout=left)
        now = await store.by_id(ctx.services.db, row.workspace_id, row.id)
        if now is None or now.status not in store.OPEN:
            return
        await asyncio.sleep(min(_LOOK_SECONDS, left))


async def _view(ctx: Context, row: SequenceRow) -> LongOperation:
    return LongOperation(
        id=row.id,
        operation=row.operation,
        status=row.status,  # type: ignore[arg-type]  # one of the column's words
        progress=await _progress(ctx, row),
        created_at=from_micros(row.created_at),
        ended_at=from_micros(row.ended_at) if row.ended_at else None,
        result_url=f"/v1/reports/{row.id}" if row.operation == REPORTS else f"/v1/operations/{row.id}/result",
    )


async def _progress(ctx: Context, row: SequenceRow) -> Progress:
    counts = await store.counts(ctx.services.db, row.workspace_id, row.id)
    return Progress(
        total=row.total,
        done=row.total - counts.waiting,
        succeeded=counts.succeeded,
        held=counts.held,
        failed=counts.failed,
    )


def _item(item: ItemRow) -> dict[str, Any]:
    asked = msgspec.json.decode(item.params)
    status, result = item.status or 0, item.result or b"null"
    held = status == _HELD
    done = not held and status < 300
    return {
        "index": item.position,
        "action": asked.get("action"),
        "id": _id(asked, msgspec.json.decode(result) if done else {}),
        "status": status,
        "result": msgspec.Raw(result) if done else None,
        "change_id": msgspec.json.decode(result)["id"] if held else None,
        "error": msgspec.Raw(result) if not held and not done else None,
    }


def _id(asked: dict[str, Any], result: dict[str, Any]) -> str | None:
    """Of the object; None where none was named and none made."""
    found = result.get("id") or asked.get("id")
    return found if isinstance(found, str) else None


GET_OPERATION = Operation(
    name="operations.get",
    summary="Get an operation",
    description="How far long work is. `Prefer: wait=N` waits for its end, for N seconds at most.",
    scope=None,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=OperationRef,
    result=LongOperation,
    perform=_get,
)

GET_RESULT = Operation(
    name="operations.result",
    summary="Get an operation's result",
    description="Once it has ended: the end of each item, in their order. Kept for 30 days.",
    scope=None,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=OperationRef,
    result=Batch,
    perform=_result,
)

CANCEL_OPERATION = Operation(
    name="operations.cancel",
    summary="Cancel an operation",
    description="No more items are begun; those that were come to their end.",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=OperationRef,
    result=LongOperation,
    perform=_cancel,
)
