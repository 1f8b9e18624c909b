"""Segments: audiences that people are put into and taken out of as they come (behaviour reference §8.4)."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.audience_records import SEGMENT, Audience, Computation
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.people import Gathering, People
from tiktok_marketing.simulator.rules.text import check_choice, check_given
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.segment import SEGMENT_AUDIENCE, SEGMENT_MAPPING, SegmentMappingParams, SegmentParams

from .audience import check_unused
from .audience_rows import check_new, new_audience

LONGEST_NAME, _DOTS = 70, "..."
_SCHEMA = frozenset({"IDFA_MD5", "AAID_MD5", "IDFA_SHA256", "AAID_SHA256", "EMAIL_SHA256", "PHONE_SHA256"})
_HASHES = {"MD5": re.compile("[0-9a-f]{32}"), "SHA256": re.compile("[0-9a-f]{64}")}
_DISPLAYED = "Partner Audience"  # ours


@behaviour(SEGMENT_AUDIENCE)
def audience(simulator: Simulator, call: Call[SegmentParams]) -> dict[str, Any]:
    """Makes a segment, empty, or deletes one. A name over 70 characters is cut to 67 and three dots (sure)."""
    check_choice("action", call.params.action, {"create", "delete"})
    if call.params.action == "delete":
        check_given(call.given, "delete_audience_id")
        return _deleted(simulator, call)
    check_given(call.given, "custom_audience_name")
    name = call.given["custom_audience_name"]
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - len(_DOTS)] + _DOTS
    call = replace(call, given=call.given | {"custom_audience_name": name})
    check_new(simulator, call)
    nobody = Computation(asked_at=call.now, ready_at=call.now, cover_num=0, people=People())
    made = new_audience(call, simulator.new_id(call.now), SEGMENT, _DISPLAYED, nobody)
    simulator.state.save(made)
    return {"audience_id": made.id}


@behaviour(SEGMENT_MAPPING)
def mapping(simulator: Simulator, call: Call[SegmentMappingParams]) -> dict[str, Any]:
    """Puts people into segments, or takes them out: all or none, and at once (how soon TikTok does is not documented).

    A row is one person, known by the first of its ids that names the segment (ours).
    """
    action = call.given.get("action", "add")
    check_choice("action", action, {"add", "delete"})
    _check_owners(simulator, call.params.advertiser_ids)
    schema = _schema(call.params.id_schema)
    people: dict[str, Gathering] = defaultdict(Gathering)
    for place, row in enumerate(call.given["batch_data"]):
        for audience_id, known_as in _segments_of(f"batch_data.{place}", row, schema).items():
            people[audience_id].add_hashed(known_as)
    segments = {i: _segment(simulator, call.params.advertiser_ids, i) for i in people}
    simulator.state.save(*(_changed(simulator, call, segments[i], who.people(), action) for i, who in people.items()))
    return {}


def _check_owners(simulator: Simulator, advertiser_ids: list[str]) -> None:
    """All under one business (sure)."""
    if not advertiser_ids:
        raise bad_value("advertiser_ids: Must not be empty.")
    if len({simulator.state.advertisers[one].bc_id for one in advertiser_ids}) > 1:
        raise bad_value("advertiser_ids: Must all be of one Business Center.")


def _schema(names: list[str]) -> list[str]:
    """In any order, in any case, none twice (sure)."""
    schema = [name.upper() for name in names]
    if not schema or len(set(schema)) < len(schema):
        raise bad_value("id_schema: Must name at least one kind of id, and none twice.")
    for name in schema:
        check_choice("id_schema", name, _SCHEMA)
    return schema


def _segments_of(path: str, row: list[dict[str, Any]], schema: list[str]) -> dict[str, bytes]:
    """Segment → the id by which it knows the row's person."""
    if len(row) != len(schema):
        raise bad_value(f"{path}: Must have an item for each of id_schema.")
    found: dict[str, bytes] = {}
    for place, (item, kind) in enumerate(zip(row, schema, strict=True)):
        known_as = item.get("id", "")
        if not known_as:
            continue  # nothing of this kind is known of the person
        if not _HASHES[kind.rpartition("_")[2]].fullmatch(known_as):
            raise bad_value(f"{path}.{place}.id: Must be {kind}, in lower-case hex.")
        for audience_id in item.get("audience_ids", []):
            found.setdefault(audience_id, known_as.encode())
    return found


def _segment(simulator: Simulator, advertiser_ids: list[str], audience_id: str) -> Audience:
    found = simulator.state.audiences.get(audience_id)
    if found is None or found.how != SEGMENT or found.deleted_at or found.advertiser_id not in advertiser_ids:
        raise bad_value(f"audience_ids: The segment {audience_id} does not exist.")
    return found


def _changed(simulator: Simulator, call: Call[Any], segment: Audience, who: People, action: str) -> Audience:
    before = segment.current.people or People()
    after = before.joined(who) if action == "add" else before.without(who)
    found = after.found(simulator.computing.matched_share)
    return replace(segment, current=Computation(asked_at=call.now, ready_at=call.now, cover_num=found, people=after))


def _deleted(simulator: Simulator, call: Call[SegmentParams]) -> dict[str, Any]:
    try:
        segment = _segment(simulator, [call.params.advertiser_id], call.given["delete_audience_id"])
    except Refusal as refusal:
        raise Refusal(40007, f"delete_audience_id: {refusal.message.partition(': ')[2]}") from refusal
    check_unused(simulator, {segment.id})
    nobody = replace(segment.current, people=None)
    simulator.state.save(replace(segment, current=nobody, deleted_at=call.now))
    return {"audience_id": segment.id}
