"""Files by address: fetched from this computer alone, made up for the rest."""

import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from tiktok_marketing.simulator import fetching
from tiktok_marketing.simulator.fetching import fetched
from tiktok_marketing.simulator.media import Media
from tiktok_marketing.simulator.receiving import FileMissed, IncomingFile
from tiktok_marketing.simulator.samples import mp4, png

VIDEO, IMAGE = "/file/video/ad/upload/", "/file/image/ad/upload/"
CLIP = mp4(720, 1280, 10)
DIGEST = hashlib.md5(CLIP, usedforsecurity=False)


@asynccontextmanager
async def serving(**headers: str) -> AsyncIterator[str]:
    """Where a clip is found on this computer, answered with `headers`; also /moved and anything that is missing."""

    async def clip(_: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=CLIP, headers={"Content-Type": "video/mp4", **named})

    async def moved(_: web.Request) -> web.Response:
        raise web.HTTPFound("http://192.0.2.1/dog.mp4")

    app = web.Application()
    app.router.add_get("/dog run.mp4", clip)
    app.router.add_get("/moved", moved)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://localhost:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_a_file_on_this_computer_is_fetched(desk: Any) -> None:
    body = {"advertiser_id": desk.usd, "upload_type": "UPLOAD_BY_URL"}

    async with serving() as address:
        (video,) = await desk.ok("POST", VIDEO, **body, video_url=f"{address}/dog%20run.mp4")
        store = {"advertiser_id": desk.usd, "upload_type": "URL", "content_type": "video"}
        stored = await desk.ok("POST", "/file/temporarily/upload/", **store, url=f"{address}/dog%20run.mp4")

    assert (video["file_name"], video["signature"]) == ("dog run.mp4", DIGEST.hexdigest())
    assert (video["width"], video["height"], video["duration"], video["size"]) == (720, 1280, 10, len(CLIP))
    assert (stored["file_name"], stored["file_size"]) == ("dog run.mp4", len(CLIP))


@pytest.mark.parametrize(
    ("content_md5", "code"),
    [(base64.b64encode(DIGEST.digest()).decode(), None), (DIGEST.hexdigest(), None), ("AAAA", 40900), ("!", 40900)],
)
async def test_a_header_with_the_md5_is_believed_only_when_it_is_true(content_md5: str, code: int | None) -> None:
    async with serving(Content_MD5=content_md5) as address:
        found = await fetched("video_url", f"{address}/dog%20run.mp4")

    assert (found.code if isinstance(found, FileMissed) else None) == code


async def test_text_redirects_and_nothing_are_no_files() -> None:
    async with serving(Content_Type="text/html; charset=utf-8") as address:
        text = await fetched("video_url", f"{address}/dog%20run.mp4")
        gone = await fetched("video_url", f"{address}/cat.mp4")
        moved = await fetched("image_url", f"{address}/moved")
    closed = await fetched("url", f"{address}/dog%20run.mp4")

    assert text == FileMissed(40908, "video_url: The URL leads to text/html.")
    assert gone == FileMissed(40902, "video_url: The URL answers with HTTP 404.")
    assert moved == FileMissed(40913, "image_url: The URL answers with HTTP 302.")
    assert closed == FileMissed(40902, "url: The URL cannot be fetched.")


async def test_fetching_stops_at_the_largest_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST_BYTES", 10)

    async with serving() as address:
        found = await fetched("video_url", f"{address}/dog%20run.mp4")

    assert isinstance(found, IncomingFile)
    assert 10 < found.size <= len(CLIP)


@pytest.mark.parametrize(
    ("parameter", "url", "name", "kind"),
    [
        ("video_url", "https://cdn.example/clips/dog.mov?x=1", "dog.mov", "mov"),
        ("video_url", "https://cdn.example/clips/7", "7", "mp4"),
        ("image_url", "https://cdn.example/", "cdn.example", "jpeg"),
        ("image_url", "http://192.0.2.2/a.png", "a.png", "png"),
    ],
)
async def test_a_file_elsewhere_is_made_up_and_the_same_each_time(
    parameter: str, url: str, name: str, kind: str
) -> None:
    first, second = await fetched(parameter, url), await fetched(parameter, url)

    assert first == second
    assert isinstance(first, IncomingFile)
    assert (first.name, first.media) == (name, Media(format=kind))
    assert 200_000 <= first.size < 9_000_000


@pytest.mark.parametrize(
    "url", ["", "dog.mp4", "ftp://cdn.example/a.mp4", "http://", "http://[::1", "http://a:b/", "http://a b/"]
)
async def test_what_is_no_address_is_refused(desk: Any, url: str) -> None:
    body = {"advertiser_id": desk.usd, "upload_type": "UPLOAD_BY_URL"}

    video = await desk.refused(VIDEO, **body, video_url=url)
    image = await desk.refused(IMAGE, **body, image_url=url)

    assert video[0] == (40902 if url else 40002)
    assert image[0] == (40912 if url else 40002)


async def test_a_page_elsewhere_is_no_video(desk: Any) -> None:
    body = {"advertiser_id": desk.usd, "upload_type": "UPLOAD_BY_URL", "video_url": "https://cdn.example/a.txt"}

    assert await desk.refused(VIDEO, **body) == (40908, "video_url: The URL leads to text/plain.")


async def test_nobody_without_a_token_makes_the_simulator_fetch(desk: Any) -> None:
    asked: list[str] = []

    async def clip(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=png(1, 1))

    app = web.Application()
    app.router.add_get("/a.mp4", clip)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/a.mp4"
    desk.token = "nobody's"

    answer = await desk.post(VIDEO, advertiser_id=desk.usd, upload_type="UPLOAD_BY_URL", video_url=url)

    await runner.cleanup()
    assert answer["code"] == 40105
    assert asked == []
