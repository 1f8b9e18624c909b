"""Behaviour reference §7.1 and §7.3: names asked about, TikTok's repository, files in chunks."""

import hashlib
from typing import Any

import pytest

from tiktok_marketing.simulator.library import Library
from tiktok_marketing.simulator.samples import mp4, png

NAMES, STORE = "/file/name/check/", "/file/temporarily/upload/"
START, TRANSFER, FINISH = "/file/start/upload/", "/file/transfer/upload/", "/file/finish/upload/"
VIDEO, IMAGE = "/file/video/ad/upload/", "/file/image/ad/upload/"
CLIP, PICTURE = mp4(720, 1280, 10, bytes(1000)), png(640, 640)


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


async def stored(desk: Any, data: bytes = CLIP, **fields: Any) -> dict[str, Any]:
    """The answer to a file for the repository."""
    usual = {"advertiser_id": desk.usd, "upload_type": "FILE", "content_type": "video", "signature": md5(data)}
    return dict(await desk.upload(STORE, "file", ("dog.mp4", data), **usual | fields))


async def into_library(desk: Any, file_id: str, path: str = VIDEO, **fields: Any) -> dict[str, Any]:
    body = {"advertiser_id": desk.usd, "upload_type": "UPLOAD_BY_FILE_ID", "file_id": file_id, **fields}
    return dict(await desk.post(path, **body))


async def sent(desk: Any, upload_id: str, start: int, chunk: bytes, **fields: Any) -> dict[str, Any]:
    usual = {"advertiser_id": desk.usd, "upload_id": upload_id, "start_offset": start, "signature": md5(chunk)}
    return dict(await desk.upload(TRANSFER, "file", ("blob", chunk), **usual | fields))


async def test_a_name_is_checked_alone_or_with_up_to_twenty_others(desk: Any) -> None:
    file_id = (await stored(desk))["data"]["file_id"]
    material_id = (await into_library(desk, file_id))["data"][0]["material_id"]
    query = {"advertiser_id": desk.usd}

    taken = {"duplicate": True, "duplicate_template_id": material_id}
    assert await desk.ok("GET", NAMES, **query, file_name="dog.mp4") == taken
    assert await desk.ok("GET", NAMES, **query, file_name="dog.mp4", file_type="IMAGE") == {"duplicate": False}
    files = [{"file_name": "dog.mp4", "file_type": "VIDEO"}, {"file_name": "cat.mp4"}]
    assert await desk.ok("GET", NAMES, **query, files=files) == {
        "batch_results": [{"file_name": "dog.mp4", **taken}, {"file_name": "cat.mp4", "duplicate": False}]
    }
    assert (await desk.get(NAMES, **query, files=[{"file_name": "a"}] * 21))["code"] == 40002
    assert (await desk.get(NAMES, **query, files=[{"file_type": "VIDEO"}]))["code"] == 40002
    assert (await desk.get(NAMES, **query, file_name="a", file_type="SONG"))["code"] == 40002
    assert (await desk.get(NAMES, **query))["message"] == "file_name: Missing data for required field."


async def test_a_stored_file_goes_into_the_library_for_a_day(desk: Any) -> None:
    data = (await stored(desk))["data"]

    file_id = data.pop("file_id")
    assert data == {
        "file_name": "dog.mp4",
        "signature": md5(CLIP),
        "file_size": len(CLIP),
        "create_time": "2026-06-15 12:00:00",
    }
    desk.advance(hours=23)
    (video,) = (await into_library(desk, file_id))["data"]
    assert (video["file_name"], video["width"], video["signature"]) == ("dog.mp4", 720, md5(CLIP))
    assert (await into_library(desk, file_id, file_name="again.mp4"))["code"] == 0
    assert (await into_library(desk, file_id, advertiser_id=desk.jpy))["code"] == 40905
    assert (await into_library(desk, file_id, IMAGE))["code"] == 40908
    desk.advance(hours=1)
    assert (await into_library(desk, file_id, file_name="late.mp4"))["code"] == 40910


async def test_a_stored_image_becomes_an_image(desk: Any) -> None:
    answer = await stored(desk, PICTURE, content_type="image", name="square.png")

    image = (await into_library(desk, answer["data"]["file_id"], IMAGE))["data"]

    assert (image["file_name"], image["width"], image["height"]) == ("square.png", 640, 640)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"signature": "0" * 32}, 40900),
        ({"signature": ""}, 40002),
        ({"upload_type": "UPLOAD_BY_FILE"}, 40002),
        ({"content_type": "poem"}, 40002),
        ({"name": ""}, 40002),
        ({"name": "x" * 101}, 40002),
        ({"upload_type": "URL"}, 40002),
    ],
)
async def test_what_cannot_be_stored_is_refused(desk: Any, fields: dict[str, Any], code: int) -> None:
    assert (await stored(desk, **fields))["code"] == code
    assert desk.state.stored_files == {}


async def test_the_repository_takes_a_hundred_megabytes(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tiktok_marketing.simulator.behaviours import file

    assert file.LARGEST_TEMPORARY == 100 * 1024 * 1024
    monkeypatch.setattr(file, "LARGEST_TEMPORARY", len(CLIP) - 1)
    assert (await stored(desk))["code"] == 40907
    monkeypatch.setattr(file, "LARGEST_TEMPORARY", len(CLIP))
    assert (await stored(desk))["code"] == 0


async def test_a_file_comes_in_chunks_as_they_are_asked_for(desk: Any) -> None:
    desk.simulator.library = Library(chunk_bytes=500)
    body = {"advertiser_id": desk.usd, "size": len(CLIP), "content_type": "video", "name": "large.mp4"}

    task = await desk.ok("POST", START, **body)

    upload_id, start, end = task["upload_id"], task["start_offset"], task["end_offset"]
    assert task == {"upload_id": upload_id, "file_name": "large.mp4", "start_offset": 0, "end_offset": 500}
    while start != end:
        desk.state.replace(desk.state.dump())  # what a restart reads
        offsets = (await sent(desk, upload_id, start, CLIP[start:end]))["data"]
        assert offsets["start_offset"] == end
        start, end = offsets["start_offset"], offsets["end_offset"]
    assert end == len(CLIP)
    done = await desk.ok("POST", FINISH, advertiser_id=desk.usd, upload_id=upload_id)
    assert done == {
        "file_id": done["file_id"],
        "file_name": "large.mp4",
        "size": len(CLIP),
        "create_time": "2026-06-15 12:00:00",
    }
    assert await desk.ok("POST", FINISH, advertiser_id=desk.usd, upload_id=upload_id) == done
    (video,) = (await into_library(desk, done["file_id"]))["data"]
    assert (video["file_name"], video["size"], video["format"]) == ("large.mp4", len(CLIP), "mp4")


async def test_a_file_in_one_chunk_keeps_its_digest_and_measures(desk: Any) -> None:
    body = {"advertiser_id": desk.usd, "size": len(CLIP), "content_type": "video"}
    upload_id = (await desk.ok("POST", START, **body))["upload_id"]

    await sent(desk, upload_id, 0, CLIP)

    done = await desk.ok("POST", FINISH, advertiser_id=desk.usd, upload_id=upload_id)
    (video,) = (await into_library(desk, done["file_id"]))["data"]
    assert (video["signature"], video["width"], video["height"]) == (md5(CLIP), 720, 1280)


async def test_a_wrong_chunk_changes_nothing_and_may_be_sent_again(desk: Any) -> None:
    desk.simulator.library = Library(chunk_bytes=500)
    body = {"advertiser_id": desk.usd, "size": 900, "content_type": "video"}
    upload_id = (await desk.ok("POST", START, **body))["upload_id"]
    finish = {"advertiser_id": desk.usd, "upload_id": upload_id}
    await sent(desk, upload_id, 0, CLIP[:500])

    before = desk.state.chunked_uploads[upload_id]
    assert (await sent(desk, upload_id, 0, CLIP[:500]))["message"] == "start_offset: Must be 500."
    assert (await sent(desk, upload_id, 500, CLIP[500:]))["code"] == 40002
    assert (await sent(desk, upload_id, 500, CLIP[500:900], signature="0" * 32))["code"] == 40900
    assert (await sent(desk, upload_id, 500, CLIP[500:900], advertiser_id=desk.jpy))["code"] == 40905
    assert await desk.refused(FINISH, **finish) == (40002, "upload_id: 500 of 900 bytes have been transferred.")
    assert desk.state.chunked_uploads[upload_id] == before

    assert (await sent(desk, upload_id, 500, CLIP[500:900]))["data"] == {"start_offset": 900, "end_offset": 900}
    assert (await sent(desk, upload_id, 900, b""))["code"] == 40002
    await desk.ok("POST", FINISH, **finish)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"size": 0}, 40002),
        ({"size": 500 * 1024 * 1024 + 1}, 40907),
        ({"size": 50 * 1024 * 1024 + 1, "content_type": "image"}, 40907),
        ({"content_type": "playable"}, 40002),
        ({"name": "x" * 101}, 40002),
    ],
)
async def test_chunks_that_could_not_end_well_are_not_begun(desk: Any, fields: dict[str, Any], code: int) -> None:
    body = {"advertiser_id": desk.usd, "size": 1000, "content_type": "video", **fields}

    assert (await desk.refused(START, **body))[0] == code
    assert desk.state.chunked_uploads == {}
