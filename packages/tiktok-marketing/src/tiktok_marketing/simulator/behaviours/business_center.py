"""The Business Centers a grant can see."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import Call, Refusal, behaviour
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.state import BusinessCenter
from tiktok_marketing.spec.business_center import BC_GET, BusinessCenterGetParams

from .listing import page_of


@behaviour(BC_GET)
def get(simulator: Simulator, call: Call[BusinessCenterGetParams]) -> dict[str, Any]:
    reachable = set(call.grant.advertiser_ids) if call.grant else set()
    seen = [bc for bc in simulator.state.business_centers.values() if reachable & set(bc.advertiser_ids)]
    if "bc_id" in call.given:
        seen = [bc for bc in seen if bc.id == call.given["bc_id"]]
        if not seen:
            raise Refusal(40001, f"No permission to operate Business Center {call.given['bc_id']}.")
    keyword = call.given.get("filtering", {}).get("keyword", "").casefold()
    seen = [bc for bc in seen if keyword in bc.name.casefold() or keyword == bc.id]
    rows, page_info = page_of(seen, call.given)
    return {"list": [_row(bc) for bc in rows], "page_info": page_info}


def _row(bc: BusinessCenter) -> dict[str, Any]:
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
        "user_role": "ADMIN",
        "ext_user_role": {"finance_role": "MANAGER"},
        "binding_status": None,
    }
