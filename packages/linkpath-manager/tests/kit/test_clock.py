from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.kit.clock import ManualClock, SystemClock, from_micros, to_micros

zones = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# The last and the first day of time have no UTC in some zones.
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=zones)  # noqa: DTZ001 # hypothesis adds the zone


@given(moments)
def test_a_moment_survives_being_microseconds(moment: datetime) -> None:
    back = from_micros(to_micros(moment))

    assert back == moment
    assert back.tzinfo is UTC


@given(moments, moments)
def test_microseconds_keep_the_order_and_the_distance(one: datetime, other: datetime) -> None:
    assert timedelta(microseconds=to_micros(one) - to_micros(other)) == one - other


def test_microseconds_count_from_1970() -> None:
    assert to_micros(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC)) == 1_000_005


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        to_micros(datetime(2026, 1, 1))  # noqa: DTZ001 # it is what is refused


def test_the_systems_clock_is_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))))

    first = clock.now()
    clock.advance(timedelta(minutes=5))

    assert (first, clock.now()) == (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 5, tzinfo=UTC))


def test_a_manual_clock_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="cannot be advanced"):
        ManualClock(datetime(2026, 1, 1, tzinfo=UTC)).advance(timedelta(seconds=-1))
