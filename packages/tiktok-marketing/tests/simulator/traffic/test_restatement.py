"""Figures that change after the fact: read early they say less, read late they say what is so (§6.7)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.simulator.attribution import SETTLED_HOURS, arrivals, clicked
from tiktok_marketing.simulator.figures import figures_of
from tiktok_marketing.simulator.freshness import UNIQUE, as_reported, as_spent, corrected_at
from tiktok_marketing.simulator.local_days import local_day

Make = Callable[..., Any]
START = datetime(2026, 3, 2, tzinfo=UTC)
ZONES = st.sampled_from(
    ("UTC", "America/Los_Angeles", "America/New_York", "Asia/Kolkata", "Asia/Tokyo", "Pacific/Auckland")
)
ADDITIVE = ("spend", "impressions", "clicks", "complete_payment", "real_time_conversion")


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.integers(1, 600))  # noqa: DTZ001 - made aware
def test_reports_are_half_an_hour_late_two_hours_at_peak_and_never_go_back(moment: datetime, minutes: int) -> None:
    """§6.7 (sure); when the peak is, is ours."""
    now = moment.replace(tzinfo=UTC)
    one, later = as_reported(now), as_reported(now + timedelta(minutes=minutes))

    assert 30 * 60 <= one.asked - one.until <= 2 * 3600
    assert one.until <= later.until
    assert as_reported(now, UNIQUE).until == one.asked - 16 * 3600


@given(ZONES, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_day_is_corrected_at_noon_utc_after_its_end(zone: str, day: date) -> None:
    """§6.7 (sure)."""
    local = local_day(zone, day)
    at = datetime.fromtimestamp(corrected_at(local), UTC)

    assert (at.hour, at.minute) == (12, 0)
    assert 0 < at.timestamp() - local.end <= 86_400


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_yesterday_says_a_few_per_cent_less_until_noon_and_then_what_was_spent(world: Make, zone: str) -> None:
    one = world(zone=zone)
    local = local_day(zone, one.day(4))
    noon = datetime.fromtimestamp(corrected_at(local), UTC)

    before, after = (one.figure("spend", 4, reading=as_reported(at)) for at in (noon - timedelta(minutes=1), noon))

    spent = one.figure("spend", 4, reading=as_spent(noon))
    assert 0.97 * spent - 1 <= before < after == spent
    assert [one.figure("spend", 4, reading=as_reported(noon + timedelta(days=n))) for n in (1, 28, 200)] == [spent] * 3


def test_conversions_arrive_for_four_weeks_and_then_never_change(world: Make) -> None:
    """§6.7: corrections go on up to 28 days (sure)."""
    one = world(click_attribution_window="TWENTY_EIGHT_DAYS", view_attribution_window="SEVEN_DAYS")
    moments = [START + timedelta(days=6 + n, hours=13) for n in (0, 1, 2, 4, 7, 14, 28, 29, 60, 300)]

    told = [one.figure("complete_payment", 3, 5, as_reported(moment)) for moment in moments]

    assert told == sorted(told)
    assert told[0] < told[3] < told[6]
    assert len(set(told[7:])) == 1


@pytest.mark.parametrize(("window", "days"), [("ONE_DAY", 1), ("SEVEN_DAYS", 7), ("FOURTEEN_DAYS", 14)])
def test_no_conversion_arrives_after_the_window_is_over(world: Make, window: str, days: int) -> None:
    """§6.10: windows are per ad group (likely)."""
    one = world(click_attribution_window=window, view_attribution_window="ONE_DAY", budget=Decimal(5000))
    wide = world(click_attribution_window="TWENTY_EIGHT_DAYS", view_attribution_window="ONE_DAY", budget=Decimal(5000))
    closed = START + timedelta(days=6 + days, hours=13)

    assert one.figure("complete_payment", 5, reading=as_reported(closed)) == one.figure("complete_payment", 5)
    assert one.figure("complete_payment", 0, 60) < wide.figure("complete_payment", 0, 60)


def test_a_window_that_is_off_attributes_nothing_of_its_kind(world: Make) -> None:
    no_views, no_clicks = world(view_attribution_window="OFF"), world(click_attribution_window="OFF")

    assert no_views.figure("vta_conversion", 0, 60) == 0 < no_views.figure("cta_conversion", 0, 60)
    assert no_clicks.figure("cta_conversion", 0, 60) == 0 < no_clicks.figure("vta_conversion", 0, 60)


def test_conversions_are_those_after_a_click_after_an_engaged_view_and_after_a_view(world: Make) -> None:
    """§6.10: cta_*, vta_*, evta_* (sure)."""
    one = world()
    parts = ("cta_conversion", "engaged_view_through_conversions", "vta_conversion")

    for reading in (as_reported(START + timedelta(days=9, hours=5)), as_reported(START + timedelta(days=90))):
        amounts = [one.figure(name, 0, 30, reading) for name in parts]
        assert sum(amounts) == one.figure("conversion", 0, 30, reading)
        assert min(amounts) > 0


def test_invalid_clicks_are_taken_back_within_four_weeks(world: Make) -> None:
    """§6.7 (sure)."""
    one = world()
    early, late = (one.figure("clicks", 5, 9, as_reported(START + timedelta(days=n))) for n in (11, 40))

    assert 0.9 * early < late < early
    assert late == one.figure("clicks", 5, 9)


@given(ZONES, st.integers(0, 60 * 24 * 60))
def test_conversions_dated_by_impression_and_by_conversion_are_as_many_in_all(zone: str, minutes: int) -> None:
    """§6.10: conversion and real_time_conversion (sure)."""
    one, reading = SHARED[zone], as_reported(START + timedelta(minutes=minutes))

    assert one.figure("real_time_conversion", -1, 70, reading) == one.figure("conversion", -1, 70, reading)


@given(ZONES, st.integers(0, 40 * 24 * 60), st.sampled_from(ADDITIVE), st.integers(0, 39))
def test_hours_add_up_to_the_day_however_early_they_are_read(zone: str, minutes: int, name: str, number: int) -> None:
    one, reading = SHARED[zone], as_reported(START + timedelta(minutes=minutes))
    facts = figures_of(one.state).ledger("200").hour_facts(one.day(number), [name], reading)

    assert sum(fact.figures[0] for fact in facts) == one.figure(name, number, reading=reading)


@given(st.integers(0, 40 * 24 * 60), st.integers(0, 40 * 24 * 60))
def test_what_was_read_in_between_changes_nothing(first: int, second: int) -> None:
    one, fresh = SHARED["UTC"], MAKE[0](seed=1)
    readings = [as_reported(START + timedelta(minutes=minutes)) for minutes in (first, second, first)]

    told = [[one.figure(name, 0, 45, reading) for name in ADDITIVE] for reading in readings]

    assert told[0] == told[2] == [fresh.figure(name, 0, 45, readings[0]) for name in ADDITIVE]


@given(st.sampled_from((0, 1, 7, 14, 28)), st.sampled_from((0, 1, 7)), st.sampled_from((600, 750, 850)))
def test_conversions_only_ever_arrive(click_days: int, view_days: int, by_click: int) -> None:
    table = arrivals(click_days, view_days, by_click)

    assert list(table) == sorted(table)
    assert len(table) == len(clicked(click_days, view_days, by_click)) == SETTLED_HOURS + 1
    assert 0 <= table[0] <= table[-1] <= 1_000_000
    assert table[-1] == 1_000_000 or (click_days, view_days) != (28, 7)


MAKE: list[Make] = []
SHARED: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def shared(world: Make) -> None:
    """Worlds that many examples read, each in its own order."""
    if not SHARED:
        MAKE.append(world)
        zones = ("UTC", "America/Los_Angeles", "America/New_York", "Asia/Kolkata", "Asia/Tokyo", "Pacific/Auckland")
        SHARED.update({zone: world(zone=zone) for zone in zones})
