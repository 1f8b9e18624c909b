"""Readings that wait, done: by any process, each by one."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Sequence

import structlog

from linkpath_manager.domain.actor import system
from linkpath_manager.errors import LinkPathError, Unavailable
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.tasks import together
from linkpath_manager.store import EVERYWHERE, sync_tasks
from linkpath_manager.store.sync_tasks import ACCOUNTS, LOOK_AT_ALL, SUBSCRIBE, WHOLE, SyncTask

from .accounts import SYNC_ACCOUNT, SyncAccount
from .hint_upkeep import subscribe
from .objects import services_now
from .operation import Context
from .runner import run
from .services import Services

log = structlog.get_logger()

_TASKS_AT_ONCE = 32
_LEASE_MICROS = 60_000_000
_HOLD_SECONDS = 15
_AFTER_FAILURE_MICROS = 30_000_000
_AFTER_A_FAULT_MICROS = 300_000_000


async def do_due(services: Services) -> None:
    """Does the readings that are due and that no other process is at, until there are few."""
    while await sync_tasks.any_due(services.db, services_now(services)):
        lease, now = new_id("lease", services.clock.now()), services_now(services)
        async with services.db.transaction(EVERYWHERE) as tx:
            taken = await sync_tasks.take(tx, lease, now, now + _LEASE_MICROS, _TASKS_AT_ONCE)
            aimed = [task for task in taken if _is_aimed(task)]
            beside = await sync_tasks.take_beside(tx, lease, now, now + _LEASE_MICROS, aimed)
        by_advertiser: dict[tuple[str, str], list[SyncTask]] = defaultdict(list)
        for task in (*taken, *beside):
            by_advertiser[task.workspace_id, task.advertiser_id].append(task)
        await _held(services, lease, together(*(_do(services, lease, tasks) for tasks in by_advertiser.values())))
        if len(taken) < _TASKS_AT_ONCE:
            return


async def _held(services: Services, lease: str, work: Awaitable[object]) -> None:
    """Does `work`, and says all along that its tasks are in hand."""

    async def hold() -> None:
        while True:
            await asyncio.sleep(_HOLD_SECONDS)
            async with services.db.transaction(EVERYWHERE) as tx:
                await sync_tasks.hold(tx, [lease], services_now(services) + _LEASE_MICROS)

    holding = asyncio.create_task(hold())
    try:
        await work
    finally:
        holding.cancel()


async def _do(services: Services, lease: str, tasks: Sequence[SyncTask]) -> None:
    """The readings of one advertiser, one after the other; a fault of ours in them keeps no other from its turn."""
    try:
        accounts = [task for task in tasks if task.what in ACCOUNTS]
        if accounts:
            await _account(services, lease, accounts)
        if aimed := [task for task in tasks if _is_aimed(task)]:
            await _aimed(services, lease, aimed)
        for task in (task for task in tasks if task.what == SUBSCRIBE):
            await subscribe(services, task, lease)
    except Unavailable:
        raise
    except Exception:
        log.exception("reading.broken", advertiser_id=tasks[0].advertiser_id)
        async with services.db.transaction(tasks[0].workspace_id) as tx:
            await sync_tasks.put_off(tx, tasks, lease, services_now(services) + _AFTER_A_FAULT_MICROS)


def _is_aimed(task: SyncTask) -> bool:
    return task.what not in {*ACCOUNTS, SUBSCRIBE}


async def _account(services: Services, lease: str, tasks: Sequence[SyncTask]) -> None:
    """One that failed is due again by the advertiser's own row: the task is over either way."""
    first, asked = tasks[0], {task.what for task in tasks}
    whole = WHOLE in asked
    params = SyncAccount(advertiser_id=first.advertiser_id, whole=whole, every_level=LOOK_AT_ALL in asked, lease=lease)
    try:
        done = await run(_context(services, first.workspace_id), SYNC_ACCOUNT, params)
    except LinkPathError as error:
        log.warning("account.sync_failed", advertiser_id=first.advertiser_id, code=error.reason)
        async with services.db.transaction(first.workspace_id) as tx:
            await sync_tasks.done(tx, tasks, lease)  # of an advertiser that is nobody's any more
        return
    counts = {"read": done.result.read, "changed": done.result.changed, "told": done.result.told}
    (log.info if whole else log.debug)("account.synced", advertiser_id=first.advertiser_id, whole=whole, **counts)


async def _aimed(services: Services, lease: str, tasks: Sequence[SyncTask]) -> None:
    first = tasks[0]
    params = SyncAccount(advertiser_id=first.advertiser_id, again=tuple(task.what for task in tasks), lease=lease)
    try:
        await run(_context(services, first.workspace_id), SYNC_ACCOUNT, params)
    except LinkPathError as error:
        log.warning("reading.failed", advertiser_id=first.advertiser_id, code=error.reason)
        async with services.db.transaction(first.workspace_id) as tx:
            await sync_tasks.put_off(tx, tasks, lease, services_now(services) + _AFTER_FAILURE_MICROS)


def _context(services: Services, workspace_id: str) -> Context:
    return Context(system(workspace_id), services, new_id("req", services.clock.now()))
