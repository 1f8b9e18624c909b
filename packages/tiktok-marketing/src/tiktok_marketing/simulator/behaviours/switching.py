"""Switching campaigns, ad groups and ads on and off and deleting them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

import msgspec

from tiktok_marketing.simulator.adgroup_quota import is_used_up
from tiktok_marketing.simulator.behaviour import Refusal, bad_value
from tiktok_marketing.simulator.history import changed
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import MANUAL, SMART_PLUS, UPGRADED
from tiktok_marketing.simulator.status import deleted
from tiktok_marketing.simulator.tree_records import Ad, AdGroup, Campaign, Node

N = TypeVar("N", bound=Node)

MOST_IDS = 20
SWITCHES = frozenset({"ENABLE", "DISABLE", "DELETE"})
NAMES: dict[type[Node], str] = {Campaign: "campaign", AdGroup: "ad group", Ad: "ad"}


class Switch(msgspec.Struct, frozen=True):
    """One order: the nodes, each once, and what they become."""

    kind: type[Node]
    advertiser_id: str
    ids: list[str]
    status: str
    at: datetime
    smart: bool = False
    """Whether it comes by one of Smart+'s own endpoints, which switch nothing else."""


def read_switch(kind: type[Node], given: dict[str, Any], at: datetime) -> Switch:
    """The order in a status call; duplicates of an id count once (behaviour reference §14.4)."""
    check_choice("operation_status", given["operation_status"], SWITCHES)
    ids = list(dict.fromkeys(given[f"{kind.KIND}_ids"]))
    if not ids:
        raise bad_value(f"{kind.KIND}_ids: Must not be empty.")
    if len(ids) > MOST_IDS:
        raise Refusal(40011, f"{kind.KIND}_ids: At most {MOST_IDS} ids in one request.")
    return Switch(kind, given["advertiser_id"], ids, given["operation_status"], at)


def switch_all(simulator: Simulator, order: Switch) -> None:
    """All of them or, if one is refused, none."""
    nodes: list[Node] = []
    for node_id in order.ids:
        nodes.append(_switched(simulator, order, node_id, nodes))
    simulator.state.save(*nodes)


def switch_each(simulator: Simulator, order: Switch) -> dict[str, str]:
    """Those that can be; the others' ids with what is said of them."""
    nodes: list[Node] = []
    refused = {}
    for node_id in order.ids:
        try:
            nodes.append(_switched(simulator, order, node_id, nodes))
        except Refusal as refusal:
            refused[node_id] = refusal.message
    simulator.state.save(*nodes)
    return refused


def find(simulator: Simulator, kind: type[N], advertiser_id: str, node_id: str) -> N:
    """The advertiser's node, deleted or not.

    Raises:
        Refusal: 40007, it has none of that id.
    """
    node = simulator.table(kind).get(node_id)
    if node is None or node.advertiser_id != advertiser_id:
        raise Refusal(40007, f"The {NAMES[kind]} {node_id} does not exist.")
    return node


def check_alive(simulator: Simulator, node: Node) -> None:
    """Neither it nor a parent is deleted: what is deleted never changes again (behaviour reference §5.4)."""
    if deleted(simulator, node):
        raise bad_value(f"The {NAMES[type(node)]} {node.id} or its parent has been deleted and cannot be changed.")


def check_by_hand(simulator: Simulator, node: Node) -> None:
    """It is no part of what TikTok runs or composes itself: that is shown, but not changed, here (§5.5, likely)."""
    automation, named = automation_of(simulator, node), f"The {NAMES[type(node)]} {node.id}"
    if automation == UPGRADED:
        raise bad_value(f"{named} is of an Upgraded Smart+ campaign: use /smart_plus/ instead.")
    if automation == SMART_PLUS:
        raise bad_value(f"{named} is of a Smart+ campaign: use /campaign/spc/ instead.")
    if isinstance(node, Ad) and node.smart_ad_id is not None:
        raise bad_value(f"{named} is made of automated creatives: use /ad/aco/ or aco_ad_ids instead.")


def automation_of(simulator: Simulator, node: Node) -> str:
    """How the node's campaign is run."""
    if isinstance(node, AdGroup | Ad):
        return simulator.state.campaigns[node.campaign_id].automation
    return node.automation if isinstance(node, Campaign) else MANUAL


def _check_way(simulator: Simulator, node: Node, *, smart: bool) -> None:
    """The generic endpoint switches what is run by hand, and whole campaigns of the older Smart+ (inferred)."""
    automation = automation_of(simulator, node)
    if smart and automation != UPGRADED:
        raise bad_value(f"The {NAMES[type(node)]} {node.id} is not of an Upgraded Smart+ campaign.")
    if not smart and not (isinstance(node, Campaign) and automation == SMART_PLUS):
        check_by_hand(simulator, node)


def _switched(simulator: Simulator, order: Switch, node_id: str, before: list[Node]) -> Node:
    """The node as ordered; `before` are those of the same order that come first."""
    node = find(simulator, order.kind, order.advertiser_id, node_id)
    check_alive(simulator, node)
    _check_way(simulator, node, smart=order.smart)
    if node.operation_status == "FROZEN" and order.status == "ENABLE":
        raise bad_value(f"The {NAMES[order.kind]} {node_id} is frozen and cannot be enabled.")
    if isinstance(node, AdGroup) and order.status == "DELETE":
        _check_deletable(simulator, node)
    if node.operation_status == order.status:
        return node
    if isinstance(node, AdGroup) and order.status == "ENABLE":
        _check_room(simulator, node, before)
    return changed(node, order.at, status=order.status)


def _check_room(simulator: Simulator, adgroup: AdGroup, before: list[Node]) -> None:
    """Beyond the quota no ad group can be enabled (behaviour reference §5.2, sure)."""
    table = simulator.state.adgroups
    more = sum(node.operation_status == "ENABLE" and table[node.id].operation_status != "ENABLE" for node in before)
    if is_used_up(simulator, adgroup.advertiser_id, more):
        raise bad_value(f"The ad group {adgroup.id} cannot be enabled: the quota of active ad groups is used up.")


def _check_deletable(simulator: Simulator, adgroup: AdGroup) -> None:
    campaign = simulator.state.campaigns[adgroup.campaign_id]
    if campaign.fields.get("campaign_type") == "IOS14_CAMPAIGN":
        raise bad_value(f"The ad group {adgroup.id} can only be deleted with its dedicated campaign.")
