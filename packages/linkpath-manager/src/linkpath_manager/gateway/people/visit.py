"""A page for members at work: who is there, what they may have done, what they are shown afterwards."""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import msgspec

from linkpath_manager.domain.listing import Listing
from linkpath_manager.errors import LinkPathError, NotFound
from linkpath_manager.gateway.browser import redirect, send_to_sign_in, visitor
from linkpath_manager.gateway.doors import object_body
from linkpath_manager.gateway.exchange import Door, Exchange, Header
from linkpath_manager.gateway.forms import Form, csrf_input, posted_form
from linkpath_manager.gateway.request import Given, Source, parsed_query
from linkpath_manager.gateway.surface import Surface
from linkpath_manager.gateway.validation import validated
from linkpath_manager.kit.hashing import digest
from linkpath_manager.operations import sessions
from linkpath_manager.operations.operation import Context, Params
from linkpath_manager.operations.services import Services
from linkpath_manager.operations.sessions import SignedIn

from .frame import Place, answer_page
from .parts import alert, failure, form, hidden

_ONCE: Final = re.compile(r"[\w-]{16,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in."""

    exchange: Exchange
    surface: Surface
    services: Services
    place: Place
    form: Form = field(default_factory=Form)
    headers: list[Header] = field(default_factory=list)
    """What an action adds to the redirect that follows it."""

    @property
    def who(self) -> SignedIn:
        return self.place.who

    async def ask(self, operation: str, **given: Any) -> Any:
        """What the operation answers, as JSON has it. A form that is sent twice is done once."""
        op = self.surface.operations[operation]
        params = validated(op.params, Given(given, {}, Source.BODY))
        ctx = Context(self.who.actor, self.services, self.exchange.request_id, self._key(params))
        result = (await self.surface.run(ctx, op, params)).result
        if isinstance(result, Listing):
            return [msgspec.json.decode(document) for document in result.documents]
        return msgspec.json.decode(object_body(result))

    def _key(self, params: Params) -> str | None:
        """Of a form that was loaded once, and what was typed into it: who goes back and corrects that asks anew."""
        once = self.form.text("once")
        return f"{once}-{digest(params.model_dump(mode='json'))[:16]}" if _ONCE.fullmatch(once) else None

    def form_to(self, path: str, do: str, inside: str, *, kind: str = "form", **values: str) -> str:
        """A form of this page, which does one thing."""
        return form(path, csrf_input(self.who) + hidden(do=do, **values) + inside, kind=kind)


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of a form: what went wrong in which, or what is shown this once."""

    error: LinkPathError | None = None
    do: str = ""
    once: str = ""
    done: str = ""

    def top(self) -> str:
        """What stands above all else on the page, as HTML."""
        told = self.once or (alert(self.done, kind="ok") if self.done else "")
        return f"{failure(self.error)}{told}"

    def of(self, do: str) -> LinkPathError | None:
        """What went wrong in that form."""
        return self.error if do == self.do else None


class Inner(Protocol):
    """A page for who is signed in. Each form of it has a `do`, and what it does is in `actions`.

    An action returns the word of a sentence in `done`, after which the page is loaded anew; or HTML, which is
    shown this once.
    """

    @property
    def path(self) -> str: ...

    @property
    def done(self) -> Mapping[str, str]: ...

    @property
    def actions(self) -> Mapping[str, Callable[[Visit], Awaitable[str]]]: ...

    async def show(self, visit: Visit, shown: Shown) -> bytes: ...


def inner_doors(page: Inner, surface: Surface, services: Services) -> dict[str, Door]:
    """The doors of the page, by method."""

    async def get(exchange: Exchange) -> None:
        if place := await _place(exchange, services):
            done = page.done.get(parsed_query(exchange.query).get("done", ""), "")
            visit = Visit(exchange, surface, services, place)
            await answer_page(exchange, await page.show(visit, Shown(done=done)))

    async def post(exchange: Exchange) -> None:
        if place := await _place(exchange, services):
            given = await posted_form(exchange, services, place.who)
            await _act(page, Visit(exchange, surface, services, place, given))

    return {"GET": get, "POST": post}


def once() -> str:
    """The hidden field that makes a form, sent twice, be done once."""
    return hidden(once=secrets.token_urlsafe(16))


async def _act(page: Inner, visit: Visit) -> None:
    do = visit.form.text("do")
    action = page.actions.get(do)
    if action is None:
        raise NotFound("This page has no such form.", hint="Load the page again.")
    try:
        outcome = await action(visit)
    except LinkPathError as error:
        await answer_page(visit.exchange, await page.show(visit, Shown(error, do)), error)
        return
    if outcome in page.done:
        await redirect(visit.exchange, f"{page.path}?done={outcome}", *visit.headers)
    else:
        await answer_page(visit.exchange, await page.show(visit, Shown(once=outcome)))


async def _place(exchange: Exchange, services: Services) -> Place | None:
    """Who is there; None: nobody, and they are on their way to sign in."""
    who = await visitor(exchange, services)
    if who is None:
        await send_to_sign_in(exchange)
        return None
    return Place(who, await sessions.workspace_names(services, who))
