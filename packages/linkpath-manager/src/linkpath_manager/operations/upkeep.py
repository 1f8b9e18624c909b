"""What LinkPath does without being asked: reading accounts that are due, finding out what nobody saw."""

import os
import socket
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import structlog

from linkpath_manager.domain.actor import system
from linkpath_manager.errors import LinkPathError
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import (
    EVERYWHERE,
    attempts,
    changes,
    connections,
    deliveries,
    oauth,
    oauth_clients,
    processes,
    runs,
    sessions,
    workspaces,
)
from linkpath_manager.store import sequences as store_sequences
from linkpath_manager.store.connections import ConnectionRow

from . import applying, outcomes, reconcile, record, sequences
from .account_tokens import AHEAD_SECONDS, fresh_grant
from .connection_rows import ConnectionRef
from .granting import COMPLETE_CONNECTION, CompleteConnection
from .grants import write_successes
from .oauth.refreshing import GRACE_MICROS
from .operation import Context
from .revoking import TELL_REVOKED
from .runner import TheGate, run
from .services import Services
from .throttle import FORGET_AFTER

log = structlog.get_logger()

LOST_AFTER_SECONDS = 30
SIGNS_ARE_SURE_MICROS = 15_000_000
"""How long this process has to have given signs of life without a break: by then all that live have given one."""
FORGET_AFTER_SECONDS = 86_400
_OVER_FOR = timedelta(days=30)
UNUSED_CLIENT_SECONDS = 30 * 86_400
"""How long a client is kept that registered itself and was never granted anything."""


async def adopt_all(services: Services) -> None:
    """Has the ends of runs found out that former processes left open; there is no other process now."""
    now = to_micros(services.clock.now())
    await _adopt(services, lost_before=now + 1)
    await sequences.take_up(services, lost_before=now + 1)
    async with services.db.transaction(EVERYWHERE) as tx:
        await deliveries.release(tx, None, now)


async def adopt_orphans(services: Services) -> None:
    """Has the ends of runs found out whose process has given no sign of life for `LOST_AFTER_SECONDS`."""
    await _adopt(services, lost_before=lost_before(services))


async def sign_of_life(services: Services) -> None:
    """Says that this process is at work, so that nobody adopts its runs."""
    now = to_micros(services.clock.now())
    row = processes.ProcessRow(
        id=services.process_id,
        host=socket.gethostname(),
        started_at=now,
        seen_at=now,
        sealing_key_id=services.sealer.keys.current,
        part=services.part.value,
        pid=os.getpid(),
        leads=services.part.works and not services.stopping.begun and await services.db.leads(),
    )
    async with services.db.transaction(EVERYWHERE) as tx:
        await processes.seen(tx, row)
    services.db.storage.mended()
    services.signs.given(now)


def lost_before(services: Services) -> int:
    """Before which moment whoever gave a sign of life last is lost: `LOST_AFTER_SECONDS` ago.

    Right after the database or this computer was away, silence tells nothing. Then only those are lost that said
    that they end.
    """
    now, since = to_micros(services.clock.now()), services.signs.since
    if since is None or now - since < SIGNS_ARE_SURE_MICROS:
        return 1
    return now - LOST_AFTER_SECONDS * 1_000_000


async def last_sign(services: Services) -> None:
    """Says that this process ends: whatever it left open is adopted at once."""
    async with services.db.transaction(EVERYWHERE) as tx:
        await processes.gone(tx, services.process_id)


async def _adopt(services: Services, *, lost_before: int) -> None:
    left = await runs.left_by_the_lost(services.db, services.process_id, lost_before)
    if not left:
        return
    async with services.db.transaction(EVERYWHERE) as tx:
        adopted = await runs.orphan(tx, left, to_micros(services.clock.now()))
        await processes.forget(tx, lost_before - FORGET_AFTER_SECONDS * 1_000_000)
    log.warning("runs.orphaned", count=adopted)


async def ensure_workspace(services: Services, workspace_id: str, name: str) -> None:
    async with services.db.transaction(workspace_id) as tx:
        await workspaces.add(tx, workspace_id, name, to_micros(services.clock.now()))


async def settle_due(services: Services) -> None:
    """Looks for the ends of runs that are not known."""
    await reconcile.settle_due(services)


async def end_changes(services: Services) -> None:
    """Closes changes that nobody decided in time, and finds out about those whose applier is gone."""
    now = to_micros(services.clock.now())
    for row in await changes.expired(services.db, now):
        async with services.db.transaction(row.workspace_id) as tx:
            moved = await changes.move(tx, row.id, (changes.PENDING,), "expired", decided_at=now)
            if moved:
                request_id = new_id("req", services.clock.now())
                await record.change_refused(tx, row, now, request_id, "expired")
        if moved:
            outcomes.ended(services, row, "expired")
    for row in await changes.left(services.db, services.process_id, lost_before(services)):
        await applying.find_out(_context(services, row.workspace_id).with_(gate=TheGate()), row)


async def take_up_sequences(services: Services) -> None:
    """Goes on with long work that is due, or whose process is gone."""
    await sequences.take_up(services, lost_before(services))


async def forget_sequences(services: Services) -> None:
    """Drops long work that ended a month ago."""
    async with services.db.transaction(EVERYWHERE) as tx:
        await store_sequences.forget(tx, to_micros(services.clock.now() - _OVER_FOR))


async def forget_secrets(services: Services) -> None:
    """Drops the answers that showed a secret, once their idempotency key is free."""
    async with services.db.transaction(EVERYWHERE) as tx:
        await runs.forget_sealed(tx, to_micros(services.clock.now()))


async def forget_sign_ins(services: Services) -> None:
    """Drops attempts that count no more, and sessions that have been over for a month."""
    now = services.clock.now()
    async with services.db.transaction(EVERYWHERE) as tx:
        await attempts.forget(tx, to_micros(now - FORGET_AFTER))
        await sessions.forget(tx, to_micros(now - _OVER_FOR))


async def tell_revoked_due(services: Services) -> None:
    """Tells TikTok of grants that were revoked while it could not be told."""
    for row in await connections.to_revoke_upstream(services.db, to_micros(services.clock.now())):
        await run(_context(services, row.workspace_id), TELL_REVOKED, ConnectionRef(id=row.id))


async def forget_oauth(services: Services) -> None:
    """Drops what nobody can use any more: answers that were given twice, codes, tokens, clients nobody consented to."""
    now = to_micros(services.clock.now())
    over, turned_in = now - FORGET_AFTER_SECONDS * 1_000_000, now - GRACE_MICROS
    unused = now - UNUSED_CLIENT_SECONDS * 1_000_000
    if await oauth.anything_to_forget(services.db, over, turned_in) or await oauth_clients.any_unused(
        services.db, unused
    ):
        async with services.db.transaction(EVERYWHERE) as tx:
            await oauth.forget(tx, over, turned_in)
            await oauth_clients.forget_unused(tx, unused)


async def finish_granted(services: Services) -> None:
    """Opens connections whose consent was given and whose browser was not waited for."""
    for row in await connections.to_finish(services.db):
        await _tried(row, run(_context(services, row.workspace_id), COMPLETE_CONNECTION, CompleteConnection(id=row.id)))


async def renew_due(services: Services) -> None:
    """Renews the tokens of TikTok accounts that end soon."""
    now = services.clock.now()
    until = to_micros(now + timedelta(seconds=AHEAD_SECONDS))
    for row in await connections.to_renew(services.db, to_micros(now), until):
        await _tried(row, fresh_grant(_context(services, row.workspace_id), row.id, ahead=AHEAD_SECONDS))


async def note_successes(services: Services) -> None:
    """Writes down when TikTok last took each grant."""
    await write_successes(services)


async def _tried(row: ConnectionRow, work: Awaitable[Any]) -> None:
    try:
        await work
    except LinkPathError as error:
        log.warning("connection.upkeep_failed", connection_id=row.id, code=error.reason)


def _context(services: Services, workspace_id: str) -> Context:
    return Context(system(workspace_id), services, new_id("req", services.clock.now()))
