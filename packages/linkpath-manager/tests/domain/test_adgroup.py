from datetime import UTC, datetime

import msgspec
import pytest

from linkpath_manager.domain import adgroup
from linkpath_manager.domain.adgroup import UPSTREAM_STRATEGIES, AdGroup, Bid, Schedule, Targeting
from linkpath_manager.domain.budget import Budget
from linkpath_manager.domain.delivery import Delivery
from tiktok_marketing.spec import decode
from tiktok_marketing.spec.adgroup import AdGroup as Upstream

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
NOBODY_SAID = dict.fromkeys(Targeting.__struct_fields__)


def read(**fields: object) -> AdGroup:
    row = decode(Upstream, msgspec.json.encode({"adgroup_id": "1810000000000000001", **fields}))
    return adgroup.from_upstream(row, currency="USD", synced_at=NOW)


def test_an_adgroup_is_what_tiktok_says_of_it() -> None:
    found = read(
        advertiser_id="7000000000000000001",
        campaign_id="1800000000000000001",
        adgroup_name="Women",
        operation_status="DISABLE",
        secondary_status="ADGROUP_STATUS_DISABLE",
        budget_mode="BUDGET_MODE_TOTAL",
        budget=700,
        optimization_goal="CONVERT",
        billing_event="OCPM",
        bid_type="BID_TYPE_CUSTOM",
        bid_price=0,
        conversion_bid_price=4.5,
        promotion_type="WEBSITE",
        schedule_type="SCHEDULE_START_END",
        schedule_start_time="2026-02-01 00:00:00",
        schedule_end_time="2026-03-01 00:00:00",
        placements=["PLACEMENT_TIKTOK"],
        location_ids=["6252001"],
        age_groups=["AGE_18_24"],
        gender="GENDER_FEMALE",
        languages=["en"],
        operating_systems=["IOS"],
        interest_category_ids=["1"],
        audience_ids=["2"],
        excluded_audience_ids=["3"],
        pixel_id="4",
        optimization_event="SHOPPING",
        app_id="5",
        create_time="2026-01-31 10:00:00",
        modify_time="2026-02-01 11:00:00",
    )

    assert found == AdGroup(
        id="1810000000000000001",
        advertiser_id="7000000000000000001",
        campaign_id="1800000000000000001",
        name="Women",
        status="PAUSED",
        delivery=Delivery(state="PAUSED", reason="SWITCHED_OFF", upstream_status="ADGROUP_STATUS_DISABLE"),
        budget=Budget(mode="LIFETIME", amount="700.00", currency="USD"),
        optimization_goal="CONVERT",
        billing_event="OCPM",
        bid=Bid(strategy="COST_CAP", amount="4.50", currency="USD"),
        promotion_type="WEBSITE",
        schedule=Schedule(start_at=datetime(2026, 2, 1, tzinfo=UTC), end_at=datetime(2026, 3, 1, tzinfo=UTC)),
        placements=["PLACEMENT_TIKTOK"],
        targeting=Targeting(
            location_ids=["6252001"],
            age_groups=["AGE_18_24"],
            gender="GENDER_FEMALE",
            languages=["en"],
            operating_systems=["IOS"],
            interest_category_ids=["1"],
            audience_ids=["2"],
            excluded_audience_ids=["3"],
        ),
        pixel_id="4",
        optimization_event="SHOPPING",
        app_id="5",
        created_at=datetime(2026, 1, 31, 10, tzinfo=UTC),
        updated_at=datetime(2026, 2, 1, 11, tzinfo=UTC),
        synced_at=NOW,
    )
    assert msgspec.json.decode(msgspec.json.encode(found), type=AdGroup) == found
    assert msgspec.json.encode(found).startswith(b'{"object":"adgroup","id":"1810000000000000001",')


def test_a_click_is_capped_by_the_other_price() -> None:
    capped = read(bid_type="BID_TYPE_CUSTOM", billing_event="CPC", bid_price=0.3, conversion_bid_price=0)

    assert capped.bid == Bid(strategy="COST_CAP", amount="0.30", currency="USD")


@pytest.mark.parametrize("bid_type", ["BID_TYPE_NO_BID", "BID_TYPE_MAX_CONVERSION"])
def test_without_a_cap_there_is_no_amount(bid_type: str) -> None:
    assert read(bid_type=bid_type, bid_price=0.3).bid == Bid(strategy="MAX_DELIVERY", amount=None, currency="USD")


@pytest.mark.parametrize("strategy", ["MAX_DELIVERY", "COST_CAP"])
def test_a_strategy_goes_to_tiktok_and_comes_back(strategy: str) -> None:
    bid = read(bid_type=UPSTREAM_STRATEGIES[strategy]).bid  # type: ignore[index]  # one of them

    assert bid is not None
    assert bid.strategy == strategy


def test_a_schedule_without_end_has_none_though_tiktok_sends_one() -> None:
    schedule = read(
        schedule_type="SCHEDULE_FROM_NOW",
        schedule_start_time="2026-02-01 00:00:00",
        schedule_end_time="2036-02-01 00:00:00",
    ).schedule

    assert schedule == Schedule(start_at=datetime(2026, 2, 1, tzinfo=UTC), end_at=None)


def test_what_tiktok_does_not_send_is_none() -> None:
    found = read()

    assert found.targeting == Targeting(**NOBODY_SAID)
    assert found.schedule == Schedule(start_at=None, end_at=None)
    assert (found.bid, found.budget, found.campaign_id, found.name, found.placements) == (None,) * 5
