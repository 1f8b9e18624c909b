"""Exact windows, and gates made of them: what may be sent when."""

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol, Self

from tiktok_marketing.spec.endpoint import Quota

LONG_AGO = float("-inf")

DAY_SECONDS = 86_400

DayAfter = Callable[[float], float]
"""The moment at which the day that holds a moment is over."""


class Window(Protocol):
    """How many more may be sent within a span of time."""

    @property
    def span_seconds(self) -> float: ...

    def free_at(self) -> float:
        """The moment of the next free place; in the past when there is one already."""
        ...

    def idle_at(self) -> float:
        """The moment from which nothing that was taken counts any more."""
        ...

    def used(self, now: float) -> float:
        """The part of the limit that is taken, from 0 to 1."""
        ...

    def take(self, moment: float) -> None: ...

    def give_back(self, moment: float) -> None:
        """Undoes the `take` of `moment`, if the window saw it."""
        ...

    def copy(self) -> Self: ...


class Rolling:
    """At most `limit` takings in any half-open span of `span_seconds`."""

    def __init__(self, limit: int, span_seconds: float, taken: Iterable[float] = ()) -> None:
        self._limit = limit
        self.span_seconds = span_seconds
        self._taken: deque[float] = deque(taken, maxlen=limit)

    def free_at(self) -> float:
        return self._taken[0] + self.span_seconds if len(self._taken) == self._limit else LONG_AGO

    def idle_at(self) -> float:
        return self._taken[-1] + self.span_seconds if self._taken else LONG_AGO

    def used(self, now: float) -> float:
        return sum(now - moment < self.span_seconds for moment in self._taken) / self._limit

    def take(self, moment: float) -> None:
        self._taken.append(moment)

    def give_back(self, moment: float) -> None:
        with suppress(ValueError):
            self._taken.remove(moment)  # what the taking had pushed out had left the span already

    def copy(self) -> Self:
        return type(self)(self._limit, self.span_seconds, self._taken)


class Day:
    """At most `limit` takings until the day turns. TikTok's days are those of UTC (behaviour reference §3.4)."""

    span_seconds = float(DAY_SECONDS)

    def __init__(self, limit: int, day_after: DayAfter, taken: int = 0, ends: float = LONG_AGO) -> None:
        self._limit = limit
        self._day_after = day_after
        self._taken = taken
        self._ends = ends

    def free_at(self) -> float:
        return self._ends if self._taken >= self._limit else LONG_AGO

    def idle_at(self) -> float:
        return self._ends

    def used(self, now: float) -> float:
        return self._taken / self._limit if now < self._ends else 0.0

    def take(self, moment: float) -> None:
        if moment >= self._ends:
            self._taken, self._ends = 0, self._day_after(moment)
        self._taken += 1

    def give_back(self, moment: float) -> None:
        if moment < self._ends and self._taken:
            self._taken -= 1

    def copy(self) -> Self:
        return type(self)(self._limit, self._day_after, self._taken, self._ends)


class Gate:
    """Windows that a call passes together, and a pause that shuts them all."""

    def __init__(self, windows: Iterable[Window] = (), paused_until: float = LONG_AGO) -> None:
        self._windows = tuple(windows)
        self._paused_until = paused_until
        self._narrow_until = LONG_AGO

    def free_at(self) -> float:
        moment = self._paused_until
        for window in self._windows:
            moment = max(moment, window.free_at())
        return moment

    def idle_at(self) -> float:
        return max((self._paused_until, *(window.idle_at() for window in self._windows)))

    def used(self, least_seconds: float, now: float) -> float:
        """The part taken of the fullest window that spans so much; 0 where there is none."""
        return max((window.used(now) for window in self._windows if window.span_seconds >= least_seconds), default=0.0)

    def take(self, moment: float) -> None:
        if moment >= self._narrow_until > LONG_AGO:
            self._windows, self._narrow_until = self._windows[:-1], LONG_AGO
        for window in self._windows:
            window.take(moment)

    def give_back(self, moment: float) -> None:
        for window in self._windows:
            window.give_back(moment)

    def pause_until(self, moment: float) -> None:
        self._paused_until = max(self._paused_until, moment)

    def narrow(self, window: Window, until: float) -> None:
        """`window` holds as well, until then."""
        kept = self._windows if self._narrow_until == LONG_AGO else self._windows[:-1]
        self._windows, self._narrow_until = (*kept, window), until

    def copy(self) -> Self:
        copy = type(self)((window.copy() for window in self._windows), self._paused_until)
        copy._narrow_until = self._narrow_until  # noqa: SLF001  # its own
        return copy


def gate_of(quota: Quota, stretch: float, day_after: DayAfter) -> Gate:
    """A gate with those of the quota's windows that can bind, each with room for `stretch` times what is used."""
    return Gate(
        Rolling(limit, seconds * stretch) if seconds < DAY_SECONDS else Day(max(1, int(limit / stretch)), day_after)
        for limit, seconds in binding_windows(quota)
    )


def binding_windows(quota: Quota) -> list[tuple[int, int]]:
    """(calls, seconds) of those of the quota's limits that a shorter one does not imply.

    A minute is sixty seconds: where it allows sixty times the calls of one, the second implies it. The same holds for
    the day.
    """
    spans = ((quota.qps, 1), (quota.qpm, 60), (quota.qpd, DAY_SECONDS))
    return [
        (limit, seconds)
        for index, (limit, seconds) in enumerate(spans)
        if all(limit < shorter * (seconds // length) for shorter, length in spans[:index])
    ]
