"""The inbox as a page: a line for each event, what it says, and whether its signature holds."""

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

from linkpath_manager.gateway.page import command_block, page

from .event_words import in_words

_LEAD: Final = "What LinkPath posted to this receiver, newest first. It comes by itself; a line opens at a click."
_NOTHING: Final = (
    "Nothing has arrived yet. When TikTok's reviewers have decided, or a budget is spent, it is here in seconds:"
)

# Fetches the page anew and puts in front what is not there yet, so that what somebody has opened stays open.
_SCRIPT: Final = """<script>
setInterval(async () => {
  const got = await fetch(location.href).then(answer => answer.text()).catch(() => "");
  const fresh = new DOMParser().parseFromString(got, "text/html");
  const there = fresh.getElementById("arrived"), here = document.getElementById("arrived");
  if (!there) return;
  if (!here) return document.getElementById("inbox").replaceWith(fresh.getElementById("inbox"));
  for (const line of [...there.children].reverse())
    if (!document.getElementById(line.id)) here.prepend(line);
  document.getElementById("counts").textContent = fresh.getElementById("counts").textContent;
}, 2000);
</script>"""


def inbox_page(arrived: Iterable[Mapping[str, Any]], simulator: str) -> bytes:
    """`arrived`: the newest first. `simulator`: the simulated TikTok's address."""
    lines = [_line(one) for one in arrived]
    body = f'<ul id="arrived" class="posts">{"".join(lines)}</ul>' if lines else _empty(simulator)
    head = f'<h1>Webhook inbox</h1><span class="sub" id="counts">{_counted(len(lines))}</span>'
    return page(
        "Webhook inbox",
        f'<div class="head">{head}<p class="lead">{_LEAD}</p></div>'
        f'<section class="card" id="inbox">{body}</section>{_SCRIPT}',
    )


def _counted(count: int) -> str:
    return f"{count} arrived" if count else "nothing yet"


def _empty(simulator: str) -> str:
    later = f"curl -s -H 'Content-Type: application/json' -d '{{\"advance_seconds\": 21600}}' '{simulator}/_sim/clock'"
    return f'<div class="sheet"><p>{_NOTHING}</p>{command_block(later, "Let six hours pass there")}</div>'


def _line(one: Mapping[str, Any]) -> str:
    holds, event = one["signature_holds"], one["event"]
    chip = '<span class="chip ok">signature holds</span>' if holds else '<span class="chip bad">does not hold</span>'
    again = f' <span class="sub">attempt {escape(one["attempt"])}</span>' if one["attempt"] != "1" else ""
    said = escape(in_words(event)) if event else "Not read: whoever sent it does not know the secret."
    body = escape(json.dumps(event, indent=2, ensure_ascii=False)) if event else ""
    return (
        f'<li id="post-{one["number"]}"><details><summary><time>{escape(one["at"])}</time>'
        f'<span class="what"><code>{escape(one["type"])}</code>{again}<span>{said}</span></span>{chip}</summary>'
        f'<figure class="code"><pre tabindex="0"><code>{body}</code></pre></figure></details></li>'
    )
