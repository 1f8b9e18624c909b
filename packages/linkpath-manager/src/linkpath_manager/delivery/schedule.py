"""When an event is posted again: a pure function of how often it was, of chance, and of what the receiver asked for."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

DELAYS_SECONDS: Final = (5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Between one attempt and the next: eleven times again, over about 76 h."""
JITTER: Final = 0.2
LONGEST_ASKED_SECONDS: Final = 86_400

HOLD_AFTER: Final = 10
"""Posts in a row that fail, of any events: then one at a time tries whether it goes again."""
HOLDS_SECONDS: Final = (30, 60, 120, 300, 600)
DISABLE_AFTER_SECONDS: Final = 120 * 3_600


def delay_seconds(attempts: int, chance: float, asked: float | None = None) -> float | None:
    """How long to wait after so many attempts; None: it was the last.

    `chance` is from 0 to 1. `asked` is Retry-After: nothing is posted before, within a day.
    """
    if attempts > len(DELAYS_SECONDS):
        return None
    own = DELAYS_SECONDS[attempts - 1] * (1 - JITTER + 2 * JITTER * chance)
    return max(own, min(asked or 0, LONGEST_ASKED_SECONDS))


def hold_seconds(failures: int) -> float | None:
    """How long an endpoint is left alone after so many failures in a row; None: not at all."""
    if failures < HOLD_AFTER:
        return None
    return HOLDS_SECONDS[min(failures - HOLD_AFTER, len(HOLDS_SECONDS) - 1)]


def asked_seconds(retry_after: str | None, now: datetime) -> float | None:
    """What a Retry-After says, in seconds or as a date; None: nothing that can be read."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())
