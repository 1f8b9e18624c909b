"""The two frames that the pages stand in: a card of its own before sign-in, the navigation at the left after it."""

from html import escape
from typing import Final

from linkpath_manager.errors import LinkPathError
from linkpath_manager.gateway import problems
from linkpath_manager.gateway.exchange import Door, Exchange
from linkpath_manager.gateway.page import FORM_HEADERS, brand, page

from .parts import alert

_PAGES: Final = (
    ("Workspace", (("/members", "Members"), ("/api-keys", "API keys"), ("/workspaces", "Workspaces"))),
    ("You", (("/account", "Account"),)),
    ("Developers", (("/docs", "API reference"), ("/docs/errors", "Errors"))),
)


def outside(title: str, inside: str) -> bytes:
    """A page for who is not signed in."""
    card = f'<section class="card gated"><h1>{escape(title)}</h1>{inside}</section>'
    return page(f"{title} · LinkPath", f'<div class="gate">{brand()}{card}</div>')


async def answer_page(exchange: Exchange, shown: bytes, error: LinkPathError | None = None) -> None:
    """Answers with a page that may hold forms; with what went wrong, its status says so too."""
    more = problems.asked_for(error) if error else ()
    await exchange.answer(error.status if error else 200, (*FORM_HEADERS, *more), shown)


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
    way = '<p class="row"><a class="btn q" href="/sign-in">Sign in</a><a class="btn q" href="/">LinkPath</a></p>'
    return outside(error.title, f'{told}<p class="sub">Request <code>{escape(request_id)}</code></p>{way}')
