"""The processes that share the database, and when each last gave a sign of life."""

from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.process import WITHOUT_CLOCK

from .database import Database, Prepared, insert_into
from .schema import processes


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """A process as stored. Times are in UTC microseconds. A process of an older LinkPath tells less of itself."""

    id: str
    host: str
    started_at: int
    seen_at: int
    sealing_key_id: str | None = None
    part: str | None = None
    pid: int | None = None
    leads: bool | None = None


_SELECT = select(*(processes.c[name] for name in ProcessRow.__dataclass_fields__))
_SEEN_SINCE = Prepared(
    _SELECT.where(processes.c.seen_at >= bindparam("seen_since")).order_by(processes.c.started_at, processes.c.id),
    everywhere=True,
)
_WORKING = Prepared(
    select(func.max(processes.c.seen_at)).where(
        *(func.coalesce(processes.c.part, "") != part for part in sorted(WITHOUT_CLOCK))
    ),
    everywhere=True,
)
_SEALING_KEYS = Prepared(
    select(processes.c.sealing_key_id, func.count())
    .where(processes.c.seen_at >= bindparam("seen_since"), processes.c.sealing_key_id.is_not(None))
    .group_by(processes.c.sealing_key_id),
    everywhere=True,
)


async def seen(tx: AsyncConnection, row: ProcessRow) -> None:
    """A sign of life; the first of a process makes its row."""
    values = asdict(row)
    now = {name: values[name] for name in ("seen_at", "sealing_key_id", "leads")}
    statement = insert_into(tx, processes).values(values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=now))


async def seen_since(db: Database, since: int) -> list[ProcessRow]:
    """Those that gave a sign of life since then, the oldest first."""
    return [ProcessRow(*row) for row in await db.read(_SEEN_SINCE, seen_since=since)]


async def work_seen_at(db: Database) -> int | None:
    """When a process that does the worker's part last gave a sign of life. None: none ever did."""
    row = await db.read_one(_WORKING)
    return row[0] if row else None


async def sealing_keys(db: Database, seen_since: int) -> dict[str, int]:
    """With which key those seal that gave a sign of life since then: how many processes, by key."""
    return {row[0]: row[1] for row in await db.read(_SEALING_KEYS, seen_since=seen_since)}


async def gone(tx: AsyncConnection, process_id: str) -> None:
    """It has ended: what it left open may be found out about at once."""
    await tx.execute(delete(processes).where(processes.c.id == process_id))


async def forget(tx: AsyncConnection, seen_before: int) -> None:
    """Drops those that gave their last sign of life before that."""
    await tx.execute(delete(processes).where(processes.c.seen_at < seen_before))
