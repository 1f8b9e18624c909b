"""What changed since yesterday, told without asking TikTok."""

from typing import Any

from msgspec.structs import replace


async def test_a_recap_tells_what_happened_and_counts_what_changed(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE")
    await house.ok("PATCH", f"/v1/campaigns/{campaign['id']}", {"status": "PAUSED"})
    house.simulator.journal.clear()
    recap = await house.ok("GET", "/v1/recap")

    assert house.calls() == []
    assert (recap["advertiser_id"], recap["since"], recap["has_more"]) == (house.usd, "2026-11-19T12:01:00Z", False)
    (happened,) = recap["happened"]
    assert {name: happened[name] for name in ("type", "level", "id", "name", "before", "after", "reason")} == {
        "type": "campaign.status_changed",
        "level": "campaign",
        "id": campaign["id"],
        "name": "Spring",
        "before": "DELIVERING",
        "after": "PAUSED",
        "reason": "SWITCHED_OFF",
    }
    of_level = {changes.pop("level"): changes for changes in recap["changes"]}
    assert of_level["campaign"]["created"] >= 1
    assert set(of_level) == {"campaign", "adgroup", "ad"}


async def test_a_recap_begins_where_it_is_told_to(house: Any) -> None:
    campaign = house.one("campaign")
    house.state.save(replace(campaign, operation_status="DISABLE", modified_at=house.time.now()))
    house.time.advance(seconds=100)
    await house.round()
    told = await house.ok("GET", "/v1/recap?limit=1")
    house.time.advance(hours=1)
    later = await house.ok("GET", f"/v1/recap?since={house.time.now().isoformat().replace('+00:00', 'Z')}")

    assert len(told["happened"]) == 1
    assert later["happened"] == []
    assert {(each["created"], each["modified"], each["deleted"]) for each in later["changes"]} == {(0, 0, 0)}


async def test_a_recap_tells_only_of_levels_that_the_token_may_see(house: Any) -> None:
    tree = await house.tree()
    await house.ok("DELETE", f"/v1/campaigns/{tree['campaign']}")
    house.time.advance(seconds=2)
    await house.round()
    async with house.caller("campaigns:read") as caller:
        recap = (await caller.get("/v1/recap")).json()

    assert [changes["level"] for changes in recap["changes"]] == ["campaign"]
    assert {happened["level"] for happened in recap["happened"]} == {"campaign"}
