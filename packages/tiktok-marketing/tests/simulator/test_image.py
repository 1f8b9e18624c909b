"""Behaviour reference §7.2: images come in, settle, are found, and cover videos."""

import hashlib
from typing import Any

import pytest

from tiktok_marketing.simulator.samples import mp4, png

UPLOAD, UPDATE = "/file/image/ad/upload/", "/file/image/ad/update/"
INFO, SEARCH = "/file/image/ad/info/", "/file/image/ad/search/"
PICTURE = png(720, 1280)


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


async def answered(desk: Any, name: str = "dog.png", data: bytes = PICTURE, **fields: Any) -> dict[str, Any]:
    fields = {
        "advertiser_id": desk.usd,
        "upload_type": "UPLOAD_BY_FILE",
        "image_signature": md5(data),
        **fields,
    }
    return dict(await desk.upload(UPLOAD, "image_file", (name, data), **fields))


async def uploaded(desk: Any, name: str = "dog.png", data: bytes = PICTURE, **fields: Any) -> dict[str, Any]:
    answer = await answered(desk, name, data, **fields)
    assert (answer["code"], answer["message"]) == (0, "OK"), answer
    return dict(answer["data"])


async def found(desk: Any, **filtering: Any) -> list[str]:
    data = await desk.ok("GET", SEARCH, advertiser_id=desk.usd, filtering=filtering)
    return [image["image_id"] for image in data["list"]]


async def test_an_image_has_no_times_and_fits_no_carousel_for_ten_seconds(desk: Any) -> None:
    fresh = await uploaded(desk)

    image_id, url = fresh["image_id"], fresh.pop("image_url")
    assert fresh == {
        "image_id": image_id,
        "material_id": fresh["material_id"],
        "file_name": "dog.png",
        "format": "png",
        "width": 720,
        "height": 1280,
        "size": len(PICTURE),
        "signature": md5(PICTURE),
        "displayable": True,
    }
    desk.advance(seconds=9)
    query = {"advertiser_id": desk.usd, "image_ids": [image_id]}
    (image,) = (await desk.ok("GET", INFO, **query))["list"]
    assert image.pop("image_url") != url
    assert image == fresh
    desk.advance(seconds=1)
    (image,) = (await desk.ok("GET", INFO, **query))["list"]
    times = {"create_time": "2026-06-15T12:00:00Z", "modify_time": "2026-06-15T12:00:00Z"}
    assert (
        image.pop("image_url").partition("x-expires=")[2].startswith(f"{int(desk.simulator.now().timestamp()) + 3600}&")
    )
    assert image == {**fresh, **times, "is_carousel_usable": True}


@pytest.mark.parametrize(
    ("data", "fields", "code"),
    [
        (PICTURE, {"image_signature": "0" * 32}, 40900),
        (PICTURE, {"image_signature": ""}, 40002),
        (mp4(720, 1280, 5), {}, 40904),
        (b"GIF89a", {}, 40904),
        (b"", {}, 40906),
        (png(3600, 1256), {}, 40915),  # TikTok's own example of one too large
        (PICTURE, {"upload_type": "UPLOAD_BY_VIDEO_ID"}, 40002),
        (PICTURE, {"file_name": "x" * 101}, 40002),
    ],
)
async def test_what_cannot_be_uploaded_is_refused(desk: Any, data: bytes, fields: dict[str, Any], code: int) -> None:
    assert (await answered(desk, "a.png", data, **fields))["code"] == code
    assert desk.state.materials == {}


async def test_the_largest_image_that_tiktok_takes_is_taken(desk: Any) -> None:
    assert (await uploaded(desk, data=png(1440, 2560)))["height"] == 2560


async def test_names_are_unique_among_images_and_do_not_meet_those_of_videos(desk: Any) -> None:
    clip = mp4(720, 1280, 5)
    video = {"advertiser_id": desk.usd, "video_signature": md5(clip)}
    await desk.upload("/file/video/ad/upload/", "video_file", ("dog.png", clip), **video)
    first = await uploaded(desk)

    assert (await answered(desk))["code"] == 40911
    second = await uploaded(desk, "cat.png")
    update = {"advertiser_id": desk.usd, "image_id": second["image_id"]}
    assert await desk.ok("POST", UPDATE, **update, file_name="dog.png") == {}
    images = (await desk.ok("GET", SEARCH, advertiser_id=desk.usd))["list"]
    assert {image["file_name"] for image in images} == {
        "dog.png",
        f"dog.png_{int(desk.simulator.now().timestamp() * 1000)}",
    }
    assert (await desk.refused(UPDATE, **update | {"image_id": "i"}, file_name="x"))[0] == 40905
    assert first["image_id"] != second["image_id"]


async def test_the_search_filters_and_pages(desk: Any) -> None:
    tall = await uploaded(desk, "a.png")
    desk.advance(seconds=1)
    square = await uploaded(desk, "b.png", png(640, 640))

    assert await found(desk) == [square["image_id"], tall["image_id"]]
    assert await found(desk, ratio=[1]) == [square["image_id"]]
    assert await found(desk, width=720, height=1280, displayable=True) == [tall["image_id"]]
    assert await found(desk, material_ids=[tall["material_id"]]) == [tall["image_id"]]
    assert await found(desk, image_ids=[square["image_id"], "i"]) == [square["image_id"]]
    page = await desk.ok("GET", SEARCH, advertiser_id=desk.usd, page=2, page_size=1)
    assert [image["image_id"] for image in page["list"]] == [tall["image_id"]]
    assert page["page_info"] == {"page": 2, "page_size": 1, "total_number": 2, "total_page": 2}
    assert (await desk.get(SEARCH, advertiser_id=desk.usd, filtering={"image_ids": ["i"] * 101}))["code"] == 40011
    assert (await desk.get(SEARCH))["message"] == "advertiser_id: Missing data for required field."


async def test_a_search_that_lags_behind_does_not_show_what_was_just_made(desk: Any) -> None:  # §14.4
    desk.simulator.read_lag_seconds = 3

    image_id = (await uploaded(desk))["image_id"]

    assert await found(desk) == []
    desk.advance(seconds=3)
    assert await found(desk) == [image_id]


async def test_the_info_takes_a_hundred_ids_and_leaves_out_the_unknown(desk: Any) -> None:
    image_id = (await uploaded(desk))["image_id"]
    query = {"advertiser_id": desk.usd}

    data = await desk.ok("GET", INFO, **query, image_ids=[image_id, *(f"i{number}" for number in range(99))])
    assert [image["image_id"] for image in data["list"]] == [image_id]
    assert (await desk.get(INFO, **query, image_ids=["i"] * 101))["code"] == 40011


async def test_a_cover_has_the_ratio_of_its_video(desk: Any) -> None:
    clip = mp4(1080, 1920, 5)
    video = {"advertiser_id": desk.usd, "video_signature": md5(clip)}
    answer = await desk.upload("/file/video/ad/upload/", "video_file", ("a.mp4", clip), **video)
    video_id = answer["data"][0]["video_id"]
    desk.advance(minutes=1)
    tall, square = await uploaded(desk, "a.png"), await uploaded(desk, "b.png", png(640, 640))
    adgroup_id = await desk.adgroup(await desk.campaign())

    creative = desk.creative(video_id=video_id, image_ids=[square["image_id"]])
    refused = await desk.refused("/ad/create/", advertiser_id=desk.usd, adgroup_id=adgroup_id, creatives=[creative])

    assert refused == (40002, "creatives.0.image_ids: The cover must have the aspect ratio of the video.")
    await desk.ad(adgroup_id, video_id=video_id, image_ids=[tall["image_id"]])


async def test_what_was_deleted_cannot_be_shown(desk: Any) -> None:
    image_id = (await uploaded(desk))["image_id"]
    adgroup_id = await desk.adgroup(await desk.campaign())
    await desk.ok("POST", "/creative/asset/delete/", advertiser_id=desk.usd, image_ids=[image_id], asset_type="IMAGE")

    creative = desk.creative(image_ids=[image_id])
    refused = await desk.refused("/ad/create/", advertiser_id=desk.usd, adgroup_id=adgroup_id, creatives=[creative])

    assert refused == (40002, f"creatives.0.image_ids.0: The image {image_id} does not exist or has been deleted.")
