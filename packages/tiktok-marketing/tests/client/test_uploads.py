"""Files on their way: streamed, signed, in parts where they are big, repeated only where nothing can happen twice."""

import asyncio
import gc
import hashlib
import io
import os
import tempfile
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tiktok_marketing.client import (
    AsgiTransport,
    CallRecord,
    LoopClock,
    MalformedAnswer,
    NoAnswer,
    NotSent,
    OutcomeUnknown,
    Refused,
    Request,
    Response,
    TikTokClient,
)
from tiktok_marketing.client import uploads as uploading
from tiktok_marketing.simulator import Plan, Simulator, State, VirtualClock, build_app, plant
from tiktok_marketing.spec.video import FILE_VIDEO_AD_UPLOAD, VideoUploadParams

VIDEO, START, TRANSFER, FINISH = (
    f"/open_api/v1.3/file/{path}/" for path in ("video/ad/upload", "start/upload", "transfer/upload", "finish/upload")
)
TO_1 = {"advertiser_id": "1"}


class Receiver:
    """Reads forms over HTTP as they come, and keeps the fields and the length and MD5 of the file."""

    def __init__(self) -> None:
        self.forms: list[dict[str, Any]] = []
        self.lengths: list[int | None] = []
        self.begun = asyncio.Event()
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.lengths.append(request.content_length)
        fields: dict[str, Any] = {}
        async for part in await request.multipart():
            if part.filename is None:
                fields[part.name] = await part.text()
                continue
            self.begun.set()
            digest, size = hashlib.md5(usedforsecurity=False), 0
            while piece := await part.read_chunk(65_536):
                digest.update(piece)
                size += len(piece)
            fields |= {"field": part.name, "filename": part.filename, "size": size, "md5": digest.hexdigest()}
        self.forms.append(fields)
        return web.json_response({"code": 0, "message": "OK", "request_id": "R", "data": [{"video_id": "v"}]})


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver, app = Receiver(), web.Application(client_max_size=2**32)
    app.router.add_post(VIDEO, receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield receiver
    finally:
        await runner.cleanup()


CLIP = os.urandom(700_001)
BIG = os.urandom(100_005)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / 'dög "runs".mp4'
    path.write_bytes(CLIP)
    return path


class InstantClock(LoopClock):
    """The loop's time, without its waits."""

    async def sleep(self, _: float) -> None:
        await asyncio.sleep(0)


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


async def test_a_file_goes_up_as_a_form_with_its_checksum_and_tells_how_far_it_is(clip: Path) -> None:
    heard: list[tuple[int, int]] = []
    async with receiving() as receiver, TikTokClient(receiver.url, app_id="1") as client:
        answer = await client.upload(
            "file.video.ad.upload",
            {**TO_1, "flaw_detect": True},
            clip,
            token="t",
            progress=lambda sent, total: heard.append((sent, total)),
        )

    assert answer.data == {"list": [{"video_id": "v"}]}
    (form,) = receiver.forms
    signature = md5(CLIP)
    assert form == {
        "advertiser_id": "1",
        "flaw_detect": "true",
        "video_signature": signature,
        "field": "video_file",
        "filename": "dög %22runs%22.mp4",  # as browsers write it
        "size": 700_001,
        "md5": signature,
    }
    assert receiver.lengths[0] is not None
    assert receiver.lengths[0] > 700_001
    assert heard == [(262_144, 700_001), (524_288, 700_001), (700_001, 700_001)]


@pytest.mark.parametrize(
    ("name", "way"), [("file.image.ad.upload", "UPLOAD_BY_FILE"), ("file.temporarily.upload", "FILE")]
)
async def test_that_a_file_comes_is_told_where_tiktok_wants_to_be_told(
    name: str, way: str, script: Any, envelope: Any, clip: Path
) -> None:
    tiktok = script([envelope()])
    client = TikTokClient("http://tiktok", app_id="1", transport=tiktok)

    await client.upload(name, TO_1 | ({"content_type": "video"} if way == "FILE" else {}), clip)

    form = await whole(tiktok.requests[0])
    assert f'name="upload_type"\r\n\r\n{way}\r\n'.encode() in form


async def test_a_cancelled_copy_of_an_open_file_leaves_no_temporary_file(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    reading = asyncio.Event()

    class Endless:
        async def read(self, _: int, /) -> bytes:
            reading.set()
            await asyncio.sleep(0.001)
            return b"x" * 1_000

    client = TikTokClient("http://tiktok", app_id="1")
    upload = asyncio.create_task(client.upload("file.video.ad.upload", TO_1, Endless()))
    await reading.wait()
    copied = files_in(tmp_path)
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    await client.aclose()

    assert len(copied) == 1
    assert files_in(tmp_path) == []


async def test_an_open_file_that_was_sent_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: Any, script: Any, envelope: Any
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client = TikTokClient("http://tiktok", app_id="1", transport=script([envelope()]))

    await client.upload("file.video.ad.upload", TO_1, io.BytesIO(CLIP))

    assert files_in(tmp_path) == []


class AsyncFile:
    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    async def read(self, size: int, /) -> bytes:
        await asyncio.sleep(0)
        return self._file.read(size)


@pytest.mark.parametrize("opened", [io.BytesIO, AsyncFile])
async def test_an_open_file_goes_up_too(opened: Any) -> None:
    async with receiving() as receiver, TikTokClient(receiver.url, app_id="1") as client:
        await client.upload("file.video.ad.upload", TO_1, opened(CLIP))

    (form,) = receiver.forms
    assert (form["size"], form["md5"], form["video_signature"]) == (700_001, md5(CLIP), md5(CLIP))
    assert form["filename"] == "file"


async def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "big.mp4"
    with path.open("wb") as file:
        file.truncate(19_000_000)
    async with receiving() as receiver, TikTokClient(receiver.url, app_id="1") as client:
        tracemalloc.start()
        await client.upload("file.video.ad.upload", TO_1, path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert receiver.forms[0]["size"] == 19_000_000
    assert peak < 8_000_000  # both ends


async def test_a_cancelled_upload_leaves_neither_connection_nor_file_open(tmp_path: Path) -> None:
    seen: list[CallRecord] = []
    path = tmp_path / "big.mp4"
    with path.open("wb") as file:
        file.truncate(19_000_000)
    async with receiving() as receiver, TikTokClient(receiver.url, app_id="1", observe=seen.append) as client:
        before = asyncio.all_tasks()
        upload = asyncio.create_task(client.upload("file.video.ad.upload", TO_1, path))
        await receiver.begun.wait()
        upload.cancel()
        with pytest.raises(asyncio.CancelledError):
            await upload
        for _ in range(20):
            await asyncio.sleep(0)
        gc.collect()
        left = {task for task in asyncio.all_tasks() - before if "RequestHandler" not in repr(task)}

    assert not left
    assert path not in open_files()
    assert [(each.endpoint, each.error) for each in seen] == [("file.video.ad.upload", "CancelledError")]


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def open_files() -> set[Path]:
    return {each.readlink() for each in Path("/proc/self/fd").iterdir() if each.is_symlink()}


async def whole(request: Request) -> bytes:
    body = request.body
    assert body is not None
    assert not isinstance(body, bytes)
    content = b"".join([part async for part in body.parts()])
    assert len(content) == body.length
    return content


class Drive:
    """TikTok's way with big files: it asks for parts of `part_bytes`."""

    def __init__(self, envelope: Any, part_bytes: int) -> None:
        self._envelope, self._part_bytes = envelope, part_bytes
        self.size = 0
        self.content = b""
        self.called: list[tuple[str, bytes]] = []
        self.lost = 0

    async def send(self, request: Request) -> Response:
        body = request.body if isinstance(request.body, bytes) else await whole(request)
        self.called.append((request.path, body or b""))
        if request.path == START:
            self.size = uploading.IN_PARTS_FROM_BYTES + 5
            return self._answer({"upload_id": "u", "start_offset": 0, "end_offset": self._part_bytes})
        if request.path == TRANSFER:
            if self.lost:
                self.lost -= 1
                raise NotSent("refused")
            content = (body or b"").partition(b"octet-stream\r\n\r\n")[2].rpartition(b"\r\n--")[0]
            assert md5(content).encode() in (body or b"")
            self.content += content
            end = min(self.size, len(self.content) + self._part_bytes)
            return self._answer({"start_offset": len(self.content), "end_offset": end})
        if request.path == FINISH:
            return self._answer({"file_id": "f-1"})
        return self._answer([{"video_id": "v"}])

    async def close(self) -> None: ...

    def _answer(self, data: Any) -> Response:
        return Response(200, {}, self._envelope(data))


@pytest.fixture
def big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(uploading, "IN_PARTS_FROM_BYTES", 100_000)  # 20 MB take long to compare
    path = tmp_path / "big.mp4"
    path.write_bytes(BIG)
    return path


async def test_a_big_file_goes_up_in_the_parts_that_tiktok_asks_for(big: Path, envelope: Any) -> None:
    heard: list[tuple[int, int]] = []
    drive = Drive(envelope, part_bytes=40_000)
    client = TikTokClient("http://tiktok", app_id="1", transport=drive)  # type: ignore[arg-type]  # it never downloads

    await client.upload("file.video.ad.upload", TO_1, big, progress=lambda sent, total: heard.append((sent, total)))

    assert [path for path, _ in drive.called] == [START, TRANSFER, TRANSFER, TRANSFER, FINISH, VIDEO]
    assert drive.called[0][1] == b'{"advertiser_id":"1","size":100005,"content_type":"video","name":"big.mp4"}'
    assert drive.called[-1][1] == b'{"advertiser_id":"1","upload_type":"UPLOAD_BY_FILE_ID","file_id":"f-1"}'
    assert drive.content == BIG
    assert heard == [(40_000, 100_005), (80_000, 100_005), (100_005, 100_005)]


async def test_a_part_that_surely_was_not_sent_is_sent_again_alone(big: Path, envelope: Any) -> None:
    drive = Drive(envelope, part_bytes=60_000)
    drive.lost = 1
    client = TikTokClient("http://tiktok", app_id="1", transport=drive, clock=InstantClock())  # type: ignore[arg-type]  # it never downloads

    await client.upload("file.video.ad.upload", TO_1, big)

    assert [path for path, _ in drive.called].count(TRANSFER) == 3
    assert drive.content == BIG


@pytest.mark.parametrize("part_bytes", [0, 200_000])
async def test_offsets_that_lead_nowhere_are_malformed(part_bytes: int, big: Path, envelope: Any) -> None:
    drive = Drive(envelope, part_bytes)
    client = TikTokClient("http://tiktok", app_id="1", transport=drive)  # type: ignore[arg-type]  # it never downloads

    if part_bytes:
        with pytest.raises(MalformedAnswer, match="bytes from 0 to 200000 of 100005"):
            await client.upload("file.video.ad.upload", TO_1, big)
    else:
        await client.upload("file.video.ad.upload", TO_1, big)
        assert [path for path, _ in drive.called] == [START, FINISH, VIDEO]


async def test_an_upload_that_may_have_happened_is_not_repeated(script: Any, clip: Path) -> None:
    tiktok = script([NoAnswer("cut")])
    client = TikTokClient("http://tiktok", app_id="1", transport=tiktok)

    with pytest.raises(OutcomeUnknown):
        await client.upload("file.video.ad.upload", TO_1, clip)

    assert len(tiktok.requests) == 1


async def test_an_upload_that_surely_did_not_happen_is_repeated_from_its_start(
    script: Any, envelope: Any, clip: Path
) -> None:
    tiktok = script([NotSent("refused"), envelope([{"video_id": "v"}])])
    client = TikTokClient("http://tiktok", app_id="1", transport=tiktok, clock=InstantClock())

    await client.upload("file.video.ad.upload", TO_1, clip)

    first, second = [await whole(request) for request in tiktok.requests]
    assert CLIP in first
    assert len(first) == len(second)


async def test_what_is_no_place_for_a_file_takes_none(script: Any, clip: Path) -> None:
    client = TikTokClient("http://tiktok", app_id="1", transport=script([]))

    with pytest.raises(ValueError, match=r"campaign\.get takes no file"):
        await client.upload("campaign.get", TO_1, clip)
    with pytest.raises(Refused, match="advertiser_id: Missing"):
        await client.upload("file.video.ad.upload", {}, clip)
    with pytest.raises(FileNotFoundError):
        await client.upload("file.video.ad.upload", TO_1, clip.with_name("nowhere"))


async def test_a_form_reaches_an_application_in_this_process(clip: Path) -> None:
    got: list[bytes] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            got.append(message["body"])
            more = message["more_body"]
        assert dict(scope["headers"])[b"content-length"] == str(sum(map(len, got))).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b'{"code":0,"data":[]}'})

    client = TikTokClient("http://tiktok", app_id="1", transport=AsgiTransport(app))
    await client.upload("file.video.ad.upload", TO_1, clip)

    assert CLIP in b"".join(got)
    assert max(map(len, got)) <= 262_144


@pytest.mark.parametrize("in_parts", [False, True], ids=["whole", "in parts"])
async def test_a_typed_upload_gives_a_video_of_the_simulated_tiktok(
    in_parts: bool,  # noqa: FBT001 - pytest gives it by name
    clip: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if in_parts:
        monkeypatch.setattr(uploading, "IN_PARTS_FROM_BYTES", 1)
    simulator = Simulator(State(), VirtualClock())
    entrance = plant(simulator, Plan(accounts=1, ads=1, days=1))
    clip.write_bytes(content := b"\0\0\0\x20ftypisom" + CLIP)  # noqa: ASYNC240 - a small one
    params = VideoUploadParams(advertiser_id=entrance.advertiser_ids[0], file_name="dog.mp4")

    async with TikTokClient("http://tiktok", app_id="1", transport=AsgiTransport(build_app(simulator))) as client:
        answer = await client.upload(FILE_VIDEO_AD_UPLOAD, params, clip, token=entrance.access_token)

    assert answer.data.video.video_id
    assert answer.data.video.signature == md5(content)
    called = [call.endpoint for call in simulator.journal.select(endpoint=None, code=0, limit=10)]
    assert len(called) == (4 if in_parts else 1)
