"""What LinkPath has subscribed to at TikTok, so that it is told when to look."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .schema import ads, advertisers, connections
from .subscription_schema import tiktok_subscriptions as table


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """One subscription as stored; `subscription_schema.py` says what each column is. Times are in UTC microseconds."""

    workspace_id: str
    advertiser_id: str
    entity: str
    object_id: str
    connection_id: str
    token_version: int
    tiktok_app_id: str
    subscription_id: str | None
    asked_at: int
    checked_at: int


_FIELDS = tuple(SubscriptionRow.__dataclass_fields__)
_KEY = ("workspace_id", "advertiser_id", "entity", "object_id")
_SELECT = select(*(table.c[name] for name in _FIELDS))
_OF = and_(table.c.workspace_id == bindparam("workspace_id"), table.c.advertiser_id == bindparam("advertiser_id"))
_IN_USE = connections.c.status == "CONNECTED"
_LIVES = and_(_IN_USE, connections.c.token_version == table.c.token_version)
_OPEN = and_(
    advertisers.c.workspace_id == table.c.workspace_id,
    advertisers.c.id == table.c.advertiser_id,
    advertisers.c.connection_id.is_not(None),
)
_BY_CONNECTION = connections.c.id == table.c.connection_id

_LIVING = Prepared(_SELECT.join(connections, _BY_CONNECTION).where(_OF, _LIVES))
_DEAD = Prepared(_SELECT.outerjoin(connections, _BY_CONNECTION).where(_OF, or_(connections.c.id.is_(None), ~_LIVES)))
_OF_APP = Prepared(_SELECT.where(table.c.tiktok_app_id == bindparam("tiktok_app_id")), everywhere=True)
_HOLDERS = Prepared(
    select(table.c.workspace_id)
    .where(table.c.advertiser_id == bindparam("advertiser_id"), table.c.tiktok_app_id == bindparam("tiktok_app_id"))
    .distinct(),
    everywhere=True,
)
_PLACES = select(table.c.workspace_id, table.c.advertiser_id).distinct()
_ASTRAY = Prepared(
    _PLACES.outerjoin(connections, _BY_CONNECTION)
    .outerjoin(advertisers, _OPEN)
    .where(
        table.c.object_id == "",  # of each advertiser one tells it
        or_(connections.c.id.is_(None), ~_LIVES, advertisers.c.id.is_(None)),
    ),
    everywhere=True,
)
_ALL = Prepared(_PLACES.where(true()), everywhere=True)
_UNCHECKED = Prepared(
    select(table.c.tiktok_app_id, func.min(table.c.workspace_id))
    .where(
        or_(
            table.c.checked_at <= bindparam("checked_before"),
            and_(table.c.subscription_id.is_(None), table.c.checked_at <= bindparam("asked_before")),
        )
    )
    .group_by(table.c.tiktok_app_id),
    everywhere=True,
)
_IN_REVIEW = Prepared(
    select(ads.c.id).where(
        ads.c.workspace_id == bindparam("workspace_id"),
        ads.c.advertiser_id == bindparam("advertiser_id"),
        ads.c.verdict == "IN_REVIEW",
        ads.c.status != "DELETED",
    )
)


async def living_of(db: Database, workspace_id: str, advertiser_id: str) -> list[SubscriptionRow]:
    """Those of the advertiser whose token is in use."""
    named = {"workspace_id": workspace_id, "advertiser_id": advertiser_id}
    return [SubscriptionRow(*row) for row in await db.read(_LIVING, **named)]


async def dead_of(db: Database, workspace_id: str, advertiser_id: str) -> list[SubscriptionRow]:
    """Those whose token is not in use any more: they ended with it."""
    named = {"workspace_id": workspace_id, "advertiser_id": advertiser_id}
    return [SubscriptionRow(*row) for row in await db.read(_DEAD, **named)]


async def of_app(db: Database, tiktok_app_id: str) -> list[SubscriptionRow]:
    """Those of every workspace; the settings' app is shared by all."""
    return [SubscriptionRow(*row) for row in await db.read(_OF_APP, tiktok_app_id=tiktok_app_id)]


async def workspaces_told(db: Database, tiktok_app_id: str, advertiser_id: str) -> list[str]:
    """The workspaces that subscribed, as this app, to something of the advertiser's."""
    told = await db.read(_HOLDERS, tiktok_app_id=tiktok_app_id, advertiser_id=advertiser_id)
    return [row[0] for row in told]


async def astray(db: Database) -> list[tuple[str, str]]:
    """Workspace and advertiser of those whose token ended, or whose advertiser is not in use any more."""
    return [(row[0], row[1]) for row in await db.read(_ASTRAY)]


async def places(db: Database) -> list[tuple[str, str]]:
    """Workspace and advertiser of all there are."""
    return [(row[0], row[1]) for row in await db.read(_ALL)]


async def unchecked(db: Database, checked_before: int, asked_before: int) -> list[tuple[str, str]]:
    """Apps of which something was not looked at since then, or asked for without an answer, and a workspace of each."""
    found = await db.read(_UNCHECKED, checked_before=checked_before, asked_before=asked_before)
    return [(row[0], row[1]) for row in found]


async def ads_in_review(db: Database, workspace_id: str, advertiser_id: str) -> list[str]:
    """Ids of the ads that TikTok's reviewers were last seen to have before them."""
    return [row[0] for row in await db.read(_IN_REVIEW, workspace_id=workspace_id, advertiser_id=advertiser_id)]


async def put(tx: AsyncConnection, row: SubscriptionRow) -> None:
    """Adds it, or replaces the one of the same key."""
    values = {name: getattr(row, name) for name in _FIELDS}
    statement = insert_into(tx, table).values(values)
    new = {name: statement.excluded[name] for name in _FIELDS if name not in _KEY}
    await tx.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=new))


async def found(tx: AsyncConnection, rows: Sequence[SubscriptionRow], at: int) -> None:
    """Says of those that stand as `rows` have them that they live, by TikTok's id that `rows` name."""
    for row in rows:
        await tx.execute(update(table).where(_same(row)).values(subscription_id=row.subscription_id, checked_at=at))


async def put_off(tx: AsyncConnection, tiktok_app_id: str, checked_at: int) -> None:
    """Has those of the app looked at as if they had been then."""
    await tx.execute(update(table).where(table.c.tiktok_app_id == tiktok_app_id).values(checked_at=checked_at))


async def forget(tx: AsyncConnection, rows: Sequence[SubscriptionRow]) -> None:
    """Drops those that stand as `rows` have them."""
    for row in rows:
        await tx.execute(delete(table).where(_same(row)))


def _same(row: SubscriptionRow) -> Any:
    """The row, unless it was asked for anew since."""
    return and_(*(table.c[name] == getattr(row, name) for name in (*_KEY, "asked_at")))
