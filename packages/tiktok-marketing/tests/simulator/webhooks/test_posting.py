"""How posts leave: by themselves under a server, to this computer alone, or to an application in the process."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from aiohttp import web
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tiktok_marketing.simulator import Post, running, to_app
from tiktok_marketing.simulator.posting import PATIENCE_SECONDS, Withheld, anywhere, over_http
from tiktok_marketing.spec import API_PREFIX

SECONDS = PATIENCE_SECONDS - 0.5  # too short for those who wait until a slow receiver is given up


@asynccontextmanager
async def listening(came: "asyncio.Queue[dict[str, Any]]") -> AsyncIterator[str]:
    """Where somebody listens who puts what comes into a queue; /never answers when all is over."""

    over = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        await came.put(await request.json())
        if request.path == "/never":
            await over.wait()
        return web.Response(status=200 if request.path == "/hook" else 301, headers={"Location": "/hook"})

    app = web.Application()
    app.router.add_post("/{path}", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://localhost:{runner.addresses[0][1]}"
    finally:
        over.set()
        await runner.cleanup()


async def test_a_served_simulator_posts_by_itself_and_a_slow_receiver_keeps_nobody_waiting(
    simulator: Any, desk: Any
) -> None:
    came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async with listening(came) as base:
        with running(simulator) as url:
            async with httpx2.AsyncClient(base_url=url) as http:
                for path in ("never", "hook"):
                    body = {"subscribe_entity": "API_SERVICE_STATUS", "callback_url": f"{base}/{path}", **desk.app}
                    body["subscription_detail"] = {"access_token": desk.token}
                    made = await http.post(f"{API_PREFIX}/subscription/subscribe/", json=body)
                    assert made.json()["code"] == 0, made.text
                await http.post("/_sim/incident", json={"title": "Slow", "products": ["CATALOG_API"]})

                async with asyncio.timeout(SECONDS):
                    bodies = [await came.get() for _ in range(2)]
                    answer = await http.get(f"{API_PREFIX}/bc/get/", headers={"Access-Token": desk.token})

    assert {body["entry"][0]["incident_title"] for body in bodies} == {"Slow"}
    assert answer.json()["code"] == 0


async def test_a_namespace_posts_too(simulator: Any) -> None:
    came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async with listening(came) as base:
        with running(simulator) as url:
            async with httpx2.AsyncClient(base_url=url) as http:
                founding = {"name": "mine", "scenario": "new-account"}
                way_in = (await http.post("/_sim/namespaces", json=founding)).json()
                body = {"subscribe_entity": "API_SERVICE_STATUS", "callback_url": f"{base}/hook"}
                body |= {"app_id": way_in["app_id"], "secret": way_in["secret"]}
                detail = {"subscription_detail": {"access_token": way_in["access_token"]}}
                await http.post(f"/ns/mine{API_PREFIX}/subscription/subscribe/", json=body | detail)
                await http.post("/ns/mine/_sim/incident", json={"title": "Down", "products": ["EVENTS_API"]})
                async with asyncio.timeout(SECONDS):
                    told = await came.get()

    assert told["object"] == 14


@pytest.mark.parametrize("url", ["http://192.0.2.1/hook", "https://example.com/hook", "http://tiktok.invalid:8000/"])
async def test_nothing_is_posted_to_another_computer(url: str) -> None:
    with pytest.raises(Withheld, match="--post-anywhere"):
        await over_http(Post(url, {}, b"{}"))


async def test_a_withheld_notice_says_why_and_is_not_tried_again(subscriber: Any) -> None:
    subscriber.desk.simulator.receiver = None
    await subscriber.subscribe("API_SERVICE_STATUS", "https://example.com/hook")
    await subscriber.sim("POST", "/incident", json={"title": "Down", "products": ["EVENTS_API"]})

    (delivery,) = await subscriber.post()

    assert delivery["standing"] == "withheld"
    assert "example.com is not this computer" in delivery["attempts"][0]["problem"]
    assert await subscriber.post() == []


async def test_a_redirect_is_an_answer_and_not_followed() -> None:
    came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async with listening(came) as base:
        assert await over_http(Post(f"{base}/moved", {}, b'{"n": 1}')) == 301
        assert await anywhere(Post(f"{base}/hook", {}, b'{"n": 2}')) == 200

    assert [came.get_nowait()["n"] for _ in range(came.qsize())] == [1, 2]


async def test_where_nobody_listens_the_post_fails() -> None:
    with pytest.raises(OSError, match="1"):
        await over_http(Post("http://127.0.0.1:9/hook", {}, b"{}"))


async def test_an_application_in_the_process_takes_posts() -> None:
    seen: list[Any] = []

    async def hook(request: Request) -> Response:
        seen.append((request.headers["x-open-signature"], request.query_params["key"], await request.json()))
        return Response(status_code=202)

    receiver = to_app(Starlette(routes=[Route("/hook", hook, methods=["POST"])]))
    body = json.dumps({"name": "Zoë"}).encode()

    assert await receiver(Post("https://me.test/hook?key=1", {"X-Open-Signature": "ab"}, body)) == 202
    assert await receiver(Post("https://me.test/other", {}, b"")) == 404
    assert seen == [("ab", "1", {"name": "Zoë"})]
