"""The page at `/`: what this is, and the next thing to do."""

from dataclasses import dataclass
from html import escape

from .exchange import Door
from .page import PAGE_HEADERS, Prepared, brand, command_block, page

_WHAT = "One API over TikTok's Marketing API: campaigns, ad groups, ads and reports, read in milliseconds."
_LINKS = (
    ("API reference", "/docs"),
    ("Sign in", "/sign-in"),
    ("OpenAPI 3.1", "/openapi.json"),
    ("Errors", "/docs/errors"),
)


@dataclass(frozen=True, slots=True)
class StartPage:
    """What a start page shows besides what LinkPath is.

    `curl_lines` are (caption, command), shown as they are given; `links` (text, address); `facts` (label, value).
    """

    title: str
    curl_lines: list[tuple[str, str]]
    links: list[tuple[str, str]]
    facts: list[tuple[str, str]]


def start_doors(shown: StartPage | None) -> dict[str, Door]:
    """The start page, by path."""
    start = shown or StartPage("LinkPath", [], [], [])
    return {"/": Prepared(lambda: _rendered(start), PAGE_HEADERS)}


def _rendered(start: StartPage) -> bytes:
    parts = (
        f'<header class="top">{brand()}<span class="sp"></span>{_buttons(start)}</header>',
        f'<div class="head"><h1>{escape(start.title)}</h1><p class="lead">{_WHAT}</p></div>',
        _facts(start.facts),
        _first_steps(start.curl_lines),
    )
    return page(start.title, "".join(parts))


def _buttons(start: StartPage) -> str:
    links = [*_LINKS, *start.links]
    return "".join(f'<a class="btn" href="{escape(href)}">{escape(text)}</a>' for text, href in links)


def _facts(facts: list[tuple[str, str]]) -> str:
    cards = (
        f'<div class="card kpi"><dt class="l">{escape(label)}</dt><dd class="v">{escape(value)}</dd></div>'
        for label, value in facts
    )
    return f'<dl class="kpis">{"".join(cards)}</dl>' if facts else ""


def _first_steps(lines: list[tuple[str, str]]) -> str:
    if not lines:
        return (
            '<section class="card steps"><h2>Begin here</h2>'
            "<p>Every request carries a token: <code>Authorization: Bearer lp_live_…</code>. "
            'The <a href="/docs">API reference</a> has a request to copy for each operation.</p></section>'
        )
    blocks = "".join(command_block(command, caption) for caption, command in lines)
    return f'<section class="card steps"><h2>Try it</h2><p>These work as they stand.</p>{blocks}</section>'
