"""Advertisers' own facts, such as name and balance, read anew: a hundred in a call."""

from collections import defaultdict

import structlog

from linkpath_manager.domain.actor import system
from linkpath_manager.errors import LinkPathError
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import advertisers, connections
from linkpath_manager.store.advertisers import AdvertiserRow

from .advertisers import info
from .grants import grant_of
from .objects import services_now
from .operation import Context
from .services import Services

log = structlog.get_logger()

_EVERY_MICROS = 30 * 60 * 1_000_000
_AT_ONCE = 100


async def refresh(services: Services) -> None:
    """Reads the facts of those advertisers whose were read longest ago, if that is half an hour."""
    now = services_now(services)
    by_connection: dict[tuple[str, str], list[AdvertiserRow]] = defaultdict(list)
    for row in await advertisers.stale(services.db, now - _EVERY_MICROS, _AT_ONCE):
        by_connection[row.workspace_id, row.connection_id or ""].append(row)
    for (workspace_id, connection_id), rows in by_connection.items():
        await _refresh(services, workspace_id, connection_id, rows)


async def _refresh(services: Services, workspace_id: str, connection_id: str, rows: list[AdvertiserRow]) -> None:
    ctx = Context(system(workspace_id), services, new_id("req", services.clock.now()))
    told: dict[str, AdvertiserRow] = {}
    try:
        connection = await connections.by_id(services.db, workspace_id, connection_id)
        if connection is not None:
            grant = await grant_of(services, connection)
            told = {row.id: row for row in await info(ctx, grant, [row.id for row in rows])}
    except LinkPathError as error:
        log.warning("advertisers.facts_failed", connection_id=connection_id, code=error.reason)
    async with services.db.transaction(workspace_id) as tx:
        for row in rows:
            new = told.get(row.id, row)
            facts = {name: getattr(new, name) for name in ("name", "currency", "time_zone", "document")}
            await advertisers.change(tx, workspace_id, row.id, **facts, facts_at=services_now(services))
