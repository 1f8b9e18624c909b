"""The gate: every door's every request passes here, once."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
import structlog

from linkpath_manager.domain.listing import Document
from linkpath_manager.errors import (
    Conflict,
    IdempotencyKeyReused,
    InProgress,
    LinkPathError,
    NotMade,
    OutcomeUnknown,
    from_record,
)
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.hashing import digest
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import runs

from . import access, reconcile
from .operation import Context, Effect, Operation, P
from .record import actor_text, end_failed, end_succeeded, set_unknown
from .upstream import RunLog

log = structlog.get_logger()
R = TypeVar("R")

KEY_LIFE_MICROS = 72 * 3_600 * 1_000_000


@dataclass(frozen=True, slots=True)
class Performed(Generic[R]):
    """What an operation returned; `replayed`: it was done before, under the same idempotency key."""

    result: R
    replayed: bool = False


async def run(ctx: Context, op: Operation[P, R], params: P) -> Performed[Any]:
    """Authorises, replays, performs and records `op`.

    A read returns what `op.perform` returns; a write returns its `Document`. A write that TikTok may
    have taken without saying so raises `OutcomeUnknown`, and is found out by reading.
    """
    ctx = await access.authorise(ctx, op, params)
    if op.effect is Effect.READ:
        return Performed(await op.perform(ctx, params))
    row = _row(ctx, op, params)
    if not await _began(ctx, row):
        try:
            return await _replay(ctx, row)
        except NotMade:
            # The first request with this key did nothing, as has just been found out: this one does it.
            if not await _began(ctx, row):
                return await _replay(ctx, row)
    return Performed(await _perform(ctx, op, params, row))


async def _began(ctx: Context, row: runs.RunRow) -> bool:
    """Whether `row` is recorded as started; not if its idempotency key is taken."""
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        return await runs.start(tx, row, expired_before=row.started_at - KEY_LIFE_MICROS)


async def _perform(ctx: Context, op: Operation[P, R], params: P, row: runs.RunRow) -> Document:
    ctx = ctx.with_(run=RunLog(row.id, row.started_at))
    try:
        result = _document(await op.perform(ctx, params))
    except OutcomeUnknown as error:
        await set_unknown(ctx, row)
        return await reconcile.settle(ctx.services, row.id, cause=error)
    except LinkPathError as error:
        await end_failed(ctx, row, error, free_key=error.retryable)
        raise
    except Exception:
        # A fault of ours, perhaps after TikTok took the write: only reading can tell.
        await set_unknown(ctx, row)
        raise
    await end_succeeded(ctx, row, result)
    return result


async def _replay(ctx: Context, row: runs.RunRow) -> Performed[Document]:
    """The first answer that this idempotency key was given."""
    assert row.idempotency_key is not None  # noqa: S101  # only a key can be taken
    first = await runs.by_key(ctx.services.db, row.workspace_id, row.actor_id, row.operation, row.idempotency_key)
    if first is None:
        raise Conflict("The first request with this key has just ended.", hint="Send the request again.")
    if first.digest != row.digest:
        raise IdempotencyKeyReused(
            "The Idempotency-Key was used with other values.", hint="Take a new key for a new request."
        )
    match first.state:
        case runs.STARTED:
            raise InProgress("The first request with this key has not ended.", hint="Wait, then repeat.", retry_after=1)
        case runs.UNKNOWN:
            return Performed(await reconcile.settle(ctx.services, first.id), replayed=True)
        case runs.FAILED:
            error = from_record(msgspec.json.decode(first.result or b"{}"))
            error.replayed = True
            raise error
        case _:
            return Performed(Document(first.target_id or "", first.result or b""), replayed=True)


def _row(ctx: Context, op: Operation[Any, Any], params: Any) -> runs.RunRow:
    now = ctx.services.clock.now()
    values = params.model_dump(mode="json", exclude_unset=True)
    return runs.RunRow(
        id=new_id("run", now),
        workspace_id=ctx.actor.workspace_id,
        actor_id=ctx.actor.id,
        actor=actor_text(ctx.actor),
        operation=op.name,
        advertiser_id=ctx.advertiser.id if ctx.advertiser else None,
        params=msgspec.json.encode(values).decode(),
        digest=digest({"operation": op.name, "params": values}),
        idempotency_key=ctx.idempotency_key,
        request_id=ctx.request_id,
        started_at=to_micros(now),
        process_id=ctx.services.process_id,
    )


def _document(result: Any) -> Document:
    if isinstance(result, Document):
        return result
    return Document(str(getattr(result, "id", "")), msgspec.json.encode(result))
