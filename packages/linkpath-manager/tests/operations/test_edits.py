"""Creating and changing objects: partial at every level, exact in money, and refused before TikTok where it can be."""

from decimal import Decimal
from typing import Any

import pytest

from tiktok_marketing.spec.creative import AdCreativeUpdate

LEVELS = ("campaign", "adgroup", "ad")
SWITCHES = {"ACTIVE": "ENABLE", "PAUSED": "DISABLE"}


def fields_at_tiktok(house: Any, level: str, object_id: str) -> dict[str, Any]:
    node = house.at_tiktok(level, object_id)
    return {**node.fields, "operation_status": node.operation_status}


async def changed_at_tiktok(house: Any, level: str, object_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """What a PATCH changes of the object's fields at TikTok; a field that it takes away is None."""
    before = fields_at_tiktok(house, level, object_id)
    answer = await house.ok("PATCH", f"/v1/{level}s/{object_id}", body)
    after = fields_at_tiktok(house, level, object_id)
    assert await house.ok("GET", f"/v1/{level}s/{object_id}") == answer
    return {name: after.get(name) for name in before | after if before.get(name) != after.get(name)}


async def test_a_campaign_is_made_paused_and_without_a_budget_unless_told_otherwise(house: Any) -> None:
    answer = await house.ask("POST", "/v1/campaigns", {"name": "Spring", "objective": "TRAFFIC"})

    campaign = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/campaigns/{campaign['id']}")
    assert campaign == {
        "object": "campaign",
        "id": campaign["id"],
        "advertiser_id": house.usd,
        "name": "Spring",
        "objective": "TRAFFIC",
        "status": "PAUSED",
        "delivery": {"state": "PAUSED", "reason": "SWITCHED_OFF", "upstream_status": "CAMPAIGN_STATUS_DISABLE"},
        "budget": {"mode": "UNLIMITED", "amount": None, "currency": "USD"},
        "budget_optimization": False,
        "created_at": "2026-11-20T12:01:00Z",
        "updated_at": "2026-11-20T12:01:00Z",
        "synced_at": "2026-11-20T12:01:00Z",
    }
    assert await house.ok("GET", f"/v1/campaigns/{campaign['id']}") == campaign


async def test_an_ad_group_and_an_ad_are_made_as_asked(house: Any) -> None:
    campaign = await house.campaign()
    body = house.adgroup_body(campaign["id"]) | {
        "bid": {"strategy": "COST_CAP", "amount": "1.25"},
        "schedule": {"start_at": "2026-11-21T00:00:00Z", "end_at": "2026-12-24T18:00:00+01:00"},
        "status": "ACTIVE",
    }
    adgroup = await house.ok("POST", "/v1/adgroups", body)
    ad = await house.ok("POST", "/v1/ads", house.ad_body(adgroup["id"]))

    assert adgroup["budget"] == {"mode": "DAILY", "amount": "30.07", "currency": "USD"}
    assert adgroup["bid"] == {"strategy": "COST_CAP", "amount": "1.25", "currency": "USD"}
    assert adgroup["schedule"] == {"start_at": "2026-11-21T00:00:00Z", "end_at": "2026-12-24T17:00:00Z"}
    assert (adgroup["status"], adgroup["optimization_goal"], adgroup["billing_event"]) == ("ACTIVE", "CLICK", "CPC")
    assert body["targeting"].items() <= adgroup["targeting"].items()
    assert house.ad_body(adgroup["id"])["creative"].items() <= ad["creative"].items()
    assert (ad["status"], ad["adgroup_id"], ad["campaign_id"]) == ("PAUSED", adgroup["id"], campaign["id"])


@pytest.mark.parametrize("level", LEVELS)
async def test_a_new_name_changes_the_name_alone(house: Any, level: str) -> None:
    object_id = (await house.tree())[level]

    changed = await changed_at_tiktok(house, level, object_id, {"name": "Renamed"})

    assert changed == {f"{level}_name": "Renamed"}


@pytest.mark.parametrize("level", LEVELS)
async def test_a_new_status_changes_the_switch_alone(house: Any, level: str) -> None:
    object_id = (await house.tree())[level]

    on = await changed_at_tiktok(house, level, object_id, {"status": "ACTIVE"})
    off = await changed_at_tiktok(house, level, object_id, {"status": "PAUSED"})

    assert (on, off) == ({"operation_status": "ENABLE"}, {"operation_status": "DISABLE"})


@pytest.mark.parametrize("level", LEVELS)
async def test_name_and_status_can_change_in_one_request(house: Any, level: str) -> None:
    object_id = (await house.tree())[level]

    changed = await changed_at_tiktok(house, level, object_id, {"name": "Renamed", "status": "ACTIVE"})

    assert changed == {f"{level}_name": "Renamed", "operation_status": "ENABLE"}


@pytest.mark.parametrize(
    ("currency", "first", "second", "shown"),
    [("USD", "80.05", "123.45", "123.45"), ("EUR", "80.05", "90.1", "90.10"), ("JPY", "8000", "12345", "12345")],
)
@pytest.mark.parametrize("level", ["campaign", "adgroup"])
async def test_a_budget_is_exact_in_every_currency_and_changes_alone(
    house: Any, level: str, currency: str, first: str, second: str, shown: str
) -> None:
    advertiser_id = {"USD": house.usd, "EUR": house.eur, "JPY": house.jpy}[currency]
    budget = {"mode": "DAILY", "amount": first}
    made = await house.campaign(advertiser_id=advertiser_id, budget=budget)
    if level == "adgroup":
        made = await house.adgroup(made["id"], advertiser_id=advertiser_id, budget=budget)

    changed = await changed_at_tiktok(house, level, made["id"], {"budget": {"amount": second}})

    assert changed == {"budget": Decimal(second)}
    answer = await house.ok("GET", f"/v1/{level}s/{made['id']}")
    assert answer["budget"] == {"mode": "DAILY", "amount": shown, "currency": currency}


@pytest.mark.parametrize(("currency", "amount"), [("USD", "80.055"), ("JPY", "8000.5")])
async def test_an_amount_finer_than_its_currency_is_refused(house: Any, currency: str, amount: str) -> None:
    advertiser_id = {"USD": house.usd, "JPY": house.jpy}[currency]
    body = {"name": "Spring", "objective": "TRAFFIC", "advertiser_id": advertiser_id}

    refusal = await house.refused("POST", "/v1/campaigns", body | {"budget": {"mode": "DAILY", "amount": amount}})

    assert refusal == (422, "upstream_rejected")


async def test_an_amount_may_be_a_json_number_for_it_is_read_exactly(house: Any) -> None:
    campaign = await house.campaign(budget={"mode": "DAILY", "amount": 80.1})

    assert campaign["budget"]["amount"] == "80.10"
    assert house.at_tiktok("campaign", campaign["id"]).fields["budget"] == Decimal("80.1")


@pytest.mark.parametrize("budget", [
    {"mode": "DAILY"},
    {"mode": "UNLIMITED", "amount": "50.00"},
    {"mode": "DAILY", "amount": "fifty"},
    {"mode": "DAILY", "amount": "-50"},
    {"mode": "DAILY", "amount": "NaN"},
    {"mode": "DAILY", "amount": "1e15"},
    {"mode": "DAILY", "amount": True},
    {"amount": "50.00"},
])  # fmt: skip
async def test_a_budget_that_says_nothing_exact_is_refused_before_tiktok(house: Any, budget: dict[str, Any]) -> None:
    body = {"name": "Spring", "objective": "TRAFFIC", "budget": budget}

    assert await house.refused("POST", "/v1/campaigns", body) == (400, "invalid_request")
    assert house.calls() == []


async def test_an_ad_groups_bid_and_schedule_change_alone(house: Any) -> None:
    adgroup_id = (await house.tree())["adgroup"]

    bid = await changed_at_tiktok(house, "adgroup", adgroup_id, {"bid": {"strategy": "COST_CAP", "amount": "0.55"}})
    ends = await changed_at_tiktok(house, "adgroup", adgroup_id, {"schedule": {"end_at": "2026-12-24T18:00:00Z"}})
    endless = await changed_at_tiktok(house, "adgroup", adgroup_id, {"schedule": {}})
    none = await changed_at_tiktok(house, "adgroup", adgroup_id, {"bid": {"strategy": "MAX_DELIVERY"}})

    assert bid == {"bid_type": "BID_TYPE_CUSTOM", "bid_price": Decimal("0.55")}
    assert ends == {"schedule_type": "SCHEDULE_START_END", "schedule_end_time": "2026-12-24 18:00:00"}
    assert endless == {"schedule_type": "SCHEDULE_FROM_NOW", "schedule_end_time": None}
    assert none == {"bid_type": "BID_TYPE_NO_BID", "bid_price": None}


async def test_an_ad_groups_targeting_is_replaced_whole_and_nothing_else(house: Any) -> None:
    adgroup_id = (await house.tree())["adgroup"]

    changed = await changed_at_tiktok(
        house, "adgroup", adgroup_id, {"targeting": {"location_ids": ["5332921"], "languages": ["de"]}}
    )

    assert changed == {"location_ids": ["5332921"], "languages": ["de"], "gender": None, "age_groups": None}


async def test_a_seeded_ad_group_keeps_all_it_has_when_its_name_changes(house: Any) -> None:
    for node in [node for node in house.state.adgroups.values() if house.one("adgroup", node.advertiser_id)]:
        status = (await house.ok("GET", f"/v1/adgroups/{node.id}"))["status"]
        if status != "DELETED":
            changed = await changed_at_tiktok(house, "adgroup", node.id, {"name": f"{node.id} renamed"})
            assert changed == {"adgroup_name": f"{node.id} renamed"}


@pytest.mark.parametrize(("creative", "names"), [
    ({"text": "Walk with us"}, {"ad_text": "Walk with us"}),
    ({"landing_page_url": "https://example.com/walk"}, {"landing_page_url": "https://example.com/walk"}),
    ({"call_to_action": "LEARN_MORE"}, {"call_to_action": "LEARN_MORE"}),
    ({"video_id": "v2", "image_ids": ["c2"]}, {"video_id": "v2", "image_ids": ["c2"]}),
    ({"display_name": "Euros & Co"}, {"display_name": "Euros & Co"}),
])  # fmt: skip
async def test_a_creatives_field_changes_alone(house: Any, creative: dict[str, Any], names: dict[str, Any]) -> None:
    ad_id = (await house.tree())["ad"]

    assert await changed_at_tiktok(house, "ad", ad_id, {"creative": creative}) == names


async def test_a_seeded_ad_keeps_all_it_has_when_its_address_changes(house: Any) -> None:
    listed = (await house.ok("GET", "/v1/ads?limit=1000"))["data"]
    for row in listed:
        changed = await changed_at_tiktok(
            house, "ad", row["id"], {"creative": {"landing_page_url": "https://example.com/other"}}
        )
        settable = set(AdCreativeUpdate.__struct_fields__)
        assert {name: changed[name] for name in changed.keys() & settable} == {
            "landing_page_url": "https://example.com/other"
        }


@pytest.mark.parametrize("level", LEVELS)
async def test_a_patch_without_a_change_is_refused(house: Any, level: str) -> None:
    object_id = house.one(level).id

    assert await house.refused("PATCH", f"/v1/{level}s/{object_id}", {}) == (400, "invalid_request")
    assert house.calls() == []


@pytest.mark.parametrize("level", LEVELS)
async def test_what_is_deleted_never_changes_again(house: Any, level: str) -> None:
    object_id = (await house.tree())[level]
    deleted = await house.ok("DELETE", f"/v1/{level}s/{object_id}")
    calls = len(house.calls())
    again = await house.ok("DELETE", f"/v1/{level}s/{object_id}")

    assert (deleted["status"], deleted["delivery"]["state"]) == ("DELETED", "DELETED")
    assert again == deleted
    assert await house.refused("PATCH", f"/v1/{level}s/{object_id}", {"name": "Back"}) == (409, "conflict")
    assert len(house.calls()) == calls


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("body", [{"nam": "x"}, {"status": "DELETED"}, {"name": ""}, {"name": None}, {"id": "1"}])
async def test_what_a_patch_does_not_know_is_refused(house: Any, level: str, body: dict[str, Any]) -> None:
    assert (await house.refused("PATCH", f"/v1/{level}s/{house.one(level).id}", body))[0] == 400
    assert house.calls() == []


async def test_tiktoks_refusal_is_told_in_its_own_words(house: Any) -> None:
    campaign = await house.campaign()
    answer = await house.ask("PATCH", f"/v1/campaigns/{campaign['id']}", {"budget": {"amount": "1.00"}})

    call = house.calls("campaign.update")[0]
    assert answer.status_code == 422
    assert answer.json()["upstream"] == {"code": 40002, "message": call.message, "request_id": call.request_id}
    assert (await house.ok("GET", f"/v1/campaigns/{campaign['id']}"))["budget"]["amount"] == "80.00"


async def test_a_change_that_tiktok_takes_in_half_is_read_again(house: Any) -> None:
    tree = await house.tree()
    house.fault("fail", "campaign.status.update", code=40002)
    refusal = await house.refused("PATCH", f"/v1/campaigns/{tree['campaign']}", {"name": "Half", "status": "ACTIVE"})
    await house.sync()

    campaign = await house.ok("GET", f"/v1/campaigns/{tree['campaign']}")
    assert refusal == (422, "upstream_rejected")
    assert (campaign["name"], campaign["status"]) == ("Half", "PAUSED")


async def test_tiktoks_own_fields_are_passed_on(house: Any) -> None:
    campaign = await house.campaign(upstream={"special_industries": ["HOUSING"]})
    adgroup = await house.adgroup(campaign["id"], upstream={"comment_disabled": True})
    ad = await house.ad(adgroup["id"], upstream={"deeplink": "app://run"})
    changed = await changed_at_tiktok(house, "adgroup", adgroup["id"], {"upstream": {"comment_disabled": False}})
    tracked = await changed_at_tiktok(house, "ad", ad["id"], {"upstream": {"deeplink": "app://walk"}})

    assert house.at_tiktok("campaign", campaign["id"]).fields["special_industries"] == ["HOUSING"]
    assert changed == {"comment_disabled": False}
    assert tracked == {"deeplink": "app://walk"}
    wide = await house.ok("GET", f"/v1/ads/{ad['id']}?expand=upstream")
    assert wide["upstream"]["deeplink"] == "app://walk"


@pytest.mark.parametrize(
    "upstream", [{"campain_type": "X"}, {"budget": 100}, {"request_id": "1"}, {"advertiser_id": "1"}]
)
async def test_a_field_that_tiktok_lacks_or_linkpath_sets_is_refused(house: Any, upstream: dict[str, Any]) -> None:
    body = {"name": "Spring", "objective": "TRAFFIC", "upstream": upstream}

    assert await house.refused("POST", "/v1/campaigns", body) == (400, "invalid_request")
    assert house.calls() == []


@pytest.mark.parametrize(("level", "upstream"), [
    ("adgroup", {"location_ids": ["1"]}), ("adgroup", {"bid_price": 1}), ("adgroup", {"nothing": 1}),
    ("ad", {"ad_text": "x"}), ("ad", {"operation_status": "ENABLE"}), ("ad", {"nothing": 1}),
])  # fmt: skip
async def test_a_patch_refuses_such_fields_too(house: Any, level: str, upstream: dict[str, Any]) -> None:
    address = f"/v1/{level}s/{house.one(level).id}"

    assert await house.refused("PATCH", address, {"upstream": upstream}) == (400, "invalid_request")
    assert house.calls() == []


async def test_a_field_of_the_wrong_type_is_refused_by_its_name(house: Any) -> None:
    body = {"name": "Spring", "objective": "TRAFFIC", "upstream": {"special_industries": 7}}

    answer = await house.ask("POST", "/v1/campaigns", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "upstream_rejected")
    assert "special_industries" in answer.json()["detail"]
    assert house.calls("campaign.create") == []


async def test_a_schedule_that_ends_before_it_starts_is_refused(house: Any) -> None:
    campaign = await house.campaign()
    schedule = {"start_at": "2026-12-24T00:00:00Z", "end_at": "2026-12-24T00:00:00Z"}
    body = house.adgroup_body(campaign["id"]) | {"schedule": schedule}

    answer = await house.ask("POST", "/v1/adgroups", body)

    assert (answer.status_code, answer.json()["param"]) == (400, "schedule.end_at")


@pytest.mark.parametrize("bid", [{"strategy": "COST_CAP"}, {"strategy": "MAX_DELIVERY", "amount": "1.00"}])
async def test_a_bid_has_an_amount_where_it_is_capped_and_nowhere_else(house: Any, bid: dict[str, Any]) -> None:
    campaign = await house.campaign()

    answer = await house.ask("POST", "/v1/adgroups", house.adgroup_body(campaign["id"]) | {"bid": bid})

    assert (answer.status_code, answer.json()["param"]) == (400, "bid.amount")


async def test_under_a_campaign_that_shares_its_budget_an_ad_group_needs_none(house: Any) -> None:
    campaign = await house.campaign(budget_optimization=True)
    body = house.adgroup_body(campaign["id"])
    del body["budget"]

    adgroup = await house.ok("POST", "/v1/adgroups", body)
    changed = await changed_at_tiktok(house, "adgroup", adgroup["id"], {"name": "Renamed"})

    assert campaign["budget_optimization"] is True
    assert adgroup["budget"] == {"mode": "UNLIMITED", "amount": None, "currency": "USD"}
    assert changed == {"adgroup_name": "Renamed"}
