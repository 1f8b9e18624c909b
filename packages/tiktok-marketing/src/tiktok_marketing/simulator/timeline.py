"""A campaign's history as delivery sees it: at each moment, which ads may run and under which budgets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from tiktok_marketing.spec.timestamps import parse_utc

from .families import family_of
from .lines import (
    FOREVER,
    OVERDELIVERY,
    AdLine,
    Budget,
    Interval,
    NodeLine,
    ad_line,
    enabled,
    node_line,
    overlap,
    schedule_end,
    scheduled,
    second,
)
from .local_days import LocalDay, day_at, half_hours
from .offer import offer_of, shown_by
from .state import State
from .terms import Terms, TermsBook
from .tree_records import Ad, AdGroup, Node, Setting


class Running(msgspec.Struct, frozen=True):
    """An ad group with ads that may run; `budget` is None where the campaign's is the only one."""

    line: NodeLine
    budget: Budget | None
    dayparting: str | None
    terms: Terms
    ads: tuple[AdLine, ...]


class Regime(msgspec.Struct, frozen=True):
    """What holds between two changes."""

    budget: Budget | None
    groups: tuple[Running, ...]


class Timeline:
    """All that one campaign's spending depends on, ordered by time."""

    def __init__(self, state: State, campaign_id: str, seed: int) -> None:
        campaign = state.campaigns[campaign_id]
        self.advertiser = state.advertisers[campaign.advertiser_id]
        self.zone = self.advertiser.timezone
        self.family = family_of(campaign)
        self.optimized = bool(campaign.fields.get("budget_optimize_on"))
        marker = state.markers.get(OVERDELIVERY)
        self.overdelivery = int(marker.value) if marker else 0
        self.start = second(campaign.created_at)
        self.campaign = node_line(campaign, self.advertiser, seed)
        running = enabled(campaign)
        adgroups = [state.adgroups[i] for i in state.adgroups_of.get(campaign_id, ())]
        self.groups = [self._group(state, adgroup, running, seed) for adgroup in adgroups]
        book = TermsBook(self.advertiser, self.family, seed)
        self._terms = {group.id: [book.of(offer) for offer in group.offers] for group in self.groups}
        lines = [self.campaign, *self.groups]
        changes = {step for line in lines for step in line.steps}
        changes.update(toggle for group in self.groups for ad in group.ads for toggle in ad.toggles)
        self.changes = sorted(changes - {FOREVER})
        self._regimes: dict[int, Regime] = {}

    def terms(self, group: NodeLine, at: int) -> Terms:
        """What the ad group goes into the auction with; before there was anything, its first."""
        return self._terms[group.id][max(bisect_right(group.steps, at) - 1, 0)]

    def day(self, at: int) -> date:
        """The advertiser's date."""
        return day_at(self.zone, at)

    def segments(self, day: LocalDay) -> Iterator[tuple[Regime, int, int]]:
        """(regime, start, end) of the stretches of `day` in which something may run, in order."""
        low, high = bisect_right(self.changes, day.start), bisect_right(self.changes, day.end - 1)
        cuts = [day.start, *self.changes[low:high], day.end]
        for start, end in pairwise(cuts):
            regime = self._regime(start)
            if any(group.dayparting for group in regime.groups):
                yield from self._dayparted(regime, day, start, end)
            elif regime.groups:
                yield regime, start, end

    def _regime(self, at: int) -> Regime:
        index = bisect_right(self.changes, at)
        if index not in self._regimes:
            groups = (self._running(group, at) for group in self.groups)
            self._regimes[index] = Regime(self.campaign.budget(at), tuple(group for group in groups if group.ads))
        return self._regimes[index]

    def _running(self, line: NodeLine, at: int) -> Running:
        ads, terms = tuple(ad for ad in line.ads if ad.runs(at)), self.terms(line, at)
        step = bisect_right(line.steps, at) - 1
        if not ads or step < 0:
            return Running(line, None, None, terms, ())
        return Running(line, None if self.optimized else line.budgets[step], line.dayparts[step], terms, ads)

    def _dayparted(self, regime: Regime, day: LocalDay, start: int, end: int) -> Iterator[tuple[Regime, int, int]]:
        pieces: list[tuple[tuple[Running, ...], int]] = []
        for slot_start, slot in half_hours(self.zone, day):
            groups = tuple(g for g in regime.groups if not g.dayparting or g.dayparting[slot] == "1")
            if not pieces or groups != pieces[-1][0]:
                pieces.append((groups, slot_start))
        ends = [begin for _, begin in pieces[1:]] + [day.end]
        for (groups, begin), until in zip(pieces, ends, strict=True):
            if groups and max(begin, start) < min(until, end):
                yield replace(regime, groups=groups), max(begin, start), min(until, end)

    def _group(self, state: State, adgroup: AdGroup, campaign_runs: list[Interval], seed: int) -> NodeLine:
        runs = overlap(campaign_runs, scheduled(adgroup))
        ads = (state.ads[i] for i in state.ads_of.get(adgroup.id, ()))
        lines = tuple(ad_line(ad, runs, seed) for ad in ads)
        return replace(node_line(adgroup, self.advertiser, seed), ads=lines)


def setting_now(node: Node, at: datetime) -> Setting:
    """What `node` now spends by, to be appended to its history: from `at` on, figures go by it."""
    fields = node.fields
    start, end = fields.get("schedule_start_time"), schedule_end(fields)
    return Setting(
        at=at,
        operation_status=node.operation_status,
        budget=_decimal(fields.get("budget")),
        budget_mode=fields.get("budget_mode"),
        schedule_start=parse_utc(start) if start else None,
        schedule_end=end,
        dayparting=fields.get("dayparting"),
        offer=offer_of(fields) if isinstance(node, AdGroup) else None,
        shown=shown_by(fields) if isinstance(node, Ad) else None,
    )


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
