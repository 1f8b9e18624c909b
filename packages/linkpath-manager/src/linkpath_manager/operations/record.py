"""How a run's end is written: its state, the audit row and what it changed, in one transaction."""

from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Actor
from linkpath_manager.domain.listing import Document
from linkpath_manager.domain.measures import RUN_SECONDS
from linkpath_manager.domain.reading import Aimed
from linkpath_manager.errors import Conflict, LinkPathError, Unavailable
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.sealing import SealBroken
from linkpath_manager.store import advertisers, audit, events, policies, runs, sync_tasks
from linkpath_manager.store.changes import ChangeRow
from linkpath_manager.store.sealed import RUN_RESULT

from .operation import Context, Operation
from .services import Services
from .upstream import RunLog

KEY_LIFE_MICROS = 72 * 3_600 * 1_000_000
"""How long an idempotency key is its first request's."""

FIRST_LOOK_MICROS = 2_000_000

# Parents and children may show a change too, so they are read again; once for many changes in a row.
READ_AGAIN_MICROS = 2_000_000
TOGETHER_MICROS = 60_000_000

# While a batch writes to an account and has use for every call, looks at the account wait: it is read as it is written.
_LOOK_SOON_MICROS = 15_000_000
_LOOK_LATER_MICROS = 30_000_000
_LOOK_AT_LAST_MICROS = 300_000_000


async def end_succeeded(ctx: Context, op: Operation[Any, Any], row: runs.RunRow, result: Document) -> None:
    await _end(ctx, row, runs.SUCCEEDED, _kept(ctx, op, row, result), target_id=result.id or None)


def first_answer(services: Services, row: runs.RunRow) -> Document:
    """What a run that succeeded returned.

    Raises:
        Conflict: it showed a secret, and cannot be shown again.
    """
    if row.sealed_result is None:
        return Document(row.target_id or "", row.result or b"")
    try:
        text = services.sealer.open(row.sealed_result, bound_to=RUN_RESULT.place(row.id)).reveal()
    except SealBroken as error:
        raise Conflict(
            "It was done, and its secret cannot be shown again: the key that sealed it is gone.",
            hint="Read what there is, and make a new one if the secret is lost.",
        ) from error
    return Document(row.target_id or "", text.encode())


async def end_failed(ctx: Context, row: runs.RunRow, error: LinkPathError, *, free_key: bool) -> None:
    """`free_key`: nothing happened and a repeat may succeed, so the idempotency key may be used anew."""
    kept = {"result": msgspec.json.encode(error.record())}
    await _end(ctx, row, runs.FAILED, kept, free_key=free_key, outcome=error.reason)


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
    kept: dict[str, Any],
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
        log.events.clear()  # of an attempt that the database did not take
        for commit in log.commits:
            await commit(tx)
        if log.changed and row.advertiser_id:
            await _have_read(tx, row.workspace_id, row.advertiser_id, log.disturbed, _read_again_at(ctx, now))
            if ctx.patient:
                await _let_be(tx, row.workspace_id, row.advertiser_id, now)
        if state == runs.FAILED:
            await policies.take_back(tx, row.id)
        ended = await runs.end(
            tx, row.id, state, target_id=target_id, ended_at=now, upstream_request_ids=request_ids, **kept, **key
        )
        await events.append(tx, row.workspace_id, log.events, ctx.services.clock.now())
        if ended:
            told = _audited(row, now, target_id, f"{state}: {outcome}", request_ids)
            await audit.append(tx, row.workspace_id, replace(told, change_id=ctx.change_id))
    if ended:
        _counted(ctx, row, state)


def _counted(ctx: Context, row: runs.RunRow, state: str) -> None:
    seconds = (to_micros(ctx.services.clock.now()) - row.started_at) / 1_000_000
    ctx.services.board.slate[RUN_SECONDS].observe((row.operation, state), seconds)


def _read_again_at(ctx: Context, now: int) -> int:
    """Soon; after a write for which nobody waits when the minute is over, with what the others of it disturbed."""
    at = now + READ_AGAIN_MICROS
    return at if not ctx.patient else at - at % TOGETHER_MICROS + TOGETHER_MICROS


async def _have_read(
    tx: AsyncConnection, workspace_id: str, advertiser_id: str, disturbed: list[Aimed] | None, at: int
) -> None:
    """Has what was disturbed read again; the whole account, where nobody knows what that is."""
    if disturbed is None:
        await advertisers.due_by(tx, workspace_id, advertiser_id, at)
        return
    texts = {each.text for each in disturbed}
    await sync_tasks.ask(tx, [sync_tasks.SyncTask(workspace_id, advertiser_id, text, at) for text in texts])


async def _let_be(tx: AsyncConnection, workspace_id: str, advertiser_id: str, now: int) -> None:
    soon, later = now + _LOOK_SOON_MICROS, now + _LOOK_LATER_MICROS
    await advertisers.let_be(tx, workspace_id, advertiser_id, soon, later, _LOOK_AT_LAST_MICROS)


def _kept(ctx: Context, op: Operation[Any, Any], row: runs.RunRow, result: Document) -> dict[str, Any]:
    """The run's columns that hold its answer: one that shows a secret sealed, and while it can be asked for again."""
    if not op.shows_secret:
        return {"result": result.json}
    if row.idempotency_key is None:
        return {}
    sealed = ctx.services.sealer.seal(result.json.decode(), bound_to=RUN_RESULT.place(row.id))
    return {"sealed_result": sealed, "retry_at": row.started_at + KEY_LIFE_MICROS}


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
        on_behalf_of=actor.person_id if actor.kind != "person" else None,
    )


async def refused(ctx: Context, row: runs.RunRow, error: LinkPathError) -> None:
    """Has the audit log say what was refused, of a write that was not begun; as soon as it can be written."""
    now = to_micros(ctx.services.clock.now())
    told = replace(_audited(row, now, None, f"refused: {error.reason}", ""), run_id="", change_id=ctx.change_id)
    try:
        async with ctx.services.db.transaction(row.workspace_id) as tx:
            await audit.append(tx, row.workspace_id, told)
    except Unavailable:
        if actor_from(row.actor).kind == "system":
            return  # what is done by the clock is tried again, and refused to nobody
        ctx.services.late.refusals.append((row.workspace_id, told))


async def change_refused(tx: AsyncConnection, row: ChangeRow, now: int, request_id: str, why: str) -> None:
    """Has the audit log say that a proposed write was never begun, nor will be."""
    actor = actor_from(row.asker)
    told = audit.AuditRecord(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        operation=row.operation,
        run_id="",
        advertiser_id=row.advertiser_id,
        target_id=row.target_id,
        params_digest=row.request_digest,
        outcome=f"refused: {why}",
        upstream_request_ids="",
        request_id=request_id,
        on_behalf_of=actor.person_id if actor.kind != "person" else None,
        change_id=row.id,
    )
    await audit.append(tx, row.workspace_id, told)


def _log(ctx: Context) -> RunLog:
    assert ctx.run is not None  # noqa: S101  # the gate sets it before it performs
    return ctx.run


def actor_text(actor: Actor) -> str:
    """The actor as kept with a run, so that it can be acted on behalf of later."""
    return msgspec.json.encode(actor).decode()


def actor_from(text: str) -> Actor:
    return msgspec.json.decode(text, type=Actor)
