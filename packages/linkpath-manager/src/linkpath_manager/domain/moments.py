"""Moments as TikTok's objects carry them."""

from datetime import datetime

from tiktok_marketing.spec import parse_utc


def moment_of(text: str | None) -> datetime | None:
    """The moment, in UTC; None when TikTok sent none, or something that is no moment, such as all zeros."""
    if not text:
        return None
    try:
        return parse_utc(text)
    except ValueError:
        return None
