"""The present moment as an argument, and moments as whole microseconds."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Clock(Protocol):
    """Tells the time. Whoever needs the present takes one, so that it can be set."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def unix_seconds(self) -> float:
        """The same, in seconds since 1970, at a tenth of the cost."""
        ...

    def steady_micros(self) -> int:
        """Microseconds since some beginning: they never go back, whatever the clock is set to."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def unix_seconds(self) -> float:
        return time.time()

    def steady_micros(self) -> int:
        return time.monotonic_ns() // 1_000


class ManualClock:
    """A clock that stands still until it is advanced."""

    def __init__(self, start: datetime) -> None:
        self._now = _in_utc(start)

    def now(self) -> datetime:
        return self._now

    def unix_seconds(self) -> float:
        return self._now.timestamp()

    def steady_micros(self) -> int:
        return to_micros(self._now)

    def advance(self, by: timedelta) -> None:
        """Moves the clock forward.

        Raises:
            ValueError: `by` is negative: time does not run backwards.
        """
        if by < timedelta(0):
            raise ValueError(f"a clock cannot be advanced by {by}")
        self._now += by


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC, exact; negative before it.

    Raises:
        ValueError: `moment` is naive.
    """
    return (_in_utc(moment) - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The moment in UTC that `to_micros` made `micros` of."""
    return _EPOCH + timedelta(microseconds=micros)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)
