"""Behaviour reference §7.4: music is uploaded, liked and found again."""

import hashlib
from typing import Any

import pytest

from tiktok_marketing.simulator.samples import mp3, png

UPLOAD, GET, STORE = "/file/music/upload/", "/file/music/get/", "/file/temporarily/upload/"


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


async def sent(desk: Any, data: bytes, name: str = "jingle.mp3", **fields: Any) -> dict[str, Any]:
    """The whole answer to an upload."""
    form = {"advertiser_id": desk.usd, "music_signature": md5(data)} | fields
    answer: dict[str, Any] = await desk.upload(UPLOAD, "music_file", (name, data), **form)
    return answer


async def titles(desk: Any, advertiser_id: str | None = None, **query: Any) -> list[str]:
    data = await desk.ok("GET", GET, advertiser_id=advertiser_id or desk.usd, **query)
    return [row["file_name"] for row in data["musics"]]


async def test_music_is_answered_and_listed_as_it_was_uploaded(desk: Any) -> None:
    data = mp3(b"la la la")

    made = (await sent(desk, data))["data"]

    listed = (await desk.ok("GET", GET, advertiser_id=desk.usd, filtering={"sources": ["USER"]}))["musics"]
    assert listed == [made]
    assert made["music_id"].isdigit()
    assert float(made["duration"]) > 0
    shown = {name: made[name] for name in ("sources", "liked", "file_name", "signature", "create_time")}
    assert shown == {
        "sources": ["USER"],
        "liked": False,
        "file_name": "jingle.mp3",
        "signature": md5(data),
        "create_time": "2026-06-15T12:00:00Z",
    }


async def test_music_is_its_advertisers_alone_and_comes_before_tiktoks(desk: Any) -> None:
    await sent(desk, mp3())

    assert (await titles(desk))[:2] == ["jingle.mp3", "Morning Kettle"]
    assert "jingle.mp3" not in await titles(desk, desk.jpy)
    assert await titles(desk, filtering={"keyword": "JINGLE"}, search_type="SEARCH_BY_KEYWORD") == ["jingle.mp3"]


async def test_stored_music_becomes_the_advertisers(desk: Any) -> None:
    data = mp3()
    fields = {"advertiser_id": desk.usd, "upload_type": "FILE", "content_type": "music", "signature": md5(data)}
    stored = (await desk.upload(STORE, "file", ("stored.mp3", data), **fields))["data"]
    body = {"advertiser_id": desk.usd, "upload_type": "UPLOAD_BY_FILE_ID", "file_id": stored["file_id"]}

    made = await desk.ok("POST", UPLOAD, **body, file_name="theme.mp3")

    assert (made["file_name"], made["signature"]) == ("theme.mp3", md5(data))


@pytest.mark.parametrize(
    ("data", "fields", "code"),
    [
        (mp3(), {"music_signature": md5(b"other")}, 40900),
        (mp3(), {"music_scene": "LIFT"}, 40002),
        (mp3(), {"upload_type": "UPLOAD_BY_URL"}, 40002),
        (mp3(), {"file_name": "x" * 101}, 40002),
        (png(300, 300), {}, 40908),
        (b"", {}, 40906),
        (mp3(bytes(10 * 1024 * 1024)), {}, 40907),
    ],
    ids=["signature", "scene", "by address", "name", "no music", "empty", "more than 10 MB"],
)
async def test_what_cannot_be_uploaded_is_refused(desk: Any, data: bytes, fields: dict[str, Any], code: int) -> None:
    assert (await sent(desk, data, **fields))["code"] == code
    assert await titles(desk, filtering={"sources": ["USER"]}) == []


async def test_a_name_is_had_once(desk: Any) -> None:
    await sent(desk, mp3(b"one"))

    assert (await sent(desk, mp3(b"two")))["code"] == 40911
    assert (await sent(desk, mp3(b"two"), file_name="another"))["code"] == 0


async def test_what_is_liked_or_was_used_is_found_again(desk: Any) -> None:
    songs = (await desk.ok("GET", GET, advertiser_id=desk.usd))["musics"]

    async def act(action: str, material_id: str) -> Any:
        body = {"advertiser_id": desk.usd, "material_action": action, "material_id": material_id}
        return await desk.ok("POST", UPLOAD, **body)

    assert await act("ADD_TO_LIKED", songs[1]["material_id"]) == songs[1] | {"liked": True}
    await act("ADD_TO_LIKED", songs[2]["material_id"])
    await act("ADD_TO_HISTORY", songs[0]["material_id"])

    liked = [songs[1]["file_name"], songs[2]["file_name"]]
    assert await titles(desk, search_type="SEARCH_BY_LIKED") == liked
    assert await titles(desk, search_type="SEARCH_BY_HISTORY") == [songs[0]["file_name"]]
    assert await titles(desk, desk.jpy, search_type="SEARCH_BY_LIKED") == []
    assert await act("REMOVE_FROM_LIKED", songs[1]["material_id"]) == songs[1]
    assert await titles(desk, search_type="SEARCH_BY_LIKED") == liked[1:]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"material_action": "HUM"}, 40002),
        ({"material_action": "ADD_TO_LIKED"}, 40002),
        ({"material_action": "ADD_TO_LIKED", "material_id": "1"}, 40905),
    ],
)
async def test_nothing_is_done_with_music_that_is_not_there(desk: Any, fields: dict[str, str], refusal: int) -> None:
    assert (await desk.post(UPLOAD, advertiser_id=desk.usd, **fields))["code"] == refusal
