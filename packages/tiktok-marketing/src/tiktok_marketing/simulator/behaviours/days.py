"""Days in calls."""

from __future__ import annotations

from datetime import date

from tiktok_marketing.simulator.behaviour import bad_value


def read_day(path: str, text: str | None) -> date | None:
    """A day as TikTok writes it; None for none.

    Raises:
        Refusal: 40002, it is no day.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_value(f"{path}: Must be a day as YYYY-MM-DD.") from error
