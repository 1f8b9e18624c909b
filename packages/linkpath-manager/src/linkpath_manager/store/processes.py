"""The processes that share the database, and when each last gave a sign of life."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import insert_into
from .schema import processes


async def seen(tx: AsyncConnection, process_id: str, host: str, at: int) -> None:
    row = {"id": process_id, "host": host, "started_at": at, "seen_at": at}
    statement = insert_into(tx, processes).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"seen_at": at}))


async def forget(tx: AsyncConnection, seen_before: int) -> None:
    """Drops those that gave their last sign of life before that."""
    await tx.execute(delete(processes).where(processes.c.seen_at < seen_before))
