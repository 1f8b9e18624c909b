"""TikTok accounts given to ad accounts, as identities to advertise with; and assets given up."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.agency_records import Advertiser, BusinessCenter
from tiktok_marketing.simulator.assets import own_ids, received
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.business_records import Asset
from tiktok_marketing.simulator.creative_records import Identity
from tiktok_marketing.simulator.fallback import NOT_SIMULATED
from tiktok_marketing.simulator.rights import center_run, center_seen
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.bc_asset_link import (
    ASSET_BIND_QUOTA,
    BC_ASSET_ADMIN_DELETE,
    BC_ASSET_ADVERTISER_ASSIGN,
    BC_ASSET_ADVERTISER_ASSIGNED,
    BC_ASSET_ADVERTISER_UNASSIGN,
    AssetBindQuotaParams,
    BcAssetAdminDeleteParams,
    BcAssetAdvertiserAssignedParams,
    BcAssetAdvertiserAssignParams,
    BcAssetAdvertiserUnassignParams,
)

from .listing import page_of

ACCOUNT, _OF_BC = "TT_ACCOUNT", "BC_AUTH_TT"
# Behaviour reference §5.3 (sure): one identity of TikTok's carries at most so many ads.
MOST_ADS = 10_000
_LASTING = frozenset({"ADVERTISER", "PIXEL"})


@behaviour(BC_ASSET_ADVERTISER_ASSIGN)
def assign(simulator: Simulator, call: Call[BcAssetAdvertiserAssignParams]) -> dict[str, Any]:
    """The account becomes an identity of the ad account's, BC_AUTH_TT (behaviour reference §5.3, sure)."""
    bc, asset, advertiser = _asked(simulator, call, call.given.get("asset_type", ACCOUNT))
    if _identity(simulator, asset, advertiser.id) is None:
        identity = Identity(
            id=simulator.new_id(call.now),
            advertiser_id=advertiser.id,
            identity_type=_OF_BC,
            display_name=asset.name,
            created_at=call.now,
            bc_id=bc.id,
            account_id=asset.id,
        )
        simulator.state.save(identity)
    return {}


@behaviour(BC_ASSET_ADVERTISER_UNASSIGN)
def unassign(simulator: Simulator, call: Call[BcAssetAdvertiserUnassignParams]) -> dict[str, Any]:
    """Ads that use it stay as they are."""
    _, asset, advertiser = _asked(simulator, call, call.params.asset_type)
    identity = _identity(simulator, asset, advertiser.id)
    if identity is None:
        raise bad_value(f"asset_id: The account {asset.id} is not assigned to the ad account {advertiser.id}.")
    simulator.state.save(replace(identity, deleted_at=call.now))
    return {}


@behaviour(BC_ASSET_ADVERTISER_ASSIGNED)
def assigned(simulator: Simulator, call: Call[BcAssetAdvertiserAssignedParams]) -> dict[str, Any]:
    """The ad accounts that have it; `advertiser_id` asks for one of them alone."""
    bc = center_seen(simulator, call, call.params.bc_id)
    asset = _account(simulator, bc, call.params.asset_id, call.params.asset_type)
    wanted = call.given.get("advertiser_id")
    every = (simulator.state.advertisers[one] for one in bc.advertiser_ids if one in simulator.state.advertisers)
    found = [one for one in every if wanted in {None, one.id} and _identity(simulator, asset, one.id)]
    page, page_info = page_of(found, call.given)
    return {
        "list": [{"advertiser_id": one.id, "advertiser_name": one.name} for one in page],
        "page_info": page_info,
    }


@behaviour(BC_ASSET_ADMIN_DELETE)
def give_up(simulator: Simulator, call: Call[BcAssetAdminDeleteParams]) -> dict[str, Any]:
    """What a partner lets it use is given back; of its own, all but ad accounts and pixels goes (ours)."""
    bc, kind = center_run(simulator, call, call.params.bc_id), call.params.asset_type
    ids = list(dict.fromkeys(call.params.asset_ids))
    if not ids:
        raise bad_value("asset_ids: Must not be empty.")
    own = set(own_ids(simulator.state, bc.id, kind))
    lent = {held.asset_id for _, held in received(simulator.state, bc.id) if held.asset_type == kind}
    for asset_id in ids:
        if asset_id not in own | lent:
            raise bad_value(f"asset_ids: The {kind} {asset_id} does not belong to the Business Center.")
        if asset_id in own and kind in _LASTING:
            raise bad_value(f"asset_ids: The {kind} {asset_id} belongs to the Business Center and cannot be removed.")
    _forget(simulator, bc, set(ids))
    return {}


@behaviour(ASSET_BIND_QUOTA)
def ads_left(simulator: Simulator, call: Call[AssetBindQuotaParams]) -> dict[str, Any]:
    if call.params.asset_type != ACCOUNT:
        raise Refusal(NOT_SIMULATED, f"The simulator knows the quota of {ACCOUNT} alone.")
    identities = {one.id for one in simulator.state.identities.values() if one.account_id == call.params.asset_id}
    identities.add(call.params.asset_id)
    living = (ad for ad in simulator.state.ads.values() if ad.operation_status != "DELETE")
    used = sum(ad.fields.get("identity_id") in identities for ad in living)
    return {"total_quota": MOST_ADS, "used_quota": used, "available_quota": max(MOST_ADS - used, 0)}


def _asked(simulator: Simulator, call: Call[Any], kind: str) -> tuple[BusinessCenter, Asset, Advertiser]:
    bc = center_run(simulator, call, call.params.bc_id)
    if call.params.advertiser_id not in bc.advertiser_ids:
        raise bad_value("advertiser_id: The ad account does not belong to the Business Center.")
    asset = _account(simulator, bc, call.params.asset_id, kind)
    return bc, asset, simulator.state.advertisers[call.params.advertiser_id]


def _account(simulator: Simulator, bc: BusinessCenter, asset_id: str, kind: str) -> Asset:
    check_choice("asset_type", kind, {ACCOUNT, "MANAGED_BUSINESS_ACCOUNT"})
    asset = simulator.state.assets.get(asset_id)
    if asset is None or (asset.bc_id, asset.asset_type) != (bc.id, kind):
        raise bad_value(f"asset_id: The {kind} {asset_id} does not belong to the Business Center.")
    return asset


def _identity(simulator: Simulator, asset: Asset, advertiser_id: str) -> Identity | None:
    every = simulator.state.identities.values()
    mine = (one for one in every if one.account_id == asset.id and one.advertiser_id == advertiser_id)
    return next((one for one in mine if one.deleted_at is None), None)


def _forget(simulator: Simulator, bc: BusinessCenter, ids: set[str]) -> None:
    """Takes the assets from the Business Center and from the hands of its people."""
    state = simulator.state
    members = [
        replace(member, holdings=[held for held in member.holdings if held.asset_id not in ids])
        for member in state.members.values()
        if member.bc_id == bc.id and any(held.asset_id in ids for held in member.holdings)
    ]
    sides = [
        replace(side, shared=[held for held in side.shared if held.asset_id not in ids])
        for side in state.partners.values()
        if bc.id in {side.partner_id, side.bc_id} and any(held.asset_id in ids for held in side.shared)
    ]
    state.save(*members, *sides)
    state.forget(*(asset for asset in list(state.assets.values()) if asset.id in ids and asset.bc_id == bc.id))
