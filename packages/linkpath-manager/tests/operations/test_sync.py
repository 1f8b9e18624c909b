"""The mirror and TikTok: read whole, never older than a write, and nothing kept that is gone."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

LEVELS = ("campaign", "adgroup", "ad")


async def listed(house: Any, level: str, advertiser_id: str) -> dict[str, dict[str, Any]]:
    query = f"advertiser_id={advertiser_id}&status=ACTIVE,PAUSED,DELETED&limit=1000"
    return {row["id"]: row for row in (await house.ok("GET", f"/v1/{level}s?{query}"))["data"]}


def statuses(house: Any, level: str, advertiser_id: str) -> dict[str, str]:
    """LinkPath's word for each object's switch at TikTok, a deleted parent's being stronger."""
    state, told = house.state, {}
    for node in getattr(state, f"{level}s").values():
        parents = [
            state.campaigns.get(getattr(node, "campaign_id", "")),
            state.adgroups.get(getattr(node, "adgroup_id", "")),
        ]
        deleted = any(it.operation_status == "DELETE" for it in (node, *filter(None, parents)))
        if node.advertiser_id == advertiser_id:
            told[node.id] = "DELETED" if deleted else {"ENABLE": "ACTIVE", "DISABLE": "PAUSED"}[node.operation_status]
    return told


@pytest.mark.parametrize("level", LEVELS)
async def test_every_account_is_mirrored_whole(house: Any, level: str) -> None:
    for advertiser_id in house.way_in.advertiser_ids:
        mirrored = await listed(house, level, advertiser_id)

        assert {id_: row["status"] for id_, row in mirrored.items()} == statuses(house, level, advertiser_id)
        assert {row["advertiser_id"] for row in mirrored.values()} == {advertiser_id}


async def test_what_changed_at_tiktok_is_there_after_the_next_reading(house: Any) -> None:
    ad = house.one("ad")
    house.state.save(replace(ad, fields=ad.fields | {"ad_name": "Renamed over there"}))
    before = (await house.ok("GET", f"/v1/ads/{ad.id}"))["name"]
    await house.sync()

    assert before == ad.fields["ad_name"]
    assert (await house.ok("GET", f"/v1/ads/{ad.id}"))["name"] == "Renamed over there"


async def test_an_advertisers_own_facts_are_read_anew_too(house: Any) -> None:
    advertiser = house.state.advertisers[house.eur]
    house.state.save(replace(advertiser, name="Südlicht Kaffee", balance=advertiser.balance + 1))
    await house.sync()

    told = await house.ok("GET", f"/v1/advertisers/{house.eur}")
    assert (told["name"], told["currency"], told["time_zone"]) == ("Südlicht Kaffee", "EUR", "Europe/Berlin")
    assert told["balance"] == {"amount": f"{advertiser.balance + 1:.2f}", "currency": "EUR"}


@pytest.mark.parametrize("level", LEVELS)
async def test_what_tiktok_no_longer_shows_is_deleted(house: Any, level: str) -> None:
    node = house.one(level)
    index = {"campaign": house.state.campaigns_of, "adgroup": house.state.adgroups_of, "ad": house.state.ads_of}[level]
    del getattr(house.state, f"{level}s")[node.id]
    for children in index.values():
        if node.id in children:
            children.remove(node.id)
    house.state.version += 1
    await house.sync()
    gone = await house.ok("GET", f"/v1/{level}s/{node.id}")
    await house.sync()

    assert gone["status"] == "DELETED"
    assert gone["delivery"] == {"state": "DELETED", "reason": "GONE_FROM_TIKTOK", "upstream_status": None}
    assert gone["name"] == node.fields[f"{level}_name"]
    assert await house.ok("GET", f"/v1/{level}s/{node.id}") == gone


async def test_an_older_reading_does_not_undo_a_newer_write(house: Any) -> None:
    campaign = house.one("campaign")
    house.time.advance(minutes=10)
    reached, opened = asyncio.Event(), asyncio.Event()

    async def hold(_method: str, path: str) -> None:
        if path == "/ad/get/":
            reached.set()
            await opened.wait()

    house.wire.after = hold
    reading = asyncio.create_task(house.round())
    await reached.wait()
    house.time.advance(seconds=1)
    written = await house.ok("PATCH", f"/v1/campaigns/{campaign.id}", {"name": "Newer"})
    created = await house.campaign(name="Newest")
    opened.set()
    await reading

    assert written["name"] == "Newer"
    assert (await house.ok("GET", f"/v1/campaigns/{campaign.id}"))["name"] == "Newer"
    assert (await house.ok("GET", f"/v1/campaigns/{created['id']}"))["status"] == "PAUSED"


async def test_an_account_of_several_pages_is_read_whole(house: Any) -> None:
    campaign = house.one("campaign")
    for number in range(1_100):
        node = replace(
            campaign, id=str(int(campaign.id) + number + 1), created_at=campaign.created_at + timedelta(seconds=number)
        )
        house.state.save(node)
    await house.sync()

    page = await house.ok("GET", "/v1/campaigns?status=ACTIVE,PAUSED,DELETED&limit=1000")
    assert page["total_count"] == len([c for c in house.state.campaigns.values() if c.advertiser_id == house.usd])
    assert len([c for c in house.calls("campaign.get") if c.params["advertiser_id"] == house.usd]) > 1


async def test_a_deleted_campaign_takes_its_ads_with_it_at_the_next_reading(house: Any) -> None:
    tree = await house.tree()
    await house.ok("DELETE", f"/v1/campaigns/{tree['campaign']}")
    house.time.advance(seconds=2)
    await house.round()

    ad = await house.ok("GET", f"/v1/ads/{tree['ad']}")
    assert (ad["status"], ad["delivery"]["reason"]) == ("DELETED", "CAMPAIGN_DELETED")
