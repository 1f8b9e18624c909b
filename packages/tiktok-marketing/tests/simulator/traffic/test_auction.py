"""What an ad group gets for its money: bids, hours, countries, people, learning, and creatives that wear out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.simulator.auction import UNBOUND, outcome
from tiktok_marketing.simulator.market import Market
from tiktok_marketing.simulator.state import State

Make = Callable[..., Any]
DAY = datetime(2026, 3, 2, tzinfo=UTC)
CALIFORNIA = "5332921"


def bidding(dollars: str) -> dict[str, Any]:
    return {"bid_type": "BID_TYPE_CUSTOM", "bid_price": Decimal(dollars), "billing_event": "CPM"}


def per_mille(world: Any, first: int, last: int) -> float:
    """Cents for a thousand impressions."""
    return float(1000 * world.figure("spend", first, last) / world.figure("impressions", first, last))


@given(bid=st.integers(0, 10**7), more=st.integers(0, 10**6), price=st.integers(1, 10**6))
def test_who_bids_more_spends_no_less_and_pays_no_more_than_the_market(bid: int, more: int, price: int) -> None:
    low, high = outcome(bid, price), outcome(bid + more, price)

    assert 0 <= low.spend <= high.spend <= UNBOUND.spend
    assert 0 < low.price <= UNBOUND.price


def test_a_bid_far_below_the_market_wins_nothing(world: Make) -> None:
    assert world(**bidding("0.50")).figure("spend", 0, 20) == 0


def test_a_low_bid_spends_less_and_buys_cheaper(world: Make) -> None:
    low, none = world(**bidding("7.00")), world(billing_event="CPM")

    assert 0 < low.figure("spend", 8, 20) < none.figure("spend", 8, 20)
    assert per_mille(low, 8, 20) < per_mille(none, 8, 20)


def test_a_bid_high_above_the_market_is_as_good_as_none(world: Make) -> None:
    high, none = world(**bidding("90.00")), world(billing_event="CPM")

    assert [high.figure("spend", n) for n in range(9)] == [none.figure("spend", n) for n in range(9)]


def test_a_bid_wins_more_while_the_hours_are_cheap(world: Make) -> None:
    low, none = world(**bidding("8.00")).hours("spend", 9), world(billing_event="CPM").hours("spend", 9)

    night, evening = slice(0, 6), slice(17, 22)
    assert sum(low[night]) / sum(none[night]) > sum(low[evening]) / sum(none[evening]) > 0


def test_a_new_bid_changes_what_comes_after_it_and_nothing_before(world: Make) -> None:
    one, other = world(), world()
    noon = DAY + timedelta(days=9, hours=12)
    other.edit(noon, bid_type="BID_TYPE_CUSTOM", conversion_bid_price=Decimal("0.01"))

    assert other.figure("spend", 0, 8) == one.figure("spend", 0, 8) > 0
    assert other.hours("spend", 9)[:12] == one.hours("spend", 9)[:12]
    assert other.figure("spend", 10, 30) == 0


def test_an_hour_of_the_evening_is_dearer_than_one_of_the_night(world: Make) -> None:
    spend, shown = (world().hours(name, 10) for name in ("spend", "impressions"))

    assert spend[20] / shown[20] > spend[11] / shown[11] > spend[3] / shown[3]


def test_the_end_of_the_year_is_dearer_than_its_beginning() -> None:
    market = Market(1, "USD", "web", "US")
    january, november = ([datetime(2026, month, n, tzinfo=UTC).date() for n in range(5, 26)] for month in (1, 11))

    assert sum(map(market.price, november)) > 1.3 * sum(map(market.price, january))


@pytest.mark.parametrize(
    ("dear", "cheap"),
    [
        ({"location_ids": ["6252001"]}, {"location_ids": ["3469034"]}),  # the United States, Brazil
        ({"objective": "WEB_CONVERSIONS"}, {"objective": "REACH"}),
    ],
)
def test_country_and_objective_set_the_price(world: Make, dear: dict[str, Any], cheap: dict[str, Any]) -> None:
    assert per_mille(world(**dear), 8, 30) > 1.5 * per_mille(world(**cheap), 8, 30)


def test_a_small_audience_cannot_take_a_large_budget(world: Make) -> None:
    few = world(audience_ids=["1"], budget=Decimal(50_000))
    many = world(budget=Decimal(50_000))

    assert 0 < few.figure("spend", 8, 20) < many.figure("spend", 8, 20) / 2
    assert few.figure("impressions", 8) < 400_000 * 4


def test_the_more_of_its_people_an_ad_is_shown_to_the_dearer_the_next(world: Make) -> None:
    narrow = {"location_ids": [CALIFORNIA], "interest_category_ids": ["10"]}

    assert per_mille(world(budget=Decimal(9000), **narrow), 8, 20) > per_mille(world(**narrow), 8, 20)


def test_conversions_cost_more_while_an_ad_group_learns(world: Make) -> None:
    small = [world(seed=seed, budget=Decimal(60)) for seed in range(12)]  # too small to learn within a week

    learning, learnt = (sum(one.figure("spend", *days) for one in small) /
                        sum(one.figure("complete_payment", *days) for one in small)
                        for days in ((1, 6), (8, 13)))  # fmt: skip

    assert learning > 1.1 * learnt


def test_learning_begins_anew_with_a_new_bid_and_not_with_a_new_name(world: Make) -> None:
    named, bid, plain = world(), world(), world()
    named.edit(DAY + timedelta(days=19, hours=1), adgroup_name="Other")
    bid.edit(DAY + timedelta(days=19, hours=1), bid_type="BID_TYPE_CUSTOM", conversion_bid_price=Decimal(900))

    assert named.figure("impressions", 20) == plain.figure("impressions", 20) > bid.figure("impressions", 20) > 0
    assert bid.figure("spend", 20) == plain.figure("spend", 20)


def test_an_ad_wears_out_and_a_new_video_is_fresh_again(world: Make) -> None:
    old, renewed = world(), world()
    renewed.show(DAY + timedelta(days=60), "v2")

    def click_rate(one: Any, first: int) -> float:
        return float(one.figure("clicks", first, first + 4) / one.figure("impressions", first, first + 4))

    assert click_rate(old, 61) < 0.7 * click_rate(old, 0)
    assert click_rate(renewed, 61) > 1.3 * click_rate(old, 61)
    assert renewed.figure("clicks", 0, 59) == old.figure("clicks", 0, 59)


def test_an_impatient_budget_is_gone_by_the_evening(world: Make) -> None:
    impatient, patient = world(pacing="PACING_MODE_FAST").hours("spend", 5), world().hours("spend", 5)

    assert sum(impatient) == 20_000 >= sum(patient)
    assert sum(impatient[18:]) == 0 < sum(patient[18:])


def test_a_state_that_was_put_away_brings_the_same_figures(world: Make, tmp_path: Any) -> None:
    one = world(**bidding("8.00"))
    one.edit(DAY + timedelta(days=9), bid_price=Decimal("6.50"), age_groups=["AGE_18_24"])
    one.show(DAY + timedelta(days=12), "v2")
    kept = State(tmp_path / "state.sqlite3")
    kept.replace(one.state.dump())
    kept.close()

    again = type(one)(State(tmp_path / "state.sqlite3"))

    for name in ("spend", "impressions", "clicks", "conversion"):
        assert again.hours(name, 15) == one.hours(name, 15)
        assert again.figure(name, 0, 30) == one.figure(name, 0, 30) > 0
    again.state.close()
