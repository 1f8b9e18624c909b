"""A person's consent at TikTok, asked for: the address that they go to, and what is remembered of it."""

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.connection import StartedConnection
from linkpath_manager.domain.tiktok_app import DEFAULT
from linkpath_manager.errors import Conflict
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.hashing import sha256_hex
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import connections
from linkpath_manager.store.connections import ADVERTISERS, ASKED, TIKTOK_ACCOUNT, ConnectionRow

from .apps import DeveloperApp, app_of
from .connection_rows import ConnectionRef, facts, row_of
from .health import START_ANEW
from .operation import Context, Effect, Operation, Params, Subject
from .upstream import Commit

CALLBACK_PATH = "/oauth/tiktok/callback"
ACCOUNT_CALLBACK_PATH = "/oauth/tiktok/account/callback/"
"""These addresses end in a slash (behaviour reference §1.2, likely)."""

CONSENT_LIFE = timedelta(hours=1)


class StartConnection(Params):
    kind: Literal["ADVERTISERS", "TIKTOK_ACCOUNT"] = Field(
        default=ADVERTISERS,
        description="ADVERTISERS: ad accounts; TIKTOK_ACCOUNT: the TikTok account of whoever consents.",
    )
    tiktok_app_id: str = Field(default=DEFAULT, description="The developer app; `default` is the one of the settings.")
    account_scopes: Annotated[list[Annotated[str, Field(pattern=r"^[a-z0-9_.]{1,64}$")]], Field(min_length=1)] = Field(
        default=["user.info.basic"], description="What a TikTok account is asked to allow, by TikTok's names."
    )


async def _start(ctx: Context, params: StartConnection) -> StartedConnection:
    app = await app_of(ctx.services, ctx.actor.workspace_id, params.tiktok_app_id)
    now = ctx.services.clock.now()
    row = ConnectionRow(
        id=new_id("con", now),
        workspace_id=ctx.actor.workspace_id,
        kind=params.kind,
        tiktok_app_id=None if app.id == DEFAULT else app.id,
        status="PENDING",
        created_at=to_micros(now),
        expires_at=to_micros(now),
        asked_scope=" ".join(params.account_scopes) if params.kind == TIKTOK_ACCOUNT else None,
    )
    asking, address = _asking(ctx, row, app)

    async def commit(tx: AsyncConnection) -> None:
        await connections.add(tx, asking)

    return _begun(ctx, asking, address, commit)


async def _restart(ctx: Context, params: ConnectionRef) -> StartedConnection:
    """The grant that there is stays in use until the new one takes its place."""
    row = await row_of(ctx, params.id)
    if row.status == "REVOKED":
        raise Conflict("A revoked connection is over: its tokens are destroyed.", hint=START_ANEW)
    app = await app_of(ctx.services, row.workspace_id, row.tiktok_app_id)
    has_grant = row.status in {"CONNECTED", "BROKEN"}
    asking, address = _asking(ctx, row if has_grant else replace(row, status="PENDING", reason=None), app)

    async def commit(tx: AsyncConnection) -> None:
        names = ("status", "reason", "consent", "state_hash", "expires_at")
        values = {name: getattr(asking, name) for name in names}
        await connections.change(tx, row.id, when={"status": row.status}, **values)

    return _begun(ctx, asking, address, commit)


def _asking(ctx: Context, row: ConnectionRow, app: DeveloperApp) -> tuple[ConnectionRow, str]:
    """`row` with a new consent under way, and the address at which a person gives it."""
    state = secrets.token_urlsafe(32)
    expires_at = to_micros(ctx.services.clock.now() + CONSENT_LIFE)
    asking = replace(row, consent=ASKED, state_hash=sha256_hex(state.encode()), expires_at=expires_at)
    settings, public_url = ctx.services.settings, ctx.services.public_url
    if row.kind == TIKTOK_ACCOUNT:
        query = {
            "client_key": app.app_id,
            "scope": ",".join((row.asked_scope or "").split()),
            "response_type": "code",
            "redirect_uri": public_url + ACCOUNT_CALLBACK_PATH,
            "state": state,
        }
        return asking, f"{settings.tiktok_account_consent_url}?{urlencode(query)}"
    query = {"app_id": app.app_id, "state": state, "redirect_uri": public_url + CALLBACK_PATH}
    return asking, f"{str(settings.tiktok_base_url).rstrip('/')}/portal/auth?{urlencode(query)}"


def _begun(ctx: Context, asking: ConnectionRow, address: str, commit: Commit) -> StartedConnection:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    ctx.run.commits.append(commit)
    expires_at = from_micros(asking.expires_at)
    return StartedConnection(**facts(ctx, asking), authorization_url=address, expires_at=expires_at)


START_CONNECTION = Operation(
    name="connections.start",
    summary="Start a connection",
    description="A person opens `authorization_url`, ticks advertisers at TikTok and approves.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=StartConnection,
    result=StartedConnection,
    perform=_start,
)

RECONNECT_CONNECTION = Operation(
    name="connections.reconnect",
    summary="Reconnect a connection",
    description="A person consents anew at `authorization_url`, and the new grant takes the place of the old one: the "
    "connection, its advertisers and all that was read of them stay. Until then the old one is used.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ConnectionRef,
    result=StartedConnection,
    perform=_restart,
)
