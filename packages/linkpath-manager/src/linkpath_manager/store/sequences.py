"""Durable sequences and their items."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .schema import processes
from .sequence_schema import sequence_items as items
from .sequence_schema import sequences

RUNNING, CANCELLING, DONE, CANCELLED = "running", "cancelling", "done", "cancelled"
OPEN = (RUNNING, CANCELLING)
_OPEN = or_(sequences.c.status == RUNNING, sequences.c.status == CANCELLING)


@dataclass(frozen=True, slots=True)
class SequenceRow:
    """A sequence as stored. Times are in UTC microseconds."""

    id: str
    workspace_id: str
    operation: str
    actor: str
    actor_id: str
    request_id: str
    total: int
    created_at: int
    retry_at: int
    status: str = RUNNING
    process_id: str | None = None
    ended_at: int | None = None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item. `status` and `result` are None until it has come to its end."""

    workspace_id: str
    sequence_id: str
    position: int
    params: bytes
    tries: int = 0
    status: int | None = None
    result: bytes | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items there are of each kind."""

    succeeded: int
    held: int
    failed: int
    waiting: int


_FIELDS = tuple(SequenceRow.__dataclass_fields__)
_ITEM = tuple(ItemRow.__dataclass_fields__)
_SELECT = select(*(sequences.c[name] for name in _FIELDS))
_OF = (items.c.workspace_id == bindparam("workspace_id"), items.c.sequence_id == bindparam("id"))
_BY_ID = Prepared(
    _SELECT.where(sequences.c.workspace_id == bindparam("workspace_id"), sequences.c.id == bindparam("id"))
)
_TO_TAKE_UP = Prepared(
    _SELECT.outerjoin(processes, processes.c.id == sequences.c.process_id)
    .where(
        _OPEN,
        sequences.c.retry_at <= bindparam("now"),
        or_(
            sequences.c.process_id.is_(None),
            sequences.c.process_id == bindparam("own_process_id"),
            func.coalesce(processes.c.seen_at, 0) < bindparam("lost_before"),
        ),
    )
    .order_by(sequences.c.retry_at)
    .limit(20),
    everywhere=True,
)
_ITEMS = Prepared(select(*(items.c[name] for name in _ITEM)).where(*_OF).order_by(items.c.position))
_WAITING = Prepared(
    select(*(items.c[name] for name in _ITEM)).where(*_OF, items.c.status.is_(None)).order_by(items.c.position)
)
_COUNTS = Prepared(
    select(
        func.coalesce(func.sum(case((items.c.status == 202, 0), (items.c.status < 300, 1), else_=0)), 0),
        func.coalesce(func.sum(case((items.c.status == 202, 1), else_=0)), 0),
        func.coalesce(func.sum(case((items.c.status >= 300, 1), else_=0)), 0),
        func.coalesce(func.sum(case((items.c.status.is_(None), 1), else_=0)), 0),
    ).where(*_OF)
)


async def by_id(db: Database, workspace_id: str, sequence_id: str) -> SequenceRow | None:
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=sequence_id)
    return SequenceRow(*row) if row else None


async def to_take_up(db: Database, own_process_id: str, now: int, lost_before: int) -> list[SequenceRow]:
    """Those that are due and nobody else works on: whose process was last seen before `lost_before`, or that have none.

    Those of `own_process_id` are among them: it may have stopped working on one.
    """
    rows = await db.read(_TO_TAKE_UP, own_process_id=own_process_id, now=now, lost_before=lost_before)
    return [SequenceRow(*row) for row in rows]


async def items_of(db: Database, workspace_id: str, sequence_id: str) -> list[ItemRow]:
    """All items, in order."""
    return [ItemRow(*row) for row in await db.read(_ITEMS, workspace_id=workspace_id, id=sequence_id)]


async def waiting(db: Database, workspace_id: str, sequence_id: str) -> list[ItemRow]:
    """The items that have not come to their end, in order."""
    return [ItemRow(*row) for row in await db.read(_WAITING, workspace_id=workspace_id, id=sequence_id)]


async def counts(db: Database, workspace_id: str, sequence_id: str) -> Counts:
    row = await db.read_one(_COUNTS, workspace_id=workspace_id, id=sequence_id)
    return Counts(*(int(one) for one in row or (0, 0, 0, 0)))


async def add(tx: AsyncConnection, row: SequenceRow, params: Sequence[bytes]) -> None:
    await tx.execute(sequences.insert().values({name: getattr(row, name) for name in _FIELDS}))
    each = [ItemRow(row.workspace_id, row.id, position, one) for position, one in enumerate(params)]
    await tx.execute(items.insert(), [asdict(one) for one in each])


async def take(tx: AsyncConnection, row: SequenceRow, process_id: str) -> bool:
    """Has `process_id` work on it. False: it is not as `row` any more."""
    held = sequences.c.process_id.is_(None) if row.process_id is None else sequences.c.process_id == row.process_id
    mine = (sequences.c.id == row.id, _OPEN, held, sequences.c.retry_at == row.retry_at)
    done = await tx.execute(update(sequences).where(*mine).values(process_id=process_id))
    return bool(done.rowcount == 1)


async def release(tx: AsyncConnection, sequence_id: str, process_id: str, retry_at: int) -> None:
    """Has whoever comes first work on it from `retry_at` on, if `process_id` still does."""
    mine = (sequences.c.id == sequence_id, _OPEN, sequences.c.process_id == process_id)
    await tx.execute(update(sequences).where(*mine).values(process_id=None, retry_at=retry_at))


async def end(tx: AsyncConnection, sequence_id: str, status: str, at: int) -> bool:
    """Whether it ends now, and had not ended before."""
    ended = update(sequences).where(sequences.c.id == sequence_id, _OPEN)
    done = await tx.execute(ended.values(status=status, ended_at=at, process_id=None))
    return bool(done.rowcount == 1)


async def cancel(tx: AsyncConnection, sequence_id: str, at: int) -> bool:
    """Has whoever works on it begin no more, or whoever comes first. False: it has ended, or is cancelled already."""
    running = update(sequences).where(sequences.c.id == sequence_id, sequences.c.status == RUNNING)
    return bool((await tx.execute(running.values(status=CANCELLING, retry_at=at))).rowcount == 1)


async def tell(tx: AsyncConnection, sequence_id: str, outcomes: Mapping[int, tuple[int, bytes]]) -> None:
    """Keeps the ends of items, by position: status and result. The first that is told of one stays."""
    if not outcomes:
        return
    statement = update(items).where(
        items.c.sequence_id == sequence_id, items.c.position == bindparam("at_position"), items.c.status.is_(None)
    )
    told = [{"at_position": at, "ended": status, "told": result} for at, (status, result) in outcomes.items()]
    await tx.execute(statement.values(status=bindparam("ended"), result=bindparam("told")), told)


async def tried(tx: AsyncConnection, sequence_id: str, positions: Sequence[int]) -> None:
    """Counts one more try of each."""
    if not positions:
        return
    statement = update(items).where(items.c.sequence_id == sequence_id, items.c.position == bindparam("at_position"))
    await tx.execute(statement.values(tries=items.c.tries + 1), [{"at_position": at} for at in positions])


async def forget(tx: AsyncConnection, ended_before: int) -> None:
    """Drops those that ended before."""
    over = select(sequences.c.id).where(sequences.c.ended_at < ended_before)
    await tx.execute(delete(items).where(items.c.sequence_id.in_(over)))
    await tx.execute(delete(sequences).where(sequences.c.ended_at < ended_before))
