"""The gate: every door's every request passes here, once."""

import hmac
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
import structlog
from pydantic import SecretStr

from linkpath_manager.domain.listing import Document
from linkpath_manager.errors import (
    Conflict,
    IdempotencyKeyReused,
    InProgress,
    InvalidRequest,
    LinkPathError,
    NotMade,
    OutcomeUnknown,
    PermissionDenied,
    Unavailable,
    from_record,
)
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.hashing import digest
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.tracing import Span
from linkpath_manager.store import changes, runs

from . import access, claims, proposals, reconcile
from .operation import Context, Effect, Operation, P, Params, Performed
from .record import KEY_LIFE_MICROS, actor_text, end_failed, end_succeeded, first_answer, refused, set_unknown
from .table import OPERATIONS
from .unwritten import asked_tiktok, keep, taken, write_or_keep
from .upstream import RunLog

__all__ = ["Performed", "TheGate", "run"]

log = structlog.get_logger()
R = TypeVar("R")


async def run(ctx: Context, op: Operation[P, R], params: P) -> Performed[Any]:
    """Authorises, replays, holds or performs, and records `op`.

    A read returns what `op.perform` returns; a write returns its `Document`, or that of the change it was held as. A
    write that TikTok may have taken without saying so raises `OutcomeUnknown`, and is found out by reading.
    """
    with ctx.services.tracing.span(op.name, {"linkpath.workspace_id": ctx.actor.workspace_id}) as span:
        try:
            performed = await _run(ctx, op, params, span)
        except LinkPathError as error:
            span.ended(error.code, failed=error.status >= 500)
            raise
        span.ended(_outcome(performed))
        return performed


async def _run(ctx: Context, op: Operation[P, R], params: P, span: Span) -> Performed[Any]:
    ctx = await access.authorise(ctx, op, params)
    if op.effect is Effect.READ:
        return Performed(await op.perform(ctx, params))
    if ctx.validate_only:
        told = await (op.validate(ctx, params) if op.validate else proposals.validation(ctx, op, params))
        return Performed(told, validated=True)
    row = _row(ctx, op, params)
    passed = None
    if await _answered_before(ctx, row):
        with suppress(NotMade):  # the first request with this key did nothing, as is now found out: this one does it
            return await _replay(ctx, row)
    if op.preview is not None:
        weighed = await _weighed(ctx, op, params, row)
        if isinstance(weighed, Document):
            return Performed(weighed, held=True)
        passed = weighed
    if not await _began(ctx, op, row, passed):
        return await _replay(ctx, row)
    span.note("linkpath.run_id", row.id)
    return Performed(await _perform(ctx, op, params, row))


def _outcome(performed: Performed[Any]) -> str:
    if performed.validated:
        return "validated"
    if performed.held:
        return "held"
    return "replayed" if performed.replayed else "done"


class TheGate:
    """The gate, for operations that have others performed."""

    def operation(self, name: str) -> Operation[Any, Any]:
        op = OPERATIONS.get(name)
        if op is None or op.preview is None:
            gated = ", ".join(sorted(each.name for each in OPERATIONS.values() if each.preview))
            raise InvalidRequest(f"{name[:80]!r} is not an operation to propose.", param="operation", hint=gated)
        return op

    async def perform(self, ctx: Context, op: Operation[Any, Any], params: Any) -> Document:
        return _document((await run(ctx, op, params)).result)

    async def run(self, ctx: Context, op: Operation[Any, Any], params: Any) -> Performed[Any]:
        return await run(ctx, op, params)


async def _weighed(
    ctx: Context, op: Operation[Any, Any], params: Params, row: runs.RunRow
) -> proposals.Passed | Document:
    """What the policy says; what it refuses is in the audit log."""
    try:
        # An approved change is not held again; ceilings and stops hold it as they do any other write.
        return await (proposals.passed if ctx.change_id else proposals.weigh)(ctx, op, params)
    except (PermissionDenied, Unavailable) as error:
        await refused(ctx, row, error)
        raise


async def _began(ctx: Context, op: Operation[Any, Any], row: runs.RunRow, passed: proposals.Passed | None) -> bool:
    """Whether `row` is recorded as started; not if its idempotency key is taken.

    Raises:
        PreconditionFailed, PermissionDenied: it may not be begun. Nothing was recorded.
    """
    try:
        async with ctx.services.db.transaction(row.workspace_id) as tx:
            began = await runs.start(tx, row, expired_before=row.started_at - KEY_LIFE_MICROS)
            if began:
                await claims.claim(tx, ctx, op, row)
            if began and passed:
                await proposals.reserve(tx, ctx, passed, row.id)
            if began and ctx.change_id:
                await changes.mark(tx, ctx.change_id, run_id=row.id)
            return began
    except PermissionDenied as error:  # a rolling ceiling: nothing was recorded
        await refused(ctx, row, error)
        raise
    except Unavailable as error:
        # Whether it was recorded nobody knows; it is not performed.
        ctx, not_made = ctx.with_(run=RunLog(row.id, row.started_at)), error
        keep(ctx, row, lambda: end_failed(ctx, row, not_made, free_key=True))
        await refused(ctx, row, error)
        raise


async def _answered_before(ctx: Context, row: runs.RunRow) -> bool:
    """Whether its idempotency key is another request's still."""
    first = await _first_of(ctx, row)
    over = first is not None and first.state in {runs.SUCCEEDED, runs.FAILED}
    return first is not None and not (over and first.started_at < row.started_at - KEY_LIFE_MICROS)


async def _first_of(ctx: Context, row: runs.RunRow) -> runs.RunRow | None:
    """The run that has the same idempotency key."""
    if row.idempotency_key is None:
        return None
    of = (row.workspace_id, row.actor_id, row.operation, row.idempotency_key)
    return await runs.by_key(ctx.services.db, *of)


async def _perform(ctx: Context, op: Operation[P, R], params: P, row: runs.RunRow) -> Document:
    ctx = ctx.with_(run=RunLog(row.id, row.started_at), gate=TheGate())
    try:
        result = _document(await op.perform(ctx, params))
    except OutcomeUnknown as error:
        return await _found_out(ctx, row, error)
    except LinkPathError as error:
        if isinstance(error, Unavailable) and asked_tiktok(ctx):
            await write_or_keep(ctx, row, lambda: set_unknown(ctx, row))
            raise taken(row) from error
        failure = error
        await write_or_keep(ctx, row, lambda: end_failed(ctx, row, failure, free_key=failure.retryable))
        raise
    except Exception:
        # A fault of ours, perhaps after TikTok took the write: only reading can tell.
        await write_or_keep(ctx, row, lambda: set_unknown(ctx, row))
        raise
    return await _ended(ctx, op, row, result)


async def _found_out(ctx: Context, row: runs.RunRow, unknown: OutcomeUnknown) -> Document:
    if not await write_or_keep(ctx, row, lambda: set_unknown(ctx, row)):
        raise unknown
    try:
        return await reconcile.settle(ctx.services, row.id, cause=unknown, beside=ctx)
    except Unavailable:
        raise unknown from None


async def _ended(ctx: Context, op: Operation[P, R], row: runs.RunRow, result: Document) -> Document:
    """`result`, once it is recorded together with what is to be committed."""
    assert ctx.run is not None  # noqa: S101  # it was performed
    try:
        await end_succeeded(ctx, op, row, result)
    except Unavailable as error:
        if asked_tiktok(ctx) or op.reconcile is not None:  # what it did is committed already
            keep(ctx, row, lambda: _ended(ctx, op, row, result))
            raise taken(row) from error
        ctx.run.commits.clear()
        failure = error
        keep(ctx, row, lambda: end_failed(ctx, row, failure, free_key=True))
        raise
    except (Conflict, PermissionDenied) as error:
        # A commit met what `perform` could not see: nothing of the transaction was written.
        ctx.run.commits.clear()
        await end_failed(ctx, row, error, free_key=error.retryable)
        raise
    assert ctx.run is not None  # noqa: S101  # the same
    for begin in ctx.run.afterwards:
        begin()
    return result


async def _replay(ctx: Context, row: runs.RunRow) -> Performed[Document]:
    """The first answer that this idempotency key was given."""
    first = await _first_of(ctx, row)
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
            return Performed(await reconcile.settle(ctx.services, first.id, beside=ctx), replayed=True)
        case runs.FAILED:
            error = from_record(msgspec.json.decode(first.result or b"{}"))
            error.replayed = True
            raise error
        case _:
            return Performed(first_answer(ctx.services, first), replayed=True)


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
        digest=digest({"operation": op.name, "params": values, **_secrets(ctx, params)}),
        idempotency_key=ctx.idempotency_key,
        request_id=ctx.request_id,
        started_at=to_micros(now),
        target_id=claims.target_of(op, params),
        process_id=ctx.services.process_id,
    )


def _secrets(ctx: Context, params: Any) -> dict[str, Any]:
    """What tells one secret from another among the params: the digest of nothing that can be guessed from it."""
    given = {name: value.get_secret_value() for name, value in params if isinstance(value, SecretStr)}
    if not given:
        return {}
    key = ctx.services.sealer.derive("params")[0]
    return {"secrets": {name: hmac.digest(key, text.encode(), "sha256").hex() for name, text in given.items()}}


def _document(result: Any) -> Document:
    if isinstance(result, Document):
        return result
    return Document(str(getattr(result, "id", "")), msgspec.json.encode(result))
