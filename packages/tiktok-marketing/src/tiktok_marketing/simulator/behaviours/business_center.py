"""The Business Centers a grant can see."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.agency_records import BusinessCenter
from tiktok_marketing.simulator.behaviour import Call, Refusal, behaviour
from tiktok_marketing.simulator.business_records import Member
from tiktok_marketing.simulator.rights import person, sees
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.business_center import BC_GET, BusinessCenterGetParams

from .listing import page_of


@behaviour(BC_GET)
def get(simulator: Simulator, call: Call[BusinessCenterGetParams]) -> dict[str, Any]:
    state, who = simulator.state, person(simulator, call)
    seen = [bc for bc in state.business_centers.values() if sees(state, call.grant, bc, call.now)]
    if "bc_id" in call.given:
        seen = [bc for bc in seen if bc.id == call.given["bc_id"]]
        if not seen:
            raise Refusal(40001, f"No permission to operate Business Center {call.given['bc_id']}.")
    keyword = call.given.get("filtering", {}).get("keyword", "").casefold()
    seen = [bc for bc in seen if keyword in bc.name.casefold() or keyword == bc.id]
    rows, page_info = page_of(seen, call.given)
    return {"list": [_row(bc, who) for bc in rows], "page_info": page_info}


def _row(bc: BusinessCenter, who: Member | None) -> dict[str, Any]:
    """The Business Center and the caller's roles in it; who is nobody in particular may do everything."""
    return {
        "bc_info": {
            "bc_id": bc.id,
            "name": bc.name,
            "company": bc.name,
            "currency": bc.currency,
            "timezone": bc.timezone,
            "status": "ENABLE",
            "type": "AGENCY",
            "verification_status": "VERIFIED",
        },
        "user_role": who.user_role if who else "ADMIN",
        "ext_user_role": {"finance_role": who.finance_role if who else "MANAGER"},
        "binding_status": None,
    }
