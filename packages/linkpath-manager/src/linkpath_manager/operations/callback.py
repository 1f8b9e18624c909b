"""TikTok's answer to a consent, brought back by a browser that has no token: the state is its proof."""

from collections.abc import Mapping

import msgspec
from pydantic import SecretStr

from linkpath_manager.domain.actor import system
from linkpath_manager.domain.connection import Connection
from linkpath_manager.errors import InvalidRequest
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.hashing import sha256_hex
from linkpath_manager.store import connections
from linkpath_manager.store.connections import ASKED, ConnectionRow

from .granting import COMPLETE_CONNECTION, CompleteConnection
from .operation import Context
from .runner import run
from .services import Services


async def complete_callback(services: Services, request_id: str, query: Mapping[str, str]) -> Connection:
    """The connection that the consent completes. `query` is what TikTok put into the address.

    Raises:
        InvalidRequest: the state is not one that LinkPath gave, or is older than an hour.
        Conflict: the person denied, ticked no advertiser, TikTok refuses the code, or the state was used for another.
    """
    state = query.get("state", "")
    row = await connections.by_state(services.db, sha256_hex(state.encode()))
    if row is None:
        raise InvalidRequest(
            "This consent was not started here, or the connection was revoked.",
            param="state",
            code="unknown_state",
            hint="Start a new connection with POST /v1/connections.",
        )
    if row.expires_at < to_micros(services.clock.now()):
        await _expire(services, row)
        raise InvalidRequest(
            "This consent was started more than an hour ago.",
            param="state",
            code="consent_expired",
            hint=f"Start again with POST /v1/connections/{row.id}/reconnect.",
        )
    code = query.get("auth_code") or query.get("code")
    params = CompleteConnection(id=row.id, auth_code=SecretStr(code) if code else None, error=query.get("error"))
    attempt = sha256_hex(f"{state} {code} {query.get('error')}".encode())[
        :16
    ]  # the browser's «reload» is not a second one
    ctx = Context(system(row.workspace_id), services, request_id, idempotency_key=f"{row.id}-{attempt}")
    done = await run(ctx, COMPLETE_CONNECTION, params)
    return msgspec.json.decode(done.result.json, type=Connection)


async def _expire(services: Services, row: ConnectionRow) -> None:
    """Nobody answered in time; a connection that has a grant goes on with it."""
    over = {"consent": None, "state_hash": None}
    async with services.db.transaction(row.workspace_id) as tx:
        await connections.change(tx, row.id, when={"consent": ASKED, "state_hash": row.state_hash}, **over)
        await connections.change(tx, row.id, when={"status": "PENDING", "consent": None}, status="EXPIRED")
