"""Who is behind a token."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import Call, behaviour
from tiktok_marketing.simulator.chance import between, key_of
from tiktok_marketing.simulator.rights import person
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.user import USER_INFO, UserInfoParams


@behaviour(USER_INFO)
def info(simulator: Simulator, call: Call[UserInfoParams]) -> dict[str, Any]:
    """The member of the Business Center who consented; a token that names nobody is its founder's."""
    who = person(simulator, call)
    if who is not None:
        born, told = who.joined_at, {"display_name": who.name, "email": who.email, "core_user_id": who.id}
    else:
        born = min((bc.created_at for bc in simulator.state.business_centers.values()), default=call.now)
        number = between(10**18, 9 * 10**18, key_of(simulator.seed, "founder"), 0)
        told = {"display_name": "Founder", "email": "founder@agency.example", "core_user_id": str(number)}
    return told | {"create_time": int(born.timestamp()), "avatar_url": ""}
