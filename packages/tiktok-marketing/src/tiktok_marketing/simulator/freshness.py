"""How late reports know what happened, and until when what they say is provisional (behaviour reference §6.7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from .chance import bits
from .local_days import LocalDay

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
ALWAYS = 1 << 62

USUAL = timedelta(minutes=30)
UNIQUE = timedelta(hours=16)
"""Of figures that count people."""
CASH = timedelta(hours=16)
BILLED = timedelta(hours=11)
AUDIENCE = timedelta(hours=16)
SLOW_AUDIENCE = timedelta(hours=24)
TAX = timedelta(hours=48)
TASKS = timedelta(hours=3)
"""How often what tasks read of a day that is not over is refreshed: «every few hours» (§6.9), so many are ours."""
# «Up to 2 h or more at peak»: when that is, is ours. Minutes since midnight, UTC, and the delay in minutes then.
_PEAK = ((0, 30), (16 * 60, 30), (20 * 60, 120), (23 * 60, 30), (24 * 60, 30))

_CORRECTED_AT = 12 * _HOUR  # of a day, UTC; an older page says 08:00
_MOST_MISSING = 30_000  # millionths: a few per cent (§14.5, inferred)
_MISSING = 0x9E6C63D0876A3F6B


class Reading(NamedTuple):
    """As of when figures are read, in seconds since 1970: nothing that was shown or happened after `until` counts.

    What was corrected by the moment `asked` is read as corrected, what had arrived by `arrived` as arrived: so figures
    with different delays agree on the days that all of them know.
    """

    until: int
    asked: int
    arrived: int


def as_spent(now: datetime) -> Reading:
    """All that happened up to now, as it will turn out: what budgets and balances go by."""
    return Reading(_to_minute(now), ALWAYS, _to_minute(now))


def as_reported(now: datetime, delay: timedelta | None = None) -> Reading:
    """What a report asked for `now` says of figures that come with `delay`; without one, with the usual one."""
    asked = _to_minute(now)
    usual = asked - _usual_delay(asked)
    return Reading(usual if delay is None else asked - int(delay.total_seconds()), asked, usual)


def as_of_task(reading: Reading, day: LocalDay) -> Reading:
    """What a task knows of figures that otherwise are as of `reading`, `day` being the one that it is on."""
    step = int(TASKS.total_seconds())
    return reading._replace(until=max(reading.until // step * step, day.start))


def corrected_at(day: LocalDay) -> int:
    """When the daily job has corrected the figures of `day`: at the first 12:00 UTC after its end."""
    noon = day.end // _DAY * _DAY + _CORRECTED_AT
    return noon if noon > day.end else noon + _DAY


def missing(key: int, day: LocalDay) -> int:
    """How much of an ad's `day` is not counted before the correction, in millionths; `key` is the ad's chance."""
    return bits(key ^ _MISSING, day.date.toordinal()) % _MOST_MISSING


def _usual_delay(asked: int) -> int:
    minute = asked % _DAY // _MINUTE
    for (start, before), (end, after) in pairwise(_PEAK):
        if minute < end:
            return (before + (after - before) * (minute - start) // (end - start)) * _MINUTE
    raise AssertionError("a day has no more minutes")


def _to_minute(moment: datetime) -> int:
    return int(moment.timestamp()) // _MINUTE * _MINUTE
