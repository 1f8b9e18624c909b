"""A new campaign, ad group or smart ad, from the call that asks for it."""

from __future__ import annotations

from typing import Any, TypeVar

from tiktok_marketing.simulator.behaviour import Call
from tiktok_marketing.simulator.history import begun
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import SmartAd
from tiktok_marketing.simulator.tree_records import AdGroup, Campaign

N = TypeVar("N", Campaign, AdGroup)


def made(simulator: Simulator, call: Call[Any], kind: type[N], fields: dict[str, Any], **parent: Any) -> N:
    """With its first setting; `parent` is the ad group's `campaign_id`. Switched on, unless the call says otherwise."""
    node = kind(
        id=simulator.new_id(call.now),
        advertiser_id=call.given["advertiser_id"],
        operation_status=call.given.get("operation_status", "ENABLE"),
        created_at=call.now,
        modified_at=call.now,
        fields=fields,
        history=[],
        request_id=call.given.get("request_id"),
        **parent,
    )
    return begun(node)


def smart_made(simulator: Simulator, call: Call[Any], how: str, adgroup: AdGroup, fields: dict[str, Any]) -> SmartAd:
    """Without creatives yet, and switched on."""
    return SmartAd(
        id=simulator.new_id(call.now),
        how=how,
        advertiser_id=adgroup.advertiser_id,
        campaign_id=adgroup.campaign_id,
        adgroup_id=adgroup.id,
        operation_status="ENABLE",
        created_at=call.now,
        modified_at=call.now,
        fields=fields,
        creatives=[],
    )
