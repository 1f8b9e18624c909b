"""`filtering` of the three entity lists: which campaigns, ad groups or ads are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tiktok_marketing.simulator.behaviour import Refusal, bad_value
from tiktok_marketing.simulator.rules.text import check_choice, read_moment
from tiktok_marketing.simulator.smart_records import MANUAL
from tiktok_marketing.simulator.status import Statuses, deleted, primary_status
from tiktok_marketing.simulator.tree_records import Ad, AdGroup, Campaign, Node

MOST_IDS = 100
PRIMARY_STATUSES = frozenset(
    [
        "STATUS_ALL",
        "STATUS_NOT_DELETE",
        "STATUS_DELETE",
        "STATUS_DELIVERY_OK",
        "STATUS_DISABLE",
        "STATUS_NOT_DELIVERY",
        "STATUS_TIME_DONE",
        "STATUS_FROZEN",
        "STATUS_DELIVERY_PARTIAL",
        "STATUS_RF_CLOSED",
        "STATUS_CLOSED",
    ]
)
# The filter's vocabulary of promotion types is not the field's (behaviour reference §5.2).
PROMOTIONS = {"APP": {"APP_ANDROID", "APP_IOS"}, "INSTANT_FORM": {"LEAD_GENERATION"}}
# Statuses that an object can have and a filter cannot ask for (behaviour reference §5.4, sure).
_NO_FILTERS = ("ASSET_AUTHORIZATION_LOST", "TRANSCODING_FAIL", "QUOTA_LIMIT")
_OF_CAMPAIGN = frozenset({"objective_type", "sales_destination", "campaign_type", "campaign_product_source"})
_OF_ADGROUP = frozenset({"creative_material_mode", "optimization_goal"})
_DEFAULTS = {"creative_material_mode": "CUSTOM", "campaign_type": "REGULAR_CAMPAIGN"}
_IDS = {"campaign_ids": "campaign_id", "adgroup_ids": "adgroup_id", "ad_ids": "ad_id"}
_NAMES = frozenset({"campaign_name", "adgroup_name", "ad_name"})

Matcher = Callable[[Node], bool]


def matcher(statuses: Statuses, kind: type[Node], filtering: dict[str, Any]) -> Matcher:
    """Whether a node is asked for. Without a status in `filtering`, deleted ones are not.

    Raises:
        Refusal: 40002 or 40011, a filter's value cannot be.
    """
    tests = [_status(statuses, filtering)]
    tests += [
        _test(statuses, kind, name, value)
        for name, value in filtering.items()
        if name not in {"primary_status", "secondary_status"}
    ]
    return lambda node: all(test(node) for test in tests)


def is_timeless(filtering: dict[str, Any]) -> bool:
    """Whether only a write can change what is asked for: statuses but the switches come and go with time."""
    lasting = filtering.get("primary_status") in {None, "STATUS_NOT_DELETE", "STATUS_ALL"}
    return lasting and "secondary_status" not in filtering


def _status(statuses: Statuses, filtering: dict[str, Any]) -> Matcher:
    secondary, primary = filtering.get("secondary_status"), filtering.get("primary_status")
    if primary is not None:
        check_choice("filtering.primary_status", primary, PRIMARY_STATUSES)
    if secondary is not None:
        if secondary.endswith(_NO_FILTERS):
            raise bad_value(f"filtering.secondary_status: {secondary} cannot be used as a filter.")
        return lambda node: statuses.of(node) == secondary and primary in {None, "STATUS_ALL", _primary(statuses, node)}
    match primary:
        case None | "STATUS_NOT_DELETE":
            return lambda node: not deleted(statuses.simulator, node)
        case "STATUS_ALL":
            return lambda _: True
        case _:
            return lambda node: _primary(statuses, node) == primary


def _primary(statuses: Statuses, node: Node) -> str:
    return primary_status(statuses.of(node))


def _test(statuses: Statuses, kind: type[Node], name: str, value: Any) -> Matcher:
    if name in _BY_CAMPAIGN:
        test = _BY_CAMPAIGN[name]
        return lambda node: test(_campaign_of(statuses, node), value)
    if name in _IDS:
        return _ids(kind, name, value)
    if name in _NAMES:
        sought = value.casefold()
        return lambda node: sought in str(node.fields.get(name, "")).casefold()
    if name in _OF_CAMPAIGN or (name in _OF_ADGROUP and kind is not Campaign):
        wanted, parent = value, Campaign if name in _OF_CAMPAIGN else AdGroup
        return lambda node: _fields_of(statuses, node, parent).get(name, _DEFAULTS.get(name)) == wanted
    return _own(name, value)


def _own(name: str, value: Any) -> Matcher:
    if name not in _TESTS:
        raise bad_value(f"filtering.{name}: The simulator does not simulate this filter.")
    return _TESTS[name](value)


def _since(value: str) -> Matcher:
    start = read_moment(value)
    return lambda node: node.created_at >= start


def _until(value: str) -> Matcher:
    end = read_moment(value)
    return lambda node: node.created_at <= end


def _modified_after(value: str) -> Matcher:
    after = read_moment(value)
    return lambda node: node.modified_at > after


def _ids(kind: type[Node], name: str, ids: list[str]) -> Matcher:
    if not ids:
        raise bad_value(f"filtering.{name}: Must not be empty.")
    if len(ids) > MOST_IDS:
        raise Refusal(40011, f"filtering.{name}: At most {MOST_IDS} ids in one request.")
    wanted = frozenset(ids)
    if name == f"{kind.KIND}_ids":
        return lambda node: node.id in wanted
    parent = _IDS[name]
    return lambda node: getattr(node, parent) in wanted


def _campaign_of(statuses: Statuses, node: Node) -> Campaign:
    if isinstance(node, AdGroup | Ad):
        return statuses.simulator.state.campaigns[node.campaign_id]
    if not isinstance(node, Campaign):
        raise TypeError(f"{node.id} has no campaign")
    return node


def _fields_of(statuses: Statuses, node: Node, level: type[Node]) -> dict[str, Any]:
    """Fields of the node itself or of its parent on `level`."""
    state = statuses.simulator.state
    if isinstance(node, AdGroup | Ad) and level is Campaign:
        return state.campaigns[node.campaign_id].fields
    if isinstance(node, Ad) and level is AdGroup:
        return state.adgroups[node.adgroup_id].fields
    return node.fields


# `automation` is no filter of TikTok's: it is how Smart+'s own lists show their own objects alone.
_BY_CAMPAIGN: dict[str, Callable[[Campaign, Any], bool]] = {
    "automation": lambda campaign, value: campaign.automation == value,
    "is_smart_performance_campaign": lambda campaign, value: (campaign.automation != MANUAL) == value,
}
# Every object here is bought by auction and comes from TikTok's own platform.
_TESTS: dict[str, Callable[[Any], Matcher]] = {
    "creation_filter_start_time": _since,
    "creation_filter_end_time": _until,
    "modified_after": _modified_after,
    "buying_types": lambda value: lambda _: "AUCTION" in value,
    "campaign_system_origins": lambda value: lambda _: "TT_ADS_PLATFORM" in value,
    "split_test_enabled": lambda value: lambda _: value is False,
    "billing_events": lambda value: lambda node: node.fields.get("billing_event") in value,
    "promotion_type": lambda value: lambda node: node.fields.get("promotion_type") in PROMOTIONS.get(value, {value}),
    "optimization_goal": lambda value: lambda node: node.fields.get("optimization_goal") == value,
}
