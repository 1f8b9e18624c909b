"""Behaviour reference §5.2: ad groups are made, replaced and refused."""

from decimal import Decimal
from typing import Any

import pytest

CREATE, UPDATE, BUDGETS = "/adgroup/create/", "/adgroup/update/", "/adgroup/budget/update/"
LIFETIME = {
    "budget_mode": "BUDGET_MODE_TOTAL",
    "budget": 200,
    "schedule_type": "SCHEDULE_START_END",
    "schedule_start_time": "2026-06-16 00:00:00",
    "schedule_end_time": "2026-06-26 00:00:00",
}
WEB = {
    "objective_type": "WEB_CONVERSIONS",
    "optimization_goal": "CONVERT",
    "billing_event": "OCPM",
    "pixel_id": "77",
    "optimization_event": "SHOPPING",
}
APP = {
    "objective_type": "APP_PROMOTION",
    "promotion_type": "APP_ANDROID",
    "optimization_goal": "INSTALL",
    "billing_event": "OCPM",
    "app_id": "99",
    "operating_systems": ["ANDROID"],
}
CUSTOM = {"bid_type": "BID_TYPE_CUSTOM"}
ROAS = {**WEB, **CUSTOM, "optimization_goal": "VALUE", "deep_bid_type": "VO_MIN_ROAS"}
SHARED = {"campaign": {"budget_optimize_on": True}}


async def attempt(desk: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """The answer to creating an ad group; objective and campaign fields in `fields` go to its campaign."""
    own = {name: value for name, value in fields.items() if name not in {"objective_type", "campaign"}}
    of_campaign = {"objective_type": fields.get("objective_type", "TRAFFIC"), **fields.get("campaign", {})}
    campaign_id = await desk.campaign(campaign_name=f"Campaign {len(desk.state.campaigns)}", **of_campaign)
    answer: dict[str, Any] = await desk.post(CREATE, **desk.adgroup_body(campaign_id, **own))
    return answer


async def test_a_new_adgroup_has_what_was_sent_and_its_campaign(desk: Any) -> None:
    campaign_id = await desk.campaign()

    adgroup = await desk.ok("POST", CREATE, **desk.adgroup_body(campaign_id))

    sent = desk.adgroup_body(campaign_id)
    assert {name: adgroup[name] for name in sent} == sent
    assert adgroup["campaign_name"] == "Spring"
    assert adgroup["secondary_status"] == "ADGROUP_STATUS_CREATE"  # §5.4: no ads yet
    assert adgroup["operation_status"] == "ENABLE"
    assert await desk.one("adgroup", adgroup["adgroup_id"]) == adgroup


@pytest.mark.parametrize(
    "fields",
    [
        LIFETIME,
        WEB,
        APP,
        {"budget": 20},
        {"schedule_start_time": "2020-01-01 00:00:00"},  # a past start is no error
        {"dayparting": "01" * 168},
        {"age_groups": ["AGE_18_24"], "gender": "GENDER_FEMALE", "location_ids": ["6252001", "2635167"]},
        {"location_ids": ..., "zipcode_ids": ["90210"]},
        {**CUSTOM, "bid_price": 1.5, "pacing": "PACING_MODE_FAST"},
        {**WEB, **CUSTOM, "conversion_bid_price": 12},
        {**WEB, **CUSTOM, "optimization_goal": "VALUE", "deep_bid_type": "VO_MIN_ROAS", "roas_bid": 1.2},
        {
            "objective_type": "REACH",
            "promotion_type": ...,
            "optimization_goal": "REACH",
            "billing_event": "CPM",
            "frequency": 3,
            "frequency_schedule": 7,
        },
        {
            "objective_type": "LEAD_GENERATION",
            "promotion_type": "LEAD_GENERATION",
            "promotion_target_type": "INSTANT_PAGE",
            "optimization_goal": "LEAD_GENERATION",
            "billing_event": "OCPM",
        },
        {"click_attribution_window": "SEVEN_DAYS", "view_attribution_window": "ONE_DAY"},
        {"campaign": {"budget_optimize_on": True}, "budget_mode": "BUDGET_MODE_DAY", "budget": 1},  # ignored
        {"campaign": {"budget_mode": "BUDGET_MODE_INFINITE", "budget": ...}, **LIFETIME},
    ],
)
async def test_what_tiktok_allows_is_made(desk: Any, fields: dict[str, Any]) -> None:
    # A lifetime ad group stands under no daily campaign.
    campaign = {"budget_mode": "BUDGET_MODE_TOTAL"} if fields is LIFETIME else {}

    answer = await attempt(desk, {"campaign": campaign, **fields})

    assert answer["code"] == 0, answer["message"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"adgroup_name": "Go 🚀"}, "adgroup_name: Emoji are not supported."),
        ({"promotion_type": ...}, "promotion_type: Missing data for required field."),
        ({"pacing": ...}, "pacing: Missing data for required field."),
        (
            {"optimization_goal": "REACH", "billing_event": "CPM"},
            "optimization_goal: REACH is not supported for the objective TRAFFIC.",
        ),
        (
            {"billing_event": "CPM"},
            "billing_event: Only CPC is supported for optimization goal CLICK, not CPM.",
        ),
        (WEB | {"pixel_id": ...}, "Please select a pixel."),
        (WEB | {"optimization_event": ...}, "optimization_event: Missing data for required field."),
        ({"pixel_id": "77"}, "pixel_id: A pixel is not supported for the objective TRAFFIC."),
        (
            {
                "optimization_goal": "TRAFFIC_LANDING_PAGE_VIEW",
                "billing_event": "OCPM",
                "optimization_event": "SHOPPING",
            },
            "optimization_event: Only LANDING_PAGE_VIEW is supported for this optimization goal.",
        ),
        (APP | {"app_id": ...}, "app_id: Missing data for required field."),
        (APP | {"operating_systems": ...}, "operating_systems: Missing data for required field."),
        (
            APP | {"operating_systems": ["ANDROID", "IOS"]},
            "operating_systems: Only one operating system is supported.",
        ),
        ({"placements": []}, "placements: Missing data for required field."),
        ({"location_ids": []}, "location_ids: Missing data for required field."),
        ({"location_ids": ["1", "1"]}, "location_ids: The locations overlap."),
        ({"location_ids": ["USA"]}, "location_ids: Invalid location id."),
        (
            {"location_ids": [str(number) for number in range(3001)]},
            "location_ids: At most 3000 locations and zip codes together.",
        ),
        (
            {"audience_ids": ["1", "2"], "excluded_audience_ids": ["2"]},
            "audience_ids: An audience cannot be both included and excluded.",
        ),
        (
            {"device_model_ids": ["1"], "device_price_ranges": [0, 50]},
            "device_model_ids and device_price_ranges cannot be passed together.",
        ),
        ({"device_price_ranges": [0, 60]}, "device_price_ranges: Must be multiples of 50."),
        ({"schedule_start_time": "tomorrow"}, "Time format should be %Y-%m-%d %H:%M:%S. Please try again."),
        ({"schedule_type": "SCHEDULE_START_END"}, "schedule_end_time: Missing data for required field."),
        (
            {"schedule_type": "SCHEDULE_START_END", "schedule_end_time": "2026-06-15 00:00:00"},
            "schedule_end_time: The end time must be later than the start time.",
        ),
        ({"dayparting": "1" * 335}, "dayparting: Must be 336 characters of 0 and 1."),
        ({"budget": 19.99}, "budget: The budget must be at least 20 USD."),
        (
            {"campaign": {"budget_mode": "BUDGET_MODE_TOTAL"}, **LIFETIME, "budget": 199},
            "budget: The budget must be at least 200 USD.",  # 20 for each of ten days
        ),
        (LIFETIME, "budget_mode: A campaign with a daily budget takes no ad group with a lifetime budget."),
        (
            {"campaign": {"budget_mode": "BUDGET_MODE_TOTAL"}, "budget_mode": "BUDGET_MODE_TOTAL"},
            "schedule_type: A lifetime budget needs SCHEDULE_START_END with an end time.",
        ),
        ({"bid_price": 1}, "bid_price: Not supported with BID_TYPE_NO_BID."),
        (CUSTOM, "bid_price: Missing data for required field."),
        ({**CUSTOM, "bid_price": 50}, "bid_price: The bid must be lower than the ad group budget."),
        ({**CUSTOM, "bid_price": 31}, "bid_price: The bid cannot exceed 30 USD."),
        ({**CUSTOM, "bid_price": 1.005}, "bid_price: USD allows at most 2 decimal places."),
        (
            {**WEB, **CUSTOM, "conversion_bid_price": 1, "bid_price": 1},
            "bid_price and conversion_bid_price: Only conversion_bid_price is supported here.",
        ),
        (
            {"pacing": "PACING_MODE_FAST"},
            "pacing: PACING_MODE_FAST is only supported with BID_TYPE_CUSTOM.",
        ),
        (
            {**WEB, **CUSTOM, "optimization_goal": "VALUE", "deep_bid_type": "VO_MIN_ROAS"},
            "roas_bid: Missing data for required field.",
        ),
        ({"frequency": 3, "frequency_schedule": 7}, "frequency: Only supported for the objective REACH."),
        (
            {"click_attribution_window": "SEVEN_DAYS"},
            "click_attribution_window and view_attribution_window must be passed together.",
        ),
        ({"auto_targeting_enabled": True}, "auto_targeting_enabled: No longer supported for new ad groups."),
        (
            {"location_ids": ["6252001", "5332921"]},
            "location_ids: The locations overlap: 5332921 lies in 6252001.",
        ),
        (
            {"campaign": {"special_industries": ["HOUSING"]}, "location_ids": ..., "zipcode_ids": ["90210"]},
            "zipcode_ids: Not supported in a campaign of a special industry.",
        ),
        (
            {"campaign": {"special_industries": ["CREDIT"]}, "saved_audience_id": "7"},
            "saved_audience_id: Not supported in a campaign of a special industry.",
        ),
        (
            {**SHARED, "optimization_goal": "DESTINATION_VISIT", "billing_event": "OCPM"},
            "optimization_goal: DESTINATION_VISIT is not supported with budget_optimize_on.",
        ),
        ({**ROAS, "roas_bid": 1_000.01}, "roas_bid: Must be between 0.01 and 1000."),
        ({**ROAS, **SHARED, "roas_bid": 10.01}, "roas_bid: Must be between 0.01 and 10."),
        (
            {**ROAS, "optimization_event": "AD_REVENUE_VALUE", "roas_bid": 10.01},
            "roas_bid: Must be between 0.01 and 10.",
        ),
        ({**ROAS, "promotion_type": "PSA_PRODUCT", "roas_bid": 20.01}, "roas_bid: Must be between 0.01 and 20."),
        (
            {**WEB, "deep_bid_type": "DEFAULT", "secondary_optimization_event": "SHOPPING"},
            "secondary_optimization_event: Only supported with the goals INSTALL and VALUE.",
        ),
        ({"secondary_optimization_event": "SHOPPING"}, "deep_bid_type: Missing data for required field."),
        (
            {"is_hfss": True, "location_ids": ["2635167"]},
            "is_lhf_compliance: Must be true for is_hfss in the United Kingdom.",
        ),
    ],
)
async def test_what_tiktok_refuses_is_named(desk: Any, fields: dict[str, Any], message: str) -> None:
    answer = await attempt(desk, fields)

    assert (answer["code"], answer["message"]) == (40002, message)
    assert desk.state.adgroups == {}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"bid_type": "BID_TYPE_MAX_CONVERSION"}, "bid_type"),
        ({"promotion_type": "APP"}, "promotion_type"),
        ({"gender": "BOTH"}, "gender"),
        ({"age_groups": ["AGE_0_12"]}, "age_groups"),
        ({"placements": ["PLACEMENT_MOON"]}, "placements"),
        ({"budget_mode": "BUDGET_MODE_INFINITE"}, "budget_mode"),
        ({"creative_material_mode": "DYNAMIC"}, "creative_material_mode"),
    ],
)
async def test_a_value_out_of_its_list_is_named(desk: Any, fields: dict[str, Any], field: str) -> None:
    answer = await attempt(desk, fields)

    assert answer["code"] == 40002
    assert answer["message"].startswith(f"{field}: Invalid value ")


async def test_tiktok_fills_in_by_itself(desk: Any) -> None:
    automatic = (await attempt(desk, {"placement_type": "PLACEMENT_TYPE_AUTOMATIC", "placements": ...}))["data"]
    bundle = (await attempt(desk, {"placements": ["PLACEMENT_TIKTOK", "PLACEMENT_GLOBAL_APP_BUNDLE"]}))["data"]
    shared = (await attempt(desk, {"campaign": {"budget_optimize_on": True}, "pacing": "PACING_MODE_FAST"}))["data"]
    visit = {"optimization_goal": "TRAFFIC_LANDING_PAGE_VIEW", "billing_event": "OCPM"}
    landing = (await attempt(desk, visit))["data"]

    assert automatic["placements"] == ["PLACEMENT_TIKTOK", "PLACEMENT_PANGLE"]
    assert bundle["placements"] == ["PLACEMENT_TIKTOK"]
    assert (shared["budget_mode"], shared["budget"], shared["pacing"]) == (
        "BUDGET_MODE_INFINITE",
        0,
        "PACING_MODE_SMOOTH",
    )
    assert landing["optimization_event"] == "LANDING_PAGE_VIEW"


@pytest.mark.parametrize(
    ("keywords", "code"),
    [(["dog"] * 1_000, 0), (["d" * 80], 0), (["dog"] * 1_001, 40002), (["d" * 81], 40002)],
    ids=["as many", "as long", "too many", "too long"],
)
async def test_search_keywords_are_bounded(desk: Any, keywords: list[str], code: int) -> None:  # §5.2, sure
    given = [{"keyword": word, "match_type": "PRECISE_WORD"} for word in keywords]

    answer = await attempt(desk, {"search_keywords": given})

    assert answer["code"] == code, answer["message"]


@pytest.mark.parametrize(
    ("fields", "enabled"),
    [
        ({}, True),
        (WEB, True),
        ({"search_result_enabled": False}, False),
        ({"placements": ["PLACEMENT_PANGLE"]}, None),
        (
            {"objective_type": "REACH", "promotion_type": ..., "optimization_goal": "REACH", "billing_event": "CPM"},
            None,
        ),
    ],
)
async def test_ads_are_shown_in_searches_unless_told_otherwise(
    desk: Any, fields: dict[str, Any], enabled: Any
) -> None:  # §5.2, sure
    answer = await attempt(desk, fields)

    assert answer["data"].get("search_result_enabled") is enabled


@pytest.mark.parametrize(
    ("places", "code"),
    [(["6252001"], 0), (["5332921"], 0), (["5332921", "2635167"], 0), (["2635167"], 40002)],
    ids=["all of it", "a state", "and more", "none of it"],
)
async def test_the_united_states_are_refined_but_not_removed(
    desk: Any, places: list[str], code: int
) -> None:  # §5.2, sure
    campaign_id = await desk.campaign()
    adgroup_id = await desk.adgroup(campaign_id)
    body = desk.adgroup_body(campaign_id, location_ids=places) | {"adgroup_id": adgroup_id, "campaign_id": ...}

    answer = await desk.post(UPDATE, **{name: value for name, value in body.items() if value is not ...})

    told = "location_ids: The United States cannot be removed from the targeting."
    assert (answer["code"], answer["message"]) == (code, told if code else "OK")


async def test_adgroups_under_a_shared_budget_are_alike(desk: Any) -> None:  # §5.1
    campaign_id = await desk.campaign(budget_optimize_on=True)
    await desk.adgroup(campaign_id)
    other = desk.adgroup_body(campaign_id, optimization_goal="TRAFFIC_LANDING_PAGE_VIEW", billing_event="OCPM")

    assert await desk.refused(CREATE, **other) == (
        40002,
        "optimization_goal: Must be the same in all ad groups of the campaign.",
    )


async def test_a_repeated_request_id_makes_one_adgroup(desk: Any) -> None:  # §4.3
    campaign_id = await desk.campaign()
    await desk.adgroup(campaign_id, request_id="5")

    assert (await desk.refused(CREATE, **desk.adgroup_body(campaign_id, request_id="5")))[0] == 40050
    await desk.adgroup(campaign_id)  # without one, a name can be had twice (§15, question 11)
    assert len(desk.state.adgroups) == 2


async def test_nothing_grows_under_a_deleted_campaign(desk: Any) -> None:
    campaign_id = await desk.campaign()
    await desk.switch("campaign", "DELETE", campaign_id)

    assert (await desk.refused(CREATE, **desk.adgroup_body(campaign_id)))[0] == 40002
    assert (await desk.refused(CREATE, **desk.adgroup_body("1"))) == (40007, "The campaign 1 does not exist.")


def whole(desk: Any, adgroup_id: str, **fields: Any) -> dict[str, Any]:
    """A full replacement of the plain ad group."""
    fixed = {"campaign_id", "promotion_type", "placement_type", "placements", "budget_mode", "optimization_goal"}
    body = desk.adgroup_body("", **fields)
    return {"adgroup_id": adgroup_id} | {n: v for n, v in body.items() if n not in fixed | {"billing_event"}}


async def test_an_update_replaces_everything_that_can_change(desk: Any) -> None:
    adgroup_id = await desk.adgroup(await desk.campaign(), gender="GENDER_MALE", dayparting="01" * 168)
    before = await desk.one("adgroup", adgroup_id)
    desk.advance(hours=1)

    after = await desk.ok("POST", UPDATE, **whole(desk, adgroup_id, adgroup_name="Nobody"))

    expected = before | {"adgroup_name": "Nobody", "modify_time": "2026-06-15 13:00:00", "dayparting": None}
    del expected["gender"]  # left out, so taken away
    assert after == expected
    assert await desk.one("adgroup", adgroup_id) == after


@pytest.mark.parametrize("name", ["adgroup_name", "budget", "pacing", "schedule_type", "schedule_start_time"])
async def test_a_replacement_brings_every_required_field(desk: Any, name: str) -> None:
    adgroup_id = await desk.adgroup(await desk.campaign())
    body = whole(desk, adgroup_id)
    del body[name]

    assert await desk.refused(UPDATE, **body) == (40002, f"{name}: Missing data for required field.")


async def test_some_fields_are_fixed(desk: Any) -> None:
    adgroup_id = await desk.adgroup(
        await desk.campaign(), audience_type="NORMAL", search_result_enabled=True, deep_funnel_event_source="PIXEL"
    )
    same = {"audience_type": "NORMAL", "search_result_enabled": True, "deep_funnel_event_source": "PIXEL"}

    for changed in ({"audience_type": ...}, {"search_result_enabled": False}):
        assert (await desk.refused(UPDATE, **whole(desk, adgroup_id, **same | changed)))[0] == 40002
    locked = whole(desk, adgroup_id, **same | {"deep_funnel_event_source": "OFFLINE"})
    assert (await desk.refused(UPDATE, **locked))[0] == 40002
    await desk.ok("POST", UPDATE, **whole(desk, adgroup_id, **same))
    await desk.switch("adgroup", "DISABLE", adgroup_id)
    await desk.ok("POST", UPDATE, **locked)


async def test_a_new_budget_covers_the_spend(desk: Any) -> None:
    adgroup_id = await desk.adgroup(await desk.campaign())
    desk.spent[adgroup_id] = Decimal(40)

    assert (await desk.refused(UPDATE, **whole(desk, adgroup_id, budget=41.99)))[0] == 40002
    await desk.ok("POST", UPDATE, **whole(desk, adgroup_id, budget=42))


async def test_a_daily_budget_can_be_scheduled_for_midnight(desk: Any) -> None:  # midnight in New York is 04:00 UTC
    adgroup_id = await desk.adgroup(await desk.campaign())
    scheduled = [{"adgroup_id": adgroup_id, "scheduled_budget": 80}]

    assert await desk.ok("POST", BUDGETS, advertiser_id=desk.usd, scheduled_budget=scheduled) == {}
    waiting = await desk.one("adgroup", adgroup_id)
    desk.advance(hours=15, minutes=59)
    await desk.switch("adgroup", "DISABLE", adgroup_id)
    last_minute = await desk.one("adgroup", adgroup_id)
    desk.advance(minutes=1)
    due = await desk.one("adgroup", adgroup_id)

    assert (waiting["budget"], waiting["scheduled_budget"]) == (50, 80)
    assert (last_minute["budget"], last_minute["scheduled_budget"]) == (50, 80)
    assert (due["budget"], due["scheduled_budget"]) == (80, None)
    history = desk.state.adgroups[adgroup_id].history
    assert [(setting.at.hour, setting.operation_status, setting.budget) for setting in history] == [
        (12, "ENABLE", 50),
        (12, "ENABLE", 50),
        (3, "DISABLE", 50),
        (4, "DISABLE", 80),
    ]


async def test_a_lifetime_budget_changes_at_once(desk: Any) -> None:
    adgroup_id = await desk.adgroup(await desk.campaign(budget_mode="BUDGET_MODE_TOTAL"), **LIFETIME)

    await desk.ok("POST", BUDGETS, advertiser_id=desk.usd, budget=[{"adgroup_id": adgroup_id, "budget": 300}])

    assert (await desk.one("adgroup", adgroup_id))["budget"] == 300


async def test_budgets_of_twenty_ad_groups_change_at_a_time(desk: Any) -> None:
    campaign_id = await desk.campaign()
    ids = [await desk.adgroup(campaign_id, adgroup_name=f"Group {number}") for number in range(21)]
    orders = [{"adgroup_id": each, "scheduled_budget": 80} for each in ids]

    told = (40002, "budget: At most 20 ad groups in one request.")
    assert await desk.refused(BUDGETS, advertiser_id=desk.usd, scheduled_budget=orders) == told
    assert await desk.ok("POST", BUDGETS, advertiser_id=desk.usd, scheduled_budget=orders[:20]) == {}


async def test_budgets_change_all_together_or_not_at_all(desk: Any) -> None:
    campaign_id = await desk.campaign()
    first, second = [await desk.adgroup(campaign_id) for _ in range(2)]
    orders = [{"adgroup_id": first, "scheduled_budget": 80}, {"adgroup_id": second, "scheduled_budget": 1}]

    async def refused(**body: Any) -> int:
        return int((await desk.refused(BUDGETS, advertiser_id=desk.usd, **body))[0])

    assert await refused() == 40002
    assert await refused(scheduled_budget=orders) == 40002
    assert await refused(scheduled_budget=[orders[0], orders[0]]) == 40002
    assert await refused(budget=[{"adgroup_id": first, "budget": 80}]) == 40002  # it is a daily one
    assert (await desk.one("adgroup", first))["scheduled_budget"] is None
    desk.advance(hours=15, minutes=55)
    assert await refused(scheduled_budget=[orders[0]]) == 40002  # 23:55 in New York
