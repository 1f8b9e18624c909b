"""`/v1/session`: what a page of ours has to know of who is signed in. It belongs to a browser, not to a workspace."""

from typing import Final

import msgspec

from linkpath_manager.errors import InvalidRequest, Unauthenticated
from linkpath_manager.operations import sessions
from linkpath_manager.operations.services import Services
from linkpath_manager.operations.sessions import SignedIn

from .authenticate import require_own_request
from .body import parsed_body, read_body
from .browser import drop_session, visitor
from .doors import HEADERS
from .exchange import Door, Exchange, Header

SESSION_PATH: Final = "/v1/session"
_encode = msgspec.json.Encoder().encode


def session_doors(services: Services) -> dict[str, dict[str, Door]]:
    """See who is signed in, work in another workspace, sign out."""

    async def get(exchange: Exchange) -> None:
        await _answer(exchange, services, await _who(exchange, services))

    async def select(exchange: Exchange) -> None:
        who = await _writing(exchange, services)
        body = await read_body(exchange.receive, exchange.headers, max_bytes=services.settings.max_body_bytes)
        wanted = parsed_body(body, exchange.headers.get(b"content-type"))
        if wanted.keys() != {"workspace_id"} or not isinstance(wanted["workspace_id"], str):
            raise InvalidRequest("The one field is workspace_id, a text.", param="workspace_id", hint="Send it alone.")
        await sessions.select_workspace(services, who, wanted["workspace_id"])
        await _answer(exchange, services, await _who(exchange, services))

    async def end(exchange: Exchange) -> None:
        who = await _writing(exchange, services)
        await sessions.end(services, who.person_id, only=who.session_id)
        ended = {"object": "session", "id": who.session_id, "ended": True}
        await exchange.answer(200, (*HEADERS, drop_session(services)), _encode(ended))

    return {SESSION_PATH: {"GET": get, "PATCH": select, "DELETE": end}}


async def _who(exchange: Exchange, services: Services) -> SignedIn:
    who = await visitor(exchange, services)
    if who is None:
        raise Unauthenticated("Nobody is signed in at this browser.", hint="Sign in at /sign-in.")
    return who


async def _writing(exchange: Exchange, services: Services) -> SignedIn:
    """Who is signed in, if a page of ours proves to have sent this."""
    who = await _who(exchange, services)
    require_own_request(exchange, services, who)
    return who


async def _answer(exchange: Exchange, services: Services, who: SignedIn) -> None:
    names = await sessions.workspace_names(services, who)
    shown = {
        "object": "session",
        "id": who.session_id,
        "person": {"id": who.person_id, "email": who.email, "name": who.name},
        "workspaces": [{"id": one, "name": names[one], "role": role} for one, role in who.workspaces.items()],
        "workspace_id": who.workspace_id or None,
        "csrf_token": who.csrf_token,
    }
    headers: tuple[Header, ...] = (*HEADERS, (b"vary", b"cookie"))
    await exchange.answer(200, headers, _encode(shown))
