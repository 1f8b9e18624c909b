"""Event sets of tills and CRMs: make, list, change, delete."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.event_records import CRM, OFFLINE, EventSet
from tiktok_marketing.simulator.fallback import check as check_catalogued
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.event_set import (
    CRM_CREATE,
    CRM_LIST,
    OFFLINE_CREATE,
    OFFLINE_DELETE,
    OFFLINE_GET,
    OFFLINE_UPDATE,
    CrmCreateParams,
    CrmListParams,
    OfflineCreateParams,
    OfflineDeleteParams,
    OfflineGetParams,
    OfflineUpdateParams,
)
from tiktok_marketing.spec.timestamps import format_utc


@behaviour(OFFLINE_CREATE)
def create_offline(simulator: Simulator, call: Call[OfflineCreateParams]) -> dict[str, Any]:
    made = _made(simulator, call, OFFLINE)
    tracking = call.given.get("auto_tracking", False)
    simulator.state.save(replace(made, description=call.params.description, auto_tracking=tracking))
    return {"event_set_id": made.id}


@behaviour(OFFLINE_GET)
def get_offline(simulator: Simulator, call: Call[OfflineGetParams]) -> dict[str, Any]:
    """Without an advertiser those of all that the token opens."""
    return {"event_set_list": [_offline_row(each) for each in _selected(simulator, call, OFFLINE)]}


@behaviour(OFFLINE_UPDATE)
def update_offline(simulator: Simulator, call: Call[OfflineUpdateParams]) -> dict[str, Any]:
    changes = {name: call.given[name] for name in ("name", "auto_tracking") if name in call.given}
    _check_name(changes.get("name", "-"))
    changed = replace(_find(simulator, call), updated_at=call.now, **changes)
    simulator.state.save(changed)
    return _offline_row(changed)


@behaviour(OFFLINE_DELETE)
def delete_offline(simulator: Simulator, call: Call[OfflineDeleteParams]) -> dict[str, Any]:
    simulator.state.save(replace(_find(simulator, call), deleted_at=call.now))
    return {}


@behaviour(CRM_CREATE)
def create_crm(simulator: Simulator, call: Call[CrmCreateParams]) -> dict[str, Any]:
    made = _made(simulator, call, CRM)
    simulator.state.save(made)
    return _crm_row(made)


@behaviour(CRM_LIST)
def list_crm(simulator: Simulator, call: Call[CrmListParams]) -> dict[str, Any]:
    check_catalogued(call.endpoint, call.given, strict=False)
    return {"crm_event_sets": [_crm_row(each) for each in _selected(simulator, call, CRM)]}


def _made(simulator: Simulator, call: Call[Any], source: str) -> EventSet:
    _check_name(call.given["name"])
    return EventSet(
        id=simulator.new_id(call.now),
        advertiser_id=call.given["advertiser_id"],
        source=source,
        name=call.given["name"],
        created_at=call.now,
        updated_at=call.now,
    )


def _selected(simulator: Simulator, call: Call[Any], source: str) -> list[EventSet]:
    """As the call asks for them, oldest first. `name` finds a part of the name, whatever its case."""
    given = call.given
    opened = [given["advertiser_id"]] if "advertiser_id" in given else call.grant.advertiser_ids if call.grant else []
    name, ids = given.get("name", "").casefold(), given.get("event_set_ids")
    return [
        each
        for each in simulator.state.event_sets.values()
        if each.source == source
        and each.deleted_at is None
        and each.advertiser_id in opened
        and name in each.name.casefold()
        and (ids is None or each.id in ids)
    ]


def _find(simulator: Simulator, call: Call[Any]) -> EventSet:
    event_set_id = call.given["event_set_id"]
    found = simulator.state.event_sets.get(event_set_id)
    wanted = (OFFLINE, call.given["advertiser_id"], None)
    if found is None or (found.source, found.advertiser_id, found.deleted_at) != wanted:
        raise bad_value(f"event_set_id: The event set {event_set_id} does not exist.")
    return found


def _check_name(name: str) -> None:
    if not name.strip():
        raise bad_value("name: The name cannot be empty.")


def _offline_row(event_set: EventSet) -> dict[str, Any]:
    return {
        "advertiser_id": event_set.advertiser_id,
        "event_set_id": event_set.id,
        "name": event_set.name,
        "description": event_set.description,
        "auto_tracking": event_set.auto_tracking,
        "create_time": format_utc(event_set.created_at),
        "update_time": format_utc(event_set.updated_at),
    }


def _crm_row(event_set: EventSet) -> dict[str, Any]:
    return {
        "event_set_id": event_set.id,
        "name": event_set.name,
        "create_time": format_utc(event_set.created_at),
    }
