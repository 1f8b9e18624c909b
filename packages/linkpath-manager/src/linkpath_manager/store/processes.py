"""The processes that share the database, and when each last gave a sign of life."""

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .schema import processes

_SEALING_KEYS = Prepared(
    select(processes.c.sealing_key_id, func.count())
    .where(processes.c.seen_at >= bindparam("seen_since"), processes.c.sealing_key_id.is_not(None))
    .group_by(processes.c.sealing_key_id),
    everywhere=True,
)


async def seen(tx: AsyncConnection, process_id: str, host: str, at: int, sealing_key_id: str) -> None:
    now = {"seen_at": at, "sealing_key_id": sealing_key_id}
    statement = insert_into(tx, processes).values({"id": process_id, "host": host, "started_at": at, **now})
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=now))


async def sealing_keys(db: Database, seen_since: int) -> dict[str, int]:
    """With which key those seal that gave a sign of life since then: how many processes, by key."""
    return {row[0]: row[1] for row in await db.read(_SEALING_KEYS, seen_since=seen_since)}


async def forget(tx: AsyncConnection, seen_before: int) -> None:
    """Drops those that gave their last sign of life before that."""
    await tx.execute(delete(processes).where(processes.c.seen_at < seen_before))
