"""Figures of the creatives in smart ads, which are those of the ads that deliver them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from tiktok_marketing.simulator.behaviour import bad_value
from tiktok_marketing.simulator.figures import figures_of, today
from tiktok_marketing.simulator.freshness import as_reported
from tiktok_marketing.simulator.reaching import Audience, reached
from tiktok_marketing.simulator.rules.text import missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import SmartAd, SmartCreative
from tiktok_marketing.spec import catalogue

from .days import read_day
from .report_times import DELAYS
from .report_values import Delay, Figure, Subject, order_value, render

LONGEST_DAYS = 365

Span = tuple[date, date]


class Group(msgspec.Struct):
    """The ads that one row is about; `parts` says on which day each is counted, None for the whole span."""

    subject: Subject
    info: dict[str, Any]
    parts: dict[tuple[str, date | None], str] = msgspec.field(default_factory=dict)  # (ad id, day) → campaign id


class Book:
    """Figures of rows over `span`, None for ever; read as they are asked for."""

    def __init__(self, simulator: Simulator, advertiser_id: str, now: datetime, span: Span | None) -> None:
        self._state, self._figures, self._span = simulator.state, figures_of(simulator.state), span
        self._readings = {delay: as_reported(now, late) for delay, late in DELAYS.items()}
        self._today = today(simulator.state.advertisers[advertiser_id], now)

    def is_shown(self, group: Group) -> bool:
        """Whether any of it was shown to anybody."""
        return bool(self._figure(group)("impressions", "usual"))

    def order(self, group: Group, name: str) -> int:
        """What rows are sorted by."""
        return order_value(name, self._figure(group), group.subject)

    def told(self, group: Group, names: list[str]) -> dict[str, str]:
        return {name: render(name, self._figure(group), group.subject, "ad") for name in names}

    def _figure(self, group: Group) -> Figure:
        def figure(name: str, delay: Delay) -> int:
            if name in {"reach", "reach_result"}:
                return self._people(group, by_goal=name == "reach_result")
            return sum(self._part(key, campaign_id, name, delay) for key, campaign_id in group.parts.items())

        return figure

    def _people(self, group: Group, *, by_goal: bool) -> int:
        shown: dict[tuple[str, str], int] = defaultdict(int)
        for key, campaign_id in group.parts.items():
            ledger = self._figures.ledger(campaign_id)
            if not by_goal or ledger.funnel(key[0]).is_for_reach:
                shown[key[0], campaign_id] += self._part(key, campaign_id, "impressions", "unique")
        return reached(self._audience(ad_id, campaign_id, seen) for (ad_id, campaign_id), seen in shown.items())

    def _audience(self, ad_id: str, campaign_id: str, seen: int) -> Audience:
        people = self._figures.ledger(campaign_id).people(ad_id, self._span[1] if self._span else self._today)
        return Audience(campaign_id, self._state.ads[ad_id].adgroup_id, seen, people)

    def _part(self, key: tuple[str, date | None], campaign_id: str, name: str, delay: Delay) -> int:
        (ad_id, day), ledger = key, self._figures.ledger(campaign_id)
        whole = self._span or (ledger.first_day, self._today)
        return ledger.total(ad_id, name, *((day, day) if day else whole), self._readings[delay])


def subject_of(simulator: Simulator, smart: SmartAd, creative: SmartCreative) -> Subject:
    """Whom a creative's figures are about, with its parents."""
    state = simulator.state
    return Subject(
        advertiser=state.advertisers[smart.advertiser_id],
        campaign=state.campaigns[smart.campaign_id],
        adgroup=state.adgroups[smart.adgroup_id],
        ad=state.ads[creative.ad_id],
    )


def metrics_in(given: dict[str, Any], default: list[str]) -> list[str]:
    """The metrics asked for, each once.

    Raises:
        Refusal: 40002, naming those that there are not.
    """
    names: list[str] = list(dict.fromkeys(given.get("metrics", default)))
    if unknown := [name for name in names if name not in catalogue.metrics()]:
        raise bad_value(
            f"Please correct the information in invalid metric fields and try again. Invalid metric fields: {unknown}."
        )
    return names


def span_in(given: dict[str, Any], *, over_time: bool) -> Span | None:
    """The days asked for; None for a lifetime, which cannot be cut into spans of time."""
    if given.get("query_lifetime"):
        if over_time:
            raise bad_value("query_lifetime: No time dimension is supported with it.")
        return None
    for name in ("start_date", "end_date"):
        if name not in given:
            raise bad_value(missing(name))
    first, last = (read_day(name, given[name]) for name in ("start_date", "end_date"))
    if first is None or last is None or not first <= last < first + timedelta(days=LONGEST_DAYS):
        raise bad_value(f"end_date: Must be between start_date and {LONGEST_DAYS} days later.")
    return first, last
