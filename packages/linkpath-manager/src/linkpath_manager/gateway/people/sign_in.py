"""The pages of signing in and out."""

from typing import Final
from urllib.parse import quote

from linkpath_manager.errors import LinkPathError, Unauthenticated
from linkpath_manager.gateway.browser import (
    AFTER_SIGN_IN,
    SIGN_IN_PATH,
    drop_session,
    local_address,
    redirect,
    session_cookie,
    set_session,
    visitor,
)
from linkpath_manager.gateway.exchange import Exchange
from linkpath_manager.gateway.forms import posted_form
from linkpath_manager.gateway.request import parsed_query
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.operations import sessions
from linkpath_manager.operations.services import Services
from linkpath_manager.operations.sign_in import Begun, Browser, give_second_factor, nobody_yet, sign_in

from .frame import answer_page, outside
from .parts import Field, beside_fields, button, failure, field, form, hidden

CODE_PATH: Final = "/sign-in/code"
_EMAIL: Final = 'autocomplete="username" autocapitalize="none" spellcheck="false"'
_KNOWN: Final = 'autocomplete="current-password"'
_CODE: Final = 'autocomplete="one-time-code" autocapitalize="none" spellcheck="false" autofocus'
_FORGOTTEN: Final = (
    '<p class="sub">Forgotten the password? An owner or admin of your workspace makes a link to set a new one. '
    "No account? They make an invitation.</p>"
)
_FRESH: Final = (
    '<p class="sub">Nobody has signed up here yet: <code>linkpath-manager serve</code> prints the link for the first '
    "owner each time it starts.</p>"
)


class SignInPages:
    """Password, second factor, and the way out."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def ask_password(self, exchange: Exchange) -> None:
        wanted = local_address(parsed_query(exchange.query).get("next"))
        if await visitor(exchange, self._services):
            await redirect(exchange, wanted)
        else:
            await answer_page(exchange, await self._password_page(wanted))

    async def take_password(self, exchange: Exchange) -> None:
        given = await posted_form(exchange, self._services, None)
        wanted, email = local_address(given.text("next")), given.text("email")
        at = browser_of(exchange, self._services)
        try:
            begun = await sign_in(self._services, at, email, Secret(given.text("password")))
        except LinkPathError as error:
            await answer_page(exchange, await self._password_page(wanted, email, error), error)
        else:
            await go_on(exchange, self._services, begun, wanted)

    async def ask_code(self, exchange: Exchange) -> None:
        await answer_page(exchange, _code_page(local_address(parsed_query(exchange.query).get("next"))))

    async def take_code(self, exchange: Exchange) -> None:
        given = await posted_form(exchange, self._services, None)
        wanted, at = local_address(given.text("next")), browser_of(exchange, self._services)
        try:
            begun = await give_second_factor(self._services, at, given.text("code"))
        except Unauthenticated:
            await redirect(exchange, with_next(SIGN_IN_PATH, wanted))
        except LinkPathError as error:
            await answer_page(exchange, _code_page(wanted, error), error)
        else:
            await go_on(exchange, self._services, begun, wanted)

    async def sign_out(self, exchange: Exchange) -> None:
        who = await visitor(exchange, self._services)
        await posted_form(exchange, self._services, who)
        if who:
            await sessions.end(self._services, who.person_id, only=who.session_id)
        await redirect(exchange, SIGN_IN_PATH, drop_session(self._services))

    async def _password_page(self, wanted: str, email: str = "", error: LinkPathError | None = None) -> bytes:
        errors = beside_fields(error)
        focus = "" if errors else " autofocus"
        inside = "".join(
            (
                field(Field("email", "E-mail address", "email", email, more=_EMAIL + focus), errors),
                field(Field("password", "Password", "password", more=_KNOWN), errors),
                hidden(next=wanted),
                button("Sign in"),
            )
        )
        way_in = _FRESH if await nobody_yet(self._services) else _FORGOTTEN
        return outside("Sign in", f"{failure(error)}{form(SIGN_IN_PATH, inside)}{way_in}")


async def go_on(exchange: Exchange, services: Services, begun: Begun, wanted: str) -> None:
    """Gives the browser its session, and sends it to `wanted`, by way of the second factor where that is owed."""
    address = with_next(CODE_PATH, wanted) if begun.owes_second_factor else wanted
    await redirect(exchange, address, set_session(begun.cookie, services))


def browser_of(exchange: Exchange, services: Services) -> Browser:
    """What is known of the browser."""
    user_agent = exchange.headers.get(b"user-agent", b"").decode("latin-1")
    return Browser(exchange.network_address, user_agent, session_cookie(exchange, services))


def with_next(path: str, wanted: str) -> str:
    """`path`, told where to go on to afterwards."""
    return path if wanted == AFTER_SIGN_IN else f"{path}?next={quote(wanted, safe='')}"


def _code_page(wanted: str, error: LinkPathError | None = None) -> bytes:
    shown = Field(
        "code", "Code", hint="Six digits from your authenticator app, or one of your recovery codes.", more=_CODE
    )
    inside = "".join((field(shown, beside_fields(error)), hidden(next=wanted), button("Go on")))
    way_back = '<p class="sub"><a class="link" href="/sign-in">Begin again with another account</a></p>'
    return outside("Second factor", f"{failure(error)}{form(CODE_PATH, inside)}{way_back}")
