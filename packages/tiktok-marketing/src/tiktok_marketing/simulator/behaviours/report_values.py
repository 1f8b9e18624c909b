"""How a report writes figures down: everything is text, "0" and "0.00" for nothing, "-" where there is no answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from tiktok_marketing.simulator import currencies
from tiktok_marketing.simulator.funnel import reach
from tiktok_marketing.simulator.stages import FIGURES, MONEY
from tiktok_marketing.simulator.state import Ad, AdGroup, Advertiser, Campaign
from tiktok_marketing.spec.catalogue import Metric, metrics

NONE = "-"
_FORMULA = re.compile(r"(\w+)/(\w+)(?:\*(\d+))?")
# Formulas that TikTok's pages give in words only.
_FORMULAS = {
    "average_video_play": "seconds_watched/video_play_actions",
    "average_video_play_per_user": "seconds_watched/reach",
}

Figure = Callable[[str], int]
"""Name of one of `FIGURES` → its amount in the row."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a row is about, with its parents; `audience` is the number of people the advertiser can reach."""

    advertiser: Advertiser
    audience: int
    campaign: Campaign | None = None
    adgroup: AdGroup | None = None
    ad: Ad | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """`part` / `whole` × `factor`."""

    part: str
    whole: str
    factor: int


@cache
def formula_of(name: str) -> Formula | None:
    """How a metric is computed from others, None where it is not."""
    text = _FORMULAS.get(name) or metrics()[name].formula
    found = _FORMULA.fullmatch(text) if text and name not in FIGURES else None
    return Formula(found[1], found[2], int(found[3] or 1)) if found else None


@cache
def needs(name: str) -> frozenset[str]:
    """Which of `FIGURES` the metric is made of."""
    formula = formula_of(name)
    names = {formula.part, formula.whole} if formula else {name}
    return frozenset({"impressions" if needed == "reach" else needed for needed in names} & FIGURES)


def render(name: str, figure: Figure, subject: Subject, level: str) -> str:
    """The metric in a row."""
    metric = metrics()[name]
    if metric.group == "attribute":
        return _attribute(metric, subject, level)
    if formula := formula_of(name):
        return hundredths_text(hundredths(formula, figure, subject))
    if name == "reach":
        return str(reach(figure("impressions"), subject.audience))
    amount = figure(name) if name in FIGURES else 0
    return _amount_text(metric, amount, subject.advertiser.currency)


def render_total(name: str, figure: Figure, subject: Subject | None) -> str:
    """The metric over all rows; "-" where it cannot be added up, as money without one currency (no `subject`)."""
    metric, formula = metrics()[name], formula_of(name)
    parts = {formula.part, formula.whole} if formula else {name}
    if metric.group == "attribute" or metric.additive == "no" or "reach" in parts:
        return NONE
    if subject is None:
        return NONE if parts & MONEY or metric.value_type == "money" else _without_money(metric, formula, figure)
    return render(name, figure, subject, "")


def order_value(name: str, figure: Figure, subject: Subject) -> int:
    """What rows are sorted by."""
    if formula := formula_of(name):
        return hundredths(formula, figure, subject)
    if name == "reach":
        return reach(figure("impressions"), subject.audience)
    return figure(name) if name in FIGURES else 0


def hundredths(formula: Formula, figure: Figure, subject: Subject) -> int:
    """The ratio in hundredths, rounded half up; 0 without a denominator (behaviour reference §6.5)."""
    part, part_unit = _operand(formula.part, figure, subject)
    whole, whole_unit = _operand(formula.whole, figure, subject)
    numerator, denominator = part * whole_unit * formula.factor * 100, whole * part_unit
    return (2 * numerator + denominator) // (2 * denominator) if denominator else 0


def hundredths_text(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


def _operand(name: str, figure: Figure, subject: Subject) -> tuple[int, int]:
    """(amount, how many of its unit make one)."""
    if name == "reach":
        return reach(figure("impressions"), subject.audience), 1
    if name not in FIGURES:
        return 0, 1
    return figure(name), 10 ** currencies.digits(subject.advertiser.currency) if name in MONEY else 1


def _amount_text(metric: Metric, amount: int, currency: str) -> str:
    if metric.value_type == "integer":
        return str(amount)
    if metric.value_type in {"string", "datetime", "boolean", "flag"}:
        return NONE
    return hundredths_text(amount * 10 ** (2 - currencies.digits(currency)))


def _without_money(metric: Metric, formula: Formula | None, figure: Figure) -> str:
    if formula is None:
        return _amount_text(metric, figure(metric.name) if metric.name in FIGURES else 0, "USD")
    part, whole = (figure(name) if name in FIGURES else 0 for name in (formula.part, formula.whole))
    return hundredths_text((200 * part * formula.factor + whole) // (2 * whole) if whole else 0)


def _attribute(metric: Metric, subject: Subject, level: str) -> str:
    if f"AUCTION_{level.upper()}" not in metric.data_levels:
        return NONE
    value = _read(metric.name, subject)
    if value is None or value in ("", []):
        return NONE
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _read(name: str, subject: Subject) -> Any:
    match name:
        case "advertiser_name":
            return subject.advertiser.name
        case "advertiser_id" | "currency" | "timezone":
            return subject.advertiser.id if name == "advertiser_id" else getattr(subject.advertiser, name)
        case "campaign_automation_type":
            return "MANUAL"
        case "campaign_id" | "adgroup_id" | "ad_id":
            node = getattr(subject, name.removesuffix("_id"))
            return node.id if node else None
        case "opt_status":
            return subject.adgroup.operation_status if subject.adgroup else None
        case _:
            node_name, field = _FIELDS.get(name, ("", ""))
            node = getattr(subject, node_name, None)
            return node.fields.get(field) if node else None


_FIELDS = {
    "campaign_name": ("campaign", "campaign_name"),
    "objective_type": ("campaign", "objective_type"),
    "campaign_budget": ("campaign", "budget"),
    "app_promotion_type": ("campaign", "app_promotion_type"),
    "rf_campaign_type": ("campaign", "rf_campaign_type"),
    "adgroup_name": ("adgroup", "adgroup_name"),
    "placement_type": ("adgroup", "placement_type"),
    "promotion_type": ("adgroup", "promotion_type"),
    "adgroup_download_url": ("adgroup", "app_download_url"),
    "budget": ("adgroup", "budget"),
    "billing_event": ("adgroup", "billing_event"),
    "pricing_category": ("adgroup", "billing_event"),
    "bid": ("adgroup", "bid_price"),
    "mobile_app_id": ("adgroup", "app_id"),
    "ad_name": ("ad", "ad_name"),
    "ad_text": ("ad", "ad_text"),
    "call_to_action": ("ad", "call_to_action"),
    "ad_profile_image": ("ad", "profile_image_url"),
    "ad_url": ("ad", "landing_page_url"),
}
