"""Thresholds of spend: each crossing of a period and limit is told once, exactly, in the account's own day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.alert import budget_of, day_in, forecast, share_of_day, weigh
from linkpath_manager.domain.budget import Budget

DAY = date(2026, 11, 20)
money = st.decimals("0.00", "1000000", places=2)
readings = st.lists(
    st.tuples(st.integers(0, 3), money, st.sampled_from([Decimal("50.00"), Decimal("75.10"), None])), max_size=20
)


def told_of(seen: list[Any], **threshold: Decimal | None) -> list[tuple[date, Decimal | None]]:
    """Day and limit of each crossing that is told, when spend is looked at time and again."""
    key, told = None, []
    for day, spend, budget in seen:
        start = DAY + timedelta(days=day)
        of = {"percent": None, "amount": None} | threshold
        result = weigh(spend=spend, budget=budget, period_start=start, told_key=key, **of)
        key = result.key
        told += [(start, result.limit)] if result.told else []
    return told


@given(readings, money)
def test_an_amount_is_told_once_a_day_at_most_and_only_when_it_is_reached(seen: list[Any], amount: Decimal) -> None:
    seen.sort(key=lambda each: each[0])
    told = told_of(seen, amount=amount)

    reached = {DAY + timedelta(days=day) for day, spend, _ in seen if amount > 0 and spend >= amount}
    assert [day for day, _ in told] == sorted(reached)


@given(readings, st.decimals("1", "999.99", places=2))
def test_a_percentage_is_told_anew_only_when_the_day_or_the_budget_is_another(
    seen: list[Any], percent: Decimal
) -> None:
    seen.sort(key=lambda each: each[0])
    told = told_of(seen, percent=percent)

    assert all(one != other for one, other in pairwise(told))
    reached = {
        (DAY + timedelta(days=day), budget * percent / 100)
        for day, spend, budget in seen
        if budget is not None and spend * 100 >= budget * percent
    }
    assert set(told) == reached


def test_four_fifths_of_fifty_are_exactly_forty() -> None:
    def at(spend: str) -> bool:
        return weigh(
            spend=Decimal(spend),
            percent=Decimal(80),
            amount=None,
            budget=Decimal("50.00"),
            period_start=DAY,
            told_key=None,
        ).told

    assert (at("39.99"), at("40.00")) == (False, True)


@pytest.mark.parametrize(
    ("mode", "period", "expected"),
    [
        ("DAILY", "DAILY", Decimal("50.00")),
        ("DYNAMIC_DAILY", "DAILY", Decimal("50.00")),
        ("LIFETIME", "LIFETIME", Decimal("50.00")),
        ("LIFETIME", "DAILY", None),
        ("DAILY", "LIFETIME", None),
    ],
)
def test_a_percentage_is_of_the_budget_of_its_own_period(mode: Any, period: Any, expected: Decimal | None) -> None:
    assert budget_of(Budget(mode=mode, amount="50.00", currency="USD"), period) == expected


def test_a_day_is_the_accounts_own() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

    assert day_in("America/New_York", late) == date(2026, 11, 20)
    assert day_in("Asia/Tokyo", late) == date(2026, 11, 21)


def test_the_share_of_a_day_knows_days_of_23_and_25_hours() -> None:
    def six_hours_in(day: int, month: int, offset: int) -> Decimal:
        return share_of_day("Europe/Berlin", datetime(2026, month, day, tzinfo=UTC) + timedelta(hours=6 - offset))

    assert round(six_hours_in(20, 11, 1), 4) == round(Decimal(6) / 24, 4)
    assert round(six_hours_in(29, 3, 1), 4) == round(Decimal(6) / 23, 4)
    assert round(six_hours_in(25, 10, 2), 4) == round(Decimal(6) / 25, 4)


def test_a_forecast_is_todays_pace_drawn_on_and_waits_for_half_an_hour() -> None:
    assert forecast(Decimal("41.37"), Decimal(2) / 3, "EUR") == "62.06"
    assert forecast(Decimal(3_000), Decimal("0.5"), "JPY") == "6000"
    assert forecast(Decimal(1), Decimal("0.01"), "EUR") is None
