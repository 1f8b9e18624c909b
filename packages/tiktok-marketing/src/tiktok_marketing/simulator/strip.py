"""What an ad's rates depend on, at several moments in a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from .attribution import SETTLED_HOURS, arrivals, clicked

SETTLED_SECONDS = SETTLED_HOURS * 3600
Windows = tuple[int, int]
"""Days after a click, days after a view."""

_INVALID = (200, 256)  # millionths of the impressions: at least, and how many more at most
_FILTERED_AFTER_DAYS = (2, 19)


class Shared(msgspec.Struct):
    """What is the same for all ads of an ad group, moment by moment.

    `prices` are for a thousand impressions, in thousandths of the smallest unit; `views` how many impressions there are
    for one ad; `yields` how many conversions, in thousandths, an ad group that may still learn has; `ages` the hours
    since the beginning of the moment's day, as far as it is known, and never more than `SETTLED_HOURS`.
    """

    prices: Sequence[int]
    views: Sequence[int]
    yields: Sequence[int]
    windows: Sequence[Windows]
    ages: Sequence[int]
    _tables: dict[tuple[str, int], list[int]] = msgspec.field(default_factory=dict)

    def arrived(self, by_click: int) -> list[int]:
        return self._of_table("arrived", arrivals, by_click)

    def clicked(self, by_click: int) -> list[int]:
        return self._of_table("clicked", clicked, by_click)

    def _of_table(self, name: str, table: Callable[[int, int, int], Sequence[int]], by_click: int) -> list[int]:
        if (name, by_click) not in self._tables:
            ages = zip(self.windows, self.ages, strict=True)
            self._tables[name, by_click] = [table(*windows, by_click)[age] for windows, age in ages]
        return self._tables[name, by_click]


class Strip(msgspec.Struct):
    """The same for one ad: `chances` are random bits of its days, `appeals` thousandths left of its first appeal."""

    shared: Shared
    chances: Sequence[int]
    appeals: Sequence[int]

    def __len__(self) -> int:
        return len(self.chances)

    @property
    def prices(self) -> Sequence[int]:
        return self.shared.prices

    @property
    def views(self) -> Sequence[int]:
        return self.shared.views

    @property
    def yields(self) -> Sequence[int]:
        return self.shared.yields

    def arrived(self, by_click: int) -> Sequence[int]:
        """Millionths of the conversions of each moment that have arrived."""
        return self.shared.arrived(by_click)

    def clicked(self, by_click: int) -> Sequence[int]:
        """Millionths of those which followed a click."""
        return self.shared.clicked(by_click)

    def unfiltered(self) -> list[int]:
        """Millionths of the impressions that still count as clicks and will be found invalid, days later."""
        least, spread = _INVALID
        soonest, days = _FILTERED_AFTER_DAYS
        return [
            least + (chance >> 40) % spread if age < (soonest + 1 + (chance >> 52) % days) * 24 else 0
            for chance, age in zip(self.chances, self.shared.ages, strict=True)
        ]


def age(since: int, until: int) -> int:
    """Hours from one moment to another, as `Shared.ages` has them."""
    return min(max(until - since, 0) // 3600, SETTLED_HOURS)
