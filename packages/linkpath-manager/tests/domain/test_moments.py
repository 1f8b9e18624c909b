from datetime import UTC, datetime

import pytest

from linkpath_manager.domain.moments import moment_of


def test_tiktoks_moments_are_utc() -> None:
    assert moment_of("2026-01-31 23:59:59") == datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, "", "0000-00-00 00:00:00", "soon"])
def test_what_is_no_moment_is_none(text: str | None) -> None:
    assert moment_of(text) is None
