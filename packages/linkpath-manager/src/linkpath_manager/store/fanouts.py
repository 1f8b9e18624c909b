"""Fanning out: for each event, a delivery to each endpoint that wants it, made exactly once."""

from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .event_schema import event_counts, event_fanouts, events
from .events import EventRow

_BATCH: Final = 500
_BEHIND = Prepared(
    select(event_counts.c.workspace_id)
    .outerjoin(event_fanouts, event_fanouts.c.workspace_id == event_counts.c.workspace_id)
    .where(event_counts.c.newest > func.coalesce(event_fanouts.c.done, 0))
    .limit(200),
    everywhere=True,
)
_EVENTS = select(*(events.c[name] for name in EventRow.__dataclass_fields__))


async def behind(db: Database) -> list[str]:
    """Ids of workspaces with events that no deliveries were made for."""
    return [row[0] for row in await db.read(_BEHIND)]


async def take(tx: AsyncConnection, workspace_id: str) -> list[EventRow]:
    """The next events to make deliveries for, the oldest first; none while another process is at it.

    They are taken for good when the transaction commits, together with the deliveries that are made in it.
    """
    start = insert_into(tx, event_fanouts).values(workspace_id=workspace_id, done=0)
    mine = event_fanouts.c.workspace_id == workspace_id
    held = select(event_fanouts.c.done).where(mine).with_for_update(skip_locked=True)
    done = (await tx.execute(held)).scalar_one_or_none()
    if done is None:
        await tx.execute(start.on_conflict_do_nothing())
        done = (await tx.execute(held)).scalar_one_or_none()
        if done is None:
            return []
    wanted = _EVENTS.where(events.c.workspace_id == workspace_id, events.c.sequence > done)
    rows = [EventRow(*row) for row in await tx.execute(wanted.order_by(events.c.sequence).limit(_BATCH))]
    if rows:
        await tx.execute(update(event_fanouts).where(mine).values(done=rows[-1].sequence))
    return rows
