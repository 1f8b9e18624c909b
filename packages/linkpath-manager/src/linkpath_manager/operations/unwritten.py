"""Ends of runs that could not be written down, since the database was away: kept in memory until it answers.

Where the process dies first, its runs are adopted and found out by reading TikTok, as any others.
"""

from collections.abc import Awaitable, Callable

import structlog

from linkpath_manager.errors import LinkPathError, OutcomeUnknown, Unavailable
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.store import runs

from .operation import Context
from .services import Services

log = structlog.get_logger()

Write = Callable[[], Awaitable[object]]


async def write_or_keep(ctx: Context, row: runs.RunRow, write: Write) -> bool:
    """Whether `write` told the run's end; where the database is away it will be told later."""
    try:
        await write()
    except Unavailable:
        keep(ctx, row, write)
        return False
    return True


def keep(ctx: Context, row: runs.RunRow, write: Write) -> None:
    """Has `write` tell the run's end once the database answers."""
    log.warning("run.end_kept", run_id=row.id, operation=row.operation)
    ctx.services.unwritten[row.id] = write


async def write_down(services: Services) -> None:
    """Writes down what was kept, unless it turns out to have been written: a commit may be done without an answer."""
    for run_id, write in list(services.unwritten.items()):
        row = await runs.by_id(services.db, run_id)
        if row is not None and row.state in {runs.STARTED, runs.UNKNOWN}:
            await _written(services, row, write)
        services.unwritten.pop(run_id, None)


async def _written(services: Services, row: runs.RunRow, write: Write) -> None:
    try:
        await write()
    except Unavailable:
        raise
    except LinkPathError as error:
        log.info("run.ended_late", run_id=row.id, code=error.reason)
    except Exception:
        # Only reading can tell what came of it.
        log.exception("run.end_not_written", run_id=row.id)
        now = to_micros(services.clock.now())
        async with services.db.transaction(row.workspace_id) as tx:
            await runs.end(tx, row.id, runs.UNKNOWN, retry_at=now)


def asked_tiktok(ctx: Context) -> bool:
    """Whether the run had TikTok do or say something."""
    return ctx.run is not None and (ctx.run.changed or bool(ctx.run.upstream_request_ids))


def taken(row: runs.RunRow) -> LinkPathError:
    """What is said of a write that TikTok took and the database could not note."""
    message = "The write was taken, and the database could not note it: it is noted as soon as it can be."
    if row.idempotency_key is None:
        return OutcomeUnknown(message, hint="Without an Idempotency-Key, look before you send it again.", retry_after=2)
    hint = "Repeat the request with the same Idempotency-Key: it is answered, and not sent to TikTok twice."
    return Unavailable(message, hint=hint, retry_after=2)
