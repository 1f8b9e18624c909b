"""Pages for people: one frame, one style sheet, no script, nothing from elsewhere."""

from collections.abc import Callable
from functools import cached_property, lru_cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Final

from .exchange import Door, Exchange, Header

STYLE_PATH: Final = "/static/linkpath.css"
ICON_PATH: Final = "/static/linkpath.svg"

HTML: Final = "text/html; charset=utf-8"
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action "


def page_headers(forms_go_to: str = "'none'") -> tuple[Header, ...]:
    """Headers of a page. `forms_go_to` is where its forms may be sent, and redirected: a list of CSP's sources."""
    # A page that must not be named to others sends no Origin either, and its forms would be refused as strangers'.
    referrer = b"no-referrer" if forms_go_to == "'none'" else b"same-origin"
    return (
        (b"content-type", HTML.encode()),
        (b"content-security-policy", f"{_POLICY}{forms_go_to}".encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", referrer),
        (b"cache-control", b"no-store"),
    )


PAGE_HEADERS: Final = page_headers()
FORM_HEADERS: Final = page_headers("'self'")
_ONE_DAY: Header = (b"cache-control", b"public, max-age=86400")


class Prepared:
    """Answers the same bytes each time; they are made when they are first asked for."""

    def __init__(self, make: Callable[[], bytes], headers: tuple[Header, ...]) -> None:
        self._make = make
        self._headers = headers

    @cached_property
    def _body(self) -> bytes:
        return self._make()

    async def __call__(self, exchange: Exchange) -> None:
        await exchange.answer(200, self._headers, self._body)


def asset_doors() -> dict[str, Door]:
    """The style sheet and the icon, by path."""
    css, svg = (b"content-type", b"text/css; charset=utf-8"), (b"content-type", b"image/svg+xml")
    nosniff = (b"x-content-type-options", b"nosniff")
    return {
        STYLE_PATH: Prepared(lambda: asset("linkpath.css"), (css, nosniff, _ONE_DAY)),
        ICON_PATH: Prepared(lambda: asset("linkpath.svg"), (svg, nosniff, _ONE_DAY)),
    }


def page(title: str, main: str, *, side: str = "") -> bytes:
    """A whole document. `main` and `side` are HTML; with `side` the page has a navigation at its left."""
    style = f"{STYLE_PATH}?v={_version()}"
    frame = f'<div class="app">{side}<main id="main">{main}</main></div>' if side else f'<main id="main">{main}</main>'
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="{ICON_PATH}" type="image/svg+xml">'
        f'<link rel="stylesheet" href="{style}"></head><body class="{"with-side" if side else "plain"}">'
        f'<a class="skip" href="#main">Skip to content</a>{frame}</body></html>'
    ).encode()


def brand() -> str:
    """LinkPath's sign and name, as a link to the start page."""
    return f'<a class="brand" href="/"><img src="{ICON_PATH}" alt="" width="22" height="22">LinkPath</a>'


def command_block(command: str, caption: str) -> str:
    """A command that one click selects. Long lines are shown broken and are copied whole."""
    return _block(command, caption, "code wrap")


def answer_block(text: str, caption: str) -> str:
    """An answer that one click selects."""
    return _block(text, caption, "code")


def _block(text: str, caption: str, kind: str) -> str:
    title = f'<figcaption>{escape(caption)}<span class="tip">click to select</span></figcaption>'
    return f'<figure class="{kind}">{title}<pre tabindex="0"><code>{escape(text)}</code></pre></figure>'


def asset(name: str) -> bytes:
    """A file of `static/`."""
    return files(__package__).joinpath("static", name).read_bytes()


@lru_cache
def _version() -> str:
    """Changes with the style sheet, so that a browser's old copy is not used."""
    return sha256(asset("linkpath.css")).hexdigest()[:8]
