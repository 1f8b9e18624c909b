"""The truth that reports are measured by."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiktok_marketing.simulator.figures import figures_of, spend_on
from tiktok_marketing.simulator.seed import seed_agency
from tiktok_marketing.simulator.state import State
from tiktok_marketing.simulator.truth import NAMES, truth

NOW = datetime(2026, 11, 22, 15, 33, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def state() -> State:
    state = State()
    seed_agency(state, NOW, ads=60, days=40)
    return state


@settings(max_examples=20, deadline=None)
@given(start=st.integers(0, 50), length=st.integers(1, 60), cut=st.integers(0, 60), account=st.integers(0, 2))
def test_two_parts_of_a_range_add_up_to_it_at_any_level(
    state: State, start: int, length: int, cut: int, account: int
) -> None:
    advertiser_id = list(state.advertisers)[account]
    first = TODAY - timedelta(days=start)
    last, middle = first + timedelta(days=length - 1), first + timedelta(days=min(cut, length - 1))

    whole = truth(state, NOW, advertiser_id, first, last, "ad")
    parts = [truth(state, NOW, advertiser_id, *span) for span in ((first, middle - timedelta(days=1)), (middle, last))]

    for name in NAMES:
        total = Decimal(whole["totals"][name])
        assert sum(Decimal(part["totals"][name]) for part in parts) == total
        assert sum(Decimal(row[name]) for row in whole["rows"]) == total


def test_the_truth_counts_what_was_deleted(state: State) -> None:
    deleted = Counter(
        row["deleted"]
        for advertiser_id in state.advertisers
        for row in truth(state, NOW, advertiser_id, TODAY - timedelta(days=60), TODAY, "ad")["rows"]
    )

    assert deleted[True] > 0
    assert deleted[False] > 0


def test_once_a_day_is_corrected_the_truth_is_what_was_spent(state: State) -> None:
    for advertiser_id in state.advertisers:
        first, last = TODAY - timedelta(days=9), TODAY - timedelta(days=2)
        told = truth(state, NOW, advertiser_id, first, last)["totals"]["spend"]
        days = [first + timedelta(days=n) for n in range(8)]
        campaigns = state.campaigns_of[advertiser_id]

        assert Decimal(told) == sum(spend_on(state, NOW, "campaign", one, day) for one in campaigns for day in days)


def test_the_truth_says_whose_and_when(state: State) -> None:
    advertiser_id = list(state.advertisers)[2]

    told = truth(state, NOW, advertiser_id, TODAY, TODAY)

    assert {name: value for name, value in told.items() if name != "totals"} == {
        "advertiser_id": advertiser_id,
        "currency": "JPY",
        "timezone": "Asia/Tokyo",
        "start_date": "2026-11-22",
        "end_date": "2026-11-22",
        "level": "advertiser",
        "as_of": "2026-11-22T15:03:00+00:00",
    }
    assert set(told["totals"]) == set(NAMES)


def test_an_advertiser_without_campaigns_spent_nothing(state: State) -> None:
    empty = State()
    world = seed_agency(empty, NOW, accounts=2, ads=1, days=3)
    idle = next(i for i in world.advertiser_ids if not empty.campaigns_of[i])

    told = truth(empty, NOW, idle, date(2026, 1, 1), TODAY, "campaign")

    assert told["rows"] == []
    assert set(told["totals"].values()) == {0, "0.00"}
    assert figures_of(empty) is not figures_of(state)
