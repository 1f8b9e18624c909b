"""What every list has in common: pages, chosen fields, the objects newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar, cast

import msgspec
from msgspec import inspect

from tiktok_marketing import spec
from tiktok_marketing.simulator.behaviour import Call, bad_value
from tiktok_marketing.simulator.envelope import encode
from tiktok_marketing.simulator.history import settled
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.status import Statuses, statuses_at
from tiktok_marketing.simulator.tree_records import AdGroup, Campaign, Node
from tiktok_marketing.spec.endpoint import Endpoint
from tiktok_marketing.spec.timestamps import format_utc

from .filters import is_timeless, matcher

DEFAULT_PAGE_SIZE = 10

T = TypeVar("T")
N = TypeVar("N", bound=Node)
Row = Callable[[Simulator, N, str], dict[str, Any]]
"""(simulator, node, secondary status) → the object as TikTok answers it."""


class _Rendered(NamedTuple):
    """A node as JSON: good for as long as these very records, and this status, stand."""

    node: Node
    adgroup: AdGroup | None
    campaign: Campaign | None
    status: str
    json: msgspec.Raw


def list_nodes(simulator: Simulator, call: Call[Any], kind: type[N], row: Row[N]) -> dict[str, Any]:
    """One page of the advertiser's campaigns, ad groups or ads as the call filters them, newest first."""
    wanted = check_fields(call.endpoint, call.given.get("fields"))
    without_null = "NULL_FIELD" in call.given.get("exclude_field_types_in_response", [])
    statuses = statuses_at(simulator, call.now)
    found, page_info = page_of(_settled_long_enough(_matching(simulator, call, kind, statuses), call), call.given)
    found = [settled(node, call.now) for node in found]
    rows: list[Any]
    if without_null:
        rows = [_without_null(only(row(simulator, node, statuses.of(node)), wanted)) for node in found]
    elif wanted is not None:
        rows = [only(row(simulator, node, statuses.of(node)), wanted) for node in found]
    else:
        ordered = _ordered(call.endpoint.name, row)
        made = _Made(simulator, call.endpoint.name, ordered)
        rows = [made.whole(node, statuses.of(node)) for node in found]
    return {"list": rows, "page_info": page_info}


def known(node: Node, names: frozenset[str]) -> dict[str, Any]:
    """The node's fields that the generic lists know: Smart+ has some of its own."""
    return {name: value for name, value in node.fields.items() if name in names}


def page_of(items: Sequence[T], given: dict[str, Any]) -> tuple[Sequence[T], dict[str, int]]:
    """The asked page of `items` and its page_info; past the end it is empty, with the same totals."""
    page, size = given.get("page", 1), given.get("page_size", DEFAULT_PAGE_SIZE)
    total = len(items)
    info = {"page": page, "page_size": size, "total_number": total, "total_page": -(-total // size)}
    return items[(page - 1) * size : page * size], info


def check_fields(endpoint: Endpoint[Any, Any], fields: list[str] | None) -> frozenset[str] | None:
    """The fields to answer, None for all; one that no object of the list has refuses the call."""
    if fields is None:
        return None
    if unknown := [name for name in fields if name not in _row_fields(endpoint.name)]:
        raise bad_value(f"fields: Invalid field(s): {', '.join(unknown)}.")
    return frozenset(fields)


def only(row: dict[str, Any], wanted: frozenset[str] | None) -> dict[str, Any]:
    """`row` with the wanted fields it has."""
    return row if wanted is None else {name: value for name, value in row.items() if name in wanted}


def common_fields(node: Node, status: str) -> dict[str, Any]:
    """What all three levels answer."""
    return {
        "advertiser_id": node.advertiser_id,
        "operation_status": node.operation_status,
        "secondary_status": status,
        "create_time": format_utc(node.created_at),
        "modify_time": format_utc(node.modified_at),
        "campaign_system_origin": "TT_ADS_PLATFORM",
        "is_new_structure": True,
    }


def _without_null(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _matching(simulator: Simulator, call: Call[Any], kind: type[N], statuses: Statuses) -> list[N]:
    """All that the call asks for; kept until the next write unless it depends on the time."""
    advertiser_id, filtering = call.given["advertiser_id"], call.given.get("filtering", {})
    asked = (simulator.state.version, filtering)
    known, kept = simulator.memory.get((kind, advertiser_id), (None, []))
    if known == asked:
        return cast("list[N]", kept)
    matches, table = matcher(statuses, kind, filtering), simulator.table(kind)
    found = [node for node in map(table.__getitem__, simulator.newest_first(kind, advertiser_id)) if matches(node)]
    if is_timeless(filtering):
        simulator.memory[(kind, advertiser_id)] = (asked, found)
    return found


def _settled_long_enough(found: list[N], call: Call[Any]) -> list[N]:
    """Those that a read may show, for it lags behind the writes (behaviour reference §14.4: inferred)."""
    return [node for node in found if node.created_at <= call.now - call.lag] if call.lag else found


class _Made(msgspec.Struct, Generic[N], frozen=True):
    """Objects as one endpoint answers them, each made once for as long as neither it nor its parents change."""

    simulator: Simulator
    endpoint: str
    row: Row[N]

    def whole(self, node: N, status: str) -> msgspec.Raw:
        memory, state = self.simulator.memory, self.simulator.state
        campaign = state.campaigns.get(getattr(node, "campaign_id", ""))
        adgroup = state.adgroups.get(getattr(node, "adgroup_id", ""))
        kept: _Rendered | None = memory.get((self.endpoint, node.id))
        # Records are never changed in place, so the same records are the same content.
        if (
            kept
            and kept.node is node
            and kept.adgroup is adgroup
            and kept.campaign is campaign
            and kept.status == status
        ):
            return kept.json
        json = encode(self.row(self.simulator, node, status))
        memory[self.endpoint, node.id] = _Rendered(node, adgroup, campaign, status, json)
        return json


def _ordered(endpoint: str, row: Row[N]) -> Row[N]:
    """`row` with the fields in the order in which the table has them."""
    places = {name: place for place, name in enumerate(_row_fields(endpoint))}

    def in_order(simulator: Simulator, node: N, status: str) -> dict[str, Any]:
        fields = row(simulator, node, status)
        return dict(sorted(fields.items(), key=lambda field: places.get(field[0], len(places))))

    return in_order


@cache
def _row_fields(name: str) -> tuple[str, ...]:
    """Names of the fields an object in the endpoint's list can have, in the table's order."""
    result = inspect.type_info(spec.TYPED[name].result)
    fields = {field.encode_name: field.type for field in getattr(result, "fields", ())}
    rows = getattr(fields.get("list"), "item_type", None)
    return tuple(field.encode_name for field in getattr(rows, "fields", ()))
