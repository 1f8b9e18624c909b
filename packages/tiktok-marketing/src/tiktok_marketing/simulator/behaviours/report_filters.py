"""`filtering` of reports: what is counted, and which rows come (behaviour reference §6.4)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from tiktok_marketing.simulator.behaviour import Refusal, bad_value
from tiktok_marketing.simulator.rules.text import check_choice, read_moment
from tiktok_marketing.simulator.tree_records import Node

from .filters import PRIMARY_STATUSES, PROMOTIONS
from .report_types import ID_FILTERS, STATUS_FILTERS, Level, Way

_LISTS = frozenset({"IN"})
_TIMES = frozenset({"BETWEEN", "GREATER_THAN", "LOWER_THAN"})
# Filter → level, TikTok's field there, and what stands for none. All but the first three are known from third parties.
_FIELDS: dict[str, tuple[Level, str, str | None]] = {
    "campaign_type": ("campaign", "campaign_type", "REGULAR_CAMPAIGN"),
    "promotion_type": ("adgroup", "promotion_type", None),
    "dpa_target_audience_type": ("adgroup", "shopping_ads_retargeting_type", None),
    "objective_type": ("campaign", "objective_type", None),
    "campaign_automation_type": ("campaign", "campaign_automation_type", "MANUAL"),
    "campaign_system_origins": ("campaign", "campaign_system_origin", "TT_ADS_PLATFORM"),
    "campaign_product_source": ("campaign", "campaign_product_source", None),
    "is_cbo_enabled": ("campaign", "budget_optimize_on", "false"),
    "app_promotion_type": ("campaign", "app_promotion_type", None),
    "buying_type": ("campaign", "buying_type", "AUCTION"),
    "billing_event": ("adgroup", "billing_event", None),
    "optimization_goal": ("adgroup", "optimization_goal", None),
    "bid_strategy": ("adgroup", "bid_type", "BID_TYPE_NO_BID"),
    "creative_material_mode": ("adgroup", "creative_material_mode", "CUSTOM"),
    "delivery_type": ("adgroup", "delivery_mode", "STANDARD"),
    "identity_type": ("ad", "identity_type", None),
    "image_mode": ("ad", "ad_format", None),
}
_NOT_SIMULATED = frozenset(
    {
        "creative_campaign_type",
        "ad_entity_type",
        "destination",
        "campaign_label_ids",
        "campaign_label_names",
        "campaign_label_types",
    }
)
_CELLS = frozenset({"age", "gender", "country_code"})
_OF_KIND = {
    "BASIC": frozenset({*ID_FILTERS, *STATUS_FILTERS, *_FIELDS, "create_time"}),
    "AUDIENCE": frozenset({*ID_FILTERS, *STATUS_FILTERS, "age", "gender"}),
    "PLAYABLE_MATERIAL": frozenset({"campaign_ids", "adgroup_ids", "ad_ids"}),
    "CATALOG": frozenset({*ID_FILTERS, *STATUS_FILTERS}),
    "TT_SHOP": frozenset[str](),
}
_OF_TASKS = frozenset({"campaign_ids", "adgroup_ids", "ad_ids", "country_code"})


class Filter(msgspec.Struct, frozen=True):
    """One filter on the objects of `level`; those that restrict rows by a dimension have none."""

    name: str
    kind: str
    values: tuple[str, ...] | frozenset[str]
    level: Level | None

    def lets(self, node: Node) -> bool:
        """Whether what `node` did is counted."""
        if self.name in ID_FILTERS:
            named = node.id in self.values or str(node.fields.get("smart_plus_ad_id")) in self.values
            return named != (self.kind == "NOT_IN")
        if self.name == "create_time":
            return self._spans(node.created_at)
        _, field, usual = _FIELDS[self.name]
        value = node.fields.get(field)
        text = str(value).lower() if isinstance(value, bool) else str(usual if value in {None, ""} else value)
        wanted = {one for value in self.values for one in PROMOTIONS.get(value, {value})}
        return text in (wanted if self.name == "promotion_type" else self.values)

    def _spans(self, at: datetime) -> bool:
        moments = [read_moment(value) for value in self.values]
        match self.kind:
            case "GREATER_THAN":
                return at > moments[0]
            case "LOWER_THAN":
                return at < moments[0]
            case _:
                return moments[0] <= at <= moments[1]


class Filtering(msgspec.Struct, frozen=True):
    """`counted` restrict what is counted, `cells` which values of a dimension come, `statuses` which subjects."""

    counted: tuple[Filter, ...]
    cells: tuple[Filter, ...]
    statuses: frozenset[str]


def read_filtering(entries: Iterable[dict[str, Any]], kind: str, level: Level, way: Way) -> Filtering:
    """All filters of a call; without one for statuses, what is deleted has no row, at the advertiser's level it has.

    Raises:
        Refusal: 40002 or 40011, the first that cannot be.
    """
    allowed = _OF_KIND[kind] if way.is_synchronous else _OF_TASKS
    filters = [_read(entry, allowed, level, way) for entry in entries]
    statuses = [one for one in filters if one.name in STATUS_FILTERS]
    names = {one.name for one in filters}
    if "ad_ids_v2" in names and (level != "ad" or "ad_ids" in names):
        raise bad_value("filtering.ad_ids_v2: At AUCTION_AD alone, with the dimension ad_id_v2, and never with ad_ids.")
    usual = "STATUS_ALL" if level == "advertiser" else "STATUS_NOT_DELETE"
    return Filtering(
        counted=tuple(one for one in filters if one.level is not None and one.name not in STATUS_FILTERS),
        cells=tuple(one for one in filters if one.level is None),
        statuses=frozenset(statuses[0].values if statuses else (usual,)),
    )


def _read(entry: dict[str, Any], allowed: frozenset[str], level: Level, way: Way) -> Filter:
    name, kind = entry["field_name"], entry["filter_type"]
    if name in _NOT_SIMULATED:
        raise bad_value(f"filtering: The simulator does not simulate the filter {name}.")
    check_choice("filtering.field_name", name, allowed)
    check_choice("filtering.filter_type", kind, _types(name))
    values = _values(name, kind, entry["filter_value"])
    if name in ID_FILTERS and len(values) > way.most_ids:
        raise Refusal(40011, f"filtering.{name}: At most {way.most_ids} ids in one request.")
    found = Filter(name, kind, values if name == "create_time" else frozenset(values), _level(name, level))
    if name in STATUS_FILTERS:
        _check_statuses(found, level)
    return found


def _types(name: str) -> frozenset[str]:
    if name == "ad_ids_v2":
        return frozenset({"IN", "NOT_IN"})
    return _TIMES if name == "create_time" else _LISTS


def _level(name: str, level: Level) -> Level | None:
    if name in _CELLS:
        return None
    if name == "create_time":
        return level
    return ID_FILTERS.get(name) or STATUS_FILTERS.get(name) or _FIELDS[name][0]


def _check_statuses(found: Filter, level: Level) -> None:
    if found.level != level:
        raise bad_value(f"filtering.{found.name}: Not supported at AUCTION_{level.upper()}.")
    for value in found.values:
        check_choice(f"filtering.{found.name}", value, PRIMARY_STATUSES)


def _values(name: str, kind: str, text: str) -> tuple[str, ...]:
    """The values in `filter_value`, which is JSON within the JSON."""
    try:
        values = json.loads(text)
    except ValueError as error:
        if kind in {"GREATER_THAN", "LOWER_THAN"}:
            return _moments(name, (text,))
        raise bad_value(f"filtering.filter_value: Must be the JSON text of a list for {name}.") from error
    values = [values] if isinstance(values, str) and kind in {"GREATER_THAN", "LOWER_THAN"} else values
    if name in ID_FILTERS and isinstance(values, list):  # TikTok's own examples have ids as numbers, too
        values = [str(value) if type(value) is int else value for value in values]
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        raise bad_value(f"filtering.filter_value: Must be the JSON text of a list of strings for {name}.")
    if kind == "BETWEEN" and len(values) != 2:
        raise bad_value(f"filtering.filter_value: BETWEEN takes exactly two values for {name}.")
    return _moments(name, tuple(values)) if name == "create_time" else tuple(values)


def _moments(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """`values` once each is a moment, in UTC (§6.2)."""
    for value in values:
        try:
            read_moment(value)
        except Refusal as refusal:
            raise bad_value(f"filtering.{name}: {refusal.message}") from refusal
    return values
