"""`listen` posts what happens to a program, signed as webhooks are; the demo's inbox says whether that holds."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import typer
from receiving import Receiver, receiving

from linkpath_manager.cli.inbox import holds_signature, new_secret
from linkpath_manager.cli.listening import Listening, listen
from linkpath_manager.operations.webhook_secrets import headers_for

EVENTS = [
    {
        "id": f"evt_{n}",
        "type": "ad.approved",
        "sequence": n,
        "created_at": "2026-11-20T12:00:00.072626Z",
        "data": {"object": {"object": "ad", "id": "17", "name": "Dog\x1b[2J\nruns"}},
    }
    for n in (7, 8)
]


@pytest.fixture
async def program() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


async def test_what_happens_is_posted_in_order_signed_and_told_in_a_line(
    program: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    async def linkpath(request: Any) -> Any:
        from aiohttp import web

        asked.append(request.query_string)
        assert request.headers["authorization"] == "Bearer lp_test_1"
        if "after" not in request.query:
            return web.json_response({"data": [{"sequence": 6}]})
        if request.query["after"] == "6":
            return web.json_response({"data": EVENTS})
        return await asyncio.Event().wait()

    secret = new_secret()
    program.statuses = [200, 500]
    async with receiving() as server:
        server.answer = linkpath
        url = server.url.removesuffix("/hook")
        listening = asyncio.create_task(listen(Listening(url, "lp_test_1", program.url, "ad.*", secret)))
        while len(asked) < 3:  # noqa: ASYNC110  # of a list, which has no event
            await asyncio.sleep(0.01)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    assert [post.event["id"] for post in program.posts] == ["evt_7", "evt_8"]
    for post in program.posts:
        assert holds_signature(secret, post.headers["x-linkpath-signature"], post.body, time.time())
    assert asked == ["limit=1&type=ad.*", "after=6&wait=20&limit=100&type=ad.*", "after=8&wait=20&limit=100&type=ad.*"]
    assert capsys.readouterr().out.splitlines() == [
        f"2026-11-20T12:00:00Z  ad.approved               evt_{n}  {how}  Ad “Dog [2J runs”: approved"
        for n, how in ((7, "answered 200"), (8, "NOT TAKEN: answered 500"))
    ]


async def test_a_token_that_may_not_is_told_so(program: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    async def refuse(_request: Any) -> Any:
        from aiohttp import web

        return web.json_response({"detail": "This needs the scope webhooks:manage."}, status=403)

    async with receiving() as server:
        server.answer = refuse
        with pytest.raises(typer.Exit):
            await listen(Listening(server.url.removesuffix("/hook"), "lp_test_1", program.url, ""))

    assert "This needs the scope webhooks:manage." in capsys.readouterr().err


async def test_what_is_no_linkpath_is_said_to_be_none(program: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    async with receiving() as server:
        url = server.url.removesuffix("/hook")
        with pytest.raises(typer.Exit):
            await listen(Listening(url, "lp_test_1", program.url, ""))

    assert f"What answers at {url} is no LinkPath; --url names another." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"forward": "localhost:3000"}, "--forward 'localhost:3000' is no address"),
        ({"url": "http://[::1"}, "--url 'http://[::1' is no address"),
        ({"secret": "hunter2"}, "--secret cannot be used: a secret begins with whsec_."),
    ],
)
async def test_what_cannot_be_used_is_refused_before_anything_is_asked(
    change: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"url": "http://127.0.0.1:1", "token": "lp_test_1", "forward": "http://127.0.0.1:1/hook", "types": ""}
    with pytest.raises(typer.Exit):
        await listen(Listening(**given | change))

    assert said in capsys.readouterr().err


async def test_a_linkpath_that_is_away_is_asked_again_and_that_is_said_once(
    program: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("linkpath_manager.cli.listening.AGAIN_SECONDS", 0.01)
    async with receiving() as server:
        server.statuses, url = [503, 503], server.url.removesuffix("/hook")
        with pytest.raises(typer.Exit):
            await listen(Listening(url, "lp_test_1", program.url, ""))

    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"LinkPath at {url}: answered 503. It is asked again every 0.01 s."
    assert len(said) == 2


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, True),
        ({"secret": new_secret()}, False),
        ({"body": b"{} "}, False),
        ({"now": 1_795_320_298 + 301}, False),
        ({"header": ""}, False),
        ({"header": "t=x,v1=1"}, False),
    ],
    ids=["as it came", "another secret", "another body", "old", "none", "nonsense"],
)
def test_the_inbox_says_whether_a_signature_holds(change: dict[str, Any], holds: bool) -> None:  # noqa: FBT001  # a column
    secret = new_secret()
    sent = headers_for(b"{}", secret, event_id="evt_1", event_type="ad.approved", unix=1_795_320_298)
    given = {"secret": secret, "header": sent["X-LinkPath-Signature"], "body": b"{}", "now": 1_795_320_298} | change

    assert holds_signature(**given) is holds
