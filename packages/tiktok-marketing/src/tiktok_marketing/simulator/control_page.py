"""The control routes for people: what a browser is shown in place of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import msgspec
from starlette.responses import HTMLResponse, Response

from .board import Board
from .envelope import encode
from .page_style import BASE, digest, document

_STYLE = (
    BASE
    + """
main{width:min(62rem,100%)}
h1{margin:0 0 .25rem;font-size:1.375rem;line-height:1.25;letter-spacing:-.01em}
h2{margin:1.75rem 0 .5rem;font-size:.9375rem}
a{color:var(--mark)}
ul{list-style:none;margin:1.25rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.75rem}
li{flex:1 1 8rem;padding:.7rem .9rem;border:1px solid var(--line);border-radius:10px}
li b{display:block;font-size:1.25rem;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:10px}
table{width:100%;border-collapse:collapse;font-size:.875rem}
td{padding:.45rem .9rem;text-align:left;vertical-align:top}
tr+tr>*{border-top:1px solid var(--line)}
td:first-child{white-space:nowrap}
.calls td:nth-child(2){white-space:nowrap}
.calls td:last-child{width:100%}
td span{display:block}
.bad{color:var(--bad)}
h1 code{font-size:1.125rem}
@media (max-width:44rem){td,.calls td:nth-child(2){display:block;white-space:normal;overflow-wrap:anywhere;
padding:.1rem .9rem}
tr>:first-child{padding-top:.6rem}
tr>:last-child{padding-bottom:.6rem}tr+tr>*{border-top:0}tr+tr>:first-child{border-top:1px solid var(--line)}}
pre{margin:1rem 0 0;padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);
border-radius:10px;font:.8125rem/1.5 ui-monospace,monospace}
"""
)
_HEADERS = {
    "content-security-policy": (
        f"default-src 'none'; style-src '{digest(_STYLE)}'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_HELD = {"advertisers": "ad accounts", "campaigns": "campaigns", "adgroups": "ad groups", "ads": "ads"}

Told = Mapping[str, Any]


def shown(html: str, status: int = 200) -> Response:
    """A page under a strict content policy."""
    return HTMLResponse(html, status_code=status, headers=_HEADERS)


def value_page(path: str, value: object) -> str:
    """What a route answers, its JSON made readable."""
    text = msgspec.json.format(bytes(encode(value)), indent=2).decode()
    return document(
        escape(path),
        _STYLE,
        f'<h1><code>{escape(path)}</code></h1><p class="soft"><a href="./">All that can be asked</a></p>'
        f"<pre>{escape(text)}</pre>",
    )


def board_page(board: Board, calls: Sequence[Told]) -> str:
    """The simulator at a glance; `calls` are those of the journal that are shown, newest first."""
    time = "frozen" if board.speed == 0 else f"running at {board.speed:g}×"
    tiles = "".join(f"<li><b>{board.holds[kind]:,}</b>{name}</li>" for kind, name in _HELD.items())
    routes = [
        (_linked(*route.split(" ", 1)), escape(says)) for route, says in board.routes.items() if route != "GET /_sim/"
    ]
    return document(
        "A local TikTok",
        _STYLE,
        f"<h1>A local TikTok Marketing API v1.3</h1>"
        f'<p class="soft">{board.now:%Y-%m-%d %H:%M:%S} UTC, {time}. {escape(_manner(board))}</p>'
        f"<ul>{tiles}</ul><h2>The way in</h2>{_table(_way_in(board))}"
        f"<h2>The last calls</h2>{_calls(calls)}"
        f"<h2>What can be asked and ordered here</h2>{_table(routes)}",
    )


def _manner(board: Board) -> str:
    knobs = board.knobs
    parts = [f"Limits of the level {board.level}" if knobs.limited else "No limits"]
    parts += ["unknown parameters refused"] if knobs.strict else []
    parts += [f"{knobs.latency_ms} ms latency"] if knobs.latency_ms else []
    parts += [f"lists {knobs.read_lag_ms} ms behind"] if knobs.read_lag_ms else []
    parts += [f"{board.faults} fault{'s' if board.faults > 1 else ''} to come"] if board.faults else []
    return f"{', '.join(parts)}."


def _way_in(board: Board) -> list[tuple[str, str]]:
    rows = [("base URL", f"<code>{escape(board.base_url)}</code>")]
    if board.way_in is None:
        return [*rows, ("agency", "none yet: <code>POST /_sim/seed</code> makes one")]
    way = board.way_in
    told = {"app id": way.app_id, "secret": way.secret, "access token": way.access_token or "revoked"}
    told |= {"advertisers": ", ".join(way.advertiser_ids)}
    rows += [(name, f"<code>{escape(value)}</code>") for name, value in told.items()]
    link = f'<a href="{escape(board.authorise)}">the page on which a person consents</a>' if board.authorise else ""
    return [*rows, *([("authorise", link)] if link else [])]


def _calls(calls: Sequence[Told]) -> str:
    if not calls:
        return '<p class="soft">Nobody has called yet.</p>'
    return f'<div class="calls">{_table(map(_call, calls))}</div>'


def _call(entry: Told) -> tuple[str, ...]:
    code = entry.get("code")
    verdict = str(entry.get("http_status", 200) if code is None else code)
    message = escape(str(entry.get("message", "")))
    missed = "".join(f'<span class="soft">{escape(each)}</span>' for each in entry.get("near_misses", ()))
    fault = f'<span class="soft">fault: {escape(str(entry["fault"]))}</span>' if entry.get("fault") else ""
    bad = "" if verdict in {"0", "200"} else ' class="bad"'
    return (
        f"{entry['at']:%H:%M:%S}",
        f"<code>{escape(entry['method'])} {escape(entry['endpoint'])}</code>",
        f"<span{bad}>{verdict}</span>",
        f"{message}{missed}{fault}",
    )


def _linked(method: str, path: str) -> str:
    """A route's name; what can be read is a link, relative so that it holds in a namespace too."""
    told = f"{method} <code>{escape(path)}</code>"
    return f'<a href="{escape(path.removeprefix("/_sim/"))}">{told}</a>' if method == "GET" else told


def _table(rows: Iterable[Sequence[str]]) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="wide"><table>{lines}</table></div>'
