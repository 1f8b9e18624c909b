"""`/oauth/authorize`: a client's request, put to the person, and the person's answer, taken to the client."""

from typing import Final
from urllib.parse import quote, urlencode

from linkpath_manager.errors import InvalidRequest, LinkPathError
from linkpath_manager.operations import sessions
from linkpath_manager.operations.oauth import consents
from linkpath_manager.operations.oauth.authorization import (
    Given,
    asking_client,
    given_by,
    prompts_of,
    understood,
    way_back,
)
from linkpath_manager.operations.oauth.consents import Question
from linkpath_manager.operations.oauth.errors import OAuthError
from linkpath_manager.operations.oauth.metadata import AUTHORIZE_PATH
from linkpath_manager.operations.services import Services
from linkpath_manager.operations.sessions import SignedIn

from . import problems
from .browser import SIGN_IN_PATH, drop_session, redirect, visitor
from .consent_page import AGAIN, ALL, ALLOW, DECISION, DENY, REACH, TICKED, WORKSPACE, Wrong, again_page, consent_page
from .exchange import Door, Exchange, Header
from .forms import Form, posted_form
from .oauth_forms import parameters
from .page import page_headers
from .people.frame import as_page

_BEGIN_AGAIN: Final = "Go back to the application and begin there again."


def consent_doors(services: Services) -> dict[str, dict[str, Door]]:
    """The authorisation endpoint, by path and method."""
    pages = ConsentPages(services)
    return {AUTHORIZE_PATH: {"GET": as_page(pages.ask), "POST": as_page(pages.decide)}}


class ConsentPages:
    """The request as a page, and what the page sends.

    Nothing is sent to an address before it is proven to be the client's. What else is wrong with a request goes there
    only with the browser of somebody who is signed in: a client can register any address, and would make of this
    endpoint a way to it that looks like ours (RFC 9700 §4.11.2).
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def ask(self, exchange: Exchange) -> None:
        """Shows what the client asks for."""
        who = await visitor(exchange, self._services)
        given = _given(exchange.query)
        client = await asking_client(self._services, given, may_fetch=who is not None)
        if client is None:
            await _sign_in_first(exchange, given)
            return
        way = way_back(self._services, client, given)
        try:
            if who is None:
                await _nobody_there(exchange, given, trusted=consents.is_trusted(client))
            else:
                asked = understood(self._services, client, way, given)
                await self._show(exchange, given, await consents.question(self._services, asked, who))
        except OAuthError as error:
            await redirect(exchange, way.with_error(error))

    async def decide(self, exchange: Exchange) -> None:
        """Takes the person's answer: yes, no, about another workspace, or as somebody else."""
        who = await visitor(exchange, self._services)
        form = await posted_form(exchange, self._services, who)
        given = given_by((name, value) for name, values in form.items() for value in values)
        if who is None:
            await _sign_in_first(exchange, given)
        elif form.text(DECISION) == AGAIN:
            await sessions.end(self._services, who.person_id, only=who.session_id)
            await _sign_in_first(exchange, given, drop_session(self._services))
        else:
            await self._take(exchange, given, who, form)

    async def _take(self, exchange: Exchange, given: Given, who: SignedIn, form: Form) -> None:
        client = await asking_client(self._services, given, may_fetch=True)
        assert client is not None  # noqa: S101  # it may be got, and so it is there
        way = way_back(self._services, client, given)
        try:
            if form.text(DECISION) == DENY:
                raise consents.DENIED
            asked = understood(self._services, client, way, given)
            shown = await consents.question(self._services, asked, who, form.text(WORKSPACE))
            await self._answer(exchange, given, shown, form)
        except OAuthError as error:
            await redirect(exchange, way.with_error(error))

    async def _answer(self, exchange: Exchange, given: Given, shown: Question, form: Form) -> None:
        if form.text(DECISION) != ALLOW or shown.stale:
            await self._show(exchange, given, shown)
            return
        ticked = None if form.text(REACH) == ALL else form.get(TICKED, [])
        try:
            address = await consents.approved(self._services, exchange.request_id, shown, ticked)
        except LinkPathError as error:
            await self._show(exchange, given, shown, Wrong(error, ticked))
        else:
            await redirect(exchange, address)

    async def _show(self, exchange: Exchange, given: Given, shown: Question, wrong: Wrong | None = None) -> None:
        page = again_page(given, shown) if shown.stale else consent_page(given, shown, wrong)
        headers = page_headers(_leads_to(shown.asked.way_back.redirect_uri))
        more = problems.asked_for(wrong.error) if wrong else ()
        await exchange.answer(wrong.error.status if wrong else 200, (*headers, *more), page)


def _given(query: bytes) -> Given:
    try:
        return given_by(parameters(query))
    except OAuthError as error:
        raise InvalidRequest(error.description, hint=_BEGIN_AGAIN) from error


async def _nobody_there(exchange: Exchange, given: Given, *, trusted: bool) -> None:
    """Has somebody sign in; tells the client that nobody has, if it wants no question and is trusted with an answer."""
    if "none" not in prompts_of(given):
        await _sign_in_first(exchange, given)
    elif trusted:
        raise OAuthError("login_required", "Nobody is signed in: leave prompt out.")
    else:
        raise InvalidRequest("Nobody is signed in here.", param="prompt", hint=_BEGIN_AGAIN)


async def _sign_in_first(exchange: Exchange, given: Given, *more: Header) -> None:
    """Sends the browser to the sign-in page, and from there back to this request."""
    here = f"{AUTHORIZE_PATH}?{urlencode(given.values)}"
    await redirect(exchange, f"{SIGN_IN_PATH}?next={quote(here, safe='')}", *more)


def _leads_to(address: str) -> str:
    """Where the page's form may lead, for its content policy: the client may send the browser on from its address."""
    scheme = address.partition(":")[0]
    return "'self' https: http:" if scheme in {"https", "http"} else f"'self' {scheme}:"
