"""What must hold in the simulated world whatever is done to it, checked on demand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain, pairwise

from .creative_invariants import check_creatives
from .currencies import to_minor
from .figures import Figures, figures_of, today
from .freshness import as_spent
from .ledger import Ledger
from .lines import OVERDELIVERY
from .local_days import day_at, local_day
from .state import State
from .tree_records import Ad, AdGroup, Campaign, Node

_AT_MOST = (
    ("clicks", "impressions"),
    ("conversion", "clicks"),
    ("video_play_actions", "impressions"),
    ("video_watched_2s", "video_play_actions"),
    ("video_watched_6s", "video_watched_2s"),
    ("video_views_p25", "video_watched_6s"),
    ("video_views_p50", "video_views_p25"),
    ("video_views_p75", "video_views_p50"),
    ("video_views_p100", "video_views_p75"),
)
_SUMMED = ("spend", "impressions", "clicks", "conversion")
_DYNAMIC, _TOTAL = "BUDGET_MODE_DYNAMIC_DAILY_BUDGET", "BUDGET_MODE_TOTAL"
_UNLIMITED = frozenset({None, "BUDGET_MODE_INFINITE"})


def check(state: State, now: datetime) -> list[str]:
    """One sentence for each invariant that is broken at `now`; empty when all hold."""
    broken = [*_references(state), *_ids(state), *check_creatives(state)]
    if broken:
        return broken  # without its parents an object has no figures to check
    for node in _nodes(state):
        broken += _history(node, now)
    for ad in state.ads.values():
        broken += _reviews(ad)
    figures = figures_of(state)
    for advertiser_id in state.advertisers:
        for ledger in figures.ledgers(advertiser_id):
            broken += _Spending(state, ledger, now).broken()
        broken += _last_hours(state, figures, advertiser_id, now)
    return broken


def _nodes(state: State) -> Iterator[Node]:
    yield from chain[Node](state.campaigns.values(), state.adgroups.values(), state.ads.values())


def _references(state: State) -> Iterator[str]:
    for campaign in state.campaigns.values():
        if campaign.advertiser_id not in state.advertisers:
            yield f"campaign {campaign.id} belongs to no advertiser"
    for adgroup in state.adgroups.values():
        parent = state.campaigns.get(adgroup.campaign_id)
        if parent is None or parent.advertiser_id != adgroup.advertiser_id:
            yield f"ad group {adgroup.id} belongs to no campaign of its advertiser"
    for ad in state.ads.values():
        group = state.adgroups.get(ad.adgroup_id)
        if group is None or (group.campaign_id, group.advertiser_id) != (ad.campaign_id, ad.advertiser_id):
            yield f"ad {ad.id} belongs to no ad group of its campaign"


def _ids(state: State) -> Iterator[str]:
    ids = Counter(chain(state.advertisers, (node.id for node in _nodes(state))))
    yield from (f"id {found} is used {times} times" for found, times in ids.items() if times > 1)
    yield from (f"id {found} is not a number" for found in ids if not found.isdigit())


def _history(node: Node, now: datetime) -> Iterator[str]:
    if not node.history:
        yield f"{node.KIND} {node.id} has no history"
        return
    if any(earlier.at > later.at for earlier, later in pairwise(node.history)):
        yield f"{node.KIND} {node.id} has a history out of order"
    if any(a.operation_status == "DELETE" != b.operation_status for a, b in pairwise(node.history)):
        yield f"{node.KIND} {node.id} came back from deletion"
    past = [setting for setting in node.history if setting.at <= now]
    if past and past[-1].operation_status != node.operation_status:
        yield f"{node.KIND} {node.id} is {node.operation_status}, its history says {past[-1].operation_status}"


def _reviews(ad: Ad) -> Iterator[str]:
    if not ad.reviews:
        yield f"ad {ad.id} was never submitted for review"
    if any(review.decided_at < review.submitted_at for review in ad.reviews):
        yield f"ad {ad.id} was decided on before it was submitted"
    if any(earlier.submitted_at > later.submitted_at for earlier, later in pairwise(ad.reviews)):
        yield f"ad {ad.id} has reviews out of order"
    if any(bool(review.reasons) == review.approved for review in ad.reviews):
        yield f"ad {ad.id} was rejected without a reason, or approved with one"


class _Spending:
    """One campaign's figures over its whole life: sums, orders and budgets."""

    def __init__(self, state: State, ledger: Ledger, now: datetime) -> None:
        self._state, self._ledger, self._reading = state, ledger, as_spent(now)
        self._campaign = state.campaigns[ledger.campaign_id]
        self._currency = state.advertisers[self._campaign.advertiser_id].currency
        days = (day_at(ledger.zone, self._reading.until) - ledger.first_day).days + 1
        self._days = [ledger.first_day + timedelta(days=n) for n in range(days)]

    def broken(self) -> Iterator[str]:
        if not self._days:
            return
        adgroups = [self._state.adgroups[i] for i in self._state.adgroups_of.get(self._campaign.id, ())]
        yield from self._budgets(self._campaign)
        yield from self._sums(self._campaign, [adgroup.id for adgroup in adgroups])
        for adgroup in adgroups:
            ads = self._state.ads_of.get(adgroup.id, [])
            yield from self._sums(adgroup, ads)
            if not self._campaign.fields.get("budget_optimize_on"):
                yield from self._budgets(adgroup)
            for ad_id in ads:
                yield from self._orders(ad_id)

    def _series(self, node_id: str, name: str) -> list[int]:
        return self._ledger.series(node_id, name, self._days, self._reading)

    def _sums(self, node: Campaign | AdGroup, members: list[str]) -> Iterator[str]:
        for name in _SUMMED:
            parts = [sum(values) for values in zip(*(self._series(i, name) for i in members), strict=True)]
            if (parts or [0] * len(self._days)) != self._series(node.id, name):
                yield f"{name} of {node.KIND} {node.id} is not the sum of its parts"

    def _orders(self, ad_id: str) -> Iterator[str]:
        for part, whole in _AT_MOST:
            if any(map(int.__gt__, self._series(ad_id, part), self._series(ad_id, whole))):
                yield f"ad {ad_id} has more {part} than {whole}"
        if min(self._series(ad_id, "spend")) < 0:
            yield f"ad {ad_id} has spent less than nothing"

    def _budgets(self, node: Campaign | AdGroup) -> Iterator[str]:
        mode = node.history[-1].budget_mode
        if mode in _UNLIMITED:
            return
        spends = self._series(node.id, "spend")
        if mode == _TOTAL:
            if sum(spends) > self._highest(node, self._days[0], self._days[-1]):
                yield f"{node.KIND} {node.id} has spent more than its lifetime budget"
            return
        for day, spend in zip(self._days, spends, strict=True):
            highest = self._highest(node, day, day)
            if spend > (highest * 5 // 4 if mode == _DYNAMIC else highest):
                yield f"{node.KIND} {node.id} has spent more on {day} than its daily budget"
        if mode == _DYNAMIC:
            yield from self._weeks(node, spends)

    def _weeks(self, node: Campaign | AdGroup, spends: list[int]) -> Iterator[str]:
        weeks: Counter[date] = Counter()
        for day, spend in zip(self._days, spends, strict=True):
            weeks[day - timedelta(days=day.weekday())] += spend
        for monday, spend in weeks.items():
            if spend > 7 * self._highest(node, monday, monday + timedelta(days=6)):
                yield f"{node.KIND} {node.id} has spent more than seven daily budgets in the week of {monday}"

    def _highest(self, node: Campaign | AdGroup, first: date, last: date) -> int:
        """The highest budget in force at any time of these days."""
        start, end = local_day(self._ledger.zone, first).start, local_day(self._ledger.zone, last).end
        before = [setting for setting in node.history if setting.at.timestamp() <= start][-1:]
        during = [setting for setting in node.history if start < setting.at.timestamp() < end]
        highest = max((setting.budget or Decimal(0) for setting in before + during), default=Decimal(0))
        marker = self._state.markers.get(OVERDELIVERY)
        return to_minor(highest, self._currency) * (100 + (int(marker.value) if marker else 0)) // 100


def _last_hours(state: State, figures: Figures, advertiser_id: str, now: datetime) -> Iterator[str]:
    """Yesterday's and today's hours add up to the days."""
    reading, day = as_spent(now), today(state.advertisers[advertiser_id], now)
    for shown in (day - timedelta(days=1), day):
        hours: Counter[str] = Counter()
        for fact in figures.hour_facts(advertiser_id, shown, _SUMMED, reading):
            hours.update(dict(zip(_SUMMED, fact.figures, strict=True)))
        for name in _SUMMED:
            ledgers = figures.ledgers(advertiser_id)
            days = sum(ledger.total(ledger.campaign_id, name, shown, shown, reading) for ledger in ledgers)
            if days != hours[name]:
                yield f"{name} of advertiser {advertiser_id} on {shown}: the hours say {hours[name]}, the day {days}"
