"""Why is this not delivering: the main causes, each in words and with what to do, told without asking TikTok."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from linkpath_manager.domain.causes import place_of, words_for
from linkpath_manager.domain.delivery import _SECONDARY, _SWITCH
from tiktok_marketing.simulator.review import decided

LEVELS = ("campaign", "adgroup", "ad")


async def why(house: Any, level: str, object_id: str) -> dict[str, Any]:
    return dict(await house.ok("GET", f"/v1/{level}s/{object_id}/delivery"))


def told(explained: dict[str, Any]) -> list[tuple[str, str]]:
    return [(cause["level"], cause["code"]) for cause in explained["causes"]]


async def look(house: Any) -> None:
    house.time.advance(seconds=100)
    await house.round()


async def running(house: Any) -> dict[str, str]:
    """Ids of a new tree that is switched on and approved, by level."""
    tree = await house.tree()
    for level in LEVELS:
        await house.ok("PATCH", f"/v1/{level}s/{tree[level]}", {"status": "ACTIVE"})
    house.state.save(decided(house.at_tiktok("ad", tree["ad"]), house.time.now(), approved=True))
    await look(house)
    return dict(tree)


def change(house: Any, level: str, object_id: str, **fields: Any) -> None:
    """As somebody changes it in TikTok's own pages."""
    node = house.at_tiktok(level, object_id)
    house.state.save(replace(node, modified_at=house.time.now(), fields=node.fields | fields))


async def test_what_is_switched_off_says_so_with_all_above_it_and_how_to_switch_it_on(house: Any) -> None:
    tree = await house.tree()
    house.simulator.journal.clear()
    explained = await why(house, "ad", tree["ad"])

    assert house.calls() == []
    assert (explained["object"], explained["delivering"], explained["name"]) == (
        "delivery_explanation",
        False,
        "Dog runs",
    )
    assert told(explained) == [(level, "SWITCHED_OFF") for level in LEVELS]
    assert explained["causes"][0] == {
        "code": "SWITCHED_OFF",
        "level": "campaign",
        "id": tree["campaign"],
        "name": "Spring",
        "says": "The campaign “Spring” is switched off.",
        "next": f'Switch it on: PATCH /v1/campaigns/{tree["campaign"]} with {{"status": "ACTIVE"}}.',
        "until": None,
        "reasons": [],
    }
    assert explained["summary"] == (
        "It is not shown. The campaign “Spring” is switched off. 2 more causes stand behind that."
    )


async def test_what_waits_for_the_reviewers_says_so(house: Any) -> None:
    tree = await house.tree()
    for level in LEVELS:
        await house.ok("PATCH", f"/v1/{level}s/{tree[level]}", {"status": "ACTIVE"})
    of_ad, of_campaign = await why(house, "ad", tree["ad"]), await why(house, "campaign", tree["campaign"])

    assert told(of_ad) == [("ad", "IN_REVIEW")]
    assert of_ad["summary"] == (
        "It is not shown. The ad “Dog runs” waits for TikTok's review, which usually takes less than a day."
    )
    assert told(of_campaign) == [("campaign", "NO_AD_DELIVERS")]
    assert of_campaign["summary"] == (
        "It is not shown. The campaign “Spring” is switched on, and yet none of its ads is shown. "
        "1 of 1 ad: the ad itself waits for TikTok's review, which usually takes less than a day."
    )


async def test_what_the_reviewers_rejected_says_why_though_a_pause_hides_it(house: Any) -> None:
    tree = await running(house)
    too_young = "The product may not be advertised to people under 18."
    ad = house.at_tiktok("ad", tree["ad"])
    house.state.save(decided(ad, house.time.now(), approved=False, reasons=(too_young,)))
    await look(house)
    shown = await why(house, "ad", tree["ad"])
    await house.ok("PATCH", f"/v1/ads/{tree['ad']}", {"status": "PAUSED"})
    hidden = await why(house, "ad", tree["ad"])

    assert told(shown) == [("ad", "REVIEW_REJECTED")]
    (cause,) = shown["causes"]
    assert cause["says"] == f"The ad “Dog runs” was rejected by TikTok's reviewers: {too_young}"
    assert (cause["reasons"][0]["code"], cause["reasons"][0]["forbidden_ages"]) == ("RESTRICTED_AGES", ["AGE_13_17"])
    assert told(hidden) == [("ad", "SWITCHED_OFF"), ("ad", "REVIEW_REJECTED")]


@pytest.mark.parametrize(
    ("field", "code", "until"),
    [
        ("schedule_start_time", "SCHEDULE_NOT_STARTED", "2026-12-01T08:00:00Z"),
        ("schedule_end_time", "SCHEDULE_ENDED", None),
    ],
)
async def test_a_schedule_says_that_it_has_not_begun_or_has_ended(
    house: Any, field: str, code: str, until: str | None
) -> None:
    tree = await running(house)
    moment = until.replace("T", " ").removesuffix("Z") if until else house.time.now().strftime("%Y-%m-%d %H:%M:%S")
    change(house, "adgroup", tree["adgroup"], schedule_type="SCHEDULE_START_END", **{field: moment})
    await look(house)
    (cause,) = (await why(house, "ad", tree["ad"]))["causes"]

    assert (cause["level"], cause["id"], cause["code"], cause["until"]) == ("adgroup", tree["adgroup"], code, until)


@pytest.mark.parametrize("level", ["campaign", "adgroup"])
async def test_a_budget_that_is_spent_is_told_of_whose_it_is_until_midnight_of_the_account(
    house: Any, level: str
) -> None:
    tree = await running(house)
    house.simulator.spend_of = lambda _level, id_: Decimal(1_000) if id_ == tree[level] else Decimal(0)
    await look(house)
    explained = await why(house, "ad", tree["ad"])

    (cause,) = explained["causes"]
    assert (cause["level"], cause["id"], cause["code"]) == (level, tree[level], "BUDGET_EXHAUSTED")
    assert cause["until"] == "2026-11-21T05:00:00Z"  # New York's
    assert f"PATCH /v1/{level}s/{tree[level]}" in cause["next"]


@pytest.mark.parametrize(
    ("fields", "code", "clause"),
    [
        ({"status": "STATUS_LIMIT"}, "ACCOUNT_PUNISHED", "is suspended by TikTok."),
        ({"balance": Decimal(0)}, "BALANCE_EXHAUSTED", "has no money left."),
    ],
)
async def test_what_is_wrong_with_the_account_is_told_of_the_account(
    house: Any, fields: dict[str, Any], code: str, clause: str
) -> None:
    tree = await running(house)
    house.state.save(replace(house.state.advertisers[house.usd], **fields))
    await look(house)
    explained = await why(house, "ad", tree["ad"])

    (cause,) = explained["causes"]
    assert (cause["level"], cause["id"], cause["code"]) == ("advertiser", house.usd, code)
    assert cause["says"].endswith(clause)


async def test_an_empty_account_is_told_of_behind_a_pause(house: Any) -> None:
    tree = await running(house)
    await house.ok("PATCH", f"/v1/campaigns/{tree['campaign']}", {"status": "PAUSED"})
    house.state.save(replace(house.state.advertisers[house.usd], balance=Decimal(0)))
    house.time.advance(minutes=31)
    await look(house)

    assert told(await why(house, "campaign", tree["campaign"])) == [
        ("campaign", "SWITCHED_OFF"),
        ("advertiser", "BALANCE_EXHAUSTED"),
    ]


async def test_what_is_shown_says_so_and_how_many_below_it_are(house: Any) -> None:
    tree = await running(house)
    await house.ad(tree["adgroup"], name="Cat runs")
    explained = await why(house, "campaign", tree["campaign"])

    assert (explained["delivering"], explained["causes"]) == (True, [])
    assert explained["summary"].startswith("TikTok shows it, 1 of its 2 ads. If it spends little")
    assert {(each["level"], each["cause_level"], each["code"], each["says"]) for each in explained["below"]} == {
        ("adgroup", None, None, "1 of 1 ad group: shown."),
        ("ad", None, None, "1 of 2 ads: shown."),
        ("ad", "ad", "SWITCHED_OFF", "1 of 2 ads: the ad itself is switched off."),
    }


async def test_a_campaign_that_has_no_ads_is_told_so(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE")

    assert told(await why(house, "campaign", campaign["id"])) == [("campaign", "NO_ADS")]


async def test_what_is_deleted_has_no_other_cause(house: Any) -> None:
    tree = await house.tree()
    await house.ok("DELETE", f"/v1/campaigns/{tree['campaign']}")
    await look(house)

    assert told(await why(house, "ad", tree["ad"])) == [("campaign", "DELETED")]


async def test_a_token_is_told_of_what_it_may_see(house: Any) -> None:
    tree = await house.tree()
    async with house.caller("campaigns:read") as caller:
        of_campaign = (await caller.get(f"/v1/campaigns/{tree['campaign']}/delivery")).json()
        of_ad = await caller.get(f"/v1/ads/{tree['ad']}/delivery")
    async with house.caller("ads:read") as caller:
        alone = (await caller.get(f"/v1/ads/{tree['ad']}/delivery")).json()

    assert (of_campaign["below"], of_ad.status_code) == ([], 403)
    assert [cause["name"] for cause in alone["causes"]] == [None, None, "Dog runs"]


@pytest.mark.parametrize("upstream", [*_SECONDARY, *_SWITCH])
def test_every_status_of_tiktoks_is_explained(upstream: str) -> None:
    state, reason = (_SECONDARY | _SWITCH)[upstream]
    level: Any = next((each for each in ("adgroup", "ad") if upstream.startswith(f"{each.upper()}_")), "campaign")

    if state != "DELIVERING":
        assert words_for(place_of(level, reason).code) != words_for("UNKNOWN")
