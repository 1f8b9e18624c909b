from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.report import PRESETS, Window, cut, is_final, presets
from linkpath_manager.errors import InvalidRequest

TODAY = date(2026, 3, 1)
days = st.dates(date(2015, 1, 1), date(2035, 1, 1))
windows = st.builds(lambda start, more: Window(start, start + timedelta(days=more)), days, st.integers(0, 800))


@given(windows, st.integers(1, 400))
def test_the_cuts_hold_every_day_once_in_order(window: Window, max_days: int) -> None:
    parts = cut(window, max_days)

    assert [day for part in parts for day in part.days()] == window.days()
    assert all(part.length <= max_days for part in parts)
    assert len(parts) == -(-window.length // max_days)


@given(windows)
def test_a_window_has_its_first_and_last_day(window: Window) -> None:
    found = window.days()

    assert (found[0], found[-1], len(found)) == (window.start, window.end, window.length)


def test_a_window_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(InvalidRequest) as caught:
        Window(date(2026, 1, 2), date(2026, 1, 1))

    assert caught.value.param == "end_date"


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("today", date(2026, 3, 1), date(2026, 3, 1)),
        ("yesterday", date(2026, 2, 28), date(2026, 2, 28)),
        ("last_7d", date(2026, 2, 22), date(2026, 2, 28)),
        ("last_14d", date(2026, 2, 15), date(2026, 2, 28)),
        ("last_30d", date(2026, 1, 30), date(2026, 2, 28)),
        ("last_90d", date(2025, 12, 1), date(2026, 2, 28)),
        ("this_month", date(2026, 3, 1), date(2026, 3, 1)),
        ("last_month", date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_preset_is_a_window(name: str, start: date, end: date) -> None:
    assert presets(name, TODAY) == Window(start, end)


@given(st.sampled_from(PRESETS), days)
def test_no_preset_looks_ahead_and_the_number_in_its_name_is_its_length(name: str, today: date) -> None:
    window = presets(name, today)

    assert window.end <= today
    if name.endswith("d"):
        assert name == f"last_{window.length}d"


@pytest.mark.parametrize("name", ["last_8d", "", "last_d", "LAST_7D"])
def test_a_preset_that_is_none_is_named_with_those_that_are(name: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        presets(name, TODAY)

    assert caught.value.param == "date_preset"
    assert "last_30d" in (caught.value.hint or "")


@pytest.mark.parametrize(("age", "final"), [(0, False), (28, False), (29, True)])
def test_a_window_is_final_when_its_newest_day_is_older_than_28_days(age: int, *, final: bool) -> None:
    end = TODAY - timedelta(days=age)

    assert is_final(Window(end - timedelta(days=100), end), TODAY) is final
