"""What the endpoints of Upgraded Smart+ have in common: they list and change their own objects alone."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, bad_value
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import UPGRADED
from tiktok_marketing.simulator.tree_records import Node
from tiktok_marketing.spec.endpoint import Params

from .switching import NAMES, Switch, automation_of, check_alive, find, read_switch

P = TypeVar("P", bound=Params)
N = TypeVar("N", bound=Node)


def of_smart_plus(call: Call[P]) -> Call[P]:
    """The call, which lists Smart+'s objects and no others."""
    filtering = call.given.get("filtering", {}) | {"automation": UPGRADED}
    return replace(call, given=call.given | {"filtering": filtering})


def read_smart_switch(kind: type[Node], call: Call[Any]) -> Switch:
    return replace(read_switch(kind, call.given, call.now), smart=True)


def find_smart_node(simulator: Simulator, kind: type[N], advertiser_id: str, node_id: str) -> N:
    """A campaign or ad group of Upgraded Smart+ that can be changed.

    Raises:
        Refusal: 40007, the advertiser has none of that id; 40002, it is deleted, or run by hand.
    """
    node = find(simulator, kind, advertiser_id, node_id)
    check_alive(simulator, node)
    if automation_of(simulator, node) != UPGRADED:
        raise bad_value(f"The {NAMES[kind]} {node_id} is not of an Upgraded Smart+ campaign.")
    return node
