"""Pages for people: whole, local, and with commands that work."""

import html
import re
import shlex
from html.parser import HTMLParser
from typing import Any

import pytest

from linkpath_manager.gateway import StartPage
from linkpath_manager.gateway.curl import curl
from linkpath_manager.gateway.openapi import openapi_document
from linkpath_manager.gateway.reference import NEXT_STEP
from linkpath_manager.gateway.refusals import KINDS
from linkpath_manager.gateway.surface import linkpath_surface

PAGES = ["/", "/docs", "/docs/errors"]
VOID = {"meta", "link", "img"}


class Reader(HTMLParser):
    """Notes ids, addresses and tags that are not closed in turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.styled: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.addresses += [given[name] or "" for name in ("href", "src") if name in given]
        self.styled += [tag] if "style" in given or tag in {"style", "script"} else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_whole_and_takes_nothing_from_elsewhere(house: Any, path: str) -> None:
    answer = await house.stranger.get(path)

    read = Reader(answer.text)
    assert answer.status_code == 200
    assert (read.open, read.styled) == ([], [])
    assert len(set(read.ids)) == len(read.ids)
    assert [address for address in read.addresses if not address.startswith(("/", "#"))] == []
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")


@pytest.mark.parametrize("path", PAGES)
async def test_every_link_of_a_page_leads_somewhere(house: Any, path: str) -> None:
    read = Reader((await house.stranger.get(path)).text)

    for address in set(read.addresses) - {"/sign-in"}:  # that one asks the database, which this door has none of
        page, _, anchor = address.partition("#")
        answer = await house.stranger.get(page or path)
        assert answer.status_code == 200, address
        assert not anchor or anchor in Reader(answer.text).ids, address


async def test_the_reference_shows_every_operation_with_a_request_to_copy(house: Any) -> None:
    text = (await house.stranger.get("/docs")).text

    assert {"things_list", "things_create", "things_get", "things_update"} <= set(Reader(text).ids)
    commands = [html.unescape(one) for one in re.findall(r"<code>(curl .*?)</code>", text, re.DOTALL)]
    assert len(commands) == len(house.shelf.operations())
    assert shlex.split(commands[1].replace("\\\n", "")) == [
        *("curl", "-X", "POST", "http://linkpath.test/v1/things"),
        *("-H", "Authorization: Bearer $LINKPATH_TOKEN"),
        *("-H", "Idempotency-Key: $(uuidgen)"),
        *("-H", "Content-Type: application/json"),
        *("-d", '{"name": "Spring sale", "budget": {"amount": "50.00", "mode": "DAILY"}, "status": "PAUSED"}'),
    ]


async def test_every_code_is_explained_with_what_to_do_next(house: Any) -> None:
    text = (await house.stranger.get("/docs/errors")).text

    codes = {kind.code for kind in KINDS}
    assert codes == set(NEXT_STEP)
    assert codes <= set(Reader(text).ids)
    assert all(html.escape(step) in text for step in NEXT_STEP.values())


async def test_a_start_page_shows_what_the_caller_gave_as_text(open_door: Any) -> None:
    start = StartPage(
        title="Demo <1>",
        curl_lines=[
            ("Campaigns & more", "curl -H 'Authorization: Bearer x' 'http://127.0.0.1:1/v1/campaigns?a=1&b=2'")
        ],
        links=[("Simulator", "http://127.0.0.1:2/?a=1&b=2")],
        facts=[("Advertisers", "3 < 4")],
    )

    async with open_door(start_page=start) as client:
        text = (await client.get("/")).text

    assert "<h1>Demo &lt;1&gt;</h1>" in text
    assert "Campaigns &amp; more" in text
    assert html.escape(start.curl_lines[0][1]) in text
    assert "http://127.0.0.1:2/?a=1&b=2" in Reader(text).addresses
    assert '<dt class="l">Advertisers</dt><dd class="v">3 &lt; 4</dd>' in text


async def test_the_style_sheet_and_the_icon_may_be_kept_by_browsers(house: Any) -> None:
    style = await house.stranger.get("/static/linkpath.css?v=1")
    icon = await house.stranger.get("/static/linkpath.svg")

    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert icon.headers["content-type"] == "image/svg+xml"
    assert "max-age" in style.headers["cache-control"]
    assert "url(" not in style.text
    assert "prefers-color-scheme:dark" in style.text


def test_a_report_is_asked_for_with_its_dates() -> None:
    document = openapi_document(linkpath_surface())

    command = curl("/v1/reporting", "get", document["paths"]["/v1/reporting"]["get"], "http://127.0.0.1:8080")

    assert shlex.split(command)[1].startswith(
        "http://127.0.0.1:8080/v1/reporting?start_date=2026-11-01&end_date=2026-11-07&metrics=spend,impressions,clicks"
    )
