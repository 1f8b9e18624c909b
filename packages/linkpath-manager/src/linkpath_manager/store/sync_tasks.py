"""Readings that wait to be done: each taken by one worker, for as long as it holds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .sync_schema import ACCOUNTS, LOOK, LOOK_AT_ALL, OF_ACCOUNTS, SUBSCRIBE, WHOLE, sync_tasks

__all__ = [
    "ACCOUNTS",
    "LOOK",
    "LOOK_AT_ALL",
    "SUBSCRIBE",
    "WHOLE",
    "SyncTask",
    "account_done",
    "add",
    "any_due",
    "ask",
    "count_accounts",
    "done",
    "hold",
    "put_off",
    "take",
    "take_beside",
]


@dataclass(frozen=True, slots=True)
class SyncTask:
    """One reading of one advertiser; `due_at` in UTC microseconds."""

    workspace_id: str
    advertiser_id: str
    what: str
    due_at: int


_MOST_BESIDE = 1_000
_FIELDS = tuple(SyncTask.__dataclass_fields__)
_KEY = ("workspace_id", "advertiser_id", "what")
_FREE = and_(
    sync_tasks.c.due_at <= bindparam("now"),
    or_(sync_tasks.c.taken_until.is_(None), sync_tasks.c.taken_until < bindparam("now")),
)
_ANY_DUE = Prepared(select(literal(1)).select_from(sync_tasks).where(_FREE).limit(1), everywhere=True)
_ACCOUNTS = Prepared(select(func.count()).select_from(sync_tasks).where(OF_ACCOUNTS), everywhere=True)
_DUE = select(*(sync_tasks.c[name] for name in _FIELDS)).where(_FREE).order_by(sync_tasks.c.due_at)
_ONE = and_(*(sync_tasks.c[name] == bindparam(f"_{name}") for name in _KEY))
_MINE = and_(_ONE, sync_tasks.c.taken_by == bindparam("_lease"))


async def ask(tx: AsyncConnection, tasks: Sequence[SyncTask], *, again_at: int | None = None) -> None:
    """Has them done: as early as they were to be done anyway, and once more where somebody is at one already.

    `again_at`: when once more, where that is not as soon as asked; what is to be done by then is not hurried.
    """
    if not tasks:
        return
    statement = insert_into(tx, sync_tasks)
    new = statement.excluded.due_at
    once_more = new if again_at is None else literal(again_at, BigInteger)
    soon = and_(sync_tasks.c.taken_by.is_(None), sync_tasks.c.due_at <= once_more)
    statement = statement.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "due_at": case(
                (soon, sync_tasks.c.due_at),
                (sync_tasks.c.taken_by.is_not(None), once_more),
                else_=new,
            ),
            "taken_by": null(),
            "taken_until": null(),
        },
    )
    await tx.execute(statement, [_values(task) for task in sorted(tasks, key=lambda task: task.what)])


async def add(tx: AsyncConnection, tasks: Sequence[SyncTask]) -> None:
    """Adds those that are not there."""
    statement = insert_into(tx, sync_tasks).on_conflict_do_nothing()
    await tx.execute(statement, [_values(task) for task in sorted(tasks, key=lambda task: task.advertiser_id)])


async def count_accounts(db: Database) -> int:
    """How many readings of accounts wait or are at work."""
    row = await db.read_one(_ACCOUNTS)
    return int(row[0]) if row else 0


async def any_due(db: Database, now: int) -> bool:
    return await db.read_one(_ANY_DUE, now=now) is not None


async def take(tx: AsyncConnection, lease: str, now: int, until: int, most: int) -> list[SyncTask]:
    """Up to `most` that are due and nobody's, the most overdue first: they are `lease`'s `until` then."""
    return await _taken(tx, _DUE.limit(most), lease, now, until)


async def take_beside(
    tx: AsyncConnection, lease: str, now: int, until: int, tasks: Sequence[SyncTask]
) -> list[SyncTask]:
    """What else is due to be read by ids of the advertisers of `tasks`: so that calls are shared."""
    taken: list[SyncTask] = []
    for workspace_id, advertiser_id in sorted({(task.workspace_id, task.advertiser_id) for task in tasks}):
        of = (sync_tasks.c.workspace_id == workspace_id) & (sync_tasks.c.advertiser_id == advertiser_id)
        query = (
            _DUE.where(of, not_(OF_ACCOUNTS), sync_tasks.c.what != SUBSCRIBE)
            .order_by(sync_tasks.c.what)
            .limit(_MOST_BESIDE)
        )
        taken += await _taken(tx, query, lease, now, until)
    return taken


async def _taken(tx: AsyncConnection, query: Select[Any], lease: str, now: int, until: int) -> list[SyncTask]:
    found = await tx.execute(query.with_for_update(skip_locked=True), {"now": now})  # SQLite has one at a time anyway
    tasks = [SyncTask(*row) for row in found]
    if tasks:
        taken = update(sync_tasks).where(_ONE).values(taken_by=lease, taken_until=until)
        await tx.execute(taken, [_bound(task) for task in tasks])
    return tasks


async def hold(tx: AsyncConnection, leases: Sequence[str], until: int) -> None:
    """Has what these leases hold stay theirs `until` then."""
    await tx.execute(update(sync_tasks).where(sync_tasks.c.taken_by.in_(leases)).values(taken_until=until))


async def done(tx: AsyncConnection, tasks: Sequence[SyncTask], lease: str) -> None:
    """Drops them, but what was asked for once more since, or is another's by now."""
    if tasks:
        await tx.execute(delete(sync_tasks).where(_MINE), [_bound(task, lease) for task in tasks])


async def account_done(tx: AsyncConnection, workspace_id: str, advertiser_id: str, lease: str) -> None:
    """Drops the advertiser's own readings that `lease` holds."""
    mine = (sync_tasks.c.workspace_id == workspace_id) & (sync_tasks.c.advertiser_id == advertiser_id)
    await tx.execute(delete(sync_tasks).where(mine, sync_tasks.c.taken_by == lease, OF_ACCOUNTS))


async def put_off(tx: AsyncConnection, tasks: Sequence[SyncTask], lease: str, until: int) -> None:
    """Lets go of them, to be done from `until` on."""
    if tasks:
        later = update(sync_tasks).where(_MINE).values(taken_by=None, taken_until=None, due_at=until)
        await tx.execute(later, [_bound(task, lease) for task in tasks])


def _values(task: SyncTask) -> dict[str, Any]:
    return {name: getattr(task, name) for name in _FIELDS}


def _bound(task: SyncTask, lease: str | None = None) -> dict[str, Any]:
    values = {f"_{name}": getattr(task, name) for name in _KEY}
    return values if lease is None else values | {"_lease": lease}
