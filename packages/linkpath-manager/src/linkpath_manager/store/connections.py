"""Connections: TikTok's grants, their tokens sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, Prepared
from .schema import connections

ADVERTISERS: Final = "ADVERTISERS"
TIKTOK_ACCOUNT: Final = "TIKTOK_ACCOUNT"
ASKED: Final = "ASKED"
GRANTED: Final = "GRANTED"
LIVING: Final = ("PENDING", "CONNECTED", "BROKEN")


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A grant as stored; `schema.py` says what each column is. Times are in UTC microseconds, lists by spaces."""

    id: str
    workspace_id: str
    status: str
    created_at: int
    expires_at: int
    kind: str = ADVERTISERS
    tiktok_app_id: str | None = None
    reason: str | None = None
    consent: str | None = None
    state_hash: str | None = None
    advertiser_ids: str = ""
    chosen_advertiser_ids: str | None = None
    open_id: str | None = None
    scope: str = ""
    asked_scope: str | None = None
    sealed_token: str | None = field(default=None, repr=False)
    sealed_refresh_token: str | None = field(default=None, repr=False)
    token_version: int = 0
    token_expires_at: int | None = None
    refresh_expires_at: int | None = None
    refresh_started_at: int | None = None
    refresh_retry_at: int | None = None
    upstream_revoked: int = 0
    upstream_retry_at: int | None = None
    connected_at: int | None = None
    revoked_at: int | None = None
    last_tested_at: int | None = None
    last_success_at: int | None = None
    last_error_at: int | None = None
    last_error_code: int | None = None
    last_error: str | None = None
    hints_refused: str | None = None
    hints_retry_at: int | None = None

    @property
    def granted(self) -> list[str]:
        """Ids of the advertisers that the grant opens."""
        return self.advertiser_ids.split()

    @property
    def used(self) -> list[str]:
        """Ids of those that LinkPath uses: the chosen ones that the grant opens, or all."""
        if self.chosen_advertiser_ids is None:
            return self.granted
        chosen = set(self.chosen_advertiser_ids.split())
        return [advertiser_id for advertiser_id in self.granted if advertiser_id in chosen]


_FIELDS = tuple(ConnectionRow.__dataclass_fields__)
_SELECT = select(*(connections.c[name] for name in _FIELDS))
_OF = connections.c.workspace_id == bindparam("workspace_id")
_NEWEST_FIRST = (connections.c.created_at.desc(), connections.c.id.desc())
_BY_ID = Prepared(_SELECT.where(_OF, connections.c.id == bindparam("id")))
_BY_STATE = Prepared(_SELECT.where(connections.c.state_hash == bindparam("state_hash")), everywhere=True)
_OF_WORKSPACE = Prepared(_SELECT.where(_OF).order_by(*_NEWEST_FIRST))
_NOT_TOLD = (
    connections.c.status == "REVOKED",
    connections.c.upstream_revoked == 0,
    connections.c.sealed_token.is_not(None),
)
_TO_REVOKE = Prepared(
    _SELECT.where(*_NOT_TOLD, func.coalesce(connections.c.upstream_retry_at, 0) <= bindparam("now"))
    .order_by(connections.c.revoked_at)
    .limit(20),
    everywhere=True,
)
_TO_FINISH = Prepared(_SELECT.where(connections.c.consent == GRANTED).limit(20), everywhere=True)
_TO_RENEW = Prepared(
    _SELECT.where(
        connections.c.status == "CONNECTED",
        connections.c.token_expires_at <= bindparam("expires_before"),
        or_(
            connections.c.sealed_refresh_token.is_not(None),
            connections.c.token_expires_at <= bindparam("now"),  # it is to be said that nothing renews it
        ),
        func.coalesce(connections.c.refresh_retry_at, 0) <= bindparam("now"),
    )
    .order_by(connections.c.token_expires_at)
    .limit(20),
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


async def to_revoke_upstream(db: Database, now: int) -> list[ConnectionRow]:
    """Revoked here, and TikTok has yet to be told; those that it is time for."""
    return [ConnectionRow(*row) for row in await db.read(_TO_REVOKE, now=now)]


async def to_finish(db: Database) -> list[ConnectionRow]:
    """Consented to, and what the grant opens has yet to be read."""
    return [ConnectionRow(*row) for row in await db.read(_TO_FINISH)]


async def to_renew(db: Database, now: int, expires_before: int) -> list[ConnectionRow]:
    """Those whose token is to be renewed, the one that ends first at the head."""
    return [ConnectionRow(*row) for row in await db.read(_TO_RENEW, now=now, expires_before=expires_before)]


async def count_using_app(tx: AsyncConnection, workspace_id: str, tiktok_app_id: str) -> int:
    """How many connections still need the app: those that are not over, and those TikTok has yet to be told of."""
    of_app = (connections.c.workspace_id == workspace_id) & (connections.c.tiktok_app_id == tiktok_app_id)
    needing = or_(connections.c.status.in_(LIVING), and_(*_NOT_TOLD))
    counted = await tx.execute(select(func.count()).select_from(connections).where(of_app, needing))
    return int(counted.scalar_one())


async def in_transaction(tx: AsyncConnection, workspace_id: str) -> list[ConnectionRow]:
    """Those of the workspace that can open advertisers, newest first, as the transaction sees them."""
    usable = connections.c.status.in_(["CONNECTED", "BROKEN"]) & (connections.c.workspace_id == workspace_id)
    return [ConnectionRow(*row) for row in await tx.execute(_SELECT.where(usable).order_by(*_NEWEST_FIRST))]


async def as_changed(tx: AsyncConnection, connection_id: str) -> ConnectionRow:
    """The connection, as the transaction has left it so far."""
    return ConnectionRow(*(await tx.execute(_SELECT.where(connections.c.id == connection_id))).one())


async def add(tx: AsyncConnection, row: ConnectionRow) -> None:
    await tx.execute(connections.insert().values({name: getattr(row, name) for name in _FIELDS}))


async def change(
    tx: AsyncConnection, connection_id: str, *, when: Mapping[str, Any] | None = None, **values: Any
) -> bool:
    """Sets `values`; with `when`, only if these columns hold these values still. Returns whether it did."""
    statement = update(connections).where(connections.c.id == connection_id)
    for name, value in (when or {}).items():
        column = connections.c[name]
        statement = statement.where(
            column.in_(value) if isinstance(value, tuple) else column.is_not_distinct_from(value)
        )
    return (await tx.execute(statement.values(**values))).rowcount == 1


async def replace_grant(tx: AsyncConnection, row: ConnectionRow, **values: Any) -> bool:
    """Puts a new grant in the place of the one there is, if the consent that it comes from still stands."""
    version = connections.c.token_version + 1
    statement = update(connections).where(connections.c.id == row.id, connections.c.consent == ASKED)
    same = statement.where(connections.c.state_hash == row.state_hash)
    return (await tx.execute(same.values(**{**values, "token_version": version}))).rowcount == 1
