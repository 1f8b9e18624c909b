"""Advertisers that a workspace's grants open, and when each is to be read next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .schema import advertisers


@dataclass(frozen=True, slots=True)
class AdvertiserRow:
    """An advertiser as stored. Times are in UTC microseconds; `document` is the public object, JSON."""

    workspace_id: str
    id: str
    connection_id: str | None
    name: str
    currency: str
    time_zone: str
    document: bytes
    due_at: int
    synced_at: int | None = None
    sync_error: str | None = None


_FIELDS = tuple(AdvertiserRow.__dataclass_fields__)
_SELECT = select(*(advertisers.c[name] for name in _FIELDS))
_OPEN = advertisers.c.connection_id.is_not(None)
_OF = advertisers.c.workspace_id == bindparam("workspace_id")
_BY_ID = Prepared(_SELECT.where(_OF, advertisers.c.id == bindparam("id"), _OPEN))
_OF_WORKSPACE = Prepared(_SELECT.where(_OF, _OPEN).order_by(advertisers.c.name, advertisers.c.id))
_DUE = Prepared(
    _SELECT.where(_OPEN, advertisers.c.due_at <= bindparam("now")).order_by(advertisers.c.due_at).limit(bindparam("n")),
    everywhere=True,
)


async def by_id(db: Database, workspace_id: str, advertiser_id: str) -> AdvertiserRow | None:
    """The advertiser, if a grant of the workspace opens it."""
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=advertiser_id)
    return AdvertiserRow(*row) if row else None


async def of_workspace(db: Database, workspace_id: str) -> list[AdvertiserRow]:
    """All that a grant opens, by name."""
    return [AdvertiserRow(*row) for row in await db.read(_OF_WORKSPACE, workspace_id=workspace_id)]


async def due(db: Database, now: int, most: int) -> list[AdvertiserRow]:
    """Those to be read by `now`, the most overdue first."""
    return [AdvertiserRow(*row) for row in await db.read(_DUE, now=now, n=most)]


async def put(tx: AsyncConnection, rows: Sequence[AdvertiserRow]) -> None:
    """Adds or replaces them; when one was read whole before, that is kept."""
    if not rows:
        return
    statement = insert_into(tx, advertisers)
    new = {name: statement.excluded[name] for name in _FIELDS if name not in {"workspace_id", "id", "synced_at"}}
    kept = {"synced_at": func.coalesce(statement.excluded.synced_at, advertisers.c.synced_at)}
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["workspace_id", "id"], set_={**new, **kept}),
        [{name: getattr(row, name) for name in _FIELDS} for row in rows],
    )


async def change(tx: AsyncConnection, workspace_id: str, advertiser_id: str, **values: Any) -> None:
    one = (advertisers.c.workspace_id == workspace_id) & (advertisers.c.id == advertiser_id)
    await tx.execute(update(advertisers).where(one).values(**values))


async def due_by(tx: AsyncConnection, workspace_id: str, advertiser_id: str, at: int) -> None:
    """Has the advertiser read at `at`, or as early as it was to be read anyway."""
    one = (advertisers.c.workspace_id == workspace_id) & (advertisers.c.id == advertiser_id)
    await tx.execute(update(advertisers).where(one, advertisers.c.due_at > at).values(due_at=at))


async def pointers(tx: AsyncConnection, workspace_id: str) -> list[tuple[str, str | None]]:
    """Every advertiser that the workspace ever opened, and the connection that opens it now."""
    query = select(advertisers.c.id, advertisers.c.connection_id).where(advertisers.c.workspace_id == workspace_id)
    return [(row[0], row[1]) for row in await tx.execute(query)]
