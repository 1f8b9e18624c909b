"""Conversions by when they happened, where all others are dated by the impression or click that they follow."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .attribution import MILLION, SETTLED_HOURS
from .strip import age

ARRIVING_DAYS = SETTLED_HOURS // 24
"""How many days before a day still bring it conversions."""


class Source(msgspec.Struct, frozen=True):
    """One day of one ad: when it begins, all conversions that ever follow it, and how many of them by which hour.

    `rest` are the millionths that are added before rounding down.
    """

    start: int
    eventual: int
    arrivals: Sequence[int]
    rest: int

    def by(self, moment: int) -> int:
        """How many had happened by then."""
        if moment <= self.start:
            return 0
        return (self.eventual * self.arrivals[age(self.start, moment)] + self.rest) // MILLION


def happened(sources: Sequence[Source], since: int, until: int) -> int:
    """How many happened between two moments."""
    return sum(source.by(until) - source.by(since) for source in sources if source.eventual)
