"""The pages that links lead to: an invitation, and a new password."""

from html import escape
from typing import Final
from urllib.parse import quote

from linkpath_manager.errors import LinkPathError
from linkpath_manager.gateway.browser import AFTER_SIGN_IN, SIGN_IN_PATH, redirect, visitor
from linkpath_manager.gateway.exchange import Exchange
from linkpath_manager.gateway.forms import csrf_input, posted_form
from linkpath_manager.gateway.request import parsed_query
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.operations import sign_up
from linkpath_manager.operations.links import RESET_PATH, SIGN_UP_PATH
from linkpath_manager.operations.services import Services
from linkpath_manager.operations.sessions import SignedIn
from linkpath_manager.operations.sign_up import Invited, NewPerson

from .frame import answer_page, outside
from .parts import Field, alert, beside_fields, button, failure, field, form, hidden
from .sign_in import browser_of, go_on

_EMAIL: Final = 'autocomplete="email" autocapitalize="none" spellcheck="false"'
_NEW: Final = 'autocomplete="new-password" minlength="12"'
_HINT: Final = "At least 12 characters: a few words do."


class SignUpPages:
    """Joining a workspace, and setting a new password, by a link that works once."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def ask(self, exchange: Exchange) -> None:
        code = parsed_query(exchange.query).get("code", "")
        invited = await sign_up.invited(self._services, code)
        who = await visitor(exchange, self._services)
        await answer_page(exchange, _join_page(invited, who, code) if who else _new_page(invited, code, NOTHING))

    async def take(self, exchange: Exchange) -> None:
        who = await visitor(exchange, self._services)
        given = await posted_form(exchange, self._services, who)
        code = given.text("code")
        if who:
            await sign_up.join(self._services, who, code, exchange.request_id)
            await redirect(exchange, AFTER_SIGN_IN)
            return
        typed = NewPerson(given.text("name"), given.text("email"), Secret(given.text("password")))
        invited = await sign_up.invited(self._services, code)
        at = browser_of(exchange, self._services)
        try:
            begun = await sign_up.sign_up(self._services, at, code, typed, exchange.request_id)
        except LinkPathError as error:
            await answer_page(exchange, _new_page(invited, code, typed, error), error)
        else:
            await go_on(exchange, self._services, begun, AFTER_SIGN_IN)

    async def ask_password(self, exchange: Exchange) -> None:
        code = parsed_query(exchange.query).get("code", "")
        await sign_up.resettable(self._services, code)
        await answer_page(exchange, _password_page(code))

    async def take_password(self, exchange: Exchange) -> None:
        given = await posted_form(exchange, self._services, None)
        code, password = given.text("code"), Secret(given.text("password"))
        try:
            await sign_up.reset(self._services, code, password, exchange.request_id)
        except LinkPathError as error:
            if not error.errors:
                raise
            await answer_page(exchange, _password_page(code, error), error)
        else:
            done = alert("The password is set.", "Sign in with it.", kind="ok")
            await answer_page(
                exchange, outside("New password", f'{done}<a class="btn p" href="{SIGN_IN_PATH}">Sign in</a>')
            )


NOTHING: Final = NewPerson("", "", Secret(""))


def _join_page(invited: Invited, who: SignedIn, code: str) -> bytes:
    inside = csrf_input(who) + hidden(code=code) + button(f"Join as {who.name}")
    return outside(f"Join {invited.workspace_name}", f"{_as_what(invited)}{form(SIGN_UP_PATH, inside)}")


def _new_page(invited: Invited, code: str, typed: NewPerson, error: LinkPathError | None = None) -> bytes:
    errors = beside_fields(error)
    own = Field("email", "E-mail address", "email", typed.email, hint="You sign in with it.", more=_EMAIL)
    fixed = Field("email", "E-mail address", "email", invited.email or "", more=f"{_EMAIL} readonly")
    inside = "".join(
        (
            hidden(code=code),
            field(Field("name", "Name", value=typed.name, more='autocomplete="name"'), errors),
            field(fixed if invited.email else own, errors),
            field(Field("password", "Password", "password", hint=_HINT, more=_NEW), errors),
            button("Sign up"),
        )
    )
    back = quote(f"{SIGN_UP_PATH}?code={quote(code)}", safe="")
    known = (
        f'<p class="sub">You have an account already? <a class="link" href="{SIGN_IN_PATH}?next={back}">Sign in</a></p>'
    )
    return outside(
        f"Join {invited.workspace_name}", f"{_as_what(invited)}{failure(error)}{form(SIGN_UP_PATH, inside)}{known}"
    )


def _as_what(invited: Invited) -> str:
    return f"<p>You are invited as <b>{escape(invited.role)}</b>.</p>"


def _password_page(code: str, error: LinkPathError | None = None) -> bytes:
    shown = Field("password", "New password", "password", hint=_HINT, more=f"{_NEW} autofocus")
    inside = field(shown, beside_fields(error)) + hidden(code=code) + button("Set password")
    return outside("New password", f"{failure(error)}{form(RESET_PATH, inside)}")
