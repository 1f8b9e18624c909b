"""What an ad or a campaign did on each day of a report, in each hour, or in all, as known after a delay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from tiktok_marketing.simulator.freshness import (
    AUDIENCE,
    BILLED,
    CASH,
    SLOW_AUDIENCE,
    TAX,
    UNIQUE,
    Reading,
    as_of_task,
    as_reported,
)
from tiktok_marketing.simulator.ledger import Ledger
from tiktok_marketing.simulator.local_days import HOUR_SECONDS, day_at, local_day

from .report_query import ReportQuery
from .report_scope import Part
from .report_values import Delay

DELAYS: dict[Delay, timedelta | None] = {
    "usual": None,
    "unique": UNIQUE,
    "billed": BILLED,
    "cash": CASH,
    "tax": TAX,
}
"""How late figures are; None for the usual delay."""
# D:1738864894606337 (sure): kinds of people known later than others, those known at once, and what else is late.
_SLOW = frozenset({"behavior_id", "purchase_intention"})
_QUICK = frozenset({"country_code", "placement"})
_LATE = frozenset(
    {"ad_type", "custom_event_type", "event_source_id", "page_id", "component_name", "post_id", "search_terms"}
)


class Stripe(NamedTuple):
    """A day of a ledger's, by its number, cut at moments.

    `places` says where in the report goes what was done between two of them.
    """

    day: int
    moments: Sequence[int]
    places: Sequence[int]


class Times:
    """`labels` are the values of the time dimension, a single nameless one without it."""

    def __init__(self, query: ReportQuery, now: datetime, names: Iterable[str]) -> None:
        self._query, self._now = query, now
        self._names = tuple(sorted({"spend", "impressions", *names}))
        self._cut: dict[tuple[str, Delay, str], dict[str, list[int]]] = {}
        self._readings: dict[tuple[str, Delay], Reading] = {}
        self.labels = self._labels()

    @property
    def is_cut(self) -> bool:
        """Whether days do not come whole."""
        return self._query.time == "stat_time_hour" or self._query.in_utc

    def days(self) -> list[date]:
        start, end = self._query.span or (date.min, date.min)
        return [start + timedelta(days=n) for n in range((end - start).days + 1)]

    def span(self, ledger: Ledger) -> tuple[date, date]:
        """The first and the last of the ledger's days that are in the report."""
        return self._query.span or (ledger.first_day, day_at(ledger.zone, int(self._now.timestamp())))

    def of(self, part: Part, name: str, delay: Delay) -> list[int]:
        """The figure of a campaign, an ad group or an ad; of an ad alone where days do not come whole."""
        if self.is_cut:
            return self._cut_of(part, delay)[name]
        reading = self.reading(part.ledger, delay)
        if self._query.time == "stat_time_day":
            return part.ledger.series(part.node_id, name, self.days(), reading)
        return [part.ledger.total(part.node_id, name, *self.span(part.ledger), reading)]

    def reading(self, ledger: Ledger, delay: Delay) -> Reading:
        """As of when the ledger is read for figures of that delay."""
        key = (ledger.zone, delay)
        if key not in self._readings:
            self._readings[key] = self._reading(*key)
        return self._readings[key]

    def _reading(self, zone: str, delay: Delay) -> Reading:
        kind, parted = self._query.kind, self._query.parted
        late = DELAYS[delay]
        if kind.delay is not None and not (kind.name == "AUDIENCE" and delay == "usual" and set(parted) <= _QUICK):
            late = SLOW_AUDIENCE if set(parted) & _SLOW else kind.delay
        elif set(parted) & _LATE:
            late = AUDIENCE
        reading = as_reported(self._now, late)
        if self._query.way.is_synchronous:
            return reading
        return as_of_task(reading, local_day(zone, day_at(zone, reading.until)))

    def _labels(self) -> list[str]:
        if self._query.span is None or self._query.time is None:
            return [""]
        if self._query.time == "stat_time_day":
            return [f"{day} 00:00:00" for day in self.days()]
        return [f"{day} {hour:02d}:00:00" for day in self.days() for hour in range(24)]

    def _cut_of(self, part: Part, delay: Delay) -> dict[str, list[int]]:
        key = (part.node_id, delay, part.ledger.campaign_id)
        if key not in self._cut:
            sums = {name: [0] * len(self.labels) for name in self._names}
            reading = self.reading(part.ledger, delay)
            for day, moments, places in self._stripes(part.ledger):
                known = [min(moment, reading.until) for moment in moments]
                rows = part.ledger.within(part.node_id, day, known, self._names, reading)
                for place, before, after in zip(places, rows, rows[1:], strict=False):
                    for name, old, new in zip(self._names, before, after, strict=True):
                        sums[name][place] += new - old
            self._cut[key] = sums
        return self._cut[key]

    def _stripes(self, ledger: Ledger) -> list[Stripe]:
        stripes = _in_utc if self._query.in_utc else _in_hours
        first, last = self.span(ledger)
        return stripes(ledger.zone, ledger.first_day, (first, last), self._query.time)


@lru_cache(maxsize=64)
def _in_hours(zone: str, origin: date, span: tuple[date, date], _: str | None) -> list[Stripe]:
    """The local hours of local days; an hour that passes twice, when clocks go back, is one."""
    found = []
    for number in range((span[1] - span[0]).days + 1):
        local = local_day(zone, span[0] + timedelta(days=number))
        moments = [local.start + place * HOUR_SECONDS for place in range(len(local.hours))]
        places = [number * 24 + hour for hour in local.hours]
        found.append(Stripe((local.date - origin).days, [*moments, local.end], places))
    return found


@lru_cache(maxsize=64)
def _in_utc(zone: str, origin: date, span: tuple[date, date], time: str | None) -> list[Stripe]:
    """Local days cut where UTC's days or hours end, as far as they lie in the span."""
    start, end = (int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) for day in span)
    end += 24 * HOUR_SECONDS
    step = HOUR_SECONDS if time == "stat_time_hour" else 24 * HOUR_SECONDS if time else end - start
    found, day = [], day_at(zone, start)
    while (local := local_day(zone, day)).start < end:
        begin, until = max(local.start, start), min(local.end, end)
        cuts = range(start + (begin - start) // step * step + step, until, step)
        moments = [begin, *cuts, until]
        places = [(moment - start) // step for moment in moments[:-1]]
        # What was done before the span began is taken off again.
        found.append(Stripe((day - origin).days, moments, places))
        day += timedelta(days=1)
    return found
