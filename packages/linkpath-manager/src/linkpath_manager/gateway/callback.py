"""Where TikTok sends a person's browser back after the consent page. The `state` proves that it is ours."""

import re
from html import escape
from typing import TYPE_CHECKING, Any

import msgspec

from linkpath_manager.errors import LinkPathError

from .doors import HEADERS, object_body
from .exchange import Exchange
from .page import PAGE_HEADERS, brand, page
from .request import parsed_query
from .surface import Surface

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

_QUALITY = re.compile(r"\bq=([01](?:\.\d{1,3})?)")


class CallbackDoor:
    """Completes a connection, and tells the person (or the program, if it prefers JSON) what came of it."""

    def __init__(self, surface: Surface, services: "Services") -> None:
        self._surface = surface
        self._services = services

    async def __call__(self, exchange: Exchange) -> None:
        as_json = prefers_json(exchange.headers.get(b"accept", b""))
        try:
            query = parsed_query(exchange.query)
            connection = await self._surface.complete_callback(self._services, exchange.request_id, query)
        except LinkPathError as error:
            if as_json:
                raise
            await exchange.answer(error.status, PAGE_HEADERS, _failure_page(error, exchange.request_id))
            return
        if as_json:
            await exchange.answer(200, HEADERS, object_body(connection))
        else:
            await exchange.answer(200, PAGE_HEADERS, _success_page(msgspec.json.decode(object_body(connection))))


def prefers_json(accept: bytes) -> bool:
    """Whether a browser's or program's Accept header wants JSON rather than a page; a tie is a page's."""
    wanted = [part.replace(" ", "").partition(";") for part in accept.decode("latin-1").lower().split(",")]
    return _weight(wanted, "json") > _weight(wanted, "html")


def _weight(wanted: list[tuple[str, str, str]], kind: str) -> float:
    """How much media types that end in `kind` are wanted: 0 to 1."""
    fitting = (parameters for media_type, _, parameters in wanted if media_type.endswith(kind))
    given = (_QUALITY.search(parameters) for parameters in fitting)
    return max((float(found[1]) if found else 1.0 for found in given), default=0.0)


def _success_page(connection: dict[str, Any]) -> bytes:
    advertisers = connection.get("advertisers") or connection.get("advertiser_ids") or []
    rows = "".join(f"<li>{_advertiser(one)}</li>" for one in advertisers)
    count = f"{len(advertisers)} advertiser{'' if len(advertisers) == 1 else 's'}"
    return _notice(
        "Connected to TikTok",
        f'<p class="chip ok">{count} connected</p><ul class="names">{rows}</ul>'
        "<p>Their campaigns, ad groups and ads are being read now; in a few seconds they are in "
        "<code>GET /v1/campaigns</code>. You can close this page.</p>",
    )


def _advertiser(one: Any) -> str:
    if not isinstance(one, dict):
        return f"<code>{escape(str(one))}</code>"
    about = " · ".join(escape(str(one[key])) for key in ("currency", "timezone") if one.get(key))
    name = escape(str(one.get("name") or ""))
    return f'<b>{name}</b> <span class="sub">{about}</span> <code>{escape(str(one.get("id", "")))}</code>'


def _failure_page(error: LinkPathError, request_id: str) -> bytes:
    hint = f"<p><b>What to do next.</b> {escape(error.hint)}</p>" if error.hint else ""
    return _notice(
        "Not connected",
        f'<p class="chip bad">{escape(error.title)}</p><p>{escape(error.message)}</p>{hint}'
        f'<p class="sub">Nothing was changed. Request <code>{escape(request_id)}</code></p>',
    )


def _notice(title: str, inside: str) -> bytes:
    buttons = '<p class="row"><a class="btn" href="/">LinkPath</a><a class="btn" href="/docs">API reference</a></p>'
    card = f'<section class="card notice"><h1>{title}</h1>{inside}{buttons}</section>'
    return page(title, f'<div class="notice-brand">{brand()}</div>{card}')
