"""Workspaces: LinkPath's customers."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .schema import workspaces

_SELECTED = Prepared(select(workspaces.c.selected_advertiser_id).where(workspaces.c.id == bindparam("id")))
_NAME = Prepared(select(workspaces.c.name).where(workspaces.c.id == bindparam("id")))
_IDS = Prepared(select(workspaces.c.id).order_by(workspaces.c.created_at))


def ids(db: Database) -> list[str]:
    """Every workspace, oldest first."""
    return [row[0] for row in db.read(_IDS)]


def name(db: Database, workspace_id: str) -> str:
    row = db.read_one(_NAME, id=workspace_id)
    return row[0] if row else ""


def selected_advertiser_id(db: Database, workspace_id: str) -> str | None:
    row = db.read_one(_SELECTED, id=workspace_id)
    return row[0] if row else None


async def add(tx: AsyncConnection, workspace_id: str, name: str, created_at: int) -> None:
    """Makes the workspace where there is none of that id."""
    row = {"id": workspace_id, "name": name, "created_at": created_at}
    await tx.execute(insert(workspaces).values(row).on_conflict_do_nothing())


async def select_advertiser(tx: AsyncConnection, workspace_id: str, advertiser_id: str | None) -> None:
    await tx.execute(
        update(workspaces).where(workspaces.c.id == workspace_id).values(selected_advertiser_id=advertiser_id)
    )
