"""When to look again at an account: often where things happen, seldom where nothing does, never not at all."""

from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.freshness import (
    LEVELS,
    WHOLE_EVERY,
    Pace,
    Seen,
    interval,
    is_asleep,
    levels_due,
    next_due,
    whole_is_due,
)

SECOND, HOUR = 1_000_000, 3_600_000_000
PACE = Pace(busy=100 * SECOND, asleep=1_700 * SECOND)
NOW = 1_800_000_000_000_000

moments = st.none() | st.integers(NOW - 1_000 * HOUR, NOW)
seens = st.builds(
    Seen,
    whole_at=moments,
    checked_at=moments,
    changed_at=moments,
    delivering=st.integers(0, 3),
    in_review=st.integers(0, 3),
    failures=st.integers(0, 200),
    turn=st.integers(0, 1_000),
)
paces = st.tuples(st.integers(1, 300), st.integers(0, 3_000)).map(
    lambda it: Pace(it[0] * SECOND, (it[0] + it[1]) * SECOND)
)


@given(seens, paces)
def test_every_account_is_looked_at_again_and_within_the_longest_pause(seen: Seen, pace: Pace) -> None:
    assert NOW <= next_due(seen, NOW, pace) <= NOW + max(pace.asleep, 30 * SECOND)


@given(seens, paces)
def test_no_account_is_looked_at_more_often_than_a_busy_one_but_to_read_it_first(seen: Seen, pace: Pace) -> None:
    first = seen.whole_at is None

    assert first or next_due(seen, NOW, pace) >= NOW + min(pace.busy, 30 * SECOND)


@given(seens, st.integers(0, 100 * HOUR))
def test_the_longer_an_account_is_quiet_the_longer_it_is_let_be(seen: Seen, later: int) -> None:
    assert interval(seen, NOW + later, PACE) >= interval(seen, NOW, PACE)


@given(seens)
def test_what_delivers_or_is_in_review_is_looked_at_as_often_as_can_be(seen: Seen) -> None:
    if (seen.delivering or seen.in_review) and not seen.failures:
        assert interval(seen, NOW, PACE) == PACE.busy
        assert levels_due(seen, NOW, PACE) == LEVELS


def test_an_account_that_sleeps_is_looked_at_every_half_hour() -> None:
    seen = Seen(whole_at=NOW - 10 * HOUR, changed_at=NOW - 9 * HOUR)

    assert next_due(seen, NOW, PACE) == NOW + PACE.asleep
    assert is_asleep(seen, NOW, PACE)


def test_of_an_account_that_sleeps_every_level_has_its_turn_and_six_looks_cost_eight_calls() -> None:
    looks = [levels_due(Seen(whole_at=NOW - 10 * HOUR, turn=turn), NOW, PACE) for turn in range(6)]

    assert {level for levels in looks for level in levels} == set(LEVELS)
    assert sum(len(levels) for levels in looks) == 8
    assert all("ad" in levels for levels in looks)


def test_of_an_account_that_sleeps_all_is_looked_at_where_calls_are_plenty() -> None:
    assert levels_due(Seen(whole_at=NOW - 10 * HOUR), NOW, PACE, plenty=True) == LEVELS


def test_failures_in_a_row_are_let_be_for_longer_and_longer() -> None:
    waits = [interval(Seen(whole_at=NOW, failures=failures), NOW, PACE) // SECOND for failures in range(1, 9)]

    assert waits == [30, 60, 120, 240, 480, 960, 1_700, 1_700]


def test_an_account_is_read_whole_first_and_then_once_a_day() -> None:
    assert whole_is_due(Seen(), NOW)
    assert not whole_is_due(Seen(whole_at=NOW - WHOLE_EVERY + 1), NOW)
    assert whole_is_due(Seen(whole_at=NOW - WHOLE_EVERY), NOW)
