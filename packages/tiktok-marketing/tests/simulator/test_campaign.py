"""Behaviour reference §4.3, §5.1: campaigns are made, changed and refused."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

CREATE, UPDATE = "/campaign/create/", "/campaign/update/"


async def test_a_new_campaign_is_answered_whole_and_enabled(desk: Any) -> None:  # §5.1: ENABLE is the default
    campaign = await desk.ok("POST", CREATE, **desk.campaign_body())

    assert campaign == {
        "advertiser_id": desk.usd,
        "app_id": None,
        "app_promotion_type": None,
        "budget": 100,
        "budget_mode": "BUDGET_MODE_DAY",
        "campaign_id": campaign["campaign_id"],
        "campaign_name": "Spring",
        "campaign_system_origin": "TT_ADS_PLATFORM",
        "campaign_type": "REGULAR_CAMPAIGN",
        "create_time": "2026-06-15 12:00:00",
        "is_new_structure": True,
        "is_search_campaign": False,
        "is_smart_performance_campaign": False,
        "modify_time": "2026-06-15 12:00:00",
        "objective_type": "TRAFFIC",
        "operation_status": "ENABLE",
        "rta_id": None,
        "sales_destination": None,
        "secondary_status": "CAMPAIGN_STATUS_ENABLE",
        "virtual_objective_type": None,
    }
    assert len(campaign["campaign_id"]) == 19
    assert await desk.one("campaign", campaign["campaign_id"]) == campaign


async def test_a_campaign_can_begin_switched_off(desk: Any) -> None:
    campaign_id = await desk.campaign(operation_status="DISABLE")

    assert await desk.status("campaign", campaign_id) == "CAMPAIGN_STATUS_DISABLE"


@pytest.mark.parametrize(
    "changed",
    [
        {"budget": 50},
        {"budget": 9_999_999.99},
        {"budget_mode": "BUDGET_MODE_TOTAL"},
        {"budget_mode": "BUDGET_MODE_INFINITE", "budget": ...},
        {"budget_mode": "BUDGET_MODE_DYNAMIC_DAILY_BUDGET", "budget_optimize_on": True},
        {"objective_type": "PRODUCT_SALES", "campaign_product_source": "STORE", "budget": 10},
        {"objective_type": "RF_REACH", "budget_mode": "BUDGET_MODE_INFINITE", "budget": ...},
        {"objective_type": "WEB_CONVERSIONS", "virtual_objective_type": "SALES", "sales_destination": "WEBSITE"},
        {"campaign_name": "春" * 256},
        {"special_industries": ["HOUSING"]},
        {"campaign_type": "IOS14_CAMPAIGN", "app_id": "9"},
    ],
)
async def test_what_tiktok_allows_is_made(desk: Any, changed: dict[str, Any]) -> None:
    await desk.campaign(**changed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"campaign_name": ...}, "campaign_name: Missing data for required field."),
        ({"campaign_name": "  "}, "campaign_name: The name cannot be empty."),
        ({"campaign_name": "春" * 257}, "campaign_name: Longer than maximum length 512."),
        ({"campaign_name": "Go 🚀"}, "campaign_name: Emoji are not supported."),
        ({"campaign_name": "a\nb"}, "campaign_name: Control characters are not supported."),
        ({"objective_type": "CONVERSIONS"}, "objective_type: CONVERSIONS is no longer supported for new campaigns."),
        ({"budget_mode": ...}, "budget_mode: Missing data for required field."),
        ({"budget": ...}, "budget: Missing data for required field."),
        ({"budget": "much"}, "budget: Not a valid number."),
        ({"budget": "100"}, "budget: Not a valid number."),
        ({"budget": 49.99}, "budget: The budget must be at least 50 USD."),
        ({"budget": 10_000_000}, "budget: The budget must be less than 10000000 USD."),
        ({"budget": 50.001}, "budget: USD allows at most 2 decimal places."),
        ({"budget": -60}, "budget: Must be greater than 0."),
        ({"budget": "NaN"}, "budget: Not a valid number."),
        ({"virtual_objective_type": "SALES"}, "virtual_objective_type: SALES needs WEB_CONVERSIONS or PRODUCT_SALES."),
        ({"campaign_type": "IOS14_CAMPAIGN"}, "app_id: Missing data for required field."),
        ({"request_id": "seven"}, "request_id: Must be the string form of a 64-bit integer."),
        ({"request_id": 7}, "request_id: Not a valid string."),
    ],
)
async def test_what_tiktok_refuses_is_named(desk: Any, changed: dict[str, Any], message: str) -> None:
    assert await desk.refused(CREATE, **desk.campaign_body(**changed)) == (40002, message)
    assert desk.state.campaigns == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"objective_type": "WORLD_PEACE"}, "objective_type"),
        ({"budget_mode": "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"}, "budget_mode"),
        ({"budget_mode": "BUDGET_MODE_INFINITE", "budget_optimize_on": True}, "budget_mode"),
        ({"objective_type": "RF_REACH"}, "budget_mode"),
        ({"operation_status": "DELETE"}, "operation_status"),
        ({"special_industries": ["POLITICS"]}, "special_industries"),
    ],
)
async def test_a_value_out_of_its_list_is_named(desk: Any, changed: dict[str, Any], field: str) -> None:
    code, message = await desk.refused(CREATE, **desk.campaign_body(**changed))

    assert code == 40002
    assert message.startswith(f"{field}: Invalid value ")


async def test_budgets_are_measured_in_the_advertisers_currency(desk: Any) -> None:  # §5.1: yen are times 100
    body = desk.campaign_body(advertiser_id=desk.jpy)

    assert await desk.refused(CREATE, **body | {"budget": 4999}) == (
        40002,
        "budget: The budget must be at least 5000 JPY.",
    )
    assert await desk.refused(CREATE, **body | {"budget": 5000.5}) == (
        40002,
        "budget: JPY allows at most 0 decimal places.",
    )
    await desk.ok("POST", CREATE, **body | {"budget": 5000})


async def test_dynamic_budgets_are_allowlisted_for_some_objectives(desk: Any) -> None:  # §5.1
    changed = {"budget_mode": "BUDGET_MODE_DYNAMIC_DAILY_BUDGET", "budget_optimize_on": True}

    assert (await desk.refused(CREATE, **desk.campaign_body(objective_type="REACH", **changed)))[0] == 40118


@pytest.mark.parametrize(("country", "code"), [("US", 0), ("CA", 0), ("DE", 40002), (None, 0)])
async def test_special_industries_are_for_advertisers_of_two_countries(
    desk: Any, country: str | None, code: int
) -> None:  # §5.1, sure
    account = desk.state.advertisers[desk.usd]
    desk.state.save(replace(account, fields=account.fields | ({"country": country} if country else {})))

    answer = await desk.post(CREATE, **desk.campaign_body(special_industries=["HOUSING"]))

    assert answer["code"] == code, answer["message"]


async def test_special_industries_can_only_be_cleared(desk: Any) -> None:  # §5.1, sure
    campaign_id = await desk.campaign(special_industries=["HOUSING"])
    to = {"advertiser_id": desk.usd, "campaign_id": campaign_id}

    assert await desk.refused(UPDATE, **to, special_industries=["CREDIT"]) == (
        40002,
        "special_industries: Can only be cleared.",
    )
    assert (await desk.ok("POST", UPDATE, **to, special_industries=[]))["special_industries"] == []


async def test_a_name_is_taken_once_unless_a_request_id_is_given(desk: Any) -> None:  # §4.3
    first = await desk.campaign()

    assert await desk.refused(CREATE, **desk.campaign_body()) == (
        40002,
        "Campaign name already exists. Please try another one.",
    )
    await desk.campaign(request_id="1")
    await desk.ok("POST", CREATE, **desk.campaign_body(advertiser_id=desk.jpy, budget=5000))
    await desk.switch("campaign", "DELETE", first)


async def test_a_request_id_is_spent_for_ten_seconds(desk: Any) -> None:  # §4.3
    await desk.campaign(request_id="9223372036854775807")

    desk.advance(seconds=10)
    repeat = await desk.refused(CREATE, **desk.campaign_body(request_id="9223372036854775807"))
    desk.advance(seconds=1)
    await desk.campaign(request_id="9223372036854775807")

    assert repeat[0] == 40050
    assert len(desk.state.campaigns) == 2


async def test_only_what_is_sent_changes(desk: Any) -> None:
    campaign_id = await desk.campaign(po_number="PO-1")
    before = await desk.one("campaign", campaign_id)
    desk.advance(minutes=1)

    after = await desk.ok("POST", UPDATE, advertiser_id=desk.usd, campaign_id=campaign_id, campaign_name="Summer")

    assert after == before | {"campaign_name": "Summer", "modify_time": "2026-06-15 12:01:00"}
    assert await desk.one("campaign", campaign_id) == after


@pytest.mark.parametrize(
    "changed",
    [
        {"objective_type": "REACH"},
        {"budget_mode": "BUDGET_MODE_TOTAL"},
        {"budget_optimize_on": True},
        {"is_search_campaign": True},
        {"app_id": "9"},
    ],
    ids=str,
)
async def test_most_of_a_campaign_never_changes(desk: Any, changed: dict[str, Any]) -> None:  # §5.1: dropped unsaid
    campaign_id = await desk.campaign()
    before = await desk.one("campaign", campaign_id)

    after = await desk.ok("POST", UPDATE, advertiser_id=desk.usd, campaign_id=campaign_id, **changed)

    assert after == before


async def test_a_budget_must_cover_105_percent_of_the_spend(desk: Any) -> None:  # §5.1
    campaign_id = await desk.campaign(budget=200)
    desk.spent[campaign_id] = Decimal("100.01")
    body = {"advertiser_id": desk.usd, "campaign_id": campaign_id}

    assert await desk.refused(UPDATE, **body, budget=105.01) == (
        40002,
        "budget: The budget must be at least 105% of the current spend 100.01.",
    )
    await desk.ok("POST", UPDATE, **body, budget=105.02)
    assert desk.state.campaigns[campaign_id].history[-1].budget == Decimal("105.02")


async def test_daily_budgets_are_locked_before_midnight(desk: Any) -> None:  # §5.1: 23:55 in New York is 03:55 UTC
    daily = await desk.campaign()
    lifetime = await desk.campaign(campaign_name="Whole", budget_mode="BUDGET_MODE_TOTAL")

    async def change(campaign_id: str, budget: int) -> int:
        body = {"advertiser_id": desk.usd, "campaign_id": campaign_id, "budget": budget}
        return int((await desk.post(UPDATE, **body))["code"])

    desk.advance(hours=15, minutes=54)
    assert await change(daily, 110) == 0
    desk.advance(minutes=1)
    assert await change(daily, 120) == 40002
    assert await change(daily, 110) == 0  # the budget it has is no change
    assert await change(lifetime, 120) == 0
    desk.advance(minutes=5)
    assert await change(daily, 120) == 0


async def test_updates_are_refused_where_they_cannot_be(desk: Any) -> None:
    taken = await desk.campaign()
    campaign_id = await desk.campaign(campaign_name="Summer", budget_mode="BUDGET_MODE_INFINITE")
    industry = await desk.campaign(campaign_name="Houses", special_industries=["HOUSING"])
    gone = await desk.campaign(campaign_name="Gone")
    await desk.switch("campaign", "DELETE", gone)
    body = {"advertiser_id": desk.usd, "campaign_id": campaign_id}

    assert taken
    assert (await desk.refused(UPDATE, **body, campaign_name="Spring"))[0] == 40002
    assert (await desk.refused(UPDATE, **body, budget=100))[0] == 40002
    assert (await desk.refused(UPDATE, **body, special_industries=["CREDIT"]))[0] == 40002
    assert (await desk.refused(UPDATE, **body | {"campaign_id": gone}, campaign_name="Back"))[0] == 40002
    assert await desk.refused(UPDATE, **body | {"campaign_id": "1"}) == (40007, "The campaign 1 does not exist.")
    assert (await desk.refused(UPDATE, **body | {"advertiser_id": desk.jpy}))[0] == 40007
    cleared = await desk.ok("POST", UPDATE, **body | {"campaign_id": industry}, special_industries=[])
    assert cleared["special_industries"] == []
