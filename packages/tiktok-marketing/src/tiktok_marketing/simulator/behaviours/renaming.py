"""A new name for what is in a library."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value
from tiktok_marketing.simulator.library import NAME_LENGTH
from tiktok_marketing.simulator.simulator import Simulator

from .materials import present, user_of


def renamed(simulator: Simulator, call: Call[Any], kind: str, media_id: str) -> dict[str, Any]:
    """Gives the video or image the call's name; where another has it, with the millisecond behind (§7.1, sure)."""
    advertiser_id, name = call.given["advertiser_id"], call.given["file_name"][:NAME_LENGTH]
    if not name:
        raise bad_value(f"file_name: Length must be between 1 and {NAME_LENGTH}.")
    material = present(simulator, advertiser_id, kind, media_id)
    if material is None:
        raise Refusal(40905, f"The {kind.lower()} {media_id} does not exist.")
    if (user := user_of(simulator, advertiser_id, kind, name)) and user.id != material.id:
        name = with_moment(name, call.now)
    simulator.state.save(replace(material, file_name=name, modified_at=call.now))
    return {}


def with_moment(name: str, now: datetime) -> str:
    """`name` with the millisecond behind it."""
    ending = f"_{int(now.timestamp() * 1000)}"
    return name[: NAME_LENGTH - len(ending)] + ending
