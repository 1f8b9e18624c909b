"""Grants in use: which token opens what is asked for, and what becomes of one that TikTok refuses."""

from collections.abc import Collection
from contextvars import ContextVar
from dataclasses import dataclass

from linkpath_manager import errors
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.store import Database, advertisers, connections
from linkpath_manager.store.connections import ADVERTISERS, ConnectionRow
from linkpath_manager.store.sealed import CONNECTION_TOKEN
from tiktok_marketing.spec.codes import ACCESS_TOKEN_EXPIRED

from . import health, openings
from .apps import DeveloperApp, app_of
from .connection_rows import tell_broken
from .operation import Context
from .services import Services
from .upstream_errors import RECONNECT


@dataclass(frozen=True, slots=True)
class Grant:
    """A connection's token, and the app that it was given to.

    `version` is another one for every token; a `renewable` one has an end, and is renewed.
    """

    connection_id: str
    workspace_id: str
    version: int
    token: Secret
    app: DeveloperApp
    renewable: bool

    @property
    def key(self) -> tuple[str, int]:
        return self.connection_id, self.version


in_use: ContextVar[Grant | None] = ContextVar("grant_in_use", default=None)
"""The grant that the call at hand is made with."""


async def grant_of(services: Services, row: ConnectionRow) -> Grant:
    """The connection's grant; `row` has a token."""
    assert row.sealed_token is not None  # noqa: S101  # callers look first
    token = services.sealer.open(row.sealed_token, bound_to=CONNECTION_TOKEN.place(row.id))
    app = await app_of(services, row.workspace_id, row.tiktok_app_id)
    return Grant(row.id, row.workspace_id, row.token_version, token, app, row.token_expires_at is not None)


async def opening(ctx: Context, *, but: Collection[tuple[str, int]] = ()) -> Grant | None:
    """The healthy grant that opens `ctx.advertiser`, first the one it is opened with; but none of these keys.

    None: there is no other.

    Raises:
        ReconnectNeeded: there is none at all.
    """
    advertiser, workspace_id = ctx.advertiser, ctx.actor.workspace_id
    if advertiser is None or advertiser.connection_id is None:
        raise errors.ReconnectNeeded("No connection opens this advertiser.", hint=RECONNECT)

    def usable(row: ConnectionRow) -> bool:
        return _opens(row, advertiser.id) and (row.id, row.token_version) not in but

    first = await connections.by_id(ctx.services.db, workspace_id, advertiser.connection_id)
    if first and usable(first):
        return await grant_of(ctx.services, first)
    for row in await connections.of_workspace(ctx.services.db, workspace_id):
        if usable(row):
            return await grant_of(ctx.services, row)
    if but:
        return None
    reason = first.reason if first and first.reason else "it was revoked"
    raise errors.ReconnectNeeded(f"The connection of this advertiser cannot be used: {reason}", hint=RECONNECT)


async def prefer(ctx: Context, grant: Grant) -> None:
    """Has the advertiser opened by this grant from now on: the others could not."""
    assert ctx.advertiser is not None  # noqa: S101  # opening() has looked
    async with ctx.services.db.transaction(grant.workspace_id) as tx:
        await advertisers.change(tx, grant.workspace_id, ctx.advertiser.id, connection_id=grant.connection_id)


async def refused(services: Services, grant: Grant, code: int | None, message: str, *, dead: bool) -> None:
    """Keeps what TikTok said of the grant; a dead one is broken from now on, but where its token was replaced."""
    told = health.refused(services.clock.now(), code, message)
    same = {"token_version": grant.version, "status": "CONNECTED"}
    async with services.db.transaction(grant.workspace_id) as tx:
        if not dead or (grant.renewable and code == ACCESS_TOKEN_EXPIRED):
            await connections.change(tx, grant.connection_id, when=same, **told)
        elif await connections.change(tx, grant.connection_id, when=same, status="BROKEN", reason=message, **told):
            await openings.settle(tx, grant.workspace_id)
            await tell_broken(tx, grant.connection_id, services.clock.now())


async def still_good(services: Services) -> None:
    """Looks once more whether the grant of the call at hand may be used.

    Raises:
        ReconnectNeeded: it was revoked in the meantime.
    """
    grant = in_use.get()
    if grant is None:
        return
    key = ("revoked", grant.workspace_id, grant.connection_id)
    if await services.db.memory.recall(key, lambda: _is_revoked(services.db, grant)):
        raise errors.ReconnectNeeded("The connection was revoked.", hint=RECONNECT)


def note_success(services: Services, grant: Grant) -> None:
    """Remembers that TikTok took the grant just now; the worker writes it down."""
    services.successes[grant.connection_id] = (grant.workspace_id, to_micros(services.clock.now()))


async def write_successes(services: Services) -> None:
    """Writes down when TikTok last took each grant."""
    noted, services.successes = services.successes, {}
    for connection_id, (workspace_id, at) in noted.items():
        async with services.db.transaction(workspace_id) as tx:
            await connections.change(tx, connection_id, last_success_at=at)


async def _is_revoked(db: Database, grant: Grant) -> bool:
    row = await connections.by_id(db, grant.workspace_id, grant.connection_id)
    return row is None or row.status == "REVOKED"


def _opens(row: ConnectionRow, advertiser_id: str) -> bool:
    usable = row.kind == ADVERTISERS and row.status == "CONNECTED" and row.sealed_token is not None
    return usable and advertiser_id in row.used
