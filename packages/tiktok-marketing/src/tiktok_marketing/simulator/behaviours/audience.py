"""Custom audiences of uploaded files: make, change, list, look into, delete."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.audience_records import FILE, Audience
from tiktok_marketing.simulator.audiences import expires_at, may_use
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.fallback import check as check_catalogued
from tiktok_marketing.simulator.people import People
from tiktok_marketing.simulator.rules.sources import targets
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.audience import (
    DMP_CUSTOM_AUDIENCE_CREATE,
    DMP_CUSTOM_AUDIENCE_DELETE,
    DMP_CUSTOM_AUDIENCE_GET,
    DMP_CUSTOM_AUDIENCE_LIST,
    DMP_CUSTOM_AUDIENCE_UPDATE,
    AudienceCreateParams,
    AudienceDeleteParams,
    AudienceGetParams,
    AudienceListParams,
    AudienceUpdateParams,
)

from .audience_rows import (
    change,
    check_audience_name,
    check_new,
    computed_again,
    detailed,
    find_changeable,
    find_own,
    history,
    listed,
    new_audience,
    ready_at,
    usable,
)
from .listing import page_of

_MOST_HISTORY = 100
_ACTIONS = frozenset({"APPEND", "REMOVE", "REPLACE"})


@behaviour(DMP_CUSTOM_AUDIENCE_CREATE)
def create(simulator: Simulator, call: Call[AudienceCreateParams]) -> dict[str, Any]:
    """On its way at once, ready within 48 h (behaviour reference §8.1, sure)."""
    check_catalogued(call.endpoint, call.given, strict=False)
    check_new(simulator, call)
    people = _people_of(simulator, call, call.params.file_paths)
    audience_id = simulator.new_id(call.now)
    computation = simulator.computing.of_people(people, call.now, ready_at(simulator, call, audience_id, 0))
    audience = new_audience(call, audience_id, FILE, "Customer File", computation)
    simulator.state.save(replace(audience, calculate_type=call.params.calculate_type))
    return {"custom_audience_id": audience_id}


@behaviour(DMP_CUSTOM_AUDIENCE_UPDATE)
def update(simulator: Simulator, call: Call[AudienceUpdateParams]) -> dict[str, Any]:
    """People are added, taken away or exchanged by computing it again; a result that is too small changes nothing."""
    check_catalogued(call.endpoint, call.given, strict=False)
    given = call.given
    audience = find_changeable(simulator, call, given["custom_audience_id"])
    if "custom_audience_name" in given:
        check_audience_name(given["custom_audience_name"])
        renamed = change(call, "UPDATE", f"renamed from {audience.name}")
        audience = replace(audience, name=given["custom_audience_name"], changes=[*audience.changes, renamed])
    if "audience_enhancement" in given:
        audience = replace(audience, enhancement=given["audience_enhancement"])
    if given.get("file_paths"):
        audience = _with_files(simulator, call, audience)
    audience = replace(audience, last_used_at=call.now)
    simulator.state.save(replace(audience, expired_at=None) if expires_at(audience) > call.now else audience)
    return {}


@behaviour(DMP_CUSTOM_AUDIENCE_LIST)
def list_audiences(simulator: Simulator, call: Call[AudienceListParams]) -> dict[str, Any]:
    check_catalogued(call.endpoint, call.given, strict=False)
    wanted = call.given.get("custom_audience_ids")
    found = [a for a in usable(simulator, call.params.advertiser_id) if wanted is None or a.id in wanted]
    rows, page_info = page_of(found, call.given)
    return {"list": [listed(audience, call) for audience in rows], "page_info": page_info}


@behaviour(DMP_CUSTOM_AUDIENCE_GET)
def get(simulator: Simulator, call: Call[AudienceGetParams]) -> dict[str, Any]:
    """Those the advertiser may use, in the order asked for; others are left out."""
    check_catalogued(call.endpoint, call.given, strict=False)
    size = call.given.get("history_size", _MOST_HISTORY)
    known = simulator.state.audiences
    found = [known[i] for i in dict.fromkeys(call.params.custom_audience_ids) if i in known]
    rows = [
        {"audience_details": detailed(audience, call), "audience_history": history(audience, size)}
        for audience in found
        if may_use(audience, call.params.advertiser_id)
    ]
    return {"list": rows}


@behaviour(DMP_CUSTOM_AUDIENCE_DELETE)
def delete(simulator: Simulator, call: Call[AudienceDeleteParams]) -> dict[str, Any]:
    """All or none."""
    check_catalogued(call.endpoint, call.given, strict=False)
    ids = dict.fromkeys(call.params.custom_audience_ids)
    audiences = [find_own(simulator, call.params.advertiser_id, audience_id) for audience_id in ids]
    check_unused(simulator, set(ids))
    simulator.state.save(*(_deleted(audience, call.now) for audience in audiences))
    return {}


def check_unused(simulator: Simulator, ids: set[str]) -> None:
    """What TikTok does with an audience that an ad group uses is documented nowhere (§8.3, inferred): it stays."""
    for adgroup in simulator.state.adgroups.values():
        if adgroup.operation_status != "DELETE" and (used := targets(adgroup.fields) & ids):
            raise bad_value(f"The audience {min(used)} is used by the ad group {adgroup.id}.")


def _people_of(simulator: Simulator, call: Call[Any], file_paths: list[str]) -> People:
    """Who is in the files; a file opens only to the advertiser that uploaded it (behaviour reference §8.1, sure)."""
    files = [simulator.state.audience_files.get(path) for path in dict.fromkeys(file_paths)]
    for path, file in zip(dict.fromkeys(file_paths), files, strict=True):
        if file is None or file.advertiser_id != call.given["advertiser_id"]:
            raise bad_value(f"file_paths: The file {path} does not exist.")
    return reduce(People.joined, (file.people for file in files if file), People())


def _with_files(simulator: Simulator, call: Call[AudienceUpdateParams], audience: Audience) -> Audience:
    action = call.given.get("action", "REPLACE")
    check_choice("action", action, _ACTIONS)
    if audience.how != FILE:
        raise bad_value("file_paths: Only an audience of a customer file takes files.")
    people, before = _people_of(simulator, call, call.given["file_paths"]), audience.current.people or People()
    after = {"APPEND": before.joined, "REMOVE": before.without}.get(action, lambda new: new)(people)
    over = ready_at(simulator, call, audience.id, audience.computations)
    return computed_again(call, audience, simulator.computing.of_people(after, call.now, over))


def _deleted(audience: Audience, now: datetime) -> Audience:
    """Nobody is kept of it."""
    nobody = replace(audience.current, people=None)
    return replace(audience, current=nobody, coming=None, deleted_at=now)
