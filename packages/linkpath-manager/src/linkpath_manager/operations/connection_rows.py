"""Connections as stored and as shown."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.connection import Connection
from linkpath_manager.domain.events.connection import broken
from linkpath_manager.domain.permissions import in_words, missing
from linkpath_manager.domain.tiktok_app import DEFAULT
from linkpath_manager.errors import NotFound
from linkpath_manager.kit.clock import from_micros
from linkpath_manager.store import connections, events
from linkpath_manager.store.connections import ADVERTISERS, ConnectionRow

from .health import health_of, moment
from .operation import Context, Params


class ConnectionRef(Params):
    id: str


async def row_of(ctx: Context, connection_id: str) -> ConnectionRow:
    """The connection, as stored now.

    Raises:
        NotFound: the workspace has none of that id.
    """
    row = await connections.by_id(ctx.services.db, ctx.actor.workspace_id, connection_id)
    if row is None:
        raise NotFound(f"There is no connection {connection_id}.", param="id", hint="GET /v1/connections lists them.")
    return row


async def tell_broken(tx: AsyncConnection, connection_id: str, now: datetime) -> None:
    """Has those told who subscribed that the connection, which the transaction changed, is broken."""
    row = await connections.as_changed(tx, connection_id)
    await events.append(tx, row.workspace_id, [broken(Connection(**_facts_at(row, now)))], now)


def shown(ctx: Context, row: ConnectionRow) -> Connection:
    return Connection(**facts(ctx, row))


def facts(ctx: Context, row: ConnectionRow) -> dict[str, Any]:
    """What is shown of the connection, by the names of its fields."""
    return _facts_at(row, ctx.services.clock.now())


def _facts_at(row: ConnectionRow, now: datetime) -> dict[str, Any]:
    scope = row.scope.split()
    of_advertisers = row.kind == ADVERTISERS
    return {
        "id": row.id,
        "kind": row.kind,
        "status": row.status,
        "reason": row.reason,
        "health": health_of(row, now),
        "tiktok_app_id": row.tiktok_app_id or DEFAULT,
        "advertiser_ids": row.used,
        "granted_advertiser_ids": row.granted,
        "open_id": row.open_id,
        "scope": scope,
        "permissions": in_words(scope) if of_advertisers else [],
        "missing_permissions": missing(scope) if of_advertisers else [],
        "created_at": from_micros(row.created_at),
        "connected_at": moment(row.connected_at),
        "revoked_at": moment(row.revoked_at),
        "last_tested_at": moment(row.last_tested_at),
        "token_expires_at": moment(row.token_expires_at),
    }
