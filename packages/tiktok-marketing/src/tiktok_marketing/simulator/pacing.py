"""How one campaign's budgets become its ads' spend, in the order of time: nothing later can change what was spent.

Within a day every ad spends in proportion to the day's flow until it stops running or a budget is used up. All
amounts are whole numbers: spend in the currency's smallest unit, rates in that unit for a full day's flow.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from .auction import UNBOUND, outcome
from .chance import between, bits
from .lines import AdLine, Budget, NodeLine
from .local_days import FULL_DAY, LocalDay, local_day
from .timeline import Regime, Running, Timeline

SpentBefore = Callable[[str, date | None], int]
"""(node id, first day or None for ever) → what the node spent from then up to the day being planned."""

# What a day would cost if nothing stopped it, in thousandths of its budget: every fifth day the budget runs out.
# A dynamic daily budget may exceed itself on a good day; the week then runs out on its last days.
_DEMAND, _DYNAMIC_DEMAND = (620, 1100), (750, 1350)
_DYNAMIC = "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"
_FAST = 3  # times as eager, so that the budget is gone by the afternoon


class AdDay(msgspec.Struct):
    """One ad's day: stretches of flow with the rate in them, and the last cents of budgets that ran out."""

    day: LocalDay
    runs: list[tuple[int, int, int, int]] = msgspec.field(default_factory=list)
    last_cents: list[tuple[int, int]] = msgspec.field(default_factory=list)
    _scaled: int = 0
    _bought: int = 0
    _cents: int = 0

    def run(self, span: tuple[int, int, int], rate: int, paid: int) -> None:
        """Spends at `rate` over a stretch of flow, and pays `paid` thousandths of the market's price.

        `span` is where the flow begins, where it ends, and what it buys.
        """
        start, end, bought = span
        self.runs.append((start, end, rate, paid))
        self._scaled += rate * (end - start)
        self._bought += rate * bought * 1000 // paid

    def give(self, flow: int, cents: int) -> None:
        """Spends `cents` at once."""
        self.last_cents.append((flow, cents))
        self._cents += cents

    @property
    def total(self) -> int:
        """What was spent on the whole day."""
        return self._scaled // FULL_DAY + self._cents

    @property
    def total_volume(self) -> int:
        """What that was worth at the market's usual hour, in thousandths of the smallest unit."""
        return self._bought // FULL_DAY + self._cents * 1000

    def spend(self, flow: int) -> int:
        """What was spent when the day had come to `flow`."""
        scaled = sum(rate * (min(end, flow) - start) for start, end, rate, _ in self.runs if start < flow)
        return scaled // FULL_DAY + self._given(flow)

    def volume(self, flow: int) -> int:
        """What that was worth at the market's usual hour, in thousandths of the smallest unit."""
        bought = self.day.bought
        scaled = sum(
            rate * (bought(min(end, flow)) - bought(start)) * 1000 // paid
            for start, end, rate, paid in self.runs
            if start < flow
        )
        return scaled // FULL_DAY + self._given(flow) * 1000

    def _given(self, flow: int) -> int:
        return sum(cents for at, cents in self.last_cents if at < flow)


DayPlan = dict[str, AdDay]
"""Ad id → its day; ads that spend nothing are not in it."""


def plan_day(timeline: Timeline, day: LocalDay, spent_before: SpentBefore) -> DayPlan:
    """What each ad of the campaign spends in the course of `day`."""
    pacer = _Pacer(timeline, day, spent_before)
    for regime, start, end in timeline.segments(day):
        if any(group.terms.bid for group in regime.groups):
            for band in day.bands():  # a bid wins more or less as the price changes
                if max(band.start, start) < min(band.end, end):
                    pacer.deliver(regime, max(band.start, start), min(band.end, end), band.price)
        else:
            pacer.deliver(regime, start, end)
    return pacer.plan


class _Lane(msgspec.Struct):
    """An ad group on the move: how fast its ads spend, what they pay, and where its own budget stops it."""

    group: Running
    rates: list[int]
    paid: int
    pace: int
    cap: int | None


class _Pacer:
    def __init__(self, timeline: Timeline, day: LocalDay, spent_before: SpentBefore) -> None:
        self._timeline = timeline
        self._day, self._ordinal = day, day.date.toordinal()
        self._spent_before = spent_before
        self._shares: dict[int, list[int]] = {}  # by the id of a tuple of ads
        self._used: dict[str, int] = {}  # node id → spend × FULL_DAY, never less than what its ads have spent
        self.plan: DayPlan = {}

    def deliver(self, regime: Regime, start: int, end: int, hourly: int = 1000) -> None:
        """Runs `regime` from `start` to `end`, moments of the day, at `hourly` thousandths of the day's price."""
        lanes = self._lanes(regime, start, hourly)
        campaign = self._timeline.campaign
        cap = self._cap(campaign, regime.budget, start)
        flow, until = self._day.flow(start), self._day.flow(end)
        while lanes:
            reach = [self._reach(lane.group.line, lane.cap, lane.pace) for lane in lanes]
            together = self._reach(campaign, cap, sum(lane.pace for lane in lanes))
            step = min(*reach, together, until - flow)
            self._advance(lanes, flow, flow + step)
            flow += step
            if flow == until:
                return
            for lane, limit in zip(lanes, reach, strict=True):
                if limit == step:
                    self._exhaust([lane], self._left(lane.group.line, lane.cap), cap, flow)
            if together == step:
                self._exhaust(lanes, self._left(campaign, cap), cap, flow)
                return
            lanes = [lane for lane, limit in zip(lanes, reach, strict=True) if limit > step]

    def _lanes(self, regime: Regime, at: int, hourly: int) -> list[_Lane]:
        lanes: list[_Lane] = []
        all_weights = sum(group.line.weight for group in regime.groups)
        for group in regime.groups:
            shared = self._timeline.optimized
            budget = regime.budget if shared else group.budget
            if budget is None:
                continue
            daily = budget.daily * group.line.weight // all_weights if shared else budget.daily
            wanted, paid = self._wanted(group, (daily, budget.mode), hourly)
            rates = self._rates(group, wanted)
            if pace := sum(rates):
                lanes.append(_Lane(group, rates, paid, pace, self._cap(group.line, group.budget, at)))
        return lanes

    def _wanted(self, group: Running, budget: tuple[int, str], hourly: int) -> tuple[int, int]:
        """(rate at which the ad group spends, thousandths of the market's price that it pays)."""
        daily, mode = budget
        terms, price = group.terms, group.terms.market.price(self._day.date)
        demands = _DYNAMIC_DEMAND if mode == _DYNAMIC else _DEMAND
        demand = between(*demands, group.line.key, self._ordinal)
        rate = daily * demand * (100 + self._timeline.overdelivery) // 100_000 * (_FAST if terms.fast else 1)
        won = UNBOUND if terms.bid is None else outcome(terms.bid, price * hourly // 1000)
        return min(rate * won.spend // 1000, terms.supply(price)), won.price

    def _rates(self, group: Running, rate: int) -> list[int]:
        weights = self._weights(group)
        total = sum(weights)
        return [rate * weight // total for weight in weights]

    def _weights(self, group: Running) -> list[int]:
        """How the day shares out the ad group's spend among the ads that may run."""
        key = id(group.ads)  # regimes hold it as long as the pacer lives
        if key not in self._shares:
            self._shares[key] = [ad.weight * (512 + bits(ad.key, self._ordinal) % 512) for ad in group.ads]
        return self._shares[key]

    def _cap(self, line: NodeLine, budget: Budget | None, at: int) -> int | None:
        """The most the node may have spent today while `budget` is in force; None is without limit."""
        if budget is None:
            return None
        amount = budget.amount * (100 + self._timeline.overdelivery) // 100
        match budget.mode:
            case "BUDGET_MODE_TOTAL":
                return amount - self._spent_before(line.id, None)
            case mode if mode == _DYNAMIC:
                monday = self._day.date - timedelta(days=self._day.date.weekday())
                highest = line.highest(local_day(self._timeline.zone, monday).start, at)
                return min(amount * 5 // 4, 7 * highest - self._spent_before(line.id, monday))
            case _:
                return amount

    def _reach(self, line: NodeLine, cap: int | None, pace: int) -> int:
        """How much flow fits before `cap` is reached at `pace`."""
        if cap is None:
            return FULL_DAY * 2
        return max(cap * FULL_DAY - self._used.get(line.id, 0), 0) // pace

    def _left(self, line: NodeLine, cap: int | None) -> int | None:
        """What is left of `cap` to the last cent, None without one; the day's spend so far counts rounded down."""
        return None if cap is None else max(cap - self._spent_today(line), 0)

    def _spent_today(self, line: NodeLine) -> int:
        if line is self._timeline.campaign:
            return sum([ad_day.total for ad_day in self.plan.values()])
        return sum([self.plan[ad.id].total for ad in line.ads if ad.id in self.plan])

    def _advance(self, lanes: list[_Lane], start: int, end: int) -> None:
        if start == end:
            return
        span = (start, end, self._day.bought(end) - self._day.bought(start))
        for lane in lanes:
            for ad, rate in zip(lane.group.ads, lane.rates, strict=True):
                if rate:
                    self._day_of(ad).run(span, rate, lane.paid)
            self._use(lane.group.line, lane.pace * (end - start))

    def _exhaust(self, lanes: list[_Lane], left: int | None, campaign_cap: int | None, flow: int) -> None:
        """Gives what rounding left of a used-up budget to the ads, so that it is spent to the last cent."""
        for lane in lanes if left != 0 else ():
            rooms = (left, self._left(lane.group.line, lane.cap), self._left(self._timeline.campaign, campaign_cap))
            room = min((room for room in rooms if room is not None), default=0)
            if not room:
                continue
            share, rest = divmod(room, len(lane.group.ads))
            for index, ad in enumerate(lane.group.ads):
                if cents := share + (index < rest):
                    self._day_of(ad).give(flow, cents)
            self._use(lane.group.line, room * FULL_DAY)
            left = None if left is None else left - room

    def _use(self, line: NodeLine, scaled: int) -> None:
        campaign = self._timeline.campaign.id
        self._used[line.id] = self._used.get(line.id, 0) + scaled
        self._used[campaign] = self._used.get(campaign, 0) + scaled

    def _day_of(self, ad: AdLine) -> AdDay:
        day = self.plan.get(ad.id)
        if day is None:
            day = self.plan[ad.id] = AdDay(self._day)
        return day
