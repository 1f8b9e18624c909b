"""A person's consent, answered: TikTok's code turned into a grant, and the grant into an open connection."""

from dataclasses import replace

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.connection import Connection
from linkpath_manager.errors import Conflict, ReconnectNeeded
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.store import advertisers as advertiser_store
from linkpath_manager.store import connections
from linkpath_manager.store.connections import ASKED, GRANTED, TIKTOK_ACCOUNT, ConnectionRow
from linkpath_manager.store.sealed import CONNECTION_TOKEN
from tiktok_marketing.spec.oauth import OAUTH2_ACCESS_TOKEN, OAuth2AccessTokenParams
from tiktok_marketing.spec.tt_user import TT_USER_OAUTH2_TOKEN, TtUserTokenParams

from . import advertisers, openings, upstream
from .account_tokens import token_columns
from .apps import DeveloperApp, app_of
from .connection_rows import row_of, shown
from .consent import ACCOUNT_CALLBACK_PATH
from .grants import Grant, grant_of
from .operation import Context, Effect, Operation, Params, Subject
from .revoking import give_back

_FRESH = {"consent": GRANTED, "hints_refused": None, "hints_retry_at": None}
_REASONS = {"access_denied": "the person denied it"}


class CompleteConnection(Params):
    """What TikTok sends the browser back with. The code is never stored."""

    id: str
    auth_code: SecretStr | None = None
    error: str | None = None


async def _complete(ctx: Context, params: CompleteConnection) -> Connection:
    row = await row_of(ctx, params.id)
    if row.consent is None:
        raise Conflict("This consent was answered already.", code="consent_used", hint=_again(row))
    if row.consent == ASKED:
        if params.error is not None or params.auth_code is None:
            raise await _denied(ctx, row, params.error)
        row = await _exchanged(ctx, row, params.auth_code.get_secret_value())
    return await (_finish_account if row.kind == TIKTOK_ACCOUNT else _finish)(ctx, row)


async def _denied(ctx: Context, row: ConnectionRow, error: str | None) -> Conflict:
    reason = _REASONS.get(error or "", error or "TikTok sent no code")
    if row.status == "PENDING":
        await _at_the_end(ctx, row, status="DENIED", reason=reason, consent=None)
    else:
        await _at_the_end(ctx, row, consent=None)
    stays = "" if row.status == "PENDING" else " The connection stays as it was."
    return Conflict(f"TikTok was not connected: {reason}.{stays}", code="consent_denied", hint=_again(row))


async def _exchanged(ctx: Context, row: ConnectionRow, auth_code: str) -> ConnectionRow:
    """`row` with TikTok's grant, kept at once: the code works once, and what follows may have to be repeated."""
    app = await app_of(ctx.services, row.workspace_id, row.tiktok_app_id)
    asking = _account_grant if row.kind == TIKTOK_ACCOUNT else _advertisers_grant
    try:
        token, values = await asking(ctx, row, app, auth_code)
    except ReconnectNeeded as error:
        raise Conflict(
            f"TikTok does not take this consent: {error.message}",
            code="consent_refused",
            hint=error.hint if error.reason == "app_refused" else _again(row),
            upstream=error.upstream,
        ) from error
    now = to_micros(ctx.services.clock.now())
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        kept = await connections.replace_grant(tx, row, **{**values, **_FRESH, "last_success_at": now})
    if not kept:
        await _let_go(ctx, row, Grant(row.id, row.workspace_id, 0, token, app, renewable=False))
    return await row_of(ctx, row.id)


async def _advertisers_grant(
    ctx: Context, row: ConnectionRow, app: DeveloperApp, auth_code: str
) -> tuple[Secret, dict[str, object]]:
    params = OAuth2AccessTokenParams(app_id=app.app_id, secret=app.secret.reveal(), auth_code=auth_code)
    told = (await upstream.call_app(ctx, OAUTH2_ACCESS_TOKEN, params, app)).data
    if not told.advertiser_ids:
        await _refuse_empty(ctx, row)
    return Secret(told.access_token), {
        "sealed_token": ctx.services.sealer.seal(told.access_token, bound_to=CONNECTION_TOKEN.place(row.id)),
        "scope": " ".join(map(str, told.scope)),
        "advertiser_ids": " ".join(told.advertiser_ids),
    }


async def _account_grant(
    ctx: Context, row: ConnectionRow, app: DeveloperApp, auth_code: str
) -> tuple[Secret, dict[str, object]]:
    params = TtUserTokenParams(
        client_id=app.app_id,
        client_secret=app.secret.reveal(),
        grant_type="authorization_code",
        auth_code=auth_code,
        redirect_uri=ctx.services.public_url + ACCOUNT_CALLBACK_PATH,
    )
    told = (await upstream.call_app(ctx, TT_USER_OAUTH2_TOKEN, params, app)).data
    values = token_columns(ctx.services, row, told)
    token = Secret(told.access_token or "")
    if row.open_id not in {None, told.open_id}:
        await give_back(ctx, Grant(row.id, row.workspace_id, 0, token, app, renewable=False), row.kind)
        await _at_the_end(ctx, row, consent=None)
        raise Conflict(
            "Another TikTok account consented than the connection's.",
            code="another_account",
            hint=f"Sign in to TikTok with the account of the connection. For another one: POST /v1/connections. "
            f"{_again(row)}",
        )
    return token, {**values, "open_id": told.open_id, "scope": " ".join((told.scope or "").replace(",", " ").split())}


async def _refuse_empty(ctx: Context, row: ConnectionRow) -> None:
    """Behaviour reference §1.2: a consent for no advertiser is a success to TikTok."""
    if row.status == "PENDING":
        await _at_the_end(ctx, row, status="EMPTY", reason="no advertiser was ticked", consent=None)
    else:
        await _at_the_end(ctx, row, consent=None)
    raise Conflict(
        "The consent opens no advertiser: none was ticked.",
        code="no_advertisers",
        hint=f"{_again(row)} On TikTok's page, tick at least one advertiser.",
    )


async def _let_go(ctx: Context, row: ConnectionRow, grant: Grant) -> None:
    """The connection was revoked, or another consent begun for it, while TikTok answered."""
    if (await row_of(ctx, row.id)).status == "REVOKED":
        await give_back(ctx, grant, row.kind)
    raise Conflict(
        "The connection was revoked, or reconnected otherwise, while this consent was answered.",
        code="consent_used",
        hint="GET /v1/connections says how it stands.",
    )


async def _finish(ctx: Context, row: ConnectionRow) -> Connection:
    """Reads what the grant opens. Of the advertisers that were chosen before those stay chosen that it opens."""
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    if not row.used:
        row = replace(row, chosen_advertiser_ids=None)
    opened = await advertisers.info(ctx, await grant_of(ctx.services, row), row.used)
    done = _connected(ctx, row)

    async def commit(tx: AsyncConnection) -> None:
        chosen = {"chosen_advertiser_ids": row.chosen_advertiser_ids}
        if await connections.change(tx, row.id, when=_granted(row), **_columns(done), **chosen):
            await advertiser_store.put(tx, opened)
            await openings.settle(tx, row.workspace_id, prefer=row.used[0])

    ctx.run.commits.append(commit)
    return shown(ctx, done)


async def _finish_account(ctx: Context, row: ConnectionRow) -> Connection:
    done = _connected(ctx, row)
    await _at_the_end(ctx, row, **_columns(done))
    return shown(ctx, done)


def _connected(ctx: Context, row: ConnectionRow) -> ConnectionRow:
    now = to_micros(ctx.services.clock.now())
    return replace(row, status="CONNECTED", reason=None, consent=None, connected_at=now)


def _columns(row: ConnectionRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("status", "reason", "consent", "connected_at")}


def _granted(row: ConnectionRow) -> dict[str, object]:
    return {"consent": GRANTED, "token_version": row.token_version}


async def _at_the_end(ctx: Context, row: ConnectionRow, **values: object) -> None:
    """Has the run's end change the connection, if its consent stands as it did."""
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write

    async def commit(tx: AsyncConnection) -> None:
        await connections.change(tx, row.id, when={"consent": row.consent, "state_hash": row.state_hash}, **values)

    ctx.run.commits.append(commit)


def _again(row: ConnectionRow) -> str:
    return f"Start again with POST /v1/connections/{row.id}/reconnect."


COMPLETE_CONNECTION = Operation(
    name="connections.complete",
    summary="Complete a connection",
    description="TikTok sends the browser back here; the state that LinkPath gave proves that it is the same person.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=CompleteConnection,
    result=Connection,
    perform=_complete,
    reach="tiktok",
)
