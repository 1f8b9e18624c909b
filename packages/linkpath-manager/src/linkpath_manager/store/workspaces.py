"""Workspaces: LinkPath's customers."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared, insert_into
from .schema import workspaces

_SELECTED = Prepared(select(workspaces.c.selected_advertiser_id).where(workspaces.c.id == bindparam("workspace_id")))
_NAME = Prepared(select(workspaces.c.name).where(workspaces.c.id == bindparam("workspace_id")))
_IDS = Prepared(select(workspaces.c.id).order_by(workspaces.c.created_at), everywhere=True)


async def ids(db: Database) -> list[str]:
    """Every workspace, oldest first."""
    return [row[0] for row in await db.read(_IDS)]


async def name(db: Database, workspace_id: str) -> str:
    row = await db.read_one(_NAME, workspace_id=workspace_id)
    return row[0] if row else ""


async def selected_advertiser_id(db: Database, workspace_id: str) -> str | None:
    row = await db.read_one(_SELECTED, workspace_id=workspace_id)
    return row[0] if row else None


async def selected_in(tx: AsyncConnection, workspace_id: str) -> str | None:
    """The selected advertiser's id, as the transaction sees it."""
    query = select(workspaces.c.selected_advertiser_id).where(workspaces.c.id == workspace_id)
    selected: str | None = (await tx.execute(query)).scalar()
    return selected


async def add(tx: AsyncConnection, workspace_id: str, name: str, created_at: int) -> None:
    """Makes the workspace where there is none of that id."""
    row = {"id": workspace_id, "name": name, "created_at": created_at}
    await tx.execute(insert_into(tx, workspaces).values(row).on_conflict_do_nothing())


async def select_advertiser(tx: AsyncConnection, workspace_id: str, advertiser_id: str | None) -> None:
    await tx.execute(
        update(workspaces).where(workspaces.c.id == workspace_id).values(selected_advertiser_id=advertiser_id)
    )


async def rename(tx: AsyncConnection, workspace_id: str, name: str) -> None:
    await tx.execute(update(workspaces).where(workspaces.c.id == workspace_id).values(name=name))
