"""Approved changes, applied: once, on behalf of who asked, if what they change is still as it was shown."""

from dataclasses import replace
from typing import Any

import msgspec
import structlog

from linkpath_manager.errors import InProgress, LinkPathError, OutcomeUnknown, PermissionDenied, Unavailable
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.store import changes, runs
from linkpath_manager.store.changes import ChangeRow

from . import access, change_views, outcomes
from .operation import Context, Gate, Operation, Params
from .previews import preview
from .record import actor_from, change_refused

log = structlog.get_logger()

APPLIED, FAILED, STALE = "applied", "failed", "stale"


def gate_of(ctx: Context) -> Gate:
    """The gate that performs `ctx`'s operation."""
    assert ctx.gate is not None  # noqa: S101  # the gate sets it for every write
    return ctx.gate


def params_of(op: Operation[Any, Any], row: ChangeRow) -> Params:
    params: Params = op.params.model_validate_json(row.params)
    return params


async def apply(ctx: Context, row: ChangeRow) -> ChangeRow:
    """Applies an approved change, of which `ctx`'s process has taken hold; returns it as it became.

    Raises:
        Unavailable: it cannot be recorded now; it is applied, or its end found out, as soon as it can.
    """
    try:
        return await _applied(ctx, row)
    except Exception:
        ctx.services.late.changes[row.id] = row.workspace_id
        raise


async def _applied(ctx: Context, row: ChangeRow) -> ChangeRow:
    services, gate = ctx.services, gate_of(ctx)
    async with services.db.transaction(row.workspace_id) as tx:
        at_work = {"process_id": services.process_id}
        if not await changes.move(tx, row.id, (changes.APPROVED, changes.APPLYING), changes.APPLYING, **at_work):
            return await _now(ctx, row)
    asker = Context(
        actor_from(row.asker), services, ctx.request_id, idempotency_key=row.id, change_id=row.id, gate=gate
    )
    op = gate.operation(row.operation)
    try:
        if await _is_stale(asker, op, row):
            why = {"code": "stale", "message": "It is no longer as it was shown."}
            return await _end(ctx, row, STALE, why, refused="stale")
        result = await gate.perform(asker, op, params_of(op, row))
    except (OutcomeUnknown, InProgress):
        return await _end(ctx, row, changes.UNKNOWN, None)
    except Unavailable:
        raise
    except LinkPathError as error:
        told = isinstance(error, PermissionDenied) or (await _now(ctx, row)).run_id is not None
        return await _end(ctx, row, FAILED, error.record(), refused=None if told else error.reason)
    return await _end(ctx, row, APPLIED, msgspec.json.decode(result.json))


async def find_out(ctx: Context, row: ChangeRow) -> None:
    """What became of a change whose applier is gone or was not told: from its run, which is never begun twice."""
    run = await runs.by_id(ctx.services.db, row.run_id) if row.run_id else None
    if run is None:
        if row.status != changes.UNKNOWN:
            await apply(ctx, row)
    elif run.state == runs.SUCCEEDED:
        await _end(ctx, row, APPLIED, msgspec.json.decode(run.result or b"null"))
    elif run.state == runs.FAILED:
        await _end(ctx, row, FAILED, msgspec.json.decode(run.result or b"null"))
    elif row.status != changes.UNKNOWN:
        await _end(ctx, row, changes.UNKNOWN, None)


async def _is_stale(asker: Context, op: Operation[Any, Any], row: ChangeRow) -> bool:
    """Whether what the change was worked out from is other now. Not once it has been begun: then its run tells."""
    if row.run_id is not None:
        return False
    params = params_of(op, row)
    shown = await preview(await access.about(asker, op, params), op, params, live=True)
    return shown.precondition != row.precondition


async def _end(ctx: Context, row: ChangeRow, to: str, result: Any, *, refused: str | None = None) -> ChangeRow:
    """`refused`: why its write was never begun, where the audit log does not say so already."""
    now = to_micros(ctx.services.clock.now())
    kept: dict[str, Any] = {"result": None if result is None else msgspec.json.encode(result)}
    if to == APPLIED:
        kept["applied_at"] = now
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        moved = await changes.move(tx, row.id, (changes.APPROVED, changes.APPLYING, changes.UNKNOWN), to, **kept)
        if moved:
            was = changes.UNKNOWN if row.status == changes.UNKNOWN else changes.APPLYING
            await change_views.tell(tx, ctx.services, replace(row, status=to, **kept), was)
            if refused:
                await change_refused(tx, row, now, ctx.request_id, refused)
    if moved and to != changes.UNKNOWN:
        outcomes.ended(ctx.services, row, to)
    log.info("change.ended", change_id=row.id, status=to, operation=row.operation)
    return await _now(ctx, row)


async def _now(ctx: Context, row: ChangeRow) -> ChangeRow:
    found = await changes.by_id(ctx.services.db, row.workspace_id, row.id)
    assert found is not None  # noqa: S101  # changes are never removed
    return found
