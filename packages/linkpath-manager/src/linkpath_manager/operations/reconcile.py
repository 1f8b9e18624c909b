"""Runs whose end nobody saw: found out by reading TikTok, never by sending again."""

import msgspec
import structlog

from linkpath_manager.domain.actor import system
from linkpath_manager.domain.listing import Document
from linkpath_manager.errors import Conflict, LinkPathError, NotMade, OutcomeUnknown, Unavailable, from_record
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.tasks import together
from linkpath_manager.store import advertisers, changes, runs

from .companions import Companions
from .operation import Context, NotPerformed
from .record import actor_from, end_failed, end_succeeded, first_answer
from .services import Services
from .table import OPERATIONS
from .upstream import RunLog

log = structlog.get_logger()

# How long a write that was cut off may still be under way at TikTok: longer than its longest gateway time-out.
SETTLING_MICROS = 15_000_000
LOOK_AGAIN_MICROS = 10_000_000


async def settle(
    services: Services, run_id: str, cause: OutcomeUnknown | None = None, beside: Context | None = None
) -> Document:
    """As `_settled`; where what was found cannot be recorded, it cannot be told yet."""
    try:
        return await _settled(services, run_id, cause, beside)
    except Unavailable as error:
        raise unknown(run_id, cause) from error


async def _settled(services: Services, run_id: str, cause: OutcomeUnknown | None, beside: Context | None) -> Document:
    """What the run returned, or would have: found by reading TikTok, in calls shared with the companions of `beside`.

    Raises:
        OutcomeUnknown: it still cannot be told; the worker goes on looking.
        NotMade: the write did not take effect; its idempotency key may be used anew.
        Conflict: the object was written again before it could be told whether this write was made.
    """
    row = await runs.by_id(services.db, run_id)
    if row is None or row.state == runs.STARTED:
        raise cause or OutcomeUnknown("The run has not ended.")
    if row.state == runs.SUCCEEDED:
        return first_answer(services, row)
    if row.state == runs.FAILED:
        raise from_record(msgspec.json.decode(row.result or b"{}"))
    ctx = await _context(services, row)
    if beside:
        ctx = ctx.with_(companions=beside.companions, patient=beside.patient)
    found = await _look(ctx, row)
    if isinstance(found, Document):
        if await _claimed(ctx, row, found):
            return found
        found = None
    if found is None or to_micros(services.clock.now()) - row.started_at < SETTLING_MICROS:
        await _look_again(services, row)
        raise unknown(row.id, cause)
    error = await _no_trace(services, row)
    await end_failed(ctx, row, error, free_key=error.retryable)
    raise error


async def settle_due(services: Services) -> int:
    """Looks for the end of every unknown run that is due; returns how many were found out."""
    due = await runs.unknown_due(services.db, to_micros(services.clock.now()))
    companions = Companions(len(due))
    return sum(await together(*(_ended(services, row, companions) for row in due)))


async def _ended(services: Services, row: runs.RunRow, companions: Companions) -> bool:
    """Whether the run's end was found out; what has to be read is read with its companions."""
    beside = Context(system(row.workspace_id), services, row.request_id, companions=companions)
    async with companions.at_work():
        try:
            await settle(services, row.id, beside=beside)
        except OutcomeUnknown:
            return False
        except LinkPathError as error:
            log.info("run.not_made", run_id=row.id, operation=row.operation, code=error.reason)
    return True


async def _look(ctx: Context, row: runs.RunRow) -> Document | NotPerformed | None:
    """The run's result, `NotPerformed`, or None while TikTok cannot be asked."""
    op = OPERATIONS[row.operation]
    if op.reconcile is None:
        return NotPerformed()
    try:
        found = await op.reconcile(ctx, op.params.model_validate_json(row.params))
    except LinkPathError as error:
        log.info("run.cannot_look", run_id=row.id, code=error.reason)
        return None
    return found if isinstance(found, Document) else NotPerformed()


async def _no_trace(services: Services, row: runs.RunRow) -> LinkPathError:
    """What is said of a write that TikTok does not show."""
    object_id = msgspec.json.decode(row.params).get("id")
    if object_id and await runs.written_since(services.db, row.workspace_id, object_id, row.started_at):
        return Conflict(
            "TikTok does not show the change, and the object was written again since: whether it was made cannot be "
            "told any more.",
            code="superseded",
            hint="Read the object, and decide anew.",
        )
    return NotMade("TikTok shows no trace of the change.", hint="Send the request again.")


async def _claimed(ctx: Context, row: runs.RunRow, found: Document) -> bool:
    """Ends the run with what it made. False: while it was looked for, another run ended with it."""
    try:
        await end_succeeded(ctx, OPERATIONS[row.operation], row, found)
    except runs.TargetTaken:
        return False
    log.info("run.found", run_id=row.id, operation=row.operation, target_id=found.id)
    return True


async def _context(services: Services, row: runs.RunRow) -> Context:
    advertiser = row.advertiser_id and await advertisers.by_id(services.db, row.workspace_id, row.advertiser_id)
    return Context(
        actor=actor_from(row.actor),
        services=services,
        request_id=row.request_id,
        advertiser=advertiser or None,
        run=RunLog(row.id, row.started_at),
        change_id=await _change_of(services, row),
    )


async def _change_of(services: Services, row: runs.RunRow) -> str | None:
    """The approved change that the run performed, whose id was its idempotency key."""
    if row.idempotency_key is None:
        return None
    change = await changes.by_id(services.db, row.workspace_id, row.idempotency_key)
    return change.id if change and change.run_id == row.id else None


async def _look_again(services: Services, row: runs.RunRow) -> None:
    retry_at = to_micros(services.clock.now()) + LOOK_AGAIN_MICROS
    async with services.db.transaction(row.workspace_id) as tx:
        await runs.end(tx, row.id, runs.UNKNOWN, retry_at=retry_at)


def unknown(run_id: str, cause: LinkPathError | None) -> OutcomeUnknown:
    """What is said of a write that may have been made."""
    wait = SETTLING_MICROS / 1_000_000 + 1
    return OutcomeUnknown(
        cause.message if cause else "TikTok has not said whether the change was made.",
        hint=f"LinkPath is finding out by reading (run {run_id}). Repeat the request with the same Idempotency-Key: "
        "it is answered from what TikTok holds and is not sent twice. Without a key, look before you send again.",
        retry_after=wait,
        upstream=cause.upstream if cause else None,
    )
