"""Things in a library given to others, cut, mended; portfolios deleted (catalogue; §7.1, §7.2)."""

import hashlib
from typing import Any

import pytest

from tiktok_marketing.simulator.samples import mp4, png

SHARE, EDIT, FIX = "/creative/asset/share/", "/creative/image/edit/", "/video/fix/task/create/"


async def image(desk: Any, name: str = "dog.png", advertiser_id: str = "") -> dict[str, Any]:
    return await added(desk, "image", name, png(720, 1280), advertiser_id or desk.usd)


async def video(desk: Any, name: str, width: int, height: int) -> dict[str, Any]:
    found = await added(desk, "video", name, mp4(width, height, 12), desk.usd)
    desk.advance(hours=1)  # transcoded
    return found


async def added(desk: Any, kind: str, name: str, data: bytes, advertiser_id: str) -> dict[str, Any]:
    signature = hashlib.md5(data, usedforsecurity=False).hexdigest()
    fields = {"advertiser_id": advertiser_id, "upload_type": "UPLOAD_BY_FILE", f"{kind}_signature": signature}
    answer = await desk.upload(f"/file/{kind}/ad/upload/", f"{kind}_file", (name, data), **fields)
    assert answer["code"] == 0, answer
    return dict(answer["data"][0] if isinstance(answer["data"], list) else answer["data"])


async def listed(desk: Any, kind: str, advertiser_id: str) -> list[dict[str, Any]]:
    data = await desk.ok("GET", f"/file/{kind}/ad/search/", advertiser_id=advertiser_id)
    return list(data["list"])


async def test_what_is_shared_is_in_the_others_library_under_the_same_id(desk: Any) -> None:
    mine, _ = await image(desk), await image(desk, advertiser_id=desk.jpy)
    order = {"advertiser_id": desk.usd, "shared_advertiser_ids": [desk.jpy], "asset_type": "IMAGE"}

    told = [await desk.ok("POST", SHARE, **order, material_ids=[mine["material_id"], "7"]) for _ in range(2)]

    assert told == [{"failed_infos": {desk.jpy: ["7"]}}] * 2
    shared, own = await listed(desk, "image", desk.jpy)
    assert (shared["image_id"], shared["file_name"].startswith("dog.png_")) == (mine["image_id"], True)
    assert shared["material_id"] != mine["material_id"]
    assert own["file_name"] == "dog.png"
    assert len(await listed(desk, "image", desk.usd)) == 1
    assert (await desk.ok("POST", SHARE, **order, material_ids=[mine["material_id"]])) == {"failed_infos": {}}


async def test_nothing_is_shared_beyond_the_business_center(desk: Any) -> None:
    mine = await image(desk)
    order = {"advertiser_id": desk.usd, "material_ids": [mine["material_id"]], "asset_type": "IMAGE"}

    code, message = await desk.refused(SHARE, **order, shared_advertiser_ids=["7"])

    assert (code, message.partition(":")[0]) == (40002, "shared_advertiser_ids")


async def test_an_image_is_cut_to_another_and_stays_itself(desk: Any) -> None:
    first = await image(desk)
    order = {"advertiser_id": desk.usd, "image_id": first["image_id"], "width": 720, "height": 640}

    cut = await desk.ok("POST", EDIT, **order)

    assert (cut["width"], cut["height"], cut["size"]) == (720, 640, first["size"] // 2)
    assert cut["signature"] != first["signature"]
    assert len({first["image_id"], cut["image_id"]}) == 2
    names = {row["image_id"]: row["file_name"] for row in await listed(desk, "image", desk.usd)}
    assert names[first["image_id"]] == "dog.png"
    assert (await desk.ok("POST", EDIT, **order, image_name="half.png"))["file_name"] == "half.png"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"width": 2}, 40002), ({"edit_method": "blur"}, 40002), ({"image_name": ""}, 40002), ({"image_id": "7"}, 40905)],
)
async def test_what_cannot_be_cut_is_refused(desk: Any, changes: dict[str, Any], code: int) -> None:
    first = await image(desk)
    order = {"advertiser_id": desk.usd, "image_id": first["image_id"], "width": 720, "height": 640}

    assert (await desk.refused(EDIT, **order | changes))[0] == code
    assert len(await listed(desk, "image", desk.usd)) == 1


async def test_a_video_with_flaws_gets_a_mended_copy(desk: Any) -> None:  # §7.1, sure: what is a flaw, and 720p
    small, good = await video(desk, "small.mp4", 360, 640), await video(desk, "good.mp4", 720, 1280)
    tasks = [{"video_id": small["video_id"], "auto_bind_enabled": True}, {"video_id": good["video_id"]}]

    bad, fine = (await desk.ok("POST", FIX, advertiser_id=desk.usd, tasks=tasks))["tasks"]

    assert (bad["flaw_types"], fine) == (
        ["LOW_RESOLUTION"],
        {"video_id": good["video_id"], "fix_task_id": None, "flaw_types": []},
    )
    asked = {"advertiser_id": desk.usd, "task_id": bad["fix_task_id"]}
    assert (await desk.ok("GET", "/video/fix/task/get/", **asked))["status"] == "PROCESSING"
    desk.advance(hours=1)
    done = await desk.ok("GET", "/video/fix/task/get/", **asked)
    measures = {row["video_id"]: (row["width"], row["height"]) for row in await listed(desk, "video", desk.usd)}
    assert done["status"] == "SUCCESS"
    assert measures == {
        small["video_id"]: (360, 640),
        good["video_id"]: (720, 1280),
        done["videos"][0]["video_id"]: (720, 1280),
    }


async def test_a_mended_copy_stays_out_of_the_library_unless_it_is_bound(desk: Any) -> None:  # §7.1, sure
    small = await video(desk, "small.mp4", 360, 640)

    await desk.ok("POST", FIX, advertiser_id=desk.usd, tasks=[{"video_id": small["video_id"]}])

    assert [row["video_id"] for row in await listed(desk, "video", desk.usd)] == [small["video_id"]]
    assert (await desk.refused(FIX, advertiser_id=desk.usd, tasks=[{"video_id": "v7"}]))[0] == 40905


async def test_portfolios_are_deleted_all_or_none(desk: Any) -> None:
    content = [{"asset_ids": ["201500"], "asset_content": "Shop now"}]
    body = {"advertiser_id": desk.usd, "creative_portfolio_type": "CTA", "portfolio_content": content}
    made = [(await desk.ok("POST", "/creative/portfolio/create/", **body))["creative_portfolio_id"] for _ in range(2)]
    path = "/creative/portfolio/delete/"

    refused, _ = await desk.refused(path, advertiser_id=desk.usd, creative_portfolio_ids=[made[0], "7"])
    await desk.ok("POST", path, advertiser_id=desk.usd, creative_portfolio_ids=[made[0]])

    left = await desk.ok("GET", "/creative/portfolio/list/", advertiser_id=desk.usd)
    assert refused == 40007
    assert [row["creative_portfolio_id"] for row in left["creative_portfolios"]] == [made[1]]
