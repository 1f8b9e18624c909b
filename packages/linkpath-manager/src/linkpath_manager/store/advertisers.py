"""Advertisers that a workspace's grants open, and when each is to be read next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .schema import advertisers, connections, tiktok_apps
from .sync_schema import OF_ACCOUNTS, sync_tasks


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
    sync: bytes | None = None
    campaigns_at: int | None = None
    adgroups_at: int | None = None
    ads_at: int | None = None

    def seen_at(self, level: str) -> int:
        """When a look last saw all of the level; 0: none did."""
        return getattr(self, f"{level}s_at") or 0


@dataclass(frozen=True, slots=True)
class DueRow:
    """An advertiser that is due, the TikTok app that opens it (None: the one of the settings) and that app's level."""

    advertiser: AdvertiserRow
    app_id: str | None
    app_level: str | None


_FIELDS = tuple(AdvertiserRow.__dataclass_fields__)
_KEPT = {"workspace_id", "id", "synced_at", "sync", "campaigns_at", "adgroups_at", "ads_at"}
_SELECT = select(*(advertisers.c[name] for name in _FIELDS))
_OPEN = advertisers.c.connection_id.is_not(None)
_OF = advertisers.c.workspace_id == bindparam("workspace_id")
_BY_ID = Prepared(_SELECT.where(_OF, advertisers.c.id == bindparam("id"), _OPEN))
_OF_WORKSPACE = Prepared(_SELECT.where(_OF, _OPEN).order_by(advertisers.c.name, advertisers.c.id))
# How late an advertiser is, in pauses of its own: a busy one that waits for a minute comes before a sleeping one that
# waits for ten. One that was never read has the shortest pause of all.
_LATENESS = (
    (bindparam("now", type_=BigInteger) - advertisers.c.due_at)
    * 1.0
    / func.coalesce(advertisers.c.sync_interval, 1_000_000)
)
_WAITING = exists().where(
    sync_tasks.c.workspace_id == advertisers.c.workspace_id,
    sync_tasks.c.advertiser_id == advertisers.c.id,
    OF_ACCOUNTS,
)
_DUE = Prepared(
    select(*(advertisers.c[name] for name in _FIELDS), connections.c.tiktok_app_id, tiktok_apps.c.level)
    .outerjoin(connections, connections.c.id == advertisers.c.connection_id)
    .outerjoin(tiktok_apps, tiktok_apps.c.id == connections.c.tiktok_app_id)
    .where(_OPEN, advertisers.c.due_at <= bindparam("now", type_=BigInteger), ~_WAITING)
    .order_by(_LATENESS.desc(), advertisers.c.id)
    .limit(bindparam("n")),
    everywhere=True,
)
_STALE = Prepared(
    _SELECT.where(_OPEN, func.coalesce(advertisers.c.facts_at, 0) <= bindparam("before"))
    .order_by(advertisers.c.connection_id, advertisers.c.facts_at)
    .limit(bindparam("n")),
    everywhere=True,
)


async def by_id(db: Database, workspace_id: str, advertiser_id: str) -> AdvertiserRow | None:
    """The advertiser, if a grant of the workspace opens it."""
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=advertiser_id)
    return AdvertiserRow(*row) if row else None


async def of_workspace(db: Database, workspace_id: str) -> list[AdvertiserRow]:
    """All that a grant opens, by name."""
    return [AdvertiserRow(*row) for row in await db.read(_OF_WORKSPACE, workspace_id=workspace_id)]


async def due(db: Database, now: int, most: int) -> list[DueRow]:
    """Those to be read by `now` that no reading waits for already, first those that are latest by their own pause."""
    return [DueRow(AdvertiserRow(*row[:-2]), row[-2], row[-1]) for row in await db.read(_DUE, now=now, n=most)]


async def stale(db: Database, before: int, most: int) -> list[AdvertiserRow]:
    """Those whose own facts were not read since then, a connection's together."""
    return [AdvertiserRow(*row) for row in await db.read(_STALE, before=before, n=most)]


async def seen_at(tx: AsyncConnection, workspace_id: str, advertiser_id: str, level: str) -> int:
    """When a look last saw all of the level; 0: none did."""
    one = (advertisers.c.workspace_id == workspace_id) & (advertisers.c.id == advertiser_id)
    return (await tx.execute(select(advertisers.c[f"{level}s_at"]).where(one))).scalar() or 0


async def put(tx: AsyncConnection, rows: Sequence[AdvertiserRow]) -> None:
    """Adds or replaces them; what was read of their objects before is kept."""
    if not rows:
        return
    statement = insert_into(tx, advertisers)
    new = {name: statement.excluded[name] for name in _FIELDS if name not in _KEPT}
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["workspace_id", "id"], set_=new),
        [{name: getattr(row, name) for name in _FIELDS} for row in rows],
    )


async def change(tx: AsyncConnection, workspace_id: str, advertiser_id: str, **values: Any) -> None:
    one = (advertisers.c.workspace_id == workspace_id) & (advertisers.c.id == advertiser_id)
    await tx.execute(update(advertisers).where(one).values(**values))


async def due_by(tx: AsyncConnection, workspace_id: str, advertiser_id: str, at: int) -> None:
    """Has the advertiser read at `at`, or as early as it was to be read anyway."""
    one = (advertisers.c.workspace_id == workspace_id) & (advertisers.c.id == advertiser_id)
    await tx.execute(update(advertisers).where(one, advertisers.c.due_at > at).values(due_at=at))


async def let_be(tx: AsyncConnection, workspace_id: str, advertiser_id: str, soon: int, until: int, most: int) -> None:
    """Has a look that is due before `soon` wait `until` then, if that is not more than `most` after the last one."""
    one = (advertisers.c.workspace_id == workspace_id) & (advertisers.c.id == advertiser_id)
    last = advertisers.c.due_at - advertisers.c.sync_interval
    waits = (advertisers.c.due_at < soon) & (until - last <= most)
    later = {"due_at": until, "sync_interval": until - last}
    await tx.execute(update(advertisers).where(one, waits).values(**later))


async def pointers(tx: AsyncConnection, workspace_id: str) -> list[tuple[str, str | None]]:
    """Every advertiser that the workspace ever opened, and the connection that opens it now."""
    query = select(advertisers.c.id, advertisers.c.connection_id).where(advertisers.c.workspace_id == workspace_id)
    return [(row[0], row[1]) for row in await tx.execute(query)]
