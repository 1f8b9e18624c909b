"""The advertiser's days: when they begin, which hours they have, and how much of a day's delivery each hour brings."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import msgspec

HOUR_SECONDS = 3600
# Parts of a million of a usual day's delivery, by local hour: a trough before dawn, a peak in the evening.
_HOUR_WEIGHTS = (
    *(26_000, 18_000, 13_000, 10_000, 9_000, 12_000, 20_000, 30_000),
    *(36_000, 40_000, 42_000, 46_000, 52_000, 50_000, 46_000, 45_000),
    *(48_000, 54_000, 60_000, 66_000, 74_000, 80_000, 72_000, 51_000),
)
FULL_DAY = sum(_HOUR_WEIGHTS) * HOUR_SECONDS
"""The flow of a day of 24 hours."""
# What a thousand impressions cost at that local hour, in thousandths of the day's price. Ours, as are the weights.
_HOUR_PRICES = (*(780,) * 6, *(900,) * 5, *(1000,) * 6, *(1150,) * 5, *(960,) * 2)


class Band(msgspec.Struct, frozen=True):
    """A stretch of a day, in seconds since 1970, in which a thousand impressions cost the same."""

    start: int
    end: int
    price: int
    """In thousandths of the day's."""


class LocalDay(msgspec.Struct, frozen=True):
    """One day of one time zone; `start` and `end` are seconds since 1970.

    *Flow* is the time of delivery: it runs from 0 to about `FULL_DAY` in a day, faster in the evening than before
    dawn. Whatever is spent grows linearly in it.
    """

    date: date
    start: int
    end: int
    hours: tuple[int, ...]
    """The local hour at the beginning of each of the day's hours: 24 of them, 23 or 25 when the clocks change."""
    hour_flows: tuple[int, ...]
    """The flow at the end of each hour."""
    hour_yields: tuple[int, ...]
    """What the flow so far buys at the end of each hour, in thousandths: more than the flow while hours are cheap."""

    @property
    def full_flow(self) -> int:
        return self.hour_flows[-1]

    @property
    def full_yield(self) -> int:
        return self.hour_yields[-1]

    def flow(self, at: int) -> int:
        """The day's flow at `at`, seconds since 1970; outside the day, its beginning or its end."""
        if at <= self.start:
            return 0
        if at >= self.end:
            return self.full_flow
        hour, seconds = divmod(at - self.start, HOUR_SECONDS)
        return (self.hour_flows[hour - 1] if hour else 0) + _HOUR_WEIGHTS[self.hours[hour]] * seconds

    def bands(self) -> list[Band]:
        """The day cut where the price changes."""
        cuts = _cuts(self.hours)
        begins = [self.start + place * HOUR_SECONDS for place, _ in cuts]
        ends = [*begins[1:], self.end]
        return [Band(begin, end, price) for begin, end, (_, price) in zip(begins, ends, cuts, strict=True)]

    def bought(self, flow: int) -> int:
        """What the first `flow` of the day buys, in thousandths, at the prices of the hours in which it flows."""
        if flow <= 0:
            return 0
        if flow >= self.full_flow:
            return self.full_yield
        hour = bisect_right(self.hour_flows, flow)
        before, yielded = (self.hour_flows[hour - 1], self.hour_yields[hour - 1]) if hour else (0, 0)
        return yielded + (flow - before) * 1_000_000 // _HOUR_PRICES[self.hours[hour]]


@lru_cache(maxsize=8192)
def local_day(zone: str, day: date) -> LocalDay:
    """`day` as it passes in the time zone of that IANA name."""
    start, end = _midnight(zone, day), _midnight(zone, day + timedelta(days=1))
    if end - start == _USUAL_SECONDS:
        return LocalDay(day, start, end, *_USUAL)
    hours = tuple(datetime.fromtimestamp(at, ZoneInfo(zone)).hour for at in range(start, end, HOUR_SECONDS))
    # The last hour is cut short only where clocks change by half an hour.
    return LocalDay(day, start, end, *_flows(hours, (end - start - 1) % HOUR_SECONDS + 1))


def day_at(zone: str, at: int) -> date:
    """The local date at `at`, seconds since 1970."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).date()


@lru_cache(maxsize=1024)
def half_hours(zone: str, day: LocalDay) -> tuple[tuple[int, int], ...]:
    """(beginning, slot) of each half hour of `day`; a slot is one of the week's 336, from Monday 00:00 local time."""
    return tuple((at, _slot(zone, at)) for at in range(day.start, day.end, HOUR_SECONDS // 2))


def _midnight(zone: str, day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC).timestamp())


def _slot(zone: str, at: int) -> int:
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    return local.weekday() * 48 + local.hour * 2 + local.minute // 30


def _flows(hours: tuple[int, ...], last_seconds: int) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """(hours, flow at the end of each, what it buys by then)."""
    lengths = [HOUR_SECONDS] * (len(hours) - 1) + [last_seconds]
    flows = [_HOUR_WEIGHTS[hour] * length for hour, length in zip(hours, lengths, strict=True)]
    yields = [flow * 1_000_000 // _HOUR_PRICES[hour] for hour, flow in zip(hours, flows, strict=True)]
    return hours, tuple(accumulate(flows)), tuple(accumulate(yields))


@lru_cache(maxsize=64)
def _cuts(hours: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """(which hour of the day, price from then on) wherever the price changes."""
    prices = [_HOUR_PRICES[hour] for hour in hours]
    return tuple((place, price) for place, price in enumerate(prices) if not place or price != prices[place - 1])


# Clocks that go forward and back within one day would make it of usual length, too: there are none.
_USUAL_SECONDS = 24 * HOUR_SECONDS
_USUAL = _flows(tuple(range(24)), HOUR_SECONDS)
