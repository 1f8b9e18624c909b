"""How a report writes figures down: everything is text, "0" and "0.00" for nothing, "-" where there is no answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import msgspec

from tiktok_marketing.simulator import currencies
from tiktok_marketing.simulator.agency_records import Advertiser
from tiktok_marketing.simulator.stages import FIGURES, MONEY
from tiktok_marketing.simulator.tree_records import Ad, AdGroup, Campaign
from tiktok_marketing.spec.catalogue import Metric, metrics

NONE = "-"
_FORMULA = re.compile(r"(\w+)/(\w+)(?:\*(\d+))?")
# Formulas that TikTok's pages give in words only.
_FORMULAS = {
    "average_video_play": "seconds_watched/video_play_actions",
    "average_video_play_per_user": "seconds_watched/reach",
    "cost_per_vta_payments_completed": "spend/vta_complete_payment",
    "single_image_ctr": "clicks/single_image_impressions*100",
}
_SAME = {"single_image_impressions": "impressions"}
_RESULTS = frozenset({"result", "real_time_result"})

Delay = Literal["usual", "unique", "billed", "cash", "tax"]
"""After which of TikTok's delays a figure is known."""
Figure = Callable[[str, Delay], int]
"""(one of `FIGURES`, `reach` or `reach_result`, delay) → its amount in the row."""


class Subject(msgspec.Struct, frozen=True):
    """Whom a row is about, with its parents; nobody where the row is about all."""

    advertiser: Advertiser
    campaign: Campaign | None = None
    adgroup: AdGroup | None = None
    ad: Ad | None = None


class Formula(msgspec.Struct, frozen=True):
    """`part` / `whole` × `factor`."""

    part: str
    whole: str
    factor: int


@cache
def formula_of(name: str) -> Formula | None:
    """How a metric is computed from others, None where it is not."""
    text = _FORMULAS.get(name) or metrics()[name].formula
    found = _FORMULA.fullmatch(text) if text and name not in FIGURES else None
    return Formula(_SAME.get(found[1], found[1]), _SAME.get(found[2], found[2]), int(found[3] or 1)) if found else None


@cache
def needs(name: str) -> frozenset[str]:
    """Which of `FIGURES` the metric is made of."""
    formula = formula_of(name)
    names = {formula.part, formula.whole} if formula else {_SAME.get(name, name)}
    return frozenset({"impressions" if needed == "reach" else needed for needed in names} & FIGURES)


@cache
def delay_of(name: str) -> Delay:
    """When the metric is known (§6.7)."""
    formula = formula_of(name)
    if name == "reach" or (formula and "reach" in {formula.part, formula.whole}):
        return "unique"
    return "billed" if name == "billed_cost" else "cash" if name in {"cash_spend", "voucher_spend"} else "usual"


def render(name: str, figure: Figure, subject: Subject, level: str) -> str:
    """The metric in a row."""
    metric = metrics()[name]
    if metric.group == "attribute":
        return _attribute(metric, subject, level)
    if formula := formula_of(name):
        return hundredths_text(hundredths(formula, _read(name, figure), subject.advertiser.currency))
    return _amount_text(metric, _read(name, figure)(name), subject.advertiser.currency)


def render_of_all(name: str, figure: Figure, subject: Subject) -> str:
    """The metric in a row about several advertisers, whose currencies cannot be added (§6.2)."""
    metric, formula = metrics()[name], formula_of(name)
    if name in {"currency", "timezone", "advertiser_id"}:
        return "0"
    if metric.group == "attribute" or metric.value_type == "money" or _parts(name) & MONEY:
        return NONE
    if formula:
        return hundredths_text(hundredths(formula, _read(name, figure), subject.advertiser.currency))
    return _amount_text(metric, _read(name, figure)(name), subject.advertiser.currency)


def render_total(name: str, figure: Figure, subject: Subject | None) -> str:
    """The metric over all rows; "-" where it cannot be added up, as money without one currency (no `subject`)."""
    metric = metrics()[name]
    if metric.group == "attribute" or metric.additive == "no" or "reach" in _parts(name):
        return NONE
    if _parts(name) & _RESULTS and figure("reach_result", "unique"):
        return NONE  # a result that is a reach does not add up (§6.10)
    if subject is None:
        return NONE if _parts(name) & MONEY or metric.value_type == "money" else _without_money(name, figure)
    return render(name, figure, subject, "")


def order_value(name: str, figure: Figure, subject: Subject) -> int:
    """What rows are sorted by."""
    if formula := formula_of(name):
        return hundredths(formula, _read(name, figure), subject.advertiser.currency)
    return _read(name, figure)(name)


def hundredths(formula: Formula, read: Callable[[str], int], currency: str) -> int:
    """The ratio in hundredths, rounded half up; 0 without a denominator (behaviour reference §6.5)."""
    units = [10 ** currencies.digits(currency) if name in MONEY else 1 for name in (formula.part, formula.whole)]
    numerator = read(formula.part) * units[1] * formula.factor * 100
    denominator = read(formula.whole) * units[0]
    return (2 * numerator + denominator) // (2 * denominator) if denominator else 0


def hundredths_text(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


def _parts(name: str) -> set[str]:
    formula = formula_of(name)
    return {formula.part, formula.whole} if formula else {name}


def _read(name: str, figure: Figure) -> Callable[[str], int]:
    """What reads the figures that the metric is made of; 0 for those that the simulator has nothing of."""
    delay = delay_of(name)

    def read(part: str) -> int:
        part = _SAME.get(part, part)
        if part in _RESULTS:  # for those who want reach it is the reach (§6.10)
            return figure(part, delay) + figure("reach_result", "unique")
        return figure(part, delay) if part in FIGURES or part == "reach" else 0

    return read


def _amount_text(metric: Metric, amount: int, currency: str) -> str:
    if metric.value_type == "integer":
        return str(amount)
    if metric.value_type in {"string", "datetime", "boolean", "flag"}:
        return NONE
    return hundredths_text(amount * 10 ** (2 - currencies.digits(currency)))


def _without_money(name: str, figure: Figure) -> str:
    formula = formula_of(name)
    if formula is None:
        return _amount_text(metrics()[name], _read(name, figure)(name), "USD")
    return hundredths_text(hundredths(formula, _read(name, figure), "USD"))


def _attribute(metric: Metric, subject: Subject, level: str) -> str:
    if f"AUCTION_{level.upper()}" not in metric.data_levels:
        return NONE
    value = _field(metric.name, subject)
    if value is None or value in ("", []):
        return NONE
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _field(name: str, subject: Subject) -> Any:
    match name:
        case "advertiser_name" | "advertiser_id" | "currency" | "timezone":
            return getattr(subject.advertiser, name.removeprefix("advertiser_"))
        case "campaign_automation_type":
            return subject.campaign.fields.get(name, "MANUAL") if subject.campaign else None
        case "campaign_id" | "adgroup_id" | "ad_id":
            return getattr(getattr(subject, name.removesuffix("_id")), "id", None)
        case "ad_id_v2":
            return smart_id(subject.ad) if subject.ad else None
        case "opt_status":
            return subject.adgroup.operation_status if subject.adgroup else None
        case _:
            node_name, field = _FIELDS.get(name, ("", ""))
            node = getattr(subject, node_name, None)
            return node.fields.get(field) if node else None


def smart_id(ad: Ad) -> str:
    """The id of the Upgraded Smart+ ad that it belongs to; of a manual ad, its own (§6.3)."""
    return str(ad.fields.get("smart_plus_ad_id") or ad.id)


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
    "bid_strategy": ("adgroup", "bid_type"),
    "mobile_app_id": ("adgroup", "app_id"),
    "ad_name": ("ad", "ad_name"),
    "ad_text": ("ad", "ad_text"),
    "call_to_action": ("ad", "call_to_action"),
    "ad_profile_image": ("ad", "profile_image_url"),
    "ad_url": ("ad", "landing_page_url"),
    "image_mode": ("ad", "ad_format"),
}
