"""One campaign, ad group or ad as delivery sees it: when it may run, and under which budgets."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from operator import itemgetter

import msgspec

from tiktok_marketing.spec.timestamps import parse_utc

from .agency_records import Advertiser
from .chance import between, key_of
from .currencies import to_minor
from .offer import Offer, offer_of, shown_by
from .tree_records import Ad, AdGroup, Campaign, Node, Setting

FOREVER = 1 << 62
HALF_HOURS_OF_A_WEEK = 336
OVERDELIVERY = "overdelivery"
"""The marker of a world in which budgets are overrun, by so many per cent at most."""
UNCAPPED_DAYS = 30  # over how many days a lifetime budget without an end is spread

Interval = tuple[int, int]
"""Seconds since 1970: from, until."""


class Budget(msgspec.Struct, frozen=True):
    """A budget in force. Money in the currency's smallest units."""

    mode: str
    amount: int
    daily: int
    """What a day should cost: the amount, or its share of the schedule."""


class AdLine(msgspec.Struct, frozen=True):
    id: str
    key: int
    weight: int
    toggles: list[int]
    """Moments at which the ad begins and ends to be able to run, alternating."""
    fresh: list[int]
    """Moments at which it began to show something new."""
    shows: list[tuple[int, tuple[str, ...]]]
    """From when on it shows what, by the ids of its video, images or post."""

    def runs(self, at: int) -> bool:
        return bisect_right(self.toggles, at) % 2 == 1

    def shown(self, at: int) -> tuple[str, ...]:
        """What it shows; before it showed anything, the first of it."""
        return self.shows[max(bisect_right(self.shows, at, key=itemgetter(0)) - 1, 0)][1]


class NodeLine(msgspec.Struct, frozen=True):
    """A campaign or an ad group: its budgets and, for an ad group, its dayparting and offer, each from a moment on."""

    id: str
    key: int
    weight: int
    steps: list[int]
    budgets: list[Budget | None]
    dayparts: list[str | None]
    offers: list[Offer]
    ads: tuple[AdLine, ...] = ()

    def budget(self, at: int) -> Budget | None:
        step = bisect_right(self.steps, at) - 1
        return self.budgets[step] if step >= 0 else None

    def highest(self, start: int, end: int) -> int:
        """The highest amount in force in [start, end]."""
        first = max(bisect_right(self.steps, start) - 1, 0)
        return max((b.amount for b in self.budgets[first : bisect_right(self.steps, end)] if b), default=0)

    def offer(self, at: int) -> Offer:
        """An ad group's offer; before there was one, its first."""
        return self.offers[max(bisect_right(self.steps, at) - 1, 0)]


def ad_line(ad: Ad, group_runs: list[Interval], seed: int) -> AdLine:
    key = key_of(seed, ad.id)
    runs = overlap(overlap(group_runs, enabled(ad)), _approved(ad))
    toggles = [moment for run in runs for moment in run]
    shows = [(second(setting.at), _shown(setting, ad)) for setting in ad.history]
    return AdLine(ad.id, key, between(100, 1000, key, -1), toggles, _fresh(ad, toggles), shows)


def node_line(node: Campaign | AdGroup, advertiser: Advertiser, seed: int) -> NodeLine:
    key = key_of(seed, node.id)
    settings = _settings(node)
    return NodeLine(
        id=node.id,
        key=key,
        weight=between(100, 1000, key, -1),
        steps=[second(setting.at) for setting in settings],
        budgets=[_budget(setting, node, advertiser.currency) for setting in settings],
        dayparts=[_dayparting(setting, node) for setting in settings],
        offers=[setting.offer or offer_of(node.fields) for setting in settings] if isinstance(node, AdGroup) else [],
    )


def _settings(node: Campaign | AdGroup) -> list[Setting]:
    """The node's history, with the budget that was scheduled for a midnight put where it belongs."""
    settings = list(node.history)
    scheduled = node.scheduled_budget if isinstance(node, AdGroup) else None
    if scheduled:
        index = bisect_right([setting.at for setting in settings], scheduled[0])
        before = settings[max(index - 1, 0)]
        settings.insert(index, msgspec.structs.replace(before, at=scheduled[0], budget=scheduled[1]))
    return settings


def _budget(setting: Setting, node: Campaign | AdGroup, currency: str) -> Budget | None:
    if not setting.budget or setting.budget_mode in {None, "BUDGET_MODE_INFINITE"}:
        return None
    amount = to_minor(setting.budget, currency)
    if setting.budget_mode != "BUDGET_MODE_TOTAL":
        return Budget(setting.budget_mode or "", amount, amount)
    start, end = _schedule(setting, node)
    days = UNCAPPED_DAYS if end is None or start is None else max(math.ceil((end - start).total_seconds() / 86400), 1)
    return Budget(setting.budget_mode, amount, amount // days)


def _shown(setting: Setting, ad: Ad) -> tuple[str, ...]:
    return shown_by(ad.fields) if setting.shown is None else setting.shown


def _fresh(ad: Ad, toggles: list[int]) -> list[int]:
    """When it first ran, and each time since that it was given something else to show."""
    changes = [after for before, after in pairwise(ad.history) if before.shown != after.shown]
    return toggles[:1] + [second(change.at) for change in changes if toggles and second(change.at) > toggles[0]]


def _dayparting(setting: Setting, node: Campaign | AdGroup) -> str | None:
    """None: at any time."""
    text = setting.dayparting if setting.schedule_start else node.fields.get("dayparting")
    return text if text and len(text) == HALF_HOURS_OF_A_WEEK and len(set(text)) == 2 else None


def _schedule(setting: Setting, node: Node) -> tuple[datetime | None, datetime | None]:
    if setting.schedule_start:
        return setting.schedule_start, setting.schedule_end
    start = node.fields.get("schedule_start_time")
    return parse_utc(start) if start else None, schedule_end(node.fields)


def schedule_end(fields: dict[str, object]) -> datetime | None:
    end = fields.get("schedule_end_time")
    return parse_utc(str(end)) if end and fields.get("schedule_type") != "SCHEDULE_FROM_NOW" else None


def enabled(node: Node) -> list[Interval]:
    steps = [(second(setting.at), setting.operation_status == "ENABLE") for setting in node.history]
    return _intervals(steps)


def scheduled(adgroup: AdGroup) -> list[Interval]:
    """When the ad group is switched on and within its schedule as it stood at the time."""
    found: list[Interval] = []
    ends = [second(setting.at) for setting in adgroup.history[1:]] + [FOREVER]
    for setting, until in zip(adgroup.history, ends, strict=True):
        if setting.operation_status == "ENABLE":
            start, end = _schedule(setting, adgroup)
            span = (second(start) if start else 0, second(end) if end else FOREVER)
            found += overlap([(second(setting.at), until)], [span])
    return found


def _approved(ad: Ad) -> list[Interval]:
    """From each approval to the next submission."""
    submissions = [second(review.submitted_at) for review in ad.reviews[1:]] + [FOREVER]
    decided = [(second(review.decided_at), until) for review, until in zip(ad.reviews, submissions, strict=True)]
    return [run for run, review in zip(decided, ad.reviews, strict=True) if review.approved and run[0] < run[1]]


def _intervals(steps: Iterable[tuple[int, bool]]) -> list[Interval]:
    found: list[Interval] = []
    since: int | None = None
    for at, on in steps:
        if on and since is None:
            since = at
        elif not on and since is not None:
            found.append((since, at))
            since = None
    return found if since is None else [*found, (since, FOREVER)]


def overlap(ones: list[Interval], others: list[Interval]) -> list[Interval]:
    pairs = ((max(a, c), min(b, d)) for a, b in ones for c, d in others)
    return sorted(pair for pair in pairs if pair[0] < pair[1])


def second(moment: datetime) -> int:
    # Rounded up: a change must not reach into the second that was reported before it.
    return math.ceil(moment.timestamp())
