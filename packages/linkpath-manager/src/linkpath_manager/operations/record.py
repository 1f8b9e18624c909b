"""How a run's end is written: its state, the audit row and what it changed, in one transaction."""

import msgspec

from linkpath_manager.domain.actor import Actor
from linkpath_manager.domain.listing import Document
from linkpath_manager.errors import LinkPathError
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.store import advertisers, audit, policies, runs

from .operation import Context
from .upstream import RunLog

FIRST_LOOK_MICROS = 2_000_000

# Parents and children may show a change too, so the account is read again; once for many changes in a row.
READ_AGAIN_MICROS = 2_000_000


async def end_succeeded(ctx: Context, row: runs.RunRow, result: Document) -> None:
    await _end(ctx, row, runs.SUCCEEDED, result.json, target_id=result.id or None)


async def end_failed(ctx: Context, row: runs.RunRow, error: LinkPathError, *, free_key: bool) -> None:
    """`free_key`: nothing happened and a repeat may succeed, so the idempotency key may be used anew."""
    await _end(ctx, row, runs.FAILED, msgspec.json.encode(error.record()), free_key=free_key, outcome=error.reason)


async def set_unknown(ctx: Context, row: runs.RunRow) -> None:
    """Has the worker look for the run's end."""
    retry_at = to_micros(ctx.services.clock.now()) + FIRST_LOOK_MICROS
    log = _log(ctx)
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        await runs.end(
            tx, row.id, runs.UNKNOWN, retry_at=retry_at, upstream_request_ids=" ".join(log.upstream_request_ids)
        )


async def _end(
    ctx: Context,
    row: runs.RunRow,
    state: str,
    result: bytes,
    *,
    target_id: str | None = None,
    free_key: bool = False,
    outcome: str = "ok",
) -> None:
    log = _log(ctx)
    now = to_micros(ctx.services.clock.now())
    request_ids = " ".join([*row.upstream_request_ids.split(), *log.upstream_request_ids])
    key = {"idempotency_key": None} if free_key else {}
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        for commit in log.commits:
            await commit(tx)
        if log.changed and row.advertiser_id:
            await advertisers.due_by(tx, row.workspace_id, row.advertiser_id, now + READ_AGAIN_MICROS)
        if state == runs.FAILED:
            await policies.take_back(tx, row.id)
        ended = await runs.end(
            tx, row.id, state, result=result, target_id=target_id, ended_at=now, upstream_request_ids=request_ids, **key
        )
        if ended:
            await audit.append(tx, row.workspace_id, _audited(row, now, target_id, f"{state}: {outcome}", request_ids))


def _audited(row: runs.RunRow, now: int, target_id: str | None, outcome: str, request_ids: str) -> audit.AuditRecord:
    actor = actor_from(row.actor)
    return audit.AuditRecord(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        operation=row.operation,
        run_id=row.id,
        advertiser_id=row.advertiser_id,
        target_id=target_id,
        params_digest=row.digest,
        outcome=outcome,
        upstream_request_ids=request_ids,
        request_id=row.request_id,
    )


def _log(ctx: Context) -> RunLog:
    assert ctx.run is not None  # noqa: S101  # the gate sets it before it performs
    return ctx.run


def actor_text(actor: Actor) -> str:
    """The actor as kept with a run, so that it can be acted on behalf of later."""
    return msgspec.json.encode(actor).decode()


def actor_from(text: str) -> Actor:
    return msgspec.json.decode(text, type=Actor)
