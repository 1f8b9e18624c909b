"""One campaign's figures, day after day: computed once for the days that are over, anew for the one that is not.

Where no budget looks back, only the days that somebody asks for are computed, so that years may pass in between.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from operator import sub

from .chance import bits
from .dependence import Dependence, dependence_of, first_difference
from .funnel import Funnel, family_of
from .lines import FOREVER
from .local_days import LocalDay, day_at, local_day
from .pacing import DayPlan, plan_day
from .state import State
from .timeline import Timeline

_FARTHEST_STEP = 400  # days: a gap up to this long is computed too, so that the days known stay in one piece
_NEVER = 1 << 31
_LIFETIME = "BUDGET_MODE_TOTAL"
_PLANS_KEPT = 8
_MOMENTS_KEPT = 4


@dataclass(frozen=True, slots=True)
class HourFact:
    """What one ad did in one hour of the advertiser's day: the figures asked for, in order, money in minor units."""

    ad_id: str
    adgroup_id: str
    campaign_id: str
    hour: int
    figures: tuple[int, ...]


class Ledger:
    """The figures of one campaign, its ad groups and its ads. Days are the advertiser's, amounts whole numbers.

    `until` is always a moment in seconds since 1970: what happens after it is not counted.
    """

    def __init__(self, state: State, campaign_id: str, seed: int) -> None:
        self.campaign_id = campaign_id
        self._seed = seed
        self._base = 0  # the first of `_days`, counted from the day of creation
        self._days: list[LocalDay] = []  # known days that are over, in one piece
        self._sums: dict[str, int] = {}  # node id → what it spent on all of them
        self._finals: dict[tuple[str, int], int] = {}  # (node id, first day) → what it spent from then to its end
        self._columns: dict[tuple[str, str], array[int]] = {}  # (node id, figure) → a value for each of `_days`
        self._chances: dict[str, array[int]] = {}
        self._plans: dict[date, DayPlan] = {}
        self._moments: dict[int, dict[tuple[str, str], int]] = {}
        self._dependence: Dependence = {}
        self.refresh(state)

    def refresh(self, state: State) -> None:
        """Takes over what was written since; the days before the first difference stay as they are."""
        dependence = dependence_of(state, self.campaign_id)
        if dependence == self._dependence:
            return
        changed_at = first_difference(self._dependence, dependence)
        self._dependence = dependence
        self._timeline = Timeline(state, self.campaign_id, self._seed)
        self.zone = self._timeline.zone
        self.first_day = day_at(self.zone, self._timeline.start)
        self._read_ends()
        self._finals.clear()
        self._read_lines(family_of(state.campaigns[self.campaign_id]))
        self._forget_from(changed_at)

    def series(self, node_id: str, name: str, days: Sequence[date], until: int) -> list[int]:
        """`name` of the node on each of `days`, which follow each other."""
        first = (days[0] - self.first_day).days
        begin, end = max(first, 0), self._open_index(until)
        known = self._known(node_id, name, begin, min(first + len(days), end))
        values = [0] * min(begin - first, len(days)) + known.tolist()
        values += [0] * (len(days) - len(values))
        if begin <= end < first + len(days):
            values[end - first] = self._open_day(node_id, name, until)
        return values

    def total(self, node_id: str, name: str, first: date, last: date, until: int) -> int:
        """`name` of the node from `first` to `last`, both counted."""
        begin, stop, end = (first - self.first_day).days, (last - self.first_day).days + 1, self._open_index(until)
        over = self._over.get(node_id)
        if name == "spend" and over is not None and over <= min(stop, end):
            return self._final(node_id, max(begin, 0), over)
        closed = sum(self._known(node_id, name, max(begin, 0), min(stop, end)))
        return closed + (self._open_day(node_id, name, until) if begin <= end < stop else 0)

    def hour_facts(self, day: date, names: Sequence[str], until: int) -> Iterator[HourFact]:
        """The facts of each ad and hour of `day` in which something was spent."""
        local = local_day(self.zone, day)
        if local.start >= until or local.end <= self._timeline.start:
            return
        flows = [min(flow, local.flow(until)) for flow in local.hour_flows]
        for ad_id, ad_day in self._plan(local).items():
            spends = [ad_day.spend(flow) for flow in flows]
            chance = bits(self._keys[ad_id], day.toordinal())
            sums = self._funnels[ad_id].figures(names, [0, *spends], chance)
            moments = list(zip(*(sums[name] for name in names), strict=True))
            for index, hour in enumerate(local.hours):
                if spends[index] > (spends[index - 1] if index else 0):
                    gained = tuple(map(sub, moments[index + 1], moments[index]))
                    yield HourFact(ad_id, self._adgroup_of[ad_id], self.campaign_id, hour, gained)

    def _read_ends(self) -> None:
        """From which day on, counted from that of creation, each node spends no more and no budget looks back."""
        campaign, groups = self._timeline.campaign, self._timeline.groups
        self._over = {group.id: self._day_after([ad.toggles[-1] for ad in group.ads if ad.toggles]) for group in groups}
        self._over[campaign.id] = self._day_after([ad.toggles[-1] for g in groups for ad in g.ads if ad.toggles])
        lines = [line for line in (campaign, *groups) if any(b and b.mode == _LIFETIME for b in line.budgets)]
        ends = [self._over[line.id] for line in lines]
        self._looks_back_until = max((_NEVER if end is None else end for end in ends), default=0)

    def _day_after(self, moments: list[int]) -> int | None:
        """The day after the last of `moments`; None where that never comes."""
        last = max(moments, default=self._timeline.start)
        return None if last >= FOREVER else (day_at(self.zone, last) - self.first_day).days + 1

    def _final(self, node_id: str, begin: int, over: int) -> int:
        if (node_id, begin) not in self._finals:
            self._finals[node_id, begin] = sum(self._known(node_id, "spend", begin, over))
        return self._finals[node_id, begin]

    def _read_lines(self, family: str) -> None:
        groups, advertiser = self._timeline.groups, self._timeline.advertiser
        ads = [(ad, group.id) for group in groups for ad in group.ads]
        self._keys = {ad.id: ad.key for ad, _ in ads}
        self._adgroup_of = {ad.id: adgroup_id for ad, adgroup_id in ads}
        self._funnels = {ad.id: Funnel(ad.key, family, advertiser) for ad, _ in ads}
        self._members = {group.id: [ad.id for ad in group.ads] for group in groups}
        self._members[self.campaign_id] = [group.id for group in groups]

    def _forget_from(self, changed_at: int) -> None:
        self._days = [day for day in self._days if day.end <= changed_at]
        for column in (*self._columns.values(), *self._chances.values()):
            del column[len(self._days) :]
        for node_id in (*self._keys, *self._members):
            spends = self._spends(node_id)
            spends.extend([0] * (len(self._days) - len(spends)))
            self._sums[node_id] = sum(spends)
        self._plans.clear()
        self._moments.clear()

    def _known(self, node_id: str, name: str, begin: int, stop: int) -> array[int]:
        """The figure on the days from `begin` up to `stop`, which are over, counted from the day of creation."""
        if begin >= stop:
            return array("q")
        self._reach(begin, stop)
        return self._column(node_id, name)[begin - self._base : stop - self._base]

    def _reach(self, begin: int, stop: int) -> None:
        """Sees to it that the days from `begin` up to `stop` are known, and all that their budgets look back on."""
        monday = max(begin - self._weekday(begin), 0)
        begin = 0 if monday < self._looks_back_until else monday
        end = self._base + len(self._days)
        if begin < self._base or begin > end + _FARTHEST_STEP:
            stop = max(stop, end) if begin <= end <= begin + _FARTHEST_STEP else stop
            self._forget_from(0)
            self._base = begin
        while self._base + len(self._days) < stop:
            self._close_next()

    def _weekday(self, index: int) -> int:
        """Days since Monday: dynamic budgets look back on their week."""
        return (self.first_day + timedelta(days=index)).weekday()

    def _close_next(self) -> None:
        local = local_day(self.zone, self.first_day + timedelta(days=self._base + len(self._days)))
        plan = plan_day(self._timeline, local, partial(self._spent_before, local.date))
        spent = {ad_id: ad_day.total for ad_id, ad_day in plan.items()}
        for node_id, members in self._members.items():  # the campaign comes last, after its ad groups
            spent[node_id] = sum([spent[member] for member in members if member in spent])
            self._sums[node_id] += spent[node_id]
        for node_id in (*self._keys, *self._members):
            self._columns[node_id, "spend"].append(spent.get(node_id, 0))
        self._days.append(local)

    def _plan(self, local: LocalDay) -> DayPlan:
        if local.date not in self._plans:
            index = (local.date - self.first_day).days
            self._reach(index, index)
            if len(self._plans) >= _PLANS_KEPT:
                self._plans.clear()
            self._plans[local.date] = plan_day(self._timeline, local, partial(self._spent_before, local.date))
        return self._plans[local.date]

    def _spent_before(self, day: date, node_id: str, since: date | None) -> int:
        end = (day - self.first_day).days - self._base
        if since is None and end == len(self._days):
            return self._sums[node_id]
        begin = max((since - self.first_day).days - self._base, 0) if since else 0
        return sum(self._spends(node_id)[begin:end])

    def _spends(self, node_id: str) -> array[int]:
        return self._columns.setdefault((node_id, "spend"), array("q"))

    def _column(self, node_id: str, name: str) -> array[int]:
        """The figure on all days that are over."""
        column = self._columns.setdefault((node_id, name), array("q"))
        begin = len(column)
        if begin < len(self._days):
            members = self._members.get(node_id)
            if members is None:
                of = lambda parent: self._column(node_id, parent)[begin:]  # noqa: E731 - names what follows
                column.extend(self._funnels[node_id].figure(name, self._chances_of(node_id)[begin:], of))
            else:
                columns = [self._column(member, name)[begin:] for member in members]
                column.extend(map(sum, zip(*columns, strict=True)) if columns else [0] * (len(self._days) - begin))
        return column

    def _chances_of(self, ad_id: str) -> array[int]:
        chances, key = self._chances.setdefault(ad_id, array("Q")), self._keys[ad_id]
        chances.extend(bits(key, day.date.toordinal()) for day in self._days[len(chances) :])
        return chances

    def _open_index(self, until: int) -> int:
        return (day_at(self.zone, until) - self.first_day).days

    def _open_day(self, node_id: str, name: str, until: int) -> int:
        if until not in self._moments:
            if len(self._moments) >= _MOMENTS_KEPT:
                self._moments.clear()
            self._moments[until] = {}
        return self._at(self._moments[until], node_id, name, until)

    def _at(self, moment: dict[tuple[str, str], int], node_id: str, name: str, until: int) -> int:
        if (node_id, name) not in moment:
            members = self._members.get(node_id)
            if members is None:
                moment[node_id, name] = self._ad_at(node_id, name, until)
            else:
                moment[node_id, name] = sum(self._at(moment, member, name, until) for member in members)
        return moment[node_id, name]

    def _ad_at(self, ad_id: str, name: str, until: int) -> int:
        local = local_day(self.zone, day_at(self.zone, until))
        ad_day = self._plan(local).get(ad_id)
        if ad_day is None:
            return 0
        chance = bits(self._keys[ad_id], local.date.toordinal())
        return self._funnels[ad_id].figures([name], [ad_day.spend(local.flow(until))], chance)[name][0]
