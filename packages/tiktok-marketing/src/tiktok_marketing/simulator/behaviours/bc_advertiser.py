"""Opening and closing ad accounts under a Business Center (behaviour reference §10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from msgspec.structs import replace

from tiktok_marketing.simulator import figures
from tiktok_marketing.simulator.agency_records import Advertiser
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.freshness import as_spent
from tiktok_marketing.simulator.rights import center_run
from tiktok_marketing.simulator.rules.text import check_choice, check_name, check_text, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.treasury import Move, move, portfolio_for, purse_of
from tiktok_marketing.spec.bc_advertiser import (
    BC_ADVERTISER_CREATE,
    BC_ADVERTISER_DISABLE,
    BcAdvertiserCreateParams,
    BcAdvertiserDisableParams,
)

from .advertiser_money import LONGEST_NAME

_REQUIRED = {"advertiser_info": ("name", "currency", "timezone"), "customer_info": ("company", "industry")}
STILL_DELIVERING = timedelta(days=3)
_DONE = {"status": "SUCCESS", "error_msg": None}


@behaviour(BC_ADVERTISER_CREATE)
def create(simulator: Simulator, call: Call[BcAdvertiserCreateParams]) -> dict[str, Any]:
    """The caller's token opens the new ad account at once. It is enabled without a review of its papers (ours)."""
    given = call.given
    bc = center_run(simulator, call, call.params.bc_id)
    for part, names in _REQUIRED.items():
        for name in names:
            if name not in given[part]:
                raise bad_value(missing(f"{part}.{name}"))
    info, customer = given["advertiser_info"], given["customer_info"]
    check_name("advertiser_info.name", info["name"])
    check_text("advertiser_info.name", info["name"], LONGEST_NAME)
    check_choice("advertiser_info.type", info.get("type", "AUCTION"), {"AUCTION", "RESERVATION"})
    if info["currency"] != bc.currency:
        raise bad_value(f"advertiser_info.currency: Must be the Business Center's ({bc.currency}).")
    if info["timezone"] not in available_timezones():
        raise bad_value(f"advertiser_info.timezone: Invalid value '{info['timezone']}'.")
    contact = given.get("contact_info", {})
    advertiser = Advertiser(
        id=simulator.new_id(call.now),
        bc_id=bc.id,
        name=info["name"],
        currency=info["currency"],
        timezone=info["timezone"],
        status="STATUS_ENABLE",
        balance=Decimal(0),
        created_at=call.now,
        fields={
            "company": customer["company"],
            "industry": str(customer["industry"]),
            "country": customer.get("registered_area"),
            "contacter": contact.get("name"),
            "email": contact.get("email"),
            "cellphone_number": contact.get("number"),
            "promotion_link": given.get("qualification_info", {}).get("promotion_link"),
            "license_no": given.get("qualification_info", {}).get("license_no"),
        },
    )
    opened = [replace(call.grant, advertiser_ids=[*call.grant.advertiser_ids, advertiser.id])] if call.grant else []
    roof = replace(bc, advertiser_ids=[*bc.advertiser_ids, advertiser.id])
    simulator.state.save(advertiser, roof, *opened)
    return {
        "advertiser_id": advertiser.id,
        "payment_portfolio_binding_result": _DONE,
        "budget_setup_result": _DONE,
    }


@behaviour(BC_ADVERTISER_DISABLE)
def disable(simulator: Simulator, call: Call[BcAdvertiserDisableParams]) -> dict[str, Any]:
    """For good: what the ad account holds goes back to the Business Center. One id a call; a no comes with a reason."""
    if "bc_id" not in call.given:
        raise bad_value(missing("bc_id"))
    bc = center_run(simulator, call, call.given["bc_id"])
    ids = call.given.get("advertiser_ids", [])
    if len(ids) != 1:
        raise bad_value("advertiser_ids: Length must be 1.")
    if ids[0] not in bc.advertiser_ids:
        raise Refusal(40001, f"No permission to operate advertiser {ids[0]}.")
    advertiser = simulator.state.advertisers[ids[0]]
    if reason := _against(simulator, advertiser, call.now):
        return {"disabled_advertiser_ids": [], "failed_infos": {advertiser.id: reason}}
    purse, portfolio = purse_of(advertiser), portfolio_for(simulator.state, bc, advertiser.currency)
    if purse.total and portfolio:
        move(simulator.state, Move(bc, portfolio, advertiser, purse, is_recharge=False, at=call.now), simulator.new_id)
        advertiser = simulator.state.advertisers[advertiser.id]
    simulator.state.save(replace(advertiser, status="STATUS_DISABLE"))
    return {"disabled_advertiser_ids": [advertiser.id], "failed_infos": {}}


def _against(simulator: Simulator, advertiser: Advertiser, now: datetime) -> str | None:
    """DELIVERING: it has spent within three days. SUSPENDED: TikTok has punished it. Two of TikTok's five reasons."""
    if advertiser.status == "STATUS_LIMIT":
        return "SUSPENDED"
    today, state = figures.today(advertiser, now), simulator.state
    first = today - STILL_DELIVERING
    for campaign_id in state.campaigns_of.get(advertiser.id, []):
        ledger = figures.figures_of(state).ledger(campaign_id)
        if ledger.total(campaign_id, "spend", first, today, as_spent(now)):
            return "DELIVERING"
    return None
