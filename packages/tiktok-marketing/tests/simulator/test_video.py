"""Behaviour reference §7.1: videos come in, are transcoded, are found, and are used in ads."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator.library import Library
from tiktok_marketing.simulator.samples import mp4, png
from tiktok_marketing.spec import decode
from tiktok_marketing.spec.video import VideoUploaded

UPLOAD, UPDATE, INFO = "/file/video/ad/upload/", "/file/video/ad/update/", "/file/video/ad/info/"
SEARCH, COVERS, FIX = "/file/video/ad/search/", "/file/video/suggestcover/", "/video/fix/task/get/"
CLIP = mp4(720, 1280, 10, b"content")


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


async def uploaded(desk: Any, name: str = "dog.mp4", data: bytes = CLIP, **fields: Any) -> dict[str, Any]:
    """The one video in the answer to an upload by file."""
    fields = {"advertiser_id": desk.usd, "video_signature": md5(data), **fields}
    answer = await desk.upload(UPLOAD, "video_file", (name, data), **fields)
    assert (answer["code"], answer["message"]) == (0, "OK"), answer
    (video,) = answer["data"]
    return dict(video)


async def refusal(desk: Any, file: tuple[str, bytes] | None, **fields: Any) -> tuple[int, str]:
    fields = {"advertiser_id": desk.usd, **fields}
    if file is None:
        return tuple(await desk.refused(UPLOAD, **fields))  # type: ignore[return-value]  # code and message
    answer = await desk.upload(UPLOAD, "video_file", file, **fields)
    assert answer["data"] == {}
    return answer["code"], answer["message"]


async def ready(desk: Any, **fields: Any) -> dict[str, Any]:
    """A video that can be used."""
    video = await uploaded(desk, **fields)
    desk.advance(minutes=1)
    return video


async def info(desk: Any, *ids: str) -> list[dict[str, Any]]:
    data = await desk.ok("GET", INFO, advertiser_id=desk.usd, video_ids=list(ids))
    return list(data["list"])


async def test_an_upload_answers_an_array_of_one_video_with_what_its_bytes_say(desk: Any) -> None:
    video = await uploaded(desk)

    del video["video_id"], video["material_id"]
    assert video == {
        "file_name": "dog.mp4",
        "format": "mp4",
        "width": 720,
        "height": 1280,
        "duration": 10,
        "size": len(CLIP),
        "bit_rate": len(CLIP) * 8 // 10,
        "signature": md5(CLIP),
        "video_cover_url": None,
        "preview_url": None,
        "preview_url_expire_time": None,
        "displayable": False,
        "allow_download": True,
        "allowed_placements": ["PLACEMENT_TIKTOK", "PLACEMENT_PANGLE", "PLACEMENT_GLOBAL_APP_BUNDLE"],
        "flaw_types": None,
        "fix_task_id": None,
        "create_time": "2026-06-15T12:00:00Z",
        "modify_time": "2026-06-15T12:00:00Z",
    }


async def test_the_table_reads_the_array_even_with_an_id_sent_as_a_number() -> None:
    assert decode(VideoUploaded, b'[{"video_id": "v1", "size": 5, "new": 1}]').video.video_id == "v1"
    assert decode(VideoUploaded, b'[{"video_id": 71, "material_id": 7106541027904733185}]').video.video_id == "71"


async def test_the_same_bytes_become_another_video_each_time(desk: Any) -> None:
    first, second = await uploaded(desk, "a.mp4"), await uploaded(desk, "b.mp4")

    assert first["signature"] == second["signature"]
    assert first["video_id"] != second["video_id"]
    assert first["material_id"] != second["material_id"]


async def test_a_video_cannot_be_used_before_it_is_transcoded(desk: Any) -> None:
    desk.simulator.library = Library(shortest=timedelta(seconds=30), longest=timedelta(seconds=30))
    video_id = (await uploaded(desk))["video_id"]
    adgroup_id = await desk.adgroup(await desk.campaign())
    body = {"advertiser_id": desk.usd, "adgroup_id": adgroup_id, "creatives": [desk.creative(video_id=video_id)]}
    told = f"creatives.0.video_id: The video {video_id} is being transcoded. Please try again later."

    assert await desk.refused("/ad/create/", **body) == (40901, told)
    assert await info(desk, video_id) == []
    desk.advance(seconds=29)
    assert await desk.refused("/ad/create/", **body) == (40901, told)
    assert (await desk.ok("GET", SEARCH, advertiser_id=desk.usd))["list"] == []
    desk.advance(seconds=1)
    assert [video["displayable"] for video in await info(desk, video_id)] == [True]
    data = await desk.ok("POST", "/ad/create/", **body)
    assert data["creatives"][0]["video_id"] == video_id


async def test_an_update_to_a_video_that_is_not_ready_is_refused_as_well(desk: Any) -> None:
    _, adgroup_id, ad_id = await desk.tree()
    fresh = (await uploaded(desk))["video_id"]
    patch = {"advertiser_id": desk.usd, "adgroup_id": adgroup_id, "patch_update": True}

    assert (await desk.refused("/ad/update/", **patch, creatives=[{"ad_id": ad_id, "video_id": fresh}]))[0] == 40901
    await desk.ok("POST", "/ad/update/", **patch, creatives=[{"ad_id": ad_id, "ad_name": "Other name"}])


async def test_only_a_strict_simulator_refuses_ids_it_never_gave(desk: Any) -> None:
    adgroup_id = await desk.adgroup(await desk.campaign())
    body = {"advertiser_id": desk.usd, "adgroup_id": adgroup_id, "creatives": [desk.creative()]}

    await desk.ok("POST", "/ad/create/", **body)
    desk.simulator.strict = True

    told = "creatives.0.video_id: The video v10033g50000abc does not exist or has been deleted."
    assert await desk.refused("/ad/create/", **body) == (40002, told)


async def test_waits_differ_and_are_the_same_for_the_same_seed(desk: Any) -> None:
    library, now = Library(), desk.simulator.now()

    waits = [library.usable_at(1, str(number), now) - now for number in range(50)]

    assert waits == [library.usable_at(1, str(number), now) - now for number in range(50)]
    assert len(set(waits)) > 40
    assert timedelta(seconds=5) <= min(waits) <= max(waits) <= timedelta(seconds=60)


@pytest.mark.parametrize(
    ("file", "fields", "code", "message"),
    [
        (("a.mp4", CLIP), {"video_signature": "0" * 32}, 40900, None),
        (("a.mp4", CLIP), {"video_signature": md5(CLIP).upper()}, 40900, None),
        (("a.mp4", CLIP), {}, 40002, "video_signature: Missing data for required field."),
        (None, {"video_signature": md5(CLIP)}, 40002, "video_file: Missing data for required field."),
        (("a.mp4", b""), {"video_signature": md5(b"")}, 40906, "The file a.mp4 is empty."),
        (
            ("a.mp4", png(9, 16)),
            {"video_signature": md5(png(9, 16))},
            40908,
            "The file is no video: avi, mov, mp4, mpeg are supported.",
        ),
        (("a.mp4", b"text"), {"video_signature": md5(b"text")}, 40908, None),
        (("a.mp4", CLIP), {"video_signature": md5(CLIP), "upload_type": "UPLOAD_BY_PIGEON"}, 40002, None),
        (
            ("a.mp4", CLIP),
            {"video_signature": md5(CLIP), "file_name": "x" * 101},
            40002,
            "file_name: Length must be between 1 and 100.",
        ),
        (("a.mp4", CLIP), {"video_signature": md5(CLIP), "file_name": ""}, 40002, None),
        (None, {"upload_type": "UPLOAD_BY_FILE_ID"}, 40002, "file_id: Missing data for required field."),
        (
            None,
            {"upload_type": "UPLOAD_BY_FILE_ID", "file_id": "f"},
            40905,
            "file_id: The file f does not exist.",
        ),
        (None, {"upload_type": "UPLOAD_BY_VIDEO_ID"}, 40002, "video_id: Missing data for required field."),
        (
            None,
            {"upload_type": "UPLOAD_BY_VIDEO_ID", "video_id": "v"},
            40905,
            "video_id: The video v does not exist.",
        ),
        (None, {"upload_type": "UPLOAD_BY_URL"}, 40002, "video_url: Missing data for required field."),
    ],
)
async def test_what_cannot_be_uploaded_is_refused(
    desk: Any, file: tuple[str, bytes] | None, fields: dict[str, Any], code: int, message: str | None
) -> None:
    refused = await refusal(desk, file, **fields)

    assert refused == (code, message or refused[1])
    assert desk.state.materials == {}


async def test_a_file_too_large_is_refused_after_it_has_passed(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tiktok_marketing.simulator.behaviours import video

    assert video._VIDEOS.largest == 500 * 1024 * 1024
    monkeypatch.setattr(video, "_VIDEOS", video.Wanted("video", frozenset({"mp4"}), 1000, 40908))
    data = mp4(720, 1280, 5, bytes(1001))

    code, message = await refusal(desk, ("a.mp4", data), video_signature=md5(data))

    assert (code, message) == (40907, f"The file is too large: {len(data)} bytes, at most 1000.")


async def test_names_are_unique_among_an_advertisers_videos(desk: Any) -> None:
    await uploaded(desk, "dog.mp4")

    again = await refusal(desk, ("dog.mp4", CLIP), video_signature=md5(CLIP))
    assert again == (40911, "file_name: The material name dog.mp4 is used already. Please rename the file.")
    assert (await refusal(desk, ("b.mp4", CLIP), video_signature=md5(CLIP), file_name="dog.mp4"))[0] == 40911
    await uploaded(desk, "dog.mp4", advertiser_id=desk.jpy)
    assert (await uploaded(desk, "dog.mp4", file_name="cat.mp4"))["file_name"] == "cat.mp4"


async def test_a_long_name_of_a_file_is_cut(desk: Any) -> None:
    assert (await uploaded(desk, "x" * 120 + ".mp4"))["file_name"] == "x" * 100


async def test_a_new_name_that_is_taken_gets_the_millisecond_behind_it(desk: Any) -> None:
    first, second = await ready(desk, name="a.mp4"), await ready(desk, name="b.mp4")
    update = {"advertiser_id": desk.usd, "video_id": second["video_id"]}

    assert await desk.ok("POST", UPDATE, **update, file_name="a.mp4") == {}
    (video,) = await info(desk, second["video_id"])
    assert video["file_name"] == f"a.mp4_{int(desk.simulator.now().timestamp() * 1000)}"
    await desk.ok("POST", UPDATE, **update, file_name="c" * 150)
    assert (await info(desk, second["video_id"]))[0]["file_name"] == "c" * 100
    await desk.ok("POST", UPDATE, advertiser_id=desk.usd, video_id=first["video_id"], file_name="a.mp4")
    assert (await info(desk, first["video_id"]))[0]["file_name"] == "a.mp4"

    assert (await desk.refused(UPDATE, **update, file_name=""))[0] == 40002
    assert (await desk.refused(UPDATE, **update | {"video_id": "v"}, file_name="d"))[0] == 40905
    assert await desk.refused(UPDATE, **update) == (40002, "file_name: Missing data for required field.")


async def test_a_video_that_the_caller_has_elsewhere_is_bound_under_its_own_id(desk: Any) -> None:
    source = await ready(desk)
    body = {"advertiser_id": desk.jpy, "upload_type": "UPLOAD_BY_VIDEO_ID", "video_id": source["video_id"]}

    (bound,) = await desk.ok("POST", UPLOAD, **body)
    (again,) = await desk.ok("POST", UPLOAD, **body)

    assert bound["video_id"] == source["video_id"]
    assert bound["material_id"] != source["material_id"]
    assert bound["displayable"] is True
    assert again == bound


async def test_ids_that_are_foreign_or_unknown_are_left_out_of_the_info(desk: Any) -> None:
    mine = (await ready(desk))["video_id"]
    foreign = (await ready(desk, advertiser_id=desk.jpy))["video_id"]

    assert [video["video_id"] for video in await info(desk, foreign, mine, "v10033nothing", mine)] == [mine]
    too_many = await desk.get(INFO, advertiser_id=desk.usd, video_ids=["v"] * 61)
    assert too_many["code"] == 40011
    assert (await desk.get(INFO, advertiser_id=desk.usd, video_ids=[]))["code"] == 40002


async def test_addresses_end_after_six_hours_and_are_made_anew(desk: Any) -> None:
    video_id = (await ready(desk))["video_id"]

    (first,) = await info(desk, video_id)
    desk.advance(hours=5)
    (second,) = await info(desk, video_id)

    ends = int((desk.simulator.now() + timedelta(hours=1)).timestamp())
    assert first["preview_url_expire_time"] == "2026-06-15 18:01:00"
    assert f"x-expires={ends}&x-signature=" in first["preview_url"]
    assert f"x-expires={ends}&x-signature=" in first["video_cover_url"]
    assert second["preview_url"] != first["preview_url"]
    assert second["video_cover_url"] != first["video_cover_url"]


async def test_the_search_filters_sorts_and_pages(desk: Any) -> None:
    tall = await ready(desk, name="tall dog.mp4")
    wide = await ready(desk, name="wide dog.mp4", data=mp4(1280, 720, 6))
    square = await ready(desk, name="square cat.mp4", data=mp4(640, 640, 6))
    update = {"advertiser_id": desk.usd, "video_id": tall["video_id"], "file_name": "tall dog 2.mp4"}
    await desk.ok("POST", UPDATE, **update)

    async def found(sort_field: str = "CREATE_TIME", **filtering: Any) -> list[str]:
        query = {"advertiser_id": desk.usd, "filtering": filtering, "sort_field": sort_field}
        data = await desk.ok("GET", SEARCH, **query)
        assert data["page_info"]["page_size"] == 20
        return [video["video_id"] for video in data["list"]]

    tall_id, wide_id, square_id = (video["video_id"] for video in (tall, wide, square))
    assert await found() == [square_id, wide_id, tall_id]
    assert await found("MODIFY_TIME") == [tall_id, square_id, wide_id]
    assert await found(video_name="DOG") == [wide_id, tall_id]
    assert await found(ratio=[1.78, 1]) == [square_id, wide_id]
    assert await found(width=720, height=1280) == [tall_id]
    assert await found(material_ids=[wide["material_id"]]) == [wide_id]
    assert await found(video_ids=[tall_id, "v"], displayable=True) == [tall_id]
    assert await found(displayable=False) == []
    assert await found(video_material_source=["UPLOADED_TO_CATALOG"]) == []
    page = await desk.ok("GET", SEARCH, advertiser_id=desk.usd, page=2, page_size=2)
    assert [video["video_id"] for video in page["list"]] == [tall_id]
    assert page["page_info"] == {"page": 2, "page_size": 2, "total_number": 3, "total_page": 2}
    assert (await desk.get(SEARCH, advertiser_id=desk.usd, filtering={"video_ids": ["v"] * 101}))["code"] == 40011
    assert (await desk.get(SEARCH, advertiser_id=desk.usd, page_size=1001))["code"] == 40002
    assert (await desk.get(SEARCH, advertiser_id=desk.usd, sort_field="SIZE"))["code"] == 40002


async def test_covers_are_suggested_once_the_video_is_transcoded(desk: Any) -> None:
    video = await uploaded(desk)
    query = {"advertiser_id": desk.usd, "video_id": video["video_id"]}

    early = await desk.get(COVERS, **query)
    assert (early["code"], early["message"]) == (40001, "Insufficient permissions for some videos.")
    desk.advance(minutes=1)

    covers = (await desk.ok("GET", COVERS, **query))["list"]
    assert len({cover["id"] for cover in covers}) == 10
    assert {(cover["width"], cover["height"]) for cover in covers} == {(720, 1280)}
    assert len((await desk.ok("GET", COVERS, **query, poster_number=3))["list"]) == 3
    assert (await desk.get(COVERS, **query, poster_number=11))["code"] == 40002
    assert (await desk.get(COVERS, advertiser_id=desk.usd))["message"] == "video_id: Missing data for required field."
    image = {"advertiser_id": desk.usd, "image_ids": [covers[0]["id"]]}
    assert (await desk.get("/file/image/ad/info/", **image))["code"] == 40001  # §7.2, likely
    by_url = {"advertiser_id": desk.usd, "upload_type": "UPLOAD_BY_URL", "image_url": covers[0]["url"]}
    assert (await desk.ok("POST", "/file/image/ad/upload/", **by_url))["image_id"]


LOW, ODD = mp4(360, 640, 6), mp4(1000, 1000 * 3, 6)


@pytest.mark.parametrize(
    ("data", "flaws", "measures"),
    [
        (LOW, ["LOW_RESOLUTION"], (720, 1280)),
        (ODD, ["ILLEGAL_VIDEO_SIZE"], (720, 1280)),
        (mp4(500, 400, 6), ["LOW_RESOLUTION", "ILLEGAL_VIDEO_SIZE"], (720, 720)),
    ],
)
async def test_flaws_are_found_and_mended_on_request(
    desk: Any, data: bytes, flaws: list[str], measures: tuple[int, int]
) -> None:
    looked_for = {"video_signature": md5(data), "flaw_detect": True}
    told = f"The video has flaws: {', '.join(flaws)}."
    assert await refusal(desk, ("a.mp4", data), **looked_for) == (40915, told)

    answer = await uploaded(desk, "a.mp4", data, flaw_detect=True, auto_fix_enabled=True, auto_bind_enabled=True)

    assert answer == {"fix_task_id": answer["fix_task_id"], "flaw_types": flaws}
    query = {"advertiser_id": desk.usd, "task_id": answer["fix_task_id"]}
    assert (await desk.ok("GET", FIX, **query))["status"] == "PROCESSING"
    desk.advance(minutes=1)
    task = await desk.ok("GET", FIX, **query)
    assert task["status"] == "SUCCESS"
    (video,) = await info(desk, task["videos"][0]["video_id"])
    assert (video["width"], video["height"], video["file_name"]) == (*measures, "a.mp4")
    assert (await desk.get(FIX, **query | {"advertiser_id": desk.jpy}))["code"] == 40007


async def test_a_mended_video_stays_out_of_the_library_until_it_is_bound(desk: Any) -> None:
    answer = await uploaded(desk, "a.mp4", LOW, flaw_detect=True, auto_fix_enabled=True)
    desk.advance(minutes=1)
    task = await desk.ok("GET", FIX, advertiser_id=desk.usd, task_id=answer["fix_task_id"])
    video_id = task["videos"][0]["video_id"]

    assert await info(desk, video_id) == []
    await desk.ok("POST", UPLOAD, advertiser_id=desk.usd, upload_type="UPLOAD_BY_VIDEO_ID", video_id=video_id)

    assert [video["height"] for video in await info(desk, video_id)] == [1280]


async def test_a_flawless_video_passes_the_search_for_flaws(desk: Any) -> None:
    assert (await uploaded(desk, flaw_detect=True))["video_id"]


async def test_the_library_keeps_its_invariants(desk: Any) -> None:
    first = await ready(desk, name="a.mp4")
    await ready(desk, name="b.mp4")
    assert (await desk.http.get("/_sim/check")).json() == {"ok": True, "broken": []}

    material = desk.state.materials[first["material_id"]]
    desk.state.save(replace(material, file_name="b.mp4", usable_at=material.created_at - timedelta(seconds=1)))

    assert (await desk.http.get("/_sim/check")).json()["broken"] == [
        f"material {material.id} was changed or usable before it was made",
        f"advertiser {desk.usd} has 2 of the kind VIDEO that are called b.mp4",
    ]


async def test_a_killed_simulator_still_has_the_library(desk: Any) -> None:
    video = await ready(desk)
    dumped = desk.state.dump()

    desk.state.replace(dumped)
    desk.simulator.reload()

    assert [found["material_id"] for found in await info(desk, video["video_id"])] == [video["material_id"]]
    assert int((await uploaded(desk, "next.mp4"))["material_id"]) > int(video["material_id"])
