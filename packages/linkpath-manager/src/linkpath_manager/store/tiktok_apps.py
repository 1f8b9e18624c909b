"""Developer apps at TikTok that workspaces have brought, their secrets sealed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .schema import tiktok_apps


@dataclass(frozen=True, slots=True)
class TikTokAppRow:
    """An app as stored. Times are in UTC microseconds."""

    id: str
    workspace_id: str
    name: str
    app_id: str
    level: str
    sealed_secret: str
    created_at: int
    updated_at: int


_FIELDS = tuple(TikTokAppRow.__dataclass_fields__)
_SELECT = select(*(tiktok_apps.c[name] for name in _FIELDS))
_OF = tiktok_apps.c.workspace_id == bindparam("workspace_id")
_BY_ID = Prepared(_SELECT.where(_OF, tiktok_apps.c.id == bindparam("id")))
_WORKSPACE = Prepared(select(tiktok_apps.c.workspace_id).where(tiktok_apps.c.id == bindparam("id")), everywhere=True)
_OF_WORKSPACE = Prepared(_SELECT.where(_OF).order_by(tiktok_apps.c.created_at.desc(), tiktok_apps.c.id.desc()))


async def by_id(db: Database, workspace_id: str, tiktok_app_id: str) -> TikTokAppRow | None:
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=tiktok_app_id)
    return TikTokAppRow(*row) if row else None


async def of_workspace(db: Database, workspace_id: str) -> list[TikTokAppRow]:
    """All of them, newest first."""
    return [TikTokAppRow(*row) for row in await db.read(_OF_WORKSPACE, workspace_id=workspace_id)]


async def workspace_of(db: Database, tiktok_app_id: str) -> str | None:
    """The workspace that has brought the app."""
    row = await db.read_one(_WORKSPACE, id=tiktok_app_id)
    return str(row[0]) if row else None


async def add(tx: AsyncConnection, row: TikTokAppRow) -> bool:
    """False: the workspace has this app already."""
    statement = insert_into(tx, tiktok_apps).values({name: getattr(row, name) for name in _FIELDS})
    return (await tx.execute(statement.on_conflict_do_nothing())).rowcount == 1


async def change(tx: AsyncConnection, tiktok_app_id: str, **values: Any) -> None:
    await tx.execute(update(tiktok_apps).where(tiktok_apps.c.id == tiktok_app_id).values(**values))


async def remove(tx: AsyncConnection, tiktok_app_id: str) -> None:
    await tx.execute(delete(tiktok_apps).where(tiktok_apps.c.id == tiktok_app_id))
