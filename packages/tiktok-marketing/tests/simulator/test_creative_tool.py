"""Behaviour reference §7.4: assets deleted, calls to action recommended, ads previewed; music and portfolios."""

import hashlib
from typing import Any

import pytest

from tiktok_marketing.simulator.samples import mp4, png

DELETE, RECOMMEND = "/creative/asset/delete/", "/creative/cta/recommend/"
PREVIEW, MUSIC = "/creative/ads_preview/create/", "/file/music/get/"
CREATE, GET, LIST = "/creative/portfolio/create/", "/creative/portfolio/get/", "/creative/portfolio/list/"
CTA = [{"asset_ids": ["201781"], "asset_content": "Learn more"}]


async def video(desk: Any, name: str) -> str:
    data = mp4(720, 1280, 5, name.encode())
    fields = {"advertiser_id": desk.usd, "video_signature": md5(data)}
    answer = await desk.upload("/file/video/ad/upload/", "video_file", (name, data), **fields)
    desk.advance(minutes=1)
    return str(answer["data"][0]["video_id"])


async def image(desk: Any, name: str) -> str:
    data = png(720, 1280, name.encode())
    fields = {"advertiser_id": desk.usd, "upload_type": "UPLOAD_BY_FILE", "image_signature": md5(data)}
    answer = await desk.upload("/file/image/ad/upload/", "image_file", (name, data), **fields)
    return str(answer["data"]["image_id"])


def md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


async def portfolio(desk: Any, kind: str = "CTA", content: Any = CTA, **fields: Any) -> str:
    body = {"advertiser_id": desk.usd, "creative_portfolio_type": kind, "portfolio_content": content, **fields}
    return str((await desk.ok("POST", CREATE, **body))["creative_portfolio_id"])


async def test_what_no_ad_uses_is_deleted_and_the_rest_is_named(desk: Any) -> None:
    free, used, old = await video(desk, "a.mp4"), await video(desk, "b.mp4"), await video(desk, "c.mp4")
    cover, spare = await image(desk, "a.png"), await image(desk, "b.png")
    adgroup_id = await desk.adgroup(await desk.campaign())
    await desk.ad(adgroup_id, video_id=used, image_ids=[cover])
    await desk.switch("ad", "DELETE", await desk.ad(adgroup_id, video_id=old))
    body = {"advertiser_id": desk.usd, "video_ids": [free, used, old, "v"], "image_ids": [cover, spare]}

    answer = await desk.ok("POST", DELETE, **body)

    assert answer == {"failed_video_ids": [used, "v"], "failed_image_ids": [cover]}
    left = await desk.ok("GET", "/file/video/ad/search/", advertiser_id=desk.usd)
    assert [found["video_id"] for found in left["list"]] == [used]
    again = await desk.ok("POST", DELETE, advertiser_id=desk.usd, video_ids=[free])
    assert again["failed_video_ids"] == [free]
    assert await video(desk, "a.mp4")  # the name is free again


async def test_fifty_assets_can_be_deleted_at_once(desk: Any) -> None:
    assert (await desk.refused(DELETE, advertiser_id=desk.usd, video_ids=["v"] * 51))[0] == 40011
    told = (40011, "image_ids: At most 50 ids in one request.")
    assert await desk.refused(DELETE, advertiser_id=desk.usd, image_ids=["i"] * 51) == told
    missing = (40002, "video_ids: Missing data for required field.")
    assert await desk.refused(DELETE, advertiser_id=desk.usd) == missing
    assert (await desk.refused(DELETE, advertiser_id=desk.usd, video_ids=["v"], asset_type="POEM"))[0] == 40002


async def test_calls_to_action_that_suit_the_objective_come_first(desk: Any) -> None:
    query = {"advertiser_id": desk.usd, "asset_type": "CTA_AUTO_OPTIMIZED", "objective_type": "WEB_CONVERSIONS"}

    assets = (await desk.ok("GET", RECOMMEND, **query))["recommend_assets"]

    assert [asset["asset_content"] for asset in assets[:2]] == ["Shop now", "Order now"]
    assert len({asset["asset_ids"][0] for asset in assets}) == len(assets)
    usual = (await desk.ok("GET", RECOMMEND, advertiser_id=desk.usd))["recommend_assets"]
    assert usual[0]["asset_content"] == "Learn more"
    assert (await desk.get(RECOMMEND, advertiser_id=desk.usd, asset_type="CTA"))["code"] == 40002


async def test_an_ad_or_a_creative_can_be_previewed(desk: Any) -> None:
    _, _, ad_id = await desk.tree()
    body = {"advertiser_id": desk.usd, "preview_type": "AD", "ad_id": ad_id}

    shown = await desk.ok("POST", PREVIEW, **body)

    assert shown == await desk.ok("POST", PREVIEW, **body)
    assert shown["preview_link"] in shown["iframe"]
    other = await desk.ok("POST", PREVIEW, advertiser_id=desk.usd, preview_type="SINGLE_VIDEO", video_id="v")
    assert other["preview_link"] != shown["preview_link"]
    assert (await desk.refused(PREVIEW, **body | {"ad_id": "1"}))[0] == 40007
    assert (await desk.refused(PREVIEW, advertiser_id=desk.usd, preview_type="AD"))[0] == 40002
    assert (await desk.refused(PREVIEW, advertiser_id=desk.usd, preview_type="SONG"))[0] == 40002


async def test_music_is_found_by_word_id_and_source(desk: Any) -> None:
    async def titles(**filtering: Any) -> list[str]:
        data = await desk.ok("GET", MUSIC, advertiser_id=desk.usd, filtering=filtering)
        assert data["page_info"]["page_size"] == 200
        return [song["file_name"] for song in data["musics"]]

    everything = (await desk.ok("GET", MUSIC, advertiser_id=desk.usd))["musics"]
    assert len({song["music_id"] for song in everything}) == 12
    assert await titles(keyword="linden") == ["Slow Tram Home", "Night Bakery"]
    assert await titles(music_ids=[everything[0]["music_id"], "1"]) == ["Morning Kettle"]
    assert await titles(material_ids=[everything[1]["material_id"]], styles=["CHILL"]) == ["Harbour Lights"]
    assert await titles(sources=["USER"]) == []
    page = await desk.ok("GET", MUSIC, advertiser_id=desk.usd, page=2, page_size=5, music_scene="CAROUSEL_ADS")
    assert page["musics"] == everything[5:10]
    liked = await desk.ok("GET", MUSIC, advertiser_id=desk.usd, search_type="SEARCH_BY_LIKED")
    assert liked["musics"] == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"music_scene": "LIFT"}, 40002),
        ({"search_type": "SEARCH_BY_KEYWORD"}, 40002),
        ({"search_type": "SEARCH_BY_MUSIC_ID"}, 40002),
        ({"filtering": {"music_ids": ["1"] * 101}}, 40011),
        ({"page_size": 1001}, 40002),
    ],
)
async def test_music_cannot_be_asked_for_like_that(desk: Any, query: dict[str, Any], code: int) -> None:
    assert (await desk.get(MUSIC, advertiser_id=desk.usd, **query))["code"] == code


async def test_a_portfolio_is_what_was_made(desk: Any) -> None:
    portfolio_id = await portfolio(desk)

    shown = await desk.ok("GET", GET, advertiser_id=desk.usd, creative_portfolio_id=portfolio_id)

    assert shown == {
        "creative_portfolio_id": portfolio_id,
        "creative_portfolio_type": "CTA",
        "portfolio_content": CTA,
    }
    foreign = {"advertiser_id": desk.jpy, "creative_portfolio_id": portfolio_id}
    assert (await desk.get(GET, **foreign))["code"] == 40007


async def test_portfolios_are_listed_newest_first_and_calls_to_action_are_not_filtered_for(desk: Any) -> None:
    action = await portfolio(desk)
    card = await portfolio(desk, "CARD", [{"card_type": "IMAGE", "image_id": "i"}])

    async def listed(**filtering: Any) -> list[str]:
        data = await desk.ok("GET", LIST, advertiser_id=desk.usd, filtering=filtering)
        assert data["page_info"]["page_size"] == 20
        return [each["creative_portfolio_id"] for each in data["creative_portfolios"]]

    assert await listed() == [card, action]
    assert await listed(creative_portfolio_types=["CARD", "CTA"]) == [card]
    assert await listed(creative_portfolio_ids=[action, card]) == [card]
    assert (await desk.get(LIST, advertiser_id=desk.usd, page_size=101))["code"] == 40002
    many = {"creative_portfolio_ids": ["1"] * 101}
    assert (await desk.get(LIST, advertiser_id=desk.usd, filtering=many))["code"] == 40011


@pytest.mark.parametrize(
    ("kind", "content", "message"),
    [
        ("CTA", [], "portfolio_content: At least 1 items."),
        ("CTA", [{"asset_ids": ["1"]}], "portfolio_content.0.asset_content: Missing data for required field."),
        ("CARD", [{"card_type": "IMAGE"}], "portfolio_content.0.image_id: Missing data for required field."),
        (
            "GIFTCODE_STICKER",
            [{"sticker_param": {"title": "Ten off"}}],
            "portfolio_content.0.sticker_param.color: Missing data for required field.",
        ),
    ],
)
async def test_a_portfolio_that_lacks_what_its_kind_needs_is_refused(
    desk: Any, kind: str, content: Any, message: str
) -> None:
    body = {"advertiser_id": desk.usd, "creative_portfolio_type": kind, "portfolio_content": content}

    assert await desk.refused(CREATE, **body) == (40002, message)


async def test_a_portfolio_of_no_known_kind_is_refused(desk: Any) -> None:
    body = {"advertiser_id": desk.usd, "creative_portfolio_type": "POEM", "portfolio_content": CTA}

    code, message = await desk.refused(CREATE, **body)

    assert (code, message.partition(":")[0]) == (40002, "creative_portfolio_type")
