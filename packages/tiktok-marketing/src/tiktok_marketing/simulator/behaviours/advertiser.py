"""What an advertiser says about itself."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.agency_records import Advertiser
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.advertiser import ADVERTISER_INFO, AdvertiserInfoParams

from .listing import check_fields, only

MOST_IDS = 100


@behaviour(ADVERTISER_INFO)
def info(simulator: Simulator, call: Call[AdvertiserInfoParams]) -> dict[str, Any]:
    ids = list(dict.fromkeys(call.params.advertiser_ids))
    if not ids:
        raise bad_value("advertiser_ids: Must not be empty.")
    if len(ids) > MOST_IDS:
        raise Refusal(40011, f"advertiser_ids: At most {MOST_IDS} ids in one request.")
    wanted = check_fields(ADVERTISER_INFO, call.given.get("fields"))
    return {"list": [only(_row(simulator.state.advertisers[i]), wanted) for i in ids]}


def _row(advertiser: Advertiser) -> dict[str, Any]:
    return {
        "company": None,
        "country": None,
        "industry": None,
        "language": "en",
        "role": "ROLE_ADVERTISER",
        "rejection_reason": None,
        "advertiser_account_type": "AUCTION",
        **advertiser.fields,
        "advertiser_id": advertiser.id,
        "owner_bc_id": advertiser.bc_id,
        "name": advertiser.name,
        "currency": advertiser.currency,
        "timezone": advertiser.timezone,
        "display_timezone": advertiser.timezone,
        "status": advertiser.status,
        "balance": advertiser.balance,
        # Seconds since 1970, unlike every other time of TikTok's.
        "create_time": int(advertiser.created_at.timestamp()),
    }
