"""Deliveries: an event on its way to an endpoint, claimed with a lease, ended once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Integer, bindparam, delete, func, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .event_schema import events
from .webhook_schema import deliveries

PENDING: Final = "pending"
DELIVERED: Final = "delivered"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"
BEHIND_ALL: Final = "~"


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as stored; `webhook_schema.py` says what each column is. Times are in UTC microseconds."""

    id: str
    workspace_id: str
    endpoint_id: str
    event_id: str
    event_type: str
    sequence: int
    due_at: int
    kind: str = "event"
    ordered_by: str | None = None
    status: str = PENDING
    attempt: int = 0
    leased_by: str | None = None
    attempts: bytes = b"[]"
    ended_at: int | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """What an attempt made of a delivery. The attempt that was begun has to be the last one still."""

    id: str
    attempt: int
    status: str
    attempts: bytes
    due_at: int
    ended_at: int | None
    attempts_begun: int


_FIELDS = tuple(DeliveryRow.__dataclass_fields__)
_COLUMNS = [deliveries.c[name] for name in _FIELDS]
_MINE = (deliveries.c.workspace_id == bindparam("workspace_id"), deliveries.c.endpoint_id == bindparam("endpoint_id"))
_PAGE = Prepared(
    select(*_COLUMNS)
    .where(
        *_MINE,
        deliveries.c.id < bindparam("before"),
        (deliveries.c.status == bindparam("status")) | (bindparam("any", type_=Integer) == 1),
    )
    .order_by(deliveries.c.id.desc())
    .limit(bindparam("n"))
)
_STANDING = Prepared(select(func.count(), func.min(deliveries.c.due_at)).where(*_MINE, deliveries.c.status == PENDING))
_DELIVERED = Prepared(select(deliveries.c.event_id).where(*_MINE, deliveries.c.status == DELIVERED))
_OPEN = Prepared(
    select(func.count(), func.min(deliveries.c.due_at)).where(deliveries.c.status == PENDING), everywhere=True
)

_NEXT_OF_OBJECT: Final = (
    "NOT EXISTS (SELECT 1 FROM deliveries first WHERE first.status = 'pending' AND first.endpoint_id = it.endpoint_id "
    "AND first.ordered_by = it.ordered_by AND first.sequence < it.sequence)"
)
_DUE: Final = f"it.status = 'pending' AND it.due_at <= :now AND (it.ordered_by IS NULL OR {_NEXT_OF_OBJECT})"
_SET: Final = "SET due_at = :until, attempt = attempt + 1, leased_by = :process_id"
_RETURNED: Final = ", ".join(f"deliveries.{name}" for name in _FIELDS)
# One statement for all endpoints: SKIP LOCKED lets processes claim beside each other. SQLite has one writer, and
# neither LATERAL nor arrays; there a statement costs so little that each endpoint has its own.
_CLAIM_POSTGRESQL = text(
    f"UPDATE deliveries {_SET} FROM "  # noqa: S608  # of our own texts
    "(SELECT claimed.id FROM unnest(:endpoint_ids, :room) AS wanted (endpoint_id, n) "
    f"CROSS JOIN LATERAL (SELECT it.id FROM deliveries it WHERE it.endpoint_id = wanted.endpoint_id AND {_DUE} "
    "ORDER BY it.due_at LIMIT wanted.n FOR UPDATE SKIP LOCKED) AS claimed) AS claimed "
    f"WHERE deliveries.id = claimed.id RETURNING {_RETURNED}"
).bindparams(
    bindparam("endpoint_ids", type_=postgresql.ARRAY(postgresql.TEXT)),
    bindparam("room", type_=postgresql.ARRAY(postgresql.INTEGER)),
)
_CLAIM_SQLITE = text(
    f"UPDATE deliveries {_SET} WHERE id IN "  # noqa: S608  # of our own texts
    "(SELECT it.id FROM deliveries it WHERE it.endpoint_id = :endpoint_id "
    f"AND {_DUE} ORDER BY it.due_at LIMIT :n) RETURNING {_RETURNED}"
)
_END = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of"), deliveries.c.attempt == bindparam("begun"))
    .where(deliveries.c.status == PENDING)
    .values(
        status=bindparam("status"),
        attempts=bindparam("attempts"),
        due_at=bindparam("due_at"),
        ended_at=bindparam("ended_at"),
        attempt=bindparam("attempts_begun"),
        leased_by=None,
    )
)


async def add(tx: AsyncConnection, rows: Sequence[DeliveryRow]) -> None:
    if rows:
        await tx.execute(deliveries.insert(), [{name: getattr(row, name) for name in _FIELDS} for row in rows])


async def claim(
    tx: AsyncConnection, room: Sequence[tuple[str, int]], *, now: int, until: int, process_id: str
) -> list[DeliveryRow]:
    """Up to so many due ones of each endpoint, begun and leased until `until`: nobody else claims them before."""
    given = {"now": now, "until": until, "process_id": process_id}
    if tx.dialect.name == "postgresql":
        wanted = {"endpoint_ids": [one for one, _ in room], "room": [n for _, n in room]}
        return [DeliveryRow(*row) for row in await tx.execute(_CLAIM_POSTGRESQL, given | wanted)]
    found = []
    for endpoint_id, n in room:
        claimed = await tx.execute(_CLAIM_SQLITE, given | {"endpoint_id": endpoint_id, "n": n})
        found += [DeliveryRow(*row) for row in claimed]
    return found


async def bodies(tx: AsyncConnection, event_ids: Sequence[str]) -> dict[str, bytes]:
    """What is posted, by the event's id; an event that is kept no more is missing."""
    wanted = select(events.c.id, events.c.body).where(events.c.id.in_(event_ids))
    return {row.id: row.body for row in await tx.execute(wanted)}


async def end(tx: AsyncConnection, ended: Sequence[Ended]) -> None:
    """Writes down what attempts made of deliveries; of one that was claimed anew meanwhile, nothing."""
    await tx.execute(
        _END,
        [
            {
                "of": one.id,
                "begun": one.attempt,
                "status": one.status,
                "attempts": one.attempts,
                "due_at": one.due_at,
                "ended_at": one.ended_at,
                "attempts_begun": one.attempts_begun,
            }
            for one in sorted(ended, key=lambda one: one.id)
        ],
    )


async def page(
    db: Database, workspace_id: str, endpoint_id: str, n: int, *, status: str | None = None, before: str = BEHIND_ALL
) -> list[DeliveryRow]:
    """Up to `n`, newest first."""
    of = {"workspace_id": workspace_id, "endpoint_id": endpoint_id}
    wanted = {"status": status or "", "any": int(status is None), "before": before, "n": n}
    return [DeliveryRow(*row) for row in await db.read(_PAGE, **of, **wanted)]


async def standing(db: Database, workspace_id: str, endpoint_id: str) -> tuple[int, int | None]:
    """How many wait, and when the first of them is due."""
    row = await db.read_one(_STANDING, workspace_id=workspace_id, endpoint_id=endpoint_id)
    return (int(row[0]), row[1]) if row else (0, None)


async def delivered_events(db: Database, workspace_id: str, endpoint_id: str) -> set[str]:
    """Ids of the events that have arrived there."""
    return {row[0] for row in await db.read(_DELIVERED, workspace_id=workspace_id, endpoint_id=endpoint_id)}


async def waiting(db: Database) -> tuple[int, int | None]:
    """How many wait in all, and when the first is or was due."""
    row = await db.read_one(_OPEN)
    return (int(row[0]), row[1]) if row else (0, None)


async def cancel(tx: AsyncConnection, endpoint_id: str, now: int) -> int:
    """Ends what waits for an endpoint that is gone. Returns how many."""
    open_ones = (deliveries.c.endpoint_id == endpoint_id) & (deliveries.c.status == PENDING)
    return (await tx.execute(update(deliveries).where(open_ones).values(status=CANCELLED, ended_at=now))).rowcount


async def release(tx: AsyncConnection, process_id: str | None, now: int) -> int:
    """Lets go of what a process had claimed, or with None of all that any had. Returns how many."""
    mine = deliveries.c.leased_by.is_not(None) if process_id is None else deliveries.c.leased_by == process_id
    statement = update(deliveries).where(mine, deliveries.c.status == PENDING)
    return (await tx.execute(statement.values(due_at=now, leased_by=None))).rowcount


async def give_up(tx: AsyncConnection, before: str, now: int) -> int:
    """Ends deliveries with ids below `before` that still wait: for endpoints that are paused or disabled. How many."""
    old = (deliveries.c.id < before) & (deliveries.c.status == PENDING)
    return (await tx.execute(update(deliveries).where(old).values(status=FAILED, ended_at=now))).rowcount


async def forget(tx: AsyncConnection, before: str, most: int) -> int:
    """Drops up to `most` deliveries that are over and have ids below `before`. Returns how many."""
    old = select(deliveries.c.id).where(deliveries.c.id < before, deliveries.c.status != PENDING).limit(most)
    return (await tx.execute(delete(deliveries).where(deliveries.c.id.in_(old.scalar_subquery())))).rowcount


async def forget_events(tx: AsyncConnection, before: int, most: int) -> int:
    """Drops up to `most` events that happened before, and that no delivery waits to tell. Returns how many."""
    wanted = select(deliveries.c.event_id).where(deliveries.c.status == PENDING)
    old = select(events.c.id).where(events.c.created_at < before, events.c.id.not_in(wanted)).limit(most)
    return (await tx.execute(delete(events).where(events.c.id.in_(old.scalar_subquery())))).rowcount
