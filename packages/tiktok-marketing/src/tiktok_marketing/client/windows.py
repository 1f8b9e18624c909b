"""Exact rolling windows, and gates made of them: what may be sent when."""

from collections import deque
from collections.abc import Iterable
from typing import Self

from tiktok_marketing.spec.endpoint import Quota

LONG_AGO = float("-inf")


class Window:
    """At most `limit` takings in any half-open span of `span_seconds`."""

    def __init__(self, limit: int, span_seconds: float, taken: Iterable[float] = ()) -> None:
        self._limit = limit
        self._span_seconds = span_seconds
        self._taken: deque[float] = deque(taken, maxlen=limit)

    def free_at(self) -> float:
        """The moment of the next free place; in the past when there is one already."""
        return self._taken[0] + self._span_seconds if len(self._taken) == self._limit else LONG_AGO

    def idle_at(self) -> float:
        """The moment from which nothing that was taken counts any more."""
        return self._taken[-1] + self._span_seconds if self._taken else LONG_AGO

    def take(self, moment: float) -> None:
        self._taken.append(moment)

    def give_back(self, moment: float) -> None:
        """Undoes the `take` of `moment`. What that had pushed out had left the span already."""
        self._taken.remove(moment)

    def copy(self) -> Self:
        return type(self)(self._limit, self._span_seconds, self._taken)


class Gate:
    """Windows that a call passes together, and a pause that shuts them all."""

    def __init__(self, windows: tuple[Window, ...] = (), paused_until: float = LONG_AGO) -> None:
        self._windows = windows
        self._paused_until = paused_until

    def free_at(self) -> float:
        return max((self._paused_until, *(window.free_at() for window in self._windows)))

    def idle_at(self) -> float:
        return max((self._paused_until, *(window.idle_at() for window in self._windows)))

    def take(self, moment: float) -> None:
        for window in self._windows:
            window.take(moment)

    def give_back(self, moment: float) -> None:
        for window in self._windows:
            window.give_back(moment)

    def pause_until(self, moment: float) -> None:
        self._paused_until = max(self._paused_until, moment)

    def copy(self) -> Self:
        return type(self)(tuple(window.copy() for window in self._windows), self._paused_until)


def gate_of(quota: Quota, stretch: float) -> Gate:
    """A gate with those of the quota's windows that can bind, each `stretch` times as long as TikTok's."""
    return Gate(tuple(Window(limit, seconds * stretch) for limit, seconds in binding_windows(quota)))


def binding_windows(quota: Quota) -> list[tuple[int, int]]:
    """(calls, seconds) of those of the quota's limits that a shorter one does not imply.

    A minute is sixty seconds: where it allows sixty times the calls of one, the second implies it. The same holds for
    the day, which keeps the 864,000 moments of an app's day out of memory.
    """
    spans = ((quota.qps, 1), (quota.qpm, 60), (quota.qpd, 86_400))
    return [
        (limit, seconds)
        for index, (limit, seconds) in enumerate(spans)
        if all(limit < shorter * (seconds // length) for shorter, length in spans[:index])
    ]
