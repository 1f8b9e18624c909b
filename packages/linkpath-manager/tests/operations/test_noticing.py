"""What happens at TikTok is noticed by cheap looks and told once, and so is what is done through LinkPath."""

import asyncio
from collections import Counter
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from linkpath_manager.domain.delivery import delivery_of
from linkpath_manager.store import events
from linkpath_manager.store.events import EventFilter
from tiktok_marketing.simulator.review import decided
from tiktok_marketing.simulator.status import statuses_at

LEVELS = ("campaign", "adgroup", "ad")
BUSY_SECONDS = 100


async def told(house: Any, object_id: str = "") -> list[dict[str, Any]]:
    rows = await events.page(
        house.db, house.workspace_id, EventFilter(object_id=object_id), 1_000, at=0, ascending=True
    )
    return [msgspec.json.decode(row.body) for row in rows]


async def types(house: Any, object_id: str = "") -> list[str]:
    return [event["type"] for event in await told(house, object_id)]


async def look(house: Any, *, seconds: float = BUSY_SECONDS) -> None:
    house.time.advance(seconds=seconds)
    await house.round()


def change(house: Any, node: Any, **fields: Any) -> None:
    """As somebody changes it in TikTok's own pages."""
    house.state.save(replace(node, modified_at=house.time.now(), **fields))


def awake(house: Any, level: str) -> Any:
    """Something that delivers, with all above it switched on."""
    for node in getattr(house.state, f"{level}s").values():
        parents = [house.state.campaigns.get(getattr(node, "campaign_id", "")), node]
        parents.append(house.state.adgroups.get(getattr(node, "adgroup_id", "")))
        on = all(it.operation_status == "ENABLE" for it in parents if it)
        if node.advertiser_id == house.usd and on:
            return node
    raise LookupError(level)


async def test_the_first_reading_of_an_account_tells_nothing(house: Any) -> None:
    assert await told(house) == []
    assert (await house.ok("GET", "/v1/ads"))["total_count"] > 0


async def test_a_pause_in_tiktoks_own_pages_is_told_once_of_all_it_stops(house: Any) -> None:
    campaign = awake(house, "campaign")
    change(house, campaign, operation_status="DISABLE")
    for _ in range(3):
        await look(house)

    (event,) = await told(house, campaign.id)
    assert event["type"] == "campaign.status_changed"
    assert (event["data"]["previous"]["status"], event["data"]["object"]["status"]) == ("ACTIVE", "PAUSED")
    assert event["data"]["reason"] == "SWITCHED_OFF"
    below = [group.id for group in house.state.adgroups.values() if group.campaign_id == campaign.id]
    assert {tuple(await types(house, id_)) for id_ in below} <= {("adgroup.status_changed",), ()}


@pytest.mark.parametrize("verdict", ["approved", "rejected"])
async def test_what_the_reviewers_decide_is_told_once_though_nothing_was_modified(house: Any, verdict: str) -> None:
    campaign = await house.campaign(status="ACTIVE")
    adgroup = await house.adgroup(campaign["id"], status="ACTIVE")
    made = await house.ad(adgroup["id"], status="ACTIVE")
    ad = house.at_tiktok("ad", made["id"])
    house.state.save(decided(ad, house.time.now(), approved=verdict == "approved", reasons=("Too loud.",)))
    for _ in range(3):
        await look(house)

    (event,) = await told(house, ad.id)
    assert event["type"] == f"ad.{verdict}"
    assert event["data"]["previous"]["review"] == {"state": "IN_REVIEW"}
    if verdict == "rejected":
        (reason,) = event["data"]["reasons"]
        assert (reason["code"], reason["text"]) == ("CONTENT", "Too loud.")
        assert reason["suggestion"] == "Change what the reasons name and submit the ad again."


async def test_an_ad_that_is_approved_while_a_pause_hides_it_is_told_when_it_shows(house: Any) -> None:
    tree = await house.tree()
    ad = house.at_tiktok("ad", tree["ad"])
    house.state.save(decided(ad, house.time.now(), approved=True))
    await look(house)
    early = await types(house, ad.id)
    for level in LEVELS:
        await house.ok("PATCH", f"/v1/{level}s/{tree[level]}", {"status": "ACTIVE"})
    await look(house)

    assert early == []
    assert await types(house, ad.id) == ["ad.approved"]


async def test_a_schedule_that_ends_is_told_with_its_reason(house: Any) -> None:
    adgroup = awake(house, "adgroup")
    fields = adgroup.fields | {
        "schedule_type": "SCHEDULE_START_END",
        "schedule_end_time": house.time.now().strftime("%Y-%m-%d %H:%M:%S"),
    }
    house.state.save(replace(adgroup, fields=fields))
    await look(house)
    await look(house)

    (event,) = await told(house, adgroup.id)
    assert (event["type"], event["data"]["reason"]) == ("adgroup.status_changed", "SCHEDULE_ENDED")


async def test_what_is_done_through_linkpath_is_told_at_once_and_not_again(house: Any) -> None:
    tree = await house.tree()
    await house.ok("PATCH", f"/v1/campaigns/{tree['campaign']}", {"status": "ACTIVE"})
    at_once = await types(house, tree["campaign"])
    for _ in range(2):
        await look(house)

    assert at_once == ["campaign.status_changed"]
    assert await types(house, tree["campaign"]) == at_once


async def test_a_deleted_campaign_is_told_with_what_goes_with_it(house: Any) -> None:
    tree = await house.tree()
    await house.ok("DELETE", f"/v1/campaigns/{tree['campaign']}")
    await look(house, seconds=2)

    (campaign,) = await told(house, tree["campaign"])
    (adgroup,) = await told(house, tree["adgroup"])
    assert campaign["data"]["object"]["status"] == adgroup["data"]["object"]["status"] == "DELETED"
    assert adgroup["data"]["reason"] == "CAMPAIGN_DELETED"


@pytest.mark.parametrize("level", ["campaign", "adgroup"])
async def test_what_tiktok_no_longer_shows_is_told_as_deleted_once(house: Any, level: str) -> None:
    node = awake(house, level)
    index = {"campaign": house.state.campaigns_of, "adgroup": house.state.adgroups_of}[level]
    del getattr(house.state, f"{level}s")[node.id]
    for children in index.values():
        if node.id in children:
            children.remove(node.id)
    for ad in [ad for ad in house.state.ads.values() if node.id in {ad.campaign_id, ad.adgroup_id}]:
        del house.state.ads[ad.id]
        for children in house.state.ads_of.values():
            if ad.id in children:
                children.remove(ad.id)
    if level == "campaign":
        for group in [group for group in house.state.adgroups.values() if group.campaign_id == node.id]:
            del house.state.adgroups[group.id]
            for children in house.state.adgroups_of.values():
                if group.id in children:
                    children.remove(group.id)
    house.state.version += 1
    await look(house)
    await look(house)

    (event,) = await told(house, node.id)
    assert event["data"]["reason"] == "GONE_FROM_TIKTOK"


async def test_a_reading_that_began_before_a_write_tells_nothing_of_what_it_saw(house: Any) -> None:
    campaign = awake(house, "campaign")
    house.time.advance(minutes=10)
    reached, opened = asyncio.Event(), asyncio.Event()

    async def hold(_method: str, path: str) -> None:
        if path == "/campaign/get/" and not reached.is_set():
            reached.set()
            await opened.wait()

    change(house, campaign, fields=campaign.fields | {"campaign_name": "Seen while it delivered"})
    house.wire.after = hold
    reading = asyncio.create_task(house.round())
    await reached.wait()
    house.time.advance(seconds=1)
    await house.ok("PATCH", f"/v1/campaigns/{campaign.id}", {"status": "PAUSED"})
    opened.set()
    await reading
    await look(house)

    assert [event["data"]["object"]["status"] for event in await told(house, campaign.id)] == ["PAUSED"]


async def test_an_unchanged_account_costs_one_call_a_level_and_look(house: Any) -> None:
    await look(house)
    house.simulator.journal.clear()
    await look(house)

    calls = Counter((call.params.get("advertiser_id"), call.endpoint) for call in house.calls())
    wanted = {(id_, f"{level}.get"): 1 for id_ in house.way_in.advertiser_ids for level in LEVELS}
    assert {key: count for key, count in calls.items() if key[0]} == wanted


async def test_a_look_makes_everything_it_saw_fresh(house: Any) -> None:
    before = {ad["synced_at"] for ad in (await house.ok("GET", "/v1/ads"))["data"]}
    await look(house)
    listed = await house.ok("GET", "/v1/ads")

    assert before == {"2026-11-20T12:00:00Z"}
    assert {ad["synced_at"] for ad in listed["data"]} == {listed["as_of"]} == {"2026-11-20T12:02:40Z"}
    one = await house.ask("GET", f"/v1/ads/{listed['data'][0]['id']}")
    assert one.json()["synced_at"] == "2026-11-20T12:02:40Z"


async def test_what_no_look_can_see_is_mended_by_the_daily_reading(house: Any) -> None:
    ad = awake(house, "ad")
    house.state.save(replace(ad, fields=ad.fields | {"ad_name": "Renamed without a trace"}))
    await look(house)
    early = (await house.ok("GET", f"/v1/ads/{ad.id}"))["name"]
    await look(house, seconds=24 * 3_600)

    assert early == ad.fields["ad_name"]
    assert (await house.ok("GET", f"/v1/ads/{ad.id}"))["name"] == "Renamed without a trace"


async def test_a_level_of_several_pages_is_looked_at_page_by_page(house: Any) -> None:
    campaign = awake(house, "campaign")
    for number in range(1_100):
        house.state.save(replace(campaign, id=str(int(campaign.id) + number + 1)))
    await house.sync()
    last = house.at_tiktok("campaign", str(int(campaign.id) + 7))
    change(house, last, operation_status="DISABLE")
    house.simulator.journal.clear()
    for _ in range(3):
        await look(house)

    calls = [call for call in house.calls("campaign.get") if call.params["advertiser_id"] == house.usd]
    assert len([call for call in calls if "campaign_ids" not in call.params["filtering"]]) == 3
    assert await types(house, last.id) == ["campaign.status_changed"]


async def test_a_day_of_looks_tells_every_transition_of_every_ad_group_once_and_in_order(house: Any) -> None:
    """Budgets run out, come back at the account's midnight, and schedules end, with nobody doing anything."""
    for group in [
        group for group in house.state.adgroups.values() if group.fields.get("budget_mode") == "BUDGET_MODE_DAY"
    ]:
        small = replace(group.history[-1], at=house.time.now(), budget=Decimal(5))
        fields = group.fields | {"budget": Decimal(5)}
        house.state.save(replace(group, fields=fields, history=[*group.history, small]))
    before, true = now_at_tiktok(house), []
    for _ in range(24):
        await look(house, seconds=3_600)
        after = now_at_tiktok(house)
        true += [(id_, before[id_], after[id_]) for id_ in sorted(after) if after[id_] != before[id_]]
        before = after

    reasons = {reason for _, _, (_, reason) in true}
    assert "BUDGET_EXHAUSTED" in reasons
    found = [event for event in await told(house) if event["type"] == "adgroup.status_changed"]
    assert sorted((event["data"]["object"]["id"], *seen(event)) for event in found) == sorted(true)
    for id_ in {id_ for id_, _, _ in true}:
        of_one = [seen(event) for event in found if event["data"]["object"]["id"] == id_]
        assert of_one == [(was, now) for each, was, now in true if each == id_]


def now_at_tiktok(house: Any) -> dict[str, tuple[str, str]]:
    """State and reason of every ad group as TikTok has it."""
    statuses = statuses_at(house.simulator, house.time.now())
    told_of = {node.id: delivery_of(node.operation_status, statuses.of(node)) for node in house.state.adgroups.values()}
    return {id_: (delivery.state, delivery.reason or "") for id_, delivery in told_of.items()}


def seen(event: dict[str, Any]) -> tuple[tuple[str, str], tuple[str, str]]:
    was, now = event["data"]["previous"]["delivery"], event["data"]["object"]["delivery"]
    return (was["state"], was["reason"] or ""), (now["state"], now["reason"] or "")
