"""After a write: read again is what it may have changed, by ids, once, whoever does it."""

from typing import Any

from linkpath_manager.operations import sync_work
from linkpath_manager.store import EVERYWHERE, sync_tasks
from linkpath_manager.store.sync_tasks import SyncTask

READINGS = ("campaign.get", "adgroup.get", "ad.get", "advertiser.info")


def readings(house: Any) -> list[tuple[str, dict[str, Any]]]:
    """What was read since the journal was cleared: the endpoint, and by which ids."""
    return [
        (call.endpoint, {name: ids for name, ids in call.params.get("filtering", {}).items() if name.endswith("_ids")})
        for call in sorted(house.calls(), key=lambda call: call.endpoint)
        if call.endpoint in READINGS
    ]


async def two_seconds_later(house: Any) -> list[tuple[str, dict[str, Any]]]:
    house.simulator.journal.clear()
    await house.round()
    assert readings(house) == []
    house.time.advance(seconds=2)
    await house.round()
    await house.round()
    return readings(house)


async def test_a_new_campaign_has_nothing_read_again(house: Any) -> None:
    await house.campaign()

    assert await two_seconds_later(house) == []


async def test_a_switched_campaign_has_what_is_below_it_read_again_once_for_many_writes(house: Any) -> None:
    tree = await house.tree()
    await two_seconds_later(house)
    for status in ("ACTIVE", "PAUSED", "ACTIVE"):
        await house.ok("PATCH", f"/v1/campaigns/{tree['campaign']}", {"status": status})

    below = {"campaign_ids": [tree["campaign"]]}
    assert await two_seconds_later(house) == [("ad.get", below), ("adgroup.get", below)]


async def test_many_objects_are_read_again_in_one_call_a_level(house: Any) -> None:
    trees = [await house.tree() for _ in range(3)]
    await two_seconds_later(house)
    for tree in trees:
        await house.ok("PATCH", f"/v1/campaigns/{tree['campaign']}", {"status": "ACTIVE"})

    below = {"campaign_ids": sorted(tree["campaign"] for tree in trees)}
    assert await two_seconds_later(house) == [("ad.get", below), ("adgroup.get", below)]


async def test_a_hundred_are_read_again_in_each_call_however_many_there_are(house: Any) -> None:
    await add(house, *(f"adgroup/adgroup/{number}" for number in range(250)))
    house.simulator.journal.clear()

    await sync_work.do_due(house.services)

    assert sorted(len(ids["adgroup_ids"]) for _, ids in readings(house)) == [50, 100, 100]
    assert await house.sql("SELECT what FROM sync_tasks") == []


async def test_where_nothing_is_below_nothing_is_read_again(house: Any) -> None:
    campaign = await house.campaign()
    tree = await house.tree()
    await house.ok("DELETE", f"/v1/ads/{tree['ad']}")
    await two_seconds_later(house)
    for campaign_id in (campaign["id"], tree["campaign"]):
        await house.ok("PATCH", f"/v1/campaigns/{campaign_id}", {"status": "ACTIVE"})

    assert await two_seconds_later(house) == [("adgroup.get", {"campaign_ids": [tree["campaign"]]})]
    assert await house.sql("SELECT what FROM sync_tasks") == []


async def test_an_ad_groups_state_follows_its_new_ad(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE")
    adgroup = await house.adgroup(campaign["id"], status="ACTIVE")
    await two_seconds_later(house)
    await house.ad(adgroup["id"], status="ACTIVE")
    before = await house.ok("GET", f"/v1/adgroups/{adgroup['id']}")

    assert await two_seconds_later(house) == [("adgroup.get", {"adgroup_ids": [adgroup["id"]]})]
    after = await house.ok("GET", f"/v1/adgroups/{adgroup['id']}")
    assert (before["delivery"]["reason"], after["delivery"]["reason"]) == ("NO_ADS", "IN_REVIEW")


async def test_what_cannot_be_read_is_tried_again_later(house: Any) -> None:
    tree = await house.tree()
    await two_seconds_later(house)
    await house.ok("DELETE", f"/v1/campaigns/{tree['campaign']}")
    house.fault("fail", "ad.get", code=40002)
    await two_seconds_later(house)
    early = (await house.ok("GET", f"/v1/ads/{tree['ad']}"))["status"]
    house.time.advance(seconds=30)
    await house.round()

    assert early == "PAUSED"
    assert (await house.ok("GET", f"/v1/ads/{tree['ad']}"))["status"] == "DELETED"


async def test_no_two_processes_do_one_reading(house: Any) -> None:
    await add(house, "ad/campaign/1", "ad/campaign/2")

    async with house.another_process() as other:
        mine = await take(house.db, house, "lease_a", most=1)
        theirs = await take(other, house, "lease_b", most=5)
        nobodys = await take(house.db, house, "lease_c", most=5)

    assert sorted(mine + theirs) == ["ad/campaign/1", "ad/campaign/2"]
    assert nobodys == []


async def test_what_a_dead_process_had_in_hand_is_done_by_another(house: Any) -> None:
    tree = await house.tree()
    await add(house, f"ad/campaign/{tree['campaign']}")
    await take(house.db, house, "lease_of_the_dead", most=5)
    house.simulator.journal.clear()
    await sync_work.do_due(house.services)
    early = readings(house)
    house.time.advance(seconds=61)
    await sync_work.do_due(house.services)

    assert early == []
    assert ("ad.get", {"campaign_ids": [tree["campaign"]]}) in readings(house)
    assert await house.sql("SELECT what FROM sync_tasks") == []


async def test_what_is_asked_for_while_somebody_is_at_it_is_done_once_more(house: Any) -> None:
    await add(house, "ad/campaign/1")
    await take(house.db, house, "lease_a", most=5)
    await add(house, "ad/campaign/1")
    async with house.db.transaction(EVERYWHERE) as tx:
        await sync_tasks.done(tx, [task(house, "ad/campaign/1")], "lease_a")

    assert await take(house.db, house, "lease_b", most=5) == ["ad/campaign/1"]


def task(house: Any, what: str) -> SyncTask:
    return SyncTask(house.workspace_id, house.usd, what, now(house))


def now(house: Any) -> int:
    return int(house.time.now().timestamp() * 1_000_000)


async def add(house: Any, *whats: str) -> None:
    async with house.db.transaction(house.workspace_id) as tx:
        await sync_tasks.ask(tx, [task(house, what) for what in whats])


async def take(db: Any, house: Any, lease: str, most: int) -> list[str]:
    async with db.transaction(EVERYWHERE) as tx:
        taken = await sync_tasks.take(tx, lease, now(house), now(house) + 60_000_000, most)
    return [each.what for each in taken]
