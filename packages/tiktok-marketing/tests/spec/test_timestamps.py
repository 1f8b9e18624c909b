from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.spec import format_utc, parse_utc


def test_a_time_of_tiktoks_is_utc() -> None:
    assert parse_utc("2026-03-29 01:30:00") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_moment_of_another_zone_is_written_in_utc() -> None:
    assert format_utc(datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=9)))) == "2026-03-28 16:30:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        format_utc(datetime(2026, 3, 29))  # noqa: DTZ001  # the claim


@pytest.mark.parametrize("text", ["", "2026-03-29", "2026-03-29T01:30:00Z", "2026-02-30 00:00:00"])
def test_another_shape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not match format|out of range"):
        parse_utc(text)


@given(moment=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.timezones()))  # noqa: DTZ001  # made aware
def test_reading_undoes_writing_to_the_second(moment: datetime) -> None:
    assert parse_utc(format_utc(moment)) == moment.astimezone(UTC).replace(microsecond=0)
