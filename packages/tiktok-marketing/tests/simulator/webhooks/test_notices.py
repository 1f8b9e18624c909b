"""Behaviour reference §11.1: what is told, to whom, in which words."""

from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator.planting import Plan, plant
from tiktok_marketing.simulator.review import REASONS

from .conftest import NOON

AT_NOON = int(NOON.timestamp())


async def test_an_ads_review_is_told_when_it_is_decided(subscriber: Any) -> None:
    campaign_id, adgroup_id, ad_id = await subscriber.desk.tree()
    await subscriber.to_ad(ad_id)

    await subscriber.review(ad_id, approved=False)
    await subscriber.post()

    (body,) = subscriber.mailbox.bodies
    (entry,) = body.pop("entry")
    assert (body["object"], body["time"]) == (3, AT_NOON)
    assert body["request_id"].startswith("20260615120000")
    assert entry.pop("log_id")
    assert entry == {
        "adv_id": int(subscriber.desk.usd),  # a number, where the others are text
        "campaign_id": campaign_id,
        "campaign_name": "Spring",
        "adgroup_id": adgroup_id,
        "adgroup_name": "Everyone",
        "ad_id": ad_id,
        "ad_name": "Dog runs",
        "review_status": "UNAVAILABLE",
        "reject_reason": REASONS[0],
    }


async def test_the_clock_brings_the_review(subscriber: Any) -> None:
    adgroup_id = await subscriber.desk.adgroup(await subscriber.desk.campaign())
    ad_id = await subscriber.desk.ad(adgroup_id)
    await subscriber.to_ad(ad_id)
    review = subscriber.desk.state.ads[ad_id].reviews[-1]

    await subscriber.post()
    assert subscriber.mailbox.posts == []

    subscriber.desk.advance(hours=7)
    await subscriber.post()

    assert [body["time"] for body in subscriber.mailbox.bodies] == [int(review.decided_at.timestamp())]


async def test_what_was_decided_before_is_not_told(subscriber: Any) -> None:
    _, _, ad_id = await subscriber.desk.tree()

    await subscriber.to_ad(ad_id)
    subscriber.desk.advance(hours=7)
    await subscriber.post()

    assert subscriber.mailbox.posts == []


async def test_a_review_that_was_overtaken_by_a_new_submission_is_not_told(subscriber: Any) -> None:
    desk = subscriber.desk
    adgroup_id = await desk.adgroup(await desk.campaign())
    ad_id = await desk.ad(adgroup_id)
    await subscriber.to_ad(ad_id)

    changed = desk.creative(ad_text="Walk with us") | {"ad_id": ad_id}
    await desk.ok("POST", "/ad/update/", advertiser_id=desk.usd, adgroup_id=adgroup_id, creatives=[changed])
    desk.advance(hours=7)
    await subscriber.post()

    newest = desk.state.ads[ad_id].reviews[-1]
    assert [body["time"] for body in subscriber.mailbox.bodies] == [int(newest.decided_at.timestamp())]


async def test_an_ad_groups_result_is_told_when_a_verdict_changes_it(subscriber: Any) -> None:
    desk = subscriber.desk
    adgroup_id = await desk.adgroup(await desk.campaign())
    first, second = [await desk.ad(adgroup_id) for _ in range(2)]
    await subscriber.subscribe("AD_GROUP", advertiser_id=desk.usd, adgroup_id=adgroup_id)

    await subscriber.review(first, approved=False)
    await subscriber.review(second, approved=True)
    await subscriber.review(first, approved=True)
    await subscriber.review(second, approved=True)
    await subscriber.post()

    assert [body["object"] for body in subscriber.mailbox.bodies] == [2]
    assert [entry["review_status"] for entry in subscriber.mailbox.entries] == ["ALL_AVAILABLE"]


async def test_an_ad_groups_results_are_told_one_after_the_other(subscriber: Any) -> None:
    desk = subscriber.desk
    adgroup_id = await desk.adgroup(await desk.campaign())
    first, second = [await desk.ad(adgroup_id) for _ in range(2)]
    await subscriber.subscribe("AD_GROUP", advertiser_id=desk.usd, adgroup_id=adgroup_id)

    for ad_id, approved in ((first, False), (second, True), (first, True)):
        await subscriber.review(ad_id, approved=approved)
        await subscriber.post()
        desk.advance(minutes=1)

    told = [(entry["review_status"], entry["reject_reason"]) for entry in subscriber.mailbox.entries]
    assert told == [("UNAVAILABLE", REASONS[0]), ("PART_AVAILABLE", ""), ("ALL_AVAILABLE", "")]


async def test_a_lead_is_told_with_its_answers(subscriber: Any) -> None:
    desk = subscriber.desk
    campaign_id, adgroup_id, ad_id = await desk.tree()
    await subscriber.subscribe("LEAD", advertiser_id=desk.usd)

    lead_id = (await subscriber.sim("POST", "/lead", json={"ad_id": ad_id, "answers": {"email": "zoë@example.com"}}))[
        "lead_id"
    ]
    await subscriber.post()

    assert subscriber.mailbox.bodies[0]["object"] == 1
    assert subscriber.mailbox.entries == [
        {
            "id": int(lead_id),  # §11.3 (likely): ids of leads are numbers of 19 digits
            "lead_source": "INSTANT_FORM",
            "page_name": "",
            "advertiser_id": int(desk.usd),
            "advertiser_name": "Dollars & Co",
            "campaign_id": int(campaign_id),
            "campaign_name": "Spring",
            "adgroup_id": int(adgroup_id),
            "adgroup_name": "Everyone",
            "ad_id": int(ad_id),
            "ad_name": "Dog runs",
            "create_time": AT_NOON,
            "changes": [{"field": "email", "value": "zoë@example.com"}],
        }
    ]


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ({"advertiser_id": "7100000000000000001"}, 1),
        ({"advertiser_id": "7100000000000000002"}, 0),
        ({"library_id": "5"}, 1),
        ({"library_id": "6"}, 0),
        ({"page_id": "9"}, 0),
        ({"advertiser_id": "7100000000000000001", "lead_source": "DIRECT_MESSAGE"}, 0),
    ],
)
async def test_a_lead_is_told_to_those_who_want_it(subscriber: Any, detail: dict[str, str], told: int) -> None:
    _, _, ad_id = await subscriber.desk.tree()
    await subscriber.subscribe("LEAD", **detail)

    await subscriber.sim("POST", "/lead", json={"ad_id": ad_id, "answers": {}, "library_id": "5"})
    await subscriber.post()

    assert len(subscriber.mailbox.posts) == told


async def test_fatigue_is_told_in_the_scope_that_was_asked_for(subscriber: Any) -> None:
    desk = subscriber.desk
    _, adgroup_id, ad_id = await desk.tree()
    other = await desk.ad(adgroup_id)
    for scope in ({}, {"adgroup_id": adgroup_id}, {"ad_id": ad_id}):
        await subscriber.subscribe("CREATIVE_FATIGUE", advertiser_id=desk.usd, **scope)

    await subscriber.sim("POST", "/fatigue", json={"ad_ids": [ad_id, other]})
    await subscriber.post()

    both, day, account = [int(ad_id), int(other)], {"date": "2026-06-15"}, {"adv_id": int(desk.usd)}
    assert {body["object"] for body in subscriber.mailbox.bodies} == {8}
    assert subscriber.mailbox.entries == [
        account | {"ad_ids": both, "adgroup_ids": [int(adgroup_id)]} | day,
        account | {"ad_ids": both, "adgroup_id": int(adgroup_id)} | day,
        account | {"ad_id": int(ad_id), "adgroup_id": int(adgroup_id)} | day,
    ]


async def test_a_suspension_is_told_flat_and_so_is_its_end(subscriber: Any) -> None:
    desk = subscriber.desk
    made = await subscriber.subscribe("AD_ACCOUNT_SUSPENSION", bc_id=desk.bc)
    await subscriber.subscribe("AD_ACCOUNT_SUSPENSION", advertiser_ids=[desk.jpy])

    for status in ("STATUS_LIMIT", "STATUS_LIMIT", "STATUS_ENABLE", "STATUS_DISABLE"):
        body = {"advertiser_id": desk.usd, "status": status, "reason": "Misleading"}
        await subscriber.sim("POST", "/advertiser", json=body)
    await subscriber.post()

    whole = {
        "advertiser_id": desk.usd,
        "advertiser_name": "Dollars & Co",
        "owner_bc_id": desk.bc,
        "status": "STATUS_LIMIT",
        "status_change_time": "2026-06-15 12:00:00",
        "suspension_reason": "Misleading",
        "subscription_id": made,
    }
    lifted = {name: value for name, value in whole.items() if name != "suspension_reason"}
    assert subscriber.mailbox.bodies == [whole, lifted | {"status": "STATUS_ENABLE"}]


async def test_an_incident_is_told_to_those_who_watch_its_product(subscriber: Any) -> None:
    await subscriber.subscribe("API_SERVICE_STATUS", product_filters=["REPORTING_API"])
    await subscriber.subscribe("API_SERVICE_STATUS", product_filters=["CATALOG_API"])
    await subscriber.subscribe("API_SERVICE_STATUS")

    begun = await subscriber.sim("POST", "/incident", json={"title": "Late figures", "products": ["REPORTING_API"]})
    ended = {"title": "Late figures", "products": ["REPORTING_API"], "event": "RESOLVE"}
    await subscriber.sim("POST", "/incident", json=ended | {"incident_id": begun["incident_id"]})
    await subscriber.post()

    entries = subscriber.mailbox.entries
    assert [entry["incident_event_type"] for entry in entries] == ["CREATE", "CREATE", "RESOLVE", "RESOLVE"]
    assert {entry["incident_id"] for entry in entries} == {begun["incident_id"]}
    assert {body["object"] for body in subscriber.mailbox.bodies} == {14}
    assert "incident_resolve_time" not in entries[0]
    assert entries[-1]["incident_resolve_time"] == "2026-06-15 12:00:00"


@pytest.fixture
def running(subscriber: Any) -> str:
    """An advertiser whose ads deliver."""
    subscriber.desk.simulator.spend_of = None
    way_in = plant(subscriber.desk.simulator, Plan(accounts=1, ads=12, days=14))
    subscriber.desk.token, subscriber.desk.app = way_in.access_token, {"app_id": way_in.app_id, "secret": way_in.secret}
    subscriber.desk.simulator.clock.set(subscriber.desk.simulator.now().replace(hour=15), speed=0)
    return way_in.advertiser_ids[0]


async def test_changed_figures_are_told_at_most_once_a_period(subscriber: Any, running: str) -> None:
    await subscriber.subscribe("REPORT_DATA_CHANGE", advertiser_ids=[running], notify_frequency="15_MINUTE")

    for _ in range(12):
        subscriber.desk.advance(minutes=5)
        await subscriber.post()

    assert len(subscriber.mailbox.posts) == 4
    assert {body["object"] for body in subscriber.mailbox.bodies} == {11}
    values = [entry["changed_metrics_values"][running] for entry in subscriber.mailbox.entries]
    assert values[-1].keys() <= {"spend", "impressions", "clicks", "video_play_actions"}
    spends = [float(value["spend"]) for value in values]
    assert spends == sorted(set(spends))  # what is told is the UTC day so far, and only what is new


async def test_nothing_is_told_while_nothing_changes(subscriber: Any, running: str) -> None:
    desk = subscriber.desk
    state = desk.simulator.state
    for campaign_id in state.campaigns_of[running]:
        campaign = state.campaigns[campaign_id]
        if campaign.operation_status == "ENABLE":
            body = {"advertiser_id": running, "campaign_ids": [campaign_id], "operation_status": "DISABLE"}
            await desk.ok("POST", "/campaign/status/update/", **body)
    desk.advance(hours=1)  # figures come half an hour late (§6.7)
    await subscriber.subscribe("REPORT_DATA_CHANGE", advertiser_ids=[running])

    desk.advance(hours=3)
    await subscriber.post()

    assert subscriber.mailbox.posts == []


async def test_lost_access_is_said_once(subscriber: Any, running: str) -> None:
    desk = subscriber.desk
    await subscriber.subscribe("REPORT_DATA_CHANGE", advertiser_ids=[running])

    grant = desk.state.grants[desk.token]
    desk.state.save(replace(grant, advertiser_ids=[]))
    for _ in range(2):
        desk.advance(minutes=5)
        await subscriber.post()

    (entry,) = subscriber.mailbox.entries
    assert (entry["changed_metrics_values"], running in entry["message"]) == ({}, True)
