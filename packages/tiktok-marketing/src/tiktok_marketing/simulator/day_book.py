"""One campaign's days: what each ad spent on those that are over, and the plan of any other.

Where no budget looks back, only the days that somebody asks for are planned, so that years may pass in between.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from .lines import FOREVER
from .local_days import LocalDay, day_at, local_day
from .pacing import DayPlan, plan_day
from .timeline import Timeline

_FARTHEST_STEP = 400  # days: a gap up to this long is planned too, so that the days known stay in one piece
_NEVER = 1 << 31
_LIFETIME = "BUDGET_MODE_TOTAL"
_PLANS_KEPT = 8


class DayBook:
    """Days are the advertiser's, counted from the day of the campaign's creation; amounts are whole numbers.

    `days` are those known that are over, in one piece from `base` on. `members` has what each node is made of, parents
    last; `ads` have none.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.base = 0
        self.days: list[LocalDay] = []
        self.spends: dict[str, array[int]] = {}  # node id → what it spent on each of `days`
        self.volumes: dict[str, array[int]] = {}  # ad id → what that was worth at the market's price
        self._sums: dict[str, int] = {}
        self._plans: dict[date, DayPlan] = {}
        self.follow(timeline, FOREVER)

    def follow(self, timeline: Timeline, changed_at: int) -> None:
        """Takes over a timeline that differs from the last one from `changed_at` on, and forgets the days since."""
        self._timeline = timeline
        self.zone = timeline.zone
        self.first_day = day_at(self.zone, timeline.start)
        groups = timeline.groups
        self.ads = [ad.id for group in groups for ad in group.ads]
        self.members: Mapping[str, Sequence[str]] = {
            **{group.id: [ad.id for ad in group.ads] for group in groups},
            timeline.campaign.id: [group.id for group in groups],
        }
        self._read_ends()
        self._forget_from(changed_at)

    def open_index(self, until: int) -> int:
        """Which day it is at `until`."""
        return (day_at(self.zone, until) - self.first_day).days

    def day(self, index: int) -> LocalDay:
        place = index - self.base
        if 0 <= place < len(self.days):
            return self.days[place]
        return local_day(self.zone, self.first_day + timedelta(days=index))

    def over(self, node_id: str) -> int | None:
        """From which day on the node spends no more; None where that never comes."""
        return self._over.get(node_id)

    def reach(self, begin: int, stop: int) -> None:
        """Sees to it that the days from `begin` up to `stop` are known, and all that their budgets look back on."""
        monday = max(begin - self._weekday(begin), 0)
        begin = 0 if monday < self._looks_back_until else monday
        end = self.base + len(self.days)
        if begin < self.base or begin > end + _FARTHEST_STEP:
            stop = max(stop, end) if begin <= end <= begin + _FARTHEST_STEP else stop
            self._forget_from(0)
            self.base = begin
        while self.base + len(self.days) < stop:
            self._close_next()

    def plan(self, local: LocalDay) -> DayPlan:
        """What each ad spends in the course of any day."""
        if local.date not in self._plans:
            index = (local.date - self.first_day).days
            self.reach(index, index)
            if len(self._plans) >= _PLANS_KEPT:
                self._plans.clear()
            self._plans[local.date] = plan_day(self._timeline, local, partial(self._spent_before, local.date))
        return self._plans[local.date]

    def _weekday(self, index: int) -> int:
        """Days since Monday: dynamic budgets look back on their week."""
        return (self.first_day + timedelta(days=index)).weekday()

    def _read_ends(self) -> None:
        """From which day on each node spends no more, and no budget looks back."""
        campaign, groups = self._timeline.campaign, self._timeline.groups
        self._over = {group.id: self._day_after(ad.toggles[-1] for ad in group.ads if ad.toggles) for group in groups}
        self._over[campaign.id] = self._day_after(ad.toggles[-1] for g in groups for ad in g.ads if ad.toggles)
        lines = [line for line in (campaign, *groups) if any(b and b.mode == _LIFETIME for b in line.budgets)]
        ends = [self._over[line.id] for line in lines]
        self._looks_back_until = max((_NEVER if end is None else end for end in ends), default=0)

    def _day_after(self, moments: Iterable[int]) -> int | None:
        last = max(moments, default=self._timeline.start)
        return None if last >= FOREVER else (day_at(self.zone, last) - self.first_day).days + 1

    def _forget_from(self, changed_at: int) -> None:
        self.days[:] = [day for day in self.days if day.end <= changed_at]
        for column in (*self.spends.values(), *self.volumes.values()):
            del column[len(self.days) :]
        for node_id in (*self.ads, *self.members):
            spends = self.spends.setdefault(node_id, array("q"))
            spends.extend([0] * (len(self.days) - len(spends)))
            self._sums[node_id] = sum(spends)
        for ad_id in self.ads:
            volumes = self.volumes.setdefault(ad_id, array("q"))
            volumes.extend([0] * (len(self.days) - len(volumes)))
        self._plans.clear()

    def _close_next(self) -> None:
        local = local_day(self.zone, self.first_day + timedelta(days=self.base + len(self.days)))
        plan = plan_day(self._timeline, local, partial(self._spent_before, local.date))
        spent = {ad_id: ad_day.total for ad_id, ad_day in plan.items()}
        for node_id, members in self.members.items():  # the campaign comes last, after its ad groups
            spent[node_id] = sum([spent[member] for member in members if member in spent])
            self._sums[node_id] += spent[node_id]
            self.spends[node_id].append(spent[node_id])
        for ad_id in self.ads:
            ad_day = plan.get(ad_id)
            self.spends[ad_id].append(spent[ad_id] if ad_day else 0)
            self.volumes[ad_id].append(ad_day.total_volume if ad_day else 0)
        self.days.append(local)

    def _spent_before(self, day: date, node_id: str, since: date | None) -> int:
        end = (day - self.first_day).days - self.base
        if since is None and end == len(self.days):
            return self._sums[node_id]
        begin = max((since - self.first_day).days - self.base, 0) if since else 0
        return sum(self.spends[node_id][begin:end])
