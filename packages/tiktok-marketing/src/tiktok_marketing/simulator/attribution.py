"""When conversions arrive after the impression or click that they are dated by: over hours, days, up to four weeks.

The shapes are ours; the windows are those of the ad group (behaviour reference §6.10).
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

MILLION = 1_000_000
ARRIVING = 41
"""Whose `rest` decides on the last conversion that arrives: one for all kinds, so that none overtakes another."""
SETTLED_HOURS = 29 * 24
"""From the beginning of a day until its last conversion has arrived, with the longest window."""
# Hours since the beginning of the day of the impression, and thousandths that have arrived by then, of all that come
# within four weeks of a click, or a week of a view.
_AFTER_CLICK = ((0, 350), (24, 620), (48, 750), (72, 810), (168, 910), (336, 965), (SETTLED_HOURS, 1000))
_AFTER_VIEW = ((0, 500), (24, 800), (48, 930), (192, 1000), (SETTLED_HOURS, 1000))


@cache
def arrivals(click_days: int, view_days: int, by_click: int) -> tuple[int, ...]:
    """Millionths of all conversions that have arrived, by hours since the day began; the last entry is for ever.

    `by_click` thousandths of them follow a click; what comes later than its window is nobody's.
    """
    return tuple(
        by_click * _within(_AFTER_CLICK, hour, click_days) + (1000 - by_click) * _within(_AFTER_VIEW, hour, view_days)
        for hour in range(SETTLED_HOURS + 1)
    )


@cache
def clicked(click_days: int, view_days: int, by_click: int) -> tuple[int, ...]:
    """Millionths of those that have arrived which followed a click, by hours since the day began."""
    whole = arrivals(click_days, view_days, by_click)
    parts = (by_click * _within(_AFTER_CLICK, hour, click_days) for hour in range(SETTLED_HOURS + 1))
    return tuple(part * MILLION // all_ if all_ else 0 for part, all_ in zip(parts, whole, strict=True))


def _within(curve: tuple[tuple[int, int], ...], hour: int, days: int) -> int:
    """Thousandths of the curve at `hour`, or at the end of a window of `days`."""
    if not days:
        return 0
    hour = min(hour, (days + 1) * 24)
    for (start, low), (end, high) in pairwise(curve):
        if hour <= end:
            return low + (high - low) * (hour - start) // (end - start)
    return curve[-1][1]
