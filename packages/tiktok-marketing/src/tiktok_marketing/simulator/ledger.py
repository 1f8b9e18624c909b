"""One campaign's figures, by day and by hour, as any reading knows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from operator import sub

import msgspec
from msgspec.structs import replace

from .attribution import MILLION
from .columns import Columns, Known
from .day_book import DayBook
from .dependence import Dependence, dependence_of, first_difference
from .freshness import Reading
from .funnel import Funnel
from .local_days import HOUR_SECONDS, local_day
from .offer import Offer
from .real_time import ARRIVING_DAYS
from .stages import ATTRIBUTED, EVENTUAL, REAL_TIME
from .state import State
from .terms import Terms
from .timeline import Timeline


class HourFact(msgspec.Struct, frozen=True):
    """What one ad did in one hour of the advertiser's day: the figures asked for, in order, money in minor units."""

    ad_id: str
    adgroup_id: str
    campaign_id: str
    hour: int
    figures: tuple[int, ...]


class Stretch(msgspec.Struct, frozen=True):
    """Days of one ad, `first` to `last`, on which neither what it offered nor what it showed changed."""

    first: date
    last: date
    offer: Offer
    terms: Terms
    shown: tuple[str, ...]

    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


class Ledger:
    """The figures of one campaign, its ad groups and its ads. Days are the advertiser's, amounts whole numbers."""

    def __init__(self, state: State, campaign_id: str, seed: int) -> None:
        self.campaign_id = campaign_id
        self._seed = seed
        self._dependence: Dependence = dependence_of(state, campaign_id)
        self._timeline = Timeline(state, campaign_id, seed)
        self._book = DayBook(self._timeline)
        self._begin_anew()

    @property
    def zone(self) -> str:
        return self._timeline.zone

    @property
    def first_day(self) -> date:
        return self._book.first_day

    @property
    def ads(self) -> Sequence[str]:
        """Ids of all its ads."""
        return self._book.ads

    def refresh(self, state: State) -> None:
        """Takes over what was written since; the days before the first difference stay as they are."""
        dependence = dependence_of(state, self.campaign_id)
        if dependence == self._dependence:
            return
        changed_at = first_difference(self._dependence, dependence)
        self._dependence = dependence
        self._timeline = Timeline(state, self.campaign_id, self._seed)
        self._book.follow(self._timeline, changed_at)
        self._begin_anew()

    def series(self, node_id: str, name: str, days: Sequence[date], reading: Reading) -> list[int]:
        """`name` of the node on each of `days`, which follow each other."""
        first = (days[0] - self.first_day).days
        begin, stop = max(first, 0), min(first + len(days), self._book.open_index(reading.until) + 1)
        if begin >= stop:
            return [0] * len(days)
        values = self._values(node_id, name, begin, stop, reading)
        return [0] * (begin - first) + values + [0] * (first + len(days) - stop)

    def total(self, node_id: str, name: str, first: date, last: date, reading: Reading) -> int:
        """`name` of the node from `first` to `last`, both counted."""
        begin, stop = max((first - self.first_day).days, 0), (last - self.first_day).days + 1
        known = self._columns.known(reading)
        stop = min(stop, known.open + 1)
        over = self._book.over(node_id) if name == "spend" else None
        if over is not None and over <= stop and over <= known.corrected:
            return self._final(node_id, begin, over, reading)
        return sum(self._values(node_id, name, begin, stop, reading)) if begin < stop else 0

    def funnel(self, ad_id: str) -> Funnel:
        return self._columns.funnels[ad_id]

    def people(self, ad_id: str, day: date) -> int:
        """How many people the ad can reach on that day."""
        local = self._book.day((day - self.first_day).days)
        return self._columns.conditions.terms(ad_id, local).people

    def stretches(self, ad_id: str, first: date, last: date) -> list[Stretch]:
        """The days from `first` to `last`, in order."""
        group = next(group for group in self._timeline.groups if group.id == self._adgroup_of[ad_id])
        ad = next(ad for ad in group.ads if ad.id == ad_id)
        found: list[Stretch] = []
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            start = local_day(self.zone, day).start
            offer, shown = group.offer(start), ad.shown(start)
            if found and found[-1].offer is offer and found[-1].shown == shown:
                found[-1] = replace(found[-1], last=day)
            else:
                found.append(Stretch(day, day, offer, self._timeline.terms(group, start), shown))
        return found

    def hour_facts(self, day: date, names: Sequence[str], reading: Reading) -> Iterator[HourFact]:
        """The facts of each ad and hour of `day` in which something was spent, or came of what was spent before."""
        index = (day - self.first_day).days
        local = self._book.day(index)
        if local.start >= reading.until or local.end <= self._timeline.start:
            return
        begins = [local.start + place * HOUR_SECONDS for place in range(len(local.hours))]
        moments = [min(at, reading.until) for at in (*begins, local.end)]
        ads = self.ads if REAL_TIME.keys() & set(names) else list(self._book.plan(local))
        for ad_id in ads:
            sums = self.within(ad_id, index, moments, ("spend", *names), reading)
            for hour, before, after in zip(local.hours, sums, sums[1:], strict=False):
                gained = tuple(map(sub, after, before))
                if any(gained):
                    yield HourFact(ad_id, self._adgroup_of[ad_id], self.campaign_id, hour, gained[1:])

    def within(
        self, ad_id: str, index: int, moments: Sequence[int], names: Sequence[str], reading: Reading
    ) -> list[tuple[int, ...]]:
        """At each of `moments`, each of `names` of the ad since its day number `index` began."""
        self._ready(index, index + 1, next(iter(REAL_TIME.keys() & set(names)), "spend"), reading)
        columns, day = self._columns, self._book.day(index)
        ad_day, counted = self._book.plan(day).get(ad_id), columns.counted(ad_id, day, reading)
        if ad_day is None and not REAL_TIME.keys() & set(names):
            return [(0,) * len(names)] * len(moments)
        flows = [day.flow(at) for at in moments]
        sums: dict[str, Sequence[int]] = {
            "spend": [ad_day.spend(flow) * counted // MILLION if ad_day else 0 for flow in flows],
            "volume": [ad_day.volume(flow) * counted // MILLION if ad_day else 0 for flow in flows],
        }
        strip = columns.conditions.within(ad_id, day, len(moments), reading.arrived)

        def of(name: str) -> Sequence[int]:
            if name not in sums and name in REAL_TIME:
                event = columns.funnels[ad_id].dated_by(REAL_TIME[name])
                if event in ATTRIBUTED:
                    own = zip(of(event + EVENTUAL), moments, strict=True)
                    sums[name] = columns.happened_within(ad_id, event, index, list(own), reading)
                else:
                    sums[name] = of(event) if event else [0] * len(moments)
            elif name not in sums:
                sums[name] = columns.funnels[ad_id].figure(name, strip, of)
            return sums[name]

        return list(zip(*(of(name) for name in names), strict=True))

    def _begin_anew(self) -> None:
        self._columns = Columns(self._timeline, self._book)
        self._adgroup_of = {ad.id: group.id for group in self._timeline.groups for ad in group.ads}
        self._finals: dict[tuple[str, int], int] = {}
        self._ready_for: set[tuple[int, int]] = set()  # days that the book knows with all they look back on

    def _final(self, node_id: str, begin: int, over: int, reading: Reading) -> int:
        if (node_id, begin) not in self._finals:
            self._finals[node_id, begin] = sum(self._values(node_id, "spend", begin, over, reading))
        return self._finals[node_id, begin]

    def _values(self, node_id: str, name: str, begin: int, stop: int, reading: Reading) -> list[int]:
        """The figure on the days from `begin` up to `stop`, at most the open one."""
        known = self._ready(begin, stop, name, reading)
        return self._columns.values(node_id, name, begin, stop, known)

    def _ready(self, begin: int, stop: int, name: str, reading: Reading) -> Known:
        """Sees to it that the book knows all days that the figure is made of on those asked for."""
        known = self._columns.known(reading)
        is_sure = stop <= known.sure(name)
        first = begin if is_sure else min(begin, known.sure(name))
        needed = (max(first - ARRIVING_DAYS, 0) if name in REAL_TIME else first, stop if is_sure else known.open)
        if needed in self._ready_for:
            return known
        self._book.reach(*needed)
        if self._book.base != self._columns.base:
            self._begin_anew()
        self._ready_for.add(needed)
        return self._columns.known(reading)
