"""Partners: other Business Centers that one shares its assets with."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.agency_records import BusinessCenter
from tiktok_marketing.simulator.assets import own_ids
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.business_records import Partner
from tiktok_marketing.simulator.rights import center_run, center_seen
from tiktok_marketing.simulator.rules.text import missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.state import State
from tiktok_marketing.spec.bc_partner import (
    BC_ASSET_PARTNER_GET,
    BC_PARTNER_ADD,
    BC_PARTNER_ASSET_DELETE,
    BC_PARTNER_DELETE,
    BC_PARTNER_GET,
    BcAssetPartnerGetParams,
    BcPartnerAddParams,
    BcPartnerAssetDeleteParams,
    BcPartnerDeleteParams,
    BcPartnerGetParams,
)

from .bc_asset import read_holding, with_holdings
from .listing import page_of

MOST_SHARED = 50  # behaviour reference §10 (sure): of one type, in one call


@behaviour(BC_PARTNER_GET)
def get(simulator: Simulator, call: Call[BcPartnerGetParams]) -> dict[str, Any]:
    bc = center_seen(simulator, call, call.params.bc_id)
    name = call.given.get("filtering", {}).get("name", "").casefold()
    found = [side for side in _partners_of(simulator.state, bc.id) if name in side.name.casefold()]
    return _listed(found, call)


@behaviour(BC_ASSET_PARTNER_GET)
def users(simulator: Simulator, call: Call[BcAssetPartnerGetParams]) -> dict[str, Any]:
    """The partners that may use the asset."""
    bc = center_seen(simulator, call, call.params.bc_id)
    keyword = call.given.get("filtering", {}).get("keyword", "").casefold()
    found = [
        side
        for side in _partners_of(simulator.state, bc.id)
        if any(held.asset_id == call.params.asset_id for held in side.shared) and keyword in side.name.casefold()
    ]
    return _listed(found, call)


@behaviour(BC_PARTNER_ADD)
def add(simulator: Simulator, call: Call[BcPartnerAddParams]) -> dict[str, Any]:
    """A partnership, and the assets that go with it; the role on ad accounts is ANALYST unless told (§10, sure)."""
    given, state = call.given, simulator.state
    bc = center_run(simulator, call, call.params.bc_id)
    partner_id = given.get("partner_id")
    if partner_id is None:
        raise bad_value(missing("partner_id"))
    if partner_id == bc.id or not partner_id.isdigit():
        raise bad_value("partner_id: Must be the ID of another Business Center.")
    ids = list(dict.fromkeys(given.get("asset_ids", [])))
    if len(ids) > MOST_SHARED:
        raise bad_value(f"asset_ids: Longer than maximum length {MOST_SHARED}.")
    _check_owned(state, bc, given.get("asset_type"), ids)
    shared = [read_holding(given, asset_id) for asset_id in ids]
    side = _side(state, bc.id, partner_id) or _new_side(simulator, call, bc.id, partner_id)
    mirror = _side(state, partner_id, bc.id) or _new_side(simulator, call, partner_id, bc.id)
    state.save(replace(side, shared=with_holdings(side.shared, shared)), mirror)
    return {}


@behaviour(BC_PARTNER_DELETE)
def delete(simulator: Simulator, call: Call[BcPartnerDeleteParams]) -> dict[str, Any]:
    """Ends both sides: nothing stays shared."""
    bc = center_run(simulator, call, call.params.bc_id)
    partner_id = call.params.partner_id
    sides = (partner_in(simulator.state, bc.id, partner_id), _side(simulator.state, partner_id, bc.id))
    simulator.state.save(*(replace(side, shared=[], ended_at=call.now) for side in sides if side))
    return {}


@behaviour(BC_PARTNER_ASSET_DELETE)
def delete_assets(simulator: Simulator, call: Call[BcPartnerAssetDeleteParams]) -> dict[str, Any]:
    """The partner stays one, but may use these assets no longer."""
    bc = center_run(simulator, call, call.params.bc_id)
    side = partner_in(simulator.state, bc.id, call.params.partner_id)
    gone = set(call.params.asset_ids)
    if unknown := gone - {held.asset_id for held in side.shared if held.asset_type == call.params.asset_type}:
        raise bad_value(f"asset_ids: Not shared with the partner: {', '.join(sorted(unknown))}.")
    simulator.state.save(replace(side, shared=[held for held in side.shared if held.asset_id not in gone]))
    return {}


def partner_in(state: State, bc_id: str, partner_id: str) -> Partner:
    """The Business Center's side of the partnership.

    Raises:
        Refusal: 40007, there is none.
    """
    side = _side(state, bc_id, partner_id)
    if side is None:
        raise Refusal(40007, f"The Business Center {partner_id} is not a partner of {bc_id}.")
    return side


def _side(state: State, bc_id: str, partner_id: str) -> Partner | None:
    side = state.partners.get(f"{bc_id}:{partner_id}")
    return side if side and side.ended_at is None else None


def _new_side(simulator: Simulator, call: Call[Any], bc_id: str, partner_id: str) -> Partner:
    known = simulator.state.business_centers.get(partner_id)
    name = known.name if known else f"Business Center {partner_id}"
    return Partner(id=f"{bc_id}:{partner_id}", bc_id=bc_id, partner_id=partner_id, name=name, since=call.now)


def _partners_of(state: State, bc_id: str) -> list[Partner]:
    return [side for side in state.partners.values() if side.bc_id == bc_id and side.ended_at is None]


def _check_owned(state: State, bc: BusinessCenter, asset_type: str | None, asset_ids: list[str]) -> None:
    """Only what is its own may be passed on."""
    if not asset_ids:
        return
    if asset_type is None:
        raise bad_value(missing("asset_type"))
    own = own_ids(state, bc.id, asset_type)
    for asset_id in asset_ids:
        if asset_id not in own:
            raise bad_value(f"asset_ids: The {asset_type} {asset_id} is not owned by the Business Center.")


def _listed(found: list[Partner], call: Call[Any]) -> dict[str, Any]:
    rows, page_info = page_of(found, call.given)
    return {"list": [{"bc_id": side.partner_id, "bc_name": side.name} for side in rows], "page_info": page_info}
