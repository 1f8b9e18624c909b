"""Audiences found and shown: who may see which, and how TikTok tells of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tiktok_marketing.simulator.audience_records import LOOKALIKE, Audience, Change, Computation
from tiktok_marketing.simulator.audiences import (
    MESSAGES,
    Standing,
    cover_num,
    expires_at,
    failure,
    is_computing,
    is_expiring,
    may_use,
    recomputed,
    settled,
    standing,
)
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value
from tiktok_marketing.simulator.rules.text import units
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.timestamps import format_utc

# Behaviour reference §8.1 (sure).
MOST_AUDIENCES, LONGEST_NAME = 400, 128


def usable(simulator: Simulator, advertiser_id: str) -> list[Audience]:
    """All that the advertiser made or was given, newest first."""
    found = [audience for audience in simulator.state.audiences.values() if may_use(audience, advertiser_id)]
    return sorted(found, key=lambda audience: (audience.created_at, int(audience.id)), reverse=True)


def find_usable(simulator: Simulator, advertiser_id: str, audience_id: str) -> Audience:
    """The audience, which the advertiser made or was given."""
    audience = simulator.state.audiences.get(audience_id)
    if audience is None or not may_use(audience, advertiser_id):
        raise bad_value(f"The audience {audience_id} does not exist.")
    return audience


def find_own(simulator: Simulator, advertiser_id: str, audience_id: str) -> Audience:
    """The audience, which the advertiser made: only that one may change it."""
    audience = find_usable(simulator, advertiser_id, audience_id)
    if audience.advertiser_id != advertiser_id:
        raise Refusal(40001, f"No permission to operate audience {audience_id}: another advertiser shares it.")
    return audience


def find_changeable(simulator: Simulator, call: Call[Any], audience_id: str) -> Audience:
    """The advertiser's own audience, settled; not while TikTok computes it (behaviour reference §8.1, sure)."""
    audience = find_own(simulator, call.given["advertiser_id"], audience_id)
    if is_computing(audience, call.now):
        raise bad_value(f"The audience {audience_id} is being computed. Please try again later.")
    return settled(audience, call.now)


def check_new(simulator: Simulator, call: Call[Any]) -> None:
    """Room for one more, and a name for it (behaviour reference §8.1, sure)."""
    check_audience_name(call.given["custom_audience_name"])
    made = [
        audience
        for audience in simulator.state.audiences.values()
        if audience.advertiser_id == call.given["advertiser_id"] and audience.deleted_at is None
    ]
    if len(made) >= MOST_AUDIENCES:
        raise bad_value(f"An advertiser can have at most {MOST_AUDIENCES} custom audiences.")


def check_audience_name(name: str) -> None:
    if not name.strip():
        raise bad_value("custom_audience_name: The name cannot be empty.")
    if units(name) > LONGEST_NAME:
        raise bad_value(f"custom_audience_name: Longer than maximum length {LONGEST_NAME}.")


def new_audience(call: Call[Any], audience_id: str, how: str, audience_type: str, computation: Computation) -> Audience:
    """An audience on its way, with what all kinds take from the call."""
    given = call.given
    return Audience(
        id=audience_id,
        advertiser_id=given["advertiser_id"],
        name=given["custom_audience_name"],
        how=how,
        audience_type=audience_type,
        sub_type=given.get("audience_sub_type", "NORMAL"),
        created_at=call.now,
        last_used_at=call.now,
        current=computation,
        retention_days=given.get("retention_in_days"),
        enhancement=given.get("audience_enhancement", False),
        changes=[change(call, "CREATE", f"{audience_type} created")],
    )


def computed_again(call: Call[Any], audience: Audience, computation: Computation) -> Audience:
    """`audience` on its way to `computation`."""
    return recomputed(audience, computation, change(call, "UPDATE", "computed again"))


def ready_at(simulator: Simulator, call: Call[Any], audience_id: str, turn: int) -> datetime:
    """When a computation asked for now is over."""
    return simulator.computing.ready_at(simulator.seed, audience_id, turn, call.now)


def change(call: Call[Any], action: str, detail: str) -> Change:
    """A line of history in the caller's name."""
    return Change(at=call.now, action=action, detail=detail, editor=editor(call))


def editor(call: Call[Any]) -> str:
    """Whom TikTok names as the one who did it."""
    return f"App {call.grant.app_id}" if call.grant else "System"


def listed(audience: Audience, call: Call[Any]) -> dict[str, Any]:
    """The audience as the list shows it."""
    return {
        "audience_id": audience.id,
        "name": audience.name,
        "audience_type": audience.audience_type,
        "calculate_type": audience.calculate_type,
        "cover_num": cover_num(audience, call.now),
        "create_time": format_utc(audience.created_at),
        "expired_time": format_utc(expires_at(audience)),
        "is_valid": standing(audience, call.now) is Standing.VALID,
        "is_expiring": is_expiring(audience, call.now),
        "is_creator": audience.advertiser_id == call.given["advertiser_id"],
        "shared": any(share.ended_at is None for share in audience.shares),
    }


def detailed(audience: Audience, call: Call[Any]) -> dict[str, Any]:
    """The audience with what it was made from, and what TikTok says of it."""
    return {
        **listed(audience, call),
        "audience_sub_type": audience.sub_type,
        "is_auto_refresh": audience.auto_refresh,
        "owner_id": audience.advertiser_id,
        "rule": msgspec.json.encode(audience.rule).decode() if audience.rule else None,
        "lookalike_spec": audience.lookalike,
        "msg": MESSAGES[standing(audience, call.now)],
        "error_msg": failure(audience, call.now),
        "audience_enhancement": audience.enhancement,
        "type": audience.how,
    }


def history(audience: Audience, size: int) -> list[dict[str, Any]]:
    """Its newest changes, newest first."""
    return [
        {
            "action": each.action,
            "action_detail": each.detail,
            "editor": each.editor,
            "msg": "",
            "opt_time": format_utc(each.at),
        }
        for each in reversed(audience.changes[-size:])
    ]


def is_lookalike(audience: Audience) -> bool:
    return audience.how == LOOKALIKE
