"""What a Business Center has: its own ad accounts and other assets, and what partners let it use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from .agency_records import BusinessCenter
from .business_records import Holding
from .state import State

ADVERTISER, PIXEL = "ADVERTISER", "PIXEL"
_FULL = {ADVERTISER: "ADMIN", "CATALOG": "ADMIN", "STOREFRONT": "MANAGER", "TIKTOK_SHOP": "MANAGER"}
_ROLE_FIELDS = {
    ADVERTISER: "advertiser_role",
    "CATALOG": "catalog_role",
    "STOREFRONT": "store_role",
    "TIKTOK_SHOP": "store_role",
}
_SHOWN_AS = {"STATUS_ENABLE": "APPROVED", "STATUS_LIMIT": "PUNISHED", "STATUS_DISABLE": "PUNISHED"}
_REFUSED = frozenset({"STATUS_CONFIRM_FAIL", "STATUS_CONFIRM_FAIL_END", "STATUS_CONFIRM_MODIFY_FAIL"})


class Owned(msgspec.Struct, frozen=True):
    """An asset as one Business Center has it: its own with all rights, or a partner's with those that were given."""

    holding: Holding
    name: str
    owner_name: str
    relation_type: str  # OWNER_BC, OWNER_PARTNER
    fields: dict[str, Any]


def assets_of(state: State, bc: BusinessCenter, asset_type: str) -> Iterator[Owned]:
    """All of one type: its own first, then what it received."""
    for asset_id in own_ids(state, bc.id, asset_type):
        held = Holding(asset_type=asset_type, asset_id=asset_id, role=_FULL.get(asset_type))
        yield described(state, held, bc.name, "OWNER_BC")
    for partner, held in received(state, bc.id):
        if held.asset_type == asset_type:
            yield described(state, held, partner, "OWNER_PARTNER")


def own_ids(state: State, bc_id: str, asset_type: str) -> list[str]:
    """Ids of what belongs to the Business Center itself."""
    if asset_type == ADVERTISER:
        bc = state.business_centers.get(bc_id)
        return [i for i in bc.advertiser_ids if i in state.advertisers] if bc else []
    if asset_type == PIXEL:
        roofs = {advertiser.id for advertiser in state.advertisers.values() if advertiser.bc_id == bc_id}
        return [pixel.id for pixel in state.pixels.values() if pixel.advertiser_id in roofs]
    return [asset.id for asset in state.assets.values() if (asset.bc_id, asset.asset_type) == (bc_id, asset_type)]


def received(state: State, bc_id: str) -> Iterator[tuple[str, Holding]]:
    """(owner's name, what it lets the Business Center use)."""
    for side in state.partners.values():
        if side.partner_id == bc_id and side.ended_at is None:
            mirror = state.partners.get(f"{bc_id}:{side.bc_id}")
            yield from ((mirror.name if mirror else side.bc_id, held) for held in side.shared)


def show_status(status: str) -> str:
    """An ad account's status as Business Center pages show it."""
    shown = "NOT_APPROVED" if status in _REFUSED else _SHOWN_AS.get(status, "IN_REVIEW")
    return f"SHOW_ACCOUNT_STATUS_{shown}"


def asset_row(owned: Owned, role: str | None, tt_account_roles: tuple[str, ...]) -> dict[str, Any]:
    """The asset as TikTok answers it; `role` is that of whom the list is for."""
    held = owned.holding
    row = {
        "asset_type": held.asset_type,
        "asset_id": held.asset_id,
        "asset_name": owned.name,
        "relation_type": owned.relation_type,
        "relation_status": "BOUND",
        "owner_bc_name": owned.owner_name,
        **owned.fields,
    }
    if name := _ROLE_FIELDS.get(held.asset_type):
        row[name] = role
    if held.asset_type == "TT_ACCOUNT":
        row["tt_account_roles"] = list(tt_account_roles)
    return row


def described(state: State, held: Holding, owner: str, relation: str) -> Owned:
    """The asset behind a holding; a partner's that nobody knows here has its id for a name."""
    if held.asset_type == ADVERTISER and held.asset_id in state.advertisers:
        advertiser = state.advertisers[held.asset_id]
        fields = {"advertiser_status": show_status(advertiser.status), "advertiser_account_type": "AUCTION"}
        return Owned(held, advertiser.name, owner, relation, fields)
    if held.asset_type == PIXEL and held.asset_id in state.pixels:
        pixel = state.pixels[held.asset_id]
        return Owned(held, pixel.name, owner, relation, {"pixel_code": pixel.code})
    asset = state.assets.get(held.asset_id)
    return Owned(held, asset.name if asset else held.asset_id, owner, relation, asset.fields if asset else {})
