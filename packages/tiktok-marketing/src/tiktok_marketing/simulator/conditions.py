"""Under which conditions one campaign's ads compete, day by day: prices, people, learning, and how worn an ad is."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from .attribution import SETTLED_HOURS
from .chance import bits
from .day_book import DayBook
from .lines import AdLine, NodeLine
from .local_days import LocalDay
from .stages import conversion_of, usual_rate
from .strip import Shared, Strip, Windows, age
from .terms import Terms
from .timeline import Timeline

_DAY = 86_400
# TikTok's help centre: an ad group learns until about 50 conversions have come. What it costs meanwhile is ours.
_LEARNT_AFTER, _LEARNING_DAYS = 50, 7
_LEARNING_PRICE, _LEARNING_YIELD = 1120, 800  # thousandths
_NEW_BUDGET = 2  # an edit that at least halves or doubles the budget begins it anew
# Appeal falls from the sixth day on, over forty days, to just over half; faster where few people see it over and over.
_FRESH_DAYS, _WEARING_DAYS, _WORN = 5, 40, 550
_SMALL, _TINY = 1_000_000, 100_000


class _GroupDay(NamedTuple):
    """As in `Shared`; `wearing` is how many days of an ad's first appeal one day takes."""

    price: int
    views: int
    yields: int
    windows: Windows
    wearing: int


class Conditions:
    """Those of the days from `base` on, counted like the book's; what a day's are does not change."""

    def __init__(self, timeline: Timeline, book: DayBook) -> None:
        self._timeline, self._book, self._base = timeline, book, book.base
        self._group_of = {ad.id: group for group in timeline.groups for ad in group.ads}
        self._ads = {ad.id: ad for group in timeline.groups for ad in group.ads}
        self._learning = {group.id: self._learning_of(group) for group in timeline.groups}
        self._of_groups: dict[str, list[_GroupDay]] = {}
        self._of_ads: dict[str, list[tuple[int, int]]] = {}

    def over(
        self, ad_id: str, begin: int, stop: int, arrived: int | None, memo: dict[tuple[str, int], Shared]
    ) -> Strip:
        """Of the days from `begin` up to `stop`, as what had `arrived` by then is known, or without it everything.

        `memo` keeps what the ads of one ad group share, for this `stop` and `arrived` alone.
        """
        group = self._group_of[ad_id]
        if (group.id, begin) not in memo:
            memo[group.id, begin] = self._shared(group, begin, stop, arrived)
        own = self._of_ads.setdefault(ad_id, [])
        ad, days = self._ads[ad_id], self._of_groups[group.id]
        while len(own) < stop - self._base:
            own.append(_of_ad(ad, self._book.day(self._base + len(own)), days[len(own)].wearing))
        chances, appeals = zip(*own[begin - self._base : stop - self._base], strict=True)
        return Strip(memo[group.id, begin], chances, appeals)

    def within(self, ad_id: str, day: LocalDay, moments: int, arrived: int) -> Strip:
        """Of as many moments of one day, as what had `arrived` by then is known."""
        of = self._of_group(self._group_of[ad_id], day)
        ages = [age(day.start, arrived)] * moments
        shared = Shared([of.price] * moments, [of.views] * moments, [of.yields] * moments, [of.windows] * moments, ages)
        chance, appeal = _of_ad(self._ads[ad_id], day, of.wearing)
        return Strip(shared, [chance] * moments, [appeal] * moments)

    def terms(self, ad_id: str, day: LocalDay) -> Terms:
        """The ad's, as that day began."""
        return self._timeline.terms(self._group_of[ad_id], day.start)

    def _shared(self, group: NodeLine, begin: int, stop: int, arrived: int | None) -> Shared:
        kept = self._of_groups.setdefault(group.id, [])
        while len(kept) < stop - self._base:
            kept.append(self._of_group(group, self._book.day(self._base + len(kept))))
        prices, views, yields, windows, _ = zip(*kept[begin - self._base : stop - self._base], strict=True)
        if arrived is None:
            return Shared(prices, views, yields, windows, [SETTLED_HOURS] * (stop - begin))
        ages = [age(self._book.day(index).start, arrived) for index in range(begin, stop)]
        return Shared(prices, views, yields, windows, ages)

    def _of_group(self, group: NodeLine, day: LocalDay) -> _GroupDay:
        terms = self._timeline.terms(group, day.start)
        price, yields = terms.market.price(day.date), 1000
        if any(begin <= day.start < end for begin, end in self._learning[group.id]):
            price, yields = price * _LEARNING_PRICE // 1000, _LEARNING_YIELD
        wearing = 3 if terms.people < _TINY else 2 if terms.people < _SMALL else 1
        return _GroupDay(price, terms.views, yields, terms.windows, wearing)

    def _learning_of(self, group: NodeLine) -> list[tuple[int, int]]:
        """When the ad group learns: from when it can first run, and from every great change since."""
        first = min((ad.toggles[0] for ad in group.ads if ad.toggles), default=None)
        if first is None:
            return []
        steps = list(zip(group.steps, group.offers, group.budgets, strict=True))
        great = [
            at
            for (_, old, before), (at, new, after) in pairwise(steps)
            if at > first and (old != new or _is_new(before.amount if before else 0, after.amount if after else 0))
        ]
        return [(at, at + self._days_to_learn(group, at) * _DAY) for at in (first, *great)]

    def _days_to_learn(self, group: NodeLine, at: int) -> int:
        """How long the budget takes to bring so many conversions, as they usually come."""
        budget = (self._timeline.campaign if self._timeline.optimized else group).budget(at)
        offer = group.offer(at)
        event = conversion_of(self._timeline.family, offer.goal)
        price = self._timeline.terms(group, at).market.price(self._timeline.day(at))
        if budget is None or event is None:
            return _LEARNING_DAYS
        # Conversions a day: daily budget by price of a thousand impressions, times conversions of a million.
        daily = budget.daily * usual_rate(event) // price
        return min(max(-(-_LEARNT_AFTER // daily), 1), _LEARNING_DAYS) if daily else _LEARNING_DAYS


def _of_ad(ad: AdLine, day: LocalDay, wearing: int) -> tuple[int, int]:
    """(random bits of its day, thousandths left of its first appeal)."""
    chance, place = bits(ad.key, day.date.toordinal()), bisect_right(ad.fresh, day.start)
    if not place:
        return chance, 1000
    worn = (day.start - ad.fresh[place - 1]) // _DAY * wearing - _FRESH_DAYS
    return chance, 1000 - (1000 - _WORN) * min(max(worn, 0), _WEARING_DAYS) // _WEARING_DAYS


def _is_new(before: int, after: int) -> bool:
    return bool(before and after) and (after >= before * _NEW_BUDGET or before >= after * _NEW_BUDGET)
