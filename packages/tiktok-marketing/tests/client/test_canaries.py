"""Secrets: whatever goes wrong on whichever way, they are in no message, log, record, repr or warning."""

import asyncio
import logging
import traceback
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from tiktok_marketing.client import CallRecord, LoopClock, TikTokClient, TikTokError
from tiktok_marketing.spec.campaign import CAMPAIGN_GET, CampaignGetParams
from tiktok_marketing.spec.oauth import OAUTH2_ACCESS_TOKEN, OAuth2AccessTokenParams
from tiktok_marketing.spec.report import ReportTaskParams

CANARIES = [f"canary-{name}" for name in ("token", "secret", "auth", "advertiser", "code", "refresh")]
TOKEN, SECRET, AUTH_CODE, ADVERTISERS_TOKEN, CODE, REFRESH_TOKEN = CANARIES

Misbehaviour = Callable[[str], web.StreamResponse]
"""Makes an answer of all that was said."""


def envelope(code: int, said: str, data: Any = None) -> bytes:
    return msgspec.json.encode({"code": code, "message": said, "request_id": "R", "data": data or {}})


MISBEHAVIOURS: dict[str, Misbehaviour] = {
    "refused": lambda said: web.Response(body=envelope(40105, said)),
    "invalid": lambda said: web.Response(body=envelope(40002, said)),
    "throttled": lambda said: web.Response(body=envelope(40100, said)),
    "failed": lambda said: web.Response(body=envelope(50000, said)),
    "html": lambda said: web.Response(status=502, body=f"<html>{said}", headers={"X-Said": said}),
    "not found": lambda said: web.Response(status=404, body=said),
    "not json": lambda said: web.Response(body=said),
    "of another shape": lambda said: web.Response(body=envelope(0, said, [said])),
    "in UTF-16": lambda said: web.Response(body=said.encode("utf-16")),
    "redirected": lambda said: web.Response(status=302, headers={"Location": f"/{said}"}),
}


class Quick(LoopClock):
    """The loop's time, which jumps over every wait."""

    ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead

    async def sleep(self, seconds: float) -> None:
        self.ahead += max(0.0, seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def repeating(misbehave: Misbehaviour | None) -> AsyncIterator[str]:
    """A TikTok that says back all it heard; None: it hangs up in the middle of that."""

    async def answer(request: web.Request) -> web.StreamResponse:
        headers = " ".join(f"{name}={value}" for name, value in request.headers.items() if name == "Access-Token")
        said = f"{request.path_qs} {headers} {(await request.read())[:2_000].decode(errors='replace')}"
        if misbehave is not None:
            return misbehave(said.replace("\r", " ").replace("\n", " "))
        cut = web.StreamResponse(headers={"Content-Length": "100000"})
        await cut.prepare(request)
        await cut.write(said.encode())
        assert request.transport is not None
        request.transport.abort()
        return cut

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def calls(client: TikTokClient, file: Path) -> list[Any]:
    """Every way on which a secret goes to TikTok."""
    exchange = OAuth2AccessTokenParams(app_id="1", secret=SECRET, auth_code=AUTH_CODE)
    detail = {"access_token": ADVERTISERS_TOKEN, "advertiser_id": "1"}
    subscribe = {"app_id": "1", "secret": SECRET, "subscribe_entity": "LEAD", "subscription_detail": detail}
    old = {"client_id": "1", "client_secret": SECRET, "code": CODE, "grant_type": "authorization_code"}
    refresh = {"client_id": "1", "client_secret": SECRET, "refresh_token": REFRESH_TOKEN, "grant_type": "refresh_token"}
    report = ReportTaskParams(advertiser_id="1", report_type="BASIC", dimensions=["ad_id"])
    return [
        client.call(CAMPAIGN_GET, CampaignGetParams(advertiser_id="1"), token=TOKEN, deadline_seconds=5),
        client.call(OAUTH2_ACCESS_TOKEN, exchange, deadline_seconds=5),
        client.call("oauth2.advertiser.get", {"app_id": "1", "secret": SECRET}, token=TOKEN, deadline_seconds=5),
        client.call("oauth2.token", old, deadline_seconds=5, validate=False),
        client.call("tt_user.oauth2.refresh_token", refresh, deadline_seconds=5),
        client.call("subscription.subscribe", subscribe, token=TOKEN, deadline_seconds=5, validate=False),
        client.pages("campaign.get", {"advertiser_id": "1"}, token=TOKEN, deadline_seconds=5),
        client.report_task(report, token=TOKEN, deadline_seconds=5),
        client.upload("file.image.ad.upload", {"advertiser_id": "1"}, file, token=TOKEN),
    ]


@pytest.mark.parametrize("name", [*MISBEHAVIOURS, "cut off"])
async def test_no_secret_leaves_by_another_way(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    file, told = tmp_path / "image.png", list[str]()
    file.write_bytes(b"image")
    records: list[CallRecord] = []
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)

    async with repeating(MISBEHAVIOURS.get(name)) as url:
        with warnings.catch_warnings(record=True) as warned:
            async with TikTokClient(url, app_id="1", clock=Quick(), observe=records.append) as client:
                for call in calls(client, file):
                    try:
                        told.append(repr(await call))
                    except TikTokError as error:
                        told.append("".join(traceback.format_exception(error)) + repr(everything_in(error)))
                told.append(repr(client) + repr(client._caller))
    told += [repr(records), caplog.text, *capfd.readouterr(), *(str(each.message) for each in warned)]

    assert len(records) >= 9
    assert [canary for canary in CANARIES for text in told if canary in text] == []


def everything_in(error: BaseException | None) -> list[Any]:
    """What hangs on an error and on what caused it."""
    if error is None:
        return []
    unread = getattr(error, "unread", None)
    kept = [] if unread is None else [unread.status, unread.headers, unread.body]
    return [vars(error), error.args, *kept, *everything_in(error.__cause__ or error.__context__)]


def test_a_success_shows_no_secret_that_tiktok_repeats(script: Any, in_virtual_time: Any) -> None:
    tiktok = script([envelope(0, f"OK, {TOKEN}", {"access_token": ADVERTISERS_TOKEN})])
    client = TikTokClient("http://tiktok", app_id="1", transport=tiktok)

    answer = in_virtual_time(client.call("oauth2.access_token", {"app_id": "1", "secret": SECRET, "auth_code": "c"}))

    assert answer.data["access_token"] == ADVERTISERS_TOKEN
    assert "canary" not in repr(answer)
