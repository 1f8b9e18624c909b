"""Audiences that TikTok finds by itself: by rules, and look-alikes."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.audience_records import LOOKALIKE, RULE, Audience, Computation
from tiktok_marketing.simulator.audiences import Standing, alike, by_rule, standing
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.fallback import check as check_catalogued
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.audience_kinds import (
    DMP_CUSTOM_AUDIENCE_LOOKALIKE_CREATE,
    DMP_CUSTOM_AUDIENCE_LOOKALIKE_UPDATE,
    DMP_CUSTOM_AUDIENCE_RULE_CREATE,
    AudienceRuleCreateParams,
    LookalikeCreateParams,
    LookalikeUpdateParams,
)

from .audience_rows import check_new, computed_again, find_changeable, find_usable, is_lookalike, new_audience, ready_at

# Behaviour reference §8.2: what TikTok shows is a text; those of «Engagement» and «Lookalike» are seen, the rest ours.
DISPLAYED = {
    "ENGAGEMENT": "Engagement Audience",
    "ENGAGEMENT_ORGANIC_VIDEO": "Engagement Audience",
    "ENGAGEMENT_LIVE_VIDEO": "Engagement Audience",
    "APP": "App Activity",
    "PIXEL": "Website Traffic",
    "LEAD_GENERATION": "Lead Generation",
    "BUSINESS_ACCOUNT": "Business Account Audience",
    "TIKTOK_SHOP": "Shop Activity",
    "OFFLINE": "Offline Activity",
}


@behaviour(DMP_CUSTOM_AUDIENCE_RULE_CREATE)
def create_by_rule(simulator: Simulator, call: Call[AudienceRuleCreateParams]) -> dict[str, Any]:
    check_catalogued(call.endpoint, call.given, strict=False)
    check_new(simulator, call)
    given = call.given
    _check_rules(simulator, given)
    audience_id = simulator.new_id(call.now)
    computation = _computation(simulator, call, audience_id, 0, by_rule(simulator.seed, audience_id, 0))
    audience = new_audience(call, audience_id, RULE, DISPLAYED[given["audience_type"]], computation)
    rule = {"audience_type": given["audience_type"], **given["rule_spec"]}
    simulator.state.save(replace(audience, rule=rule, auto_refresh=given.get("is_auto_refresh", True)))
    return {"custom_audience_id": audience_id}


@behaviour(DMP_CUSTOM_AUDIENCE_LOOKALIKE_CREATE)
def create_lookalike(simulator: Simulator, call: Call[LookalikeCreateParams]) -> dict[str, Any]:
    """The source must be valid, and R&F takes none (behaviour reference §8.3, sure)."""
    check_catalogued(call.endpoint, call.given, strict=False)
    check_new(simulator, call)
    given, spec = call.given, call.given["lookalike_spec"]
    if given.get("audience_sub_type", "NORMAL") != "NORMAL":
        raise bad_value("audience_sub_type: Lookalike audiences are not supported for REACH_FREQUENCY.")
    _check_source(simulator, call, spec["source_audience_id"])
    audience_id = simulator.new_id(call.now)
    computation = _lookalike(simulator, call, audience_id, 0, spec)
    audience = new_audience(call, audience_id, LOOKALIKE, "Lookalike Audience", computation)
    simulator.state.save(replace(audience, lookalike=spec))
    return {"custom_audience_id": audience_id}


@behaviour(DMP_CUSTOM_AUDIENCE_LOOKALIKE_UPDATE)
def update_lookalikes(simulator: Simulator, call: Call[LookalikeUpdateParams]) -> dict[str, Any]:
    """They are computed again; all or none."""
    ids = dict.fromkeys(call.params.custom_audience_ids)
    if not ids:
        raise bad_value("custom_audience_ids: Must not be empty.")
    simulator.state.save(*[_again(simulator, call, audience_id) for audience_id in ids])
    return {}


def _again(simulator: Simulator, call: Call[Any], audience_id: str) -> Audience:
    audience = find_changeable(simulator, call, audience_id)
    if not is_lookalike(audience) or audience.lookalike is None:
        raise bad_value(f"custom_audience_ids: The audience {audience_id} is not a lookalike audience.")
    _check_source(simulator, call, audience.lookalike["source_audience_id"])
    computation = _lookalike(simulator, call, audience_id, audience.computations, audience.lookalike)
    return computed_again(call, audience, computation)


def _check_source(simulator: Simulator, call: Call[Any], audience_id: str) -> None:
    source = find_usable(simulator, call.given["advertiser_id"], audience_id)
    if standing(source, call.now) is not Standing.VALID:
        raise bad_value(f"lookalike_spec.source_audience_id: The audience {audience_id} is not valid.")


def _check_rules(simulator: Simulator, given: dict[str, Any]) -> None:
    for name in ("inclusion_rule_set", "exclusion_rule_set"):
        rules = given["rule_spec"].get(name, {}).get("rules")
        if rules == []:
            raise bad_value(f"rule_spec.{name}.rules: Must not be empty.")
        for index, rule in enumerate(rules or ()):
            _check_rule(simulator, given, f"rule_spec.{name}.rules.{index}", rule)


def _check_rule(simulator: Simulator, given: dict[str, Any], path: str, rule: dict[str, Any]) -> None:
    if rule["retention_days"] < 1:
        raise bad_value(f"{path}.retention_days: Must be at least 1.")
    if given["audience_type"] != "PIXEL":
        return
    for pixel_id in rule.get("event_source_ids", ()):
        pixel = simulator.state.pixels.get(pixel_id)
        if pixel.advertiser_id != given["advertiser_id"] if pixel else simulator.strict:
            raise bad_value(f"{path}.event_source_ids: The pixel {pixel_id} does not exist.")


def _lookalike(simulator: Simulator, call: Call[Any], audience_id: str, turn: int, spec: dict[str, Any]) -> Computation:
    found = alike(simulator.seed, audience_id, turn, spec["audience_size"], len(spec["location_ids"]))
    return _computation(simulator, call, audience_id, turn, found)


def _computation(simulator: Simulator, call: Call[Any], audience_id: str, turn: int, cover_num: int) -> Computation:
    over = ready_at(simulator, call, audience_id, turn)
    return Computation(asked_at=call.now, ready_at=over, cover_num=cover_num)
