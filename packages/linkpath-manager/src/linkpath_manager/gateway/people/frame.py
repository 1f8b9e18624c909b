"""The two frames that the pages stand in: a card of its own before sign-in, the navigation at the left after it."""

from dataclasses import dataclass
from html import escape
from typing import Final

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.roles import PERMISSIONS, Role
from linkpath_manager.errors import LinkPathError
from linkpath_manager.gateway import problems
from linkpath_manager.gateway.exchange import Door, Exchange
from linkpath_manager.gateway.forms import csrf_input
from linkpath_manager.gateway.page import FORM_HEADERS, brand, page
from linkpath_manager.operations.change_views import CHANGES_PATH
from linkpath_manager.operations.sessions import SignedIn

from .parts import alert, button, form, hidden

MEMBERS_PATH: Final = "/members"
KEYS_PATH: Final = "/api-keys"
WORKSPACES_PATH: Final = "/workspaces"
CLIENTS_PATH: Final = "/oauth-clients"
APPLICATIONS_PATH: Final = "/applications"
ACCOUNT_PATH: Final = "/account"
SIGN_OUT_PATH: Final = "/sign-out"

_GROUPS: Final[tuple[tuple[str, tuple[tuple[str, str, Scope | None], ...]], ...]] = (
    ("Approvals", ((CHANGES_PATH, "Changes", Scope.CHANGES_PROPOSE),)),
    (
        "Workspace",
        (
            (MEMBERS_PATH, "Members", Scope.WORKSPACE_READ),
            (KEYS_PATH, "API keys", Scope.WORKSPACE_READ),
            (CLIENTS_PATH, "OAuth clients", Scope.WORKSPACE_ADMIN),
            (WORKSPACES_PATH, "Workspaces", None),
        ),
    ),
    ("You", ((APPLICATIONS_PATH, "Applications", None), (ACCOUNT_PATH, "Account", None))),
    ("Developers", (("/docs", "API reference", None), ("/docs/errors", "Errors", None))),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Who sees the page, and where they are. `workspaces` are names by id."""

    who: SignedIn
    workspaces: dict[str, str]

    @property
    def role(self) -> Role | None:
        return self.who.workspaces.get(self.who.workspace_id)

    def may(self, scope: Scope) -> bool:
        return self.role is not None and scope in PERMISSIONS[self.role]


def outside(title: str, inside: str) -> bytes:
    """A page for who is not signed in."""
    card = f'<section class="card gated"><h1>{escape(title)}</h1>{inside}</section>'
    return page(f"{title} · LinkPath", f'<div class="gate">{brand()}{card}</div>')


def inside(place: Place, path: str, title: str, main: str, *, about: str = "") -> bytes:
    """A page for who is signed in; `about` stands beside its title."""
    beside = f'<span class="sub">{escape(about)}</span>' if about else ""
    head = f'<div class="head"><h1>{escape(title)}</h1>{beside}</div>'
    return page(f"{title} · LinkPath", head + main, side=_side(place, path))


async def answer_page(exchange: Exchange, shown: bytes, error: LinkPathError | None = None) -> None:
    """Answers with a page that may hold forms; with what went wrong, its status says so too."""
    asked_for = problems.asked_for(error) if error else ()
    await exchange.answer(error.status if error else 200, (*FORM_HEADERS, *asked_for), shown)


def as_page(door: Door) -> Door:
    """`door`, with its refusals told on a page instead of as JSON."""

    async def answered(exchange: Exchange) -> None:
        try:
            await door(exchange)
        except LinkPathError as error:
            if exchange.status:
                raise
            await answer_page(exchange, _refusal(error, exchange.request_id), error)

    return answered


def _refusal(error: LinkPathError, request_id: str) -> bytes:
    told = alert(error.message, error.hint or "")
    way = '<p class="row"><a class="btn" href="/sign-in">Sign in</a><a class="btn" href="/">LinkPath</a></p>'
    return outside(error.title, f'{told}<p class="sub">Request <code>{escape(request_id)}</code></p>{way}')


def _side(place: Place, path: str) -> str:
    groups = "".join(
        f'<div class="grp">{title}</div>'
        + "".join(_link(place, href, text, scope, path) for href, text, scope in links)
        for title, links in _GROUPS
    )
    return (
        f'<nav class="side" aria-label="LinkPath">{brand()}{_switch(place)}'
        f'<div class="pages">{groups}</div><span class="sp"></span>{_me(place)}</nav>'
    )


def _link(place: Place, href: str, text: str, scope: Scope | None, path: str) -> str:
    if scope is not None and not place.may(scope):
        return ""
    here = ' aria-current="page"' if href == path else ""
    return f'<a href="{href}"{here}>{text}</a>'


def _switch(place: Place) -> str:
    """The selected workspace; with others, a list to choose from that opens without a script."""
    selected = place.who.workspace_id
    name = escape(place.workspaces.get(selected, "No workspace"))
    role = f'<span class="sub">{place.role}</span>' if place.role else ""
    if len(place.workspaces) < 2:  # nothing to choose
        return f'<div class="here">{name} {role}</div>'
    others = "".join(
        f'<button class="btn ghost" name="workspace_id" value="{escape(one)}" type="submit">{escape(other)}</button>'
        for one, other in place.workspaces.items()
        if one != selected
    )
    choose = form(WORKSPACES_PATH, csrf_input(place.who) + hidden(do="select") + others, kind="menu")
    return f'<details class="switch"><summary class="here">{name} {role}</summary>{choose}</details>'


def _me(place: Place) -> str:
    out = form(SIGN_OUT_PATH, csrf_input(place.who) + button("Sign out", kind="ghost"), kind="inline")
    who = f'<b>{escape(place.who.name)}</b><span class="sub">{escape(place.who.email)}</span>'
    return f'<div class="me"><div>{who}</div>{out}</div>'
