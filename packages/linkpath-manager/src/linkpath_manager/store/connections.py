"""Connections: TikTok's grants, their tokens sealed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .schema import connections


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A grant as stored. Times are in UTC microseconds; lists are separated by spaces."""

    id: str
    workspace_id: str
    status: str
    created_at: int
    expires_at: int
    reason: str | None = None
    state_hash: str | None = None
    advertiser_ids: str = ""
    scope: str = ""
    sealed_token: str | None = None
    upstream_revoked: int = 0
    connected_at: int | None = None
    revoked_at: int | None = None
    last_tested_at: int | None = None


_FIELDS = tuple(ConnectionRow.__dataclass_fields__)
_SELECT = select(*(connections.c[name] for name in _FIELDS))
_BY_ID = Prepared(
    _SELECT.where(connections.c.workspace_id == bindparam("workspace_id"), connections.c.id == bindparam("id"))
)
_BY_STATE = Prepared(_SELECT.where(connections.c.state_hash == bindparam("state_hash")), everywhere=True)
_OF_WORKSPACE = Prepared(
    _SELECT.where(connections.c.workspace_id == bindparam("workspace_id")).order_by(
        connections.c.created_at.desc(), connections.c.id.desc()
    )
)
_TO_REVOKE = Prepared(
    _SELECT.where(
        connections.c.status == "REVOKED", connections.c.upstream_revoked == 0, connections.c.sealed_token.is_not(None)
    ),
    everywhere=True,
)


async def by_id(db: Database, workspace_id: str, connection_id: str) -> ConnectionRow | None:
    row = await db.read_one(_BY_ID, workspace_id=workspace_id, id=connection_id)
    return ConnectionRow(*row) if row else None


async def by_state(db: Database, state_hash: str) -> ConnectionRow | None:
    """The connection whose consent is under way with this `state`."""
    row = await db.read_one(_BY_STATE, state_hash=state_hash)
    return ConnectionRow(*row) if row else None


async def of_workspace(db: Database, workspace_id: str) -> list[ConnectionRow]:
    """All of them, newest first."""
    return [ConnectionRow(*row) for row in await db.read(_OF_WORKSPACE, workspace_id=workspace_id)]


async def to_revoke_upstream(db: Database) -> list[ConnectionRow]:
    """Revoked here, and TikTok has yet to be told."""
    return [ConnectionRow(*row) for row in await db.read(_TO_REVOKE)]


async def add(tx: AsyncConnection, row: ConnectionRow) -> None:
    await tx.execute(connections.insert().values({name: getattr(row, name) for name in _FIELDS}))


async def change(tx: AsyncConnection, connection_id: str, *, from_status: str | None = None, **values: Any) -> bool:
    """Sets `values`; with `from_status`, only if that is its status still. Returns whether it did."""
    statement = update(connections).where(connections.c.id == connection_id)
    if from_status:
        statement = statement.where(connections.c.status == from_status)
    return (await tx.execute(statement.values(**values))).rowcount == 1
