"""A Business Center's assets: listing them, and giving them to its people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.agency_records import BusinessCenter
from tiktok_marketing.simulator.assets import ADVERTISER, Owned, asset_row, assets_of, described
from tiktok_marketing.simulator.behaviour import Call, Refusal, behaviour
from tiktok_marketing.simulator.business_records import Holding, Member
from tiktok_marketing.simulator.rights import center_run, center_seen, is_bound, person
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec import catalogue
from tiktok_marketing.spec.bc_asset import (
    BC_ASSET_ADMIN_GET,
    BC_ASSET_ASSIGN,
    BC_ASSET_GET,
    BC_ASSET_UNASSIGN,
    BC_PARTNER_ASSET_GET,
    BcAssetAdminGetParams,
    BcAssetAssignParams,
    BcAssetGetParams,
    BcAssetUnassignParams,
    BcPartnerAssetGetParams,
)

from .bc_member import ADVERTISER_ROLES, member_in
from .listing import page_of

CATALOG_ROLES = frozenset({"ADMIN", "AD_PROMOTE"})
_STORE_ROLES = frozenset({"AD_PROMOTION", "MANAGER"})
_TT_ACCOUNT_ROLES = frozenset({"DIRECT_MESSAGE", "LIVE", "POST"})
# The field of the call that carries the role, what it may be, and what it is when left out (partly inferred).
_ROLES = {
    ADVERTISER: ("advertiser_role", ADVERTISER_ROLES, "ANALYST"),
    "CATALOG": ("catalog_role", CATALOG_ROLES, "AD_PROMOTE"),
    "STOREFRONT": ("store_role", _STORE_ROLES, "AD_PROMOTION"),
    "TIKTOK_SHOP": ("store_role", _STORE_ROLES, "AD_PROMOTION"),
    "LEAD": ("form_library_role", frozenset({"ADMIN"}), "ADMIN"),
}


@behaviour(BC_ASSET_GET)
def get(simulator: Simulator, call: Call[BcAssetGetParams]) -> dict[str, Any]:
    """What the caller may use, or the member that `filtering` names."""
    bc = center_seen(simulator, call, call.params.bc_id)
    asset_type = _asset_type(call.given["asset_type"])
    filtering = call.given.get("filtering", {})
    who = _asked_for(simulator, call, bc, filtering)
    found = [
        (owned, held)
        for owned in assets_of(simulator.state, bc, asset_type)
        if (held := _in_hands(who, owned)) and _named(owned, filtering)
    ]
    rows, page_info = page_of(found, call.given)
    listed = [asset_row(owned, held.role, held.tt_account_roles) for owned, held in rows]
    return {"list": listed, "page_info": page_info}


@behaviour(BC_ASSET_ADMIN_GET)
def get_all(simulator: Simulator, call: Call[BcAssetAdminGetParams]) -> dict[str, Any]:
    """Everything the Business Center has, for its administrators."""
    bc = center_run(simulator, call, call.params.bc_id)
    filtering = call.given.get("filtering", {})
    found = [
        asset_row(owned, owned.holding.role, owned.holding.tt_account_roles)
        for owned in assets_of(simulator.state, bc, _asset_type(call.given["asset_type"]))
        if _named(owned, filtering)
    ]
    wanted = {"advertiser_status": filtering.get("advertiser_show_status")}
    wanted |= {name: filtering.get(name) for name in ("relation_type", "relation_status")}
    found = [row for row in found if all(value in (None, row.get(name)) for name, value in wanted.items())]
    rows, page_info = page_of(found, call.given)
    return {"list": list(rows), "page_info": page_info}


@behaviour(BC_ASSET_ASSIGN)
def assign(simulator: Simulator, call: Call[BcAssetAssignParams]) -> dict[str, Any]:
    """The member gets the asset, or another role on it."""
    bc, member = _member_to_change(simulator, call)
    held = read_holding(call.given, call.params.asset_id)
    check_has(simulator, bc, held.asset_type, [held.asset_id])
    simulator.state.save(replace(member, holdings=with_holdings(member.holdings, [held])))
    return {}


@behaviour(BC_ASSET_UNASSIGN)
def unassign(simulator: Simulator, call: Call[BcAssetUnassignParams]) -> dict[str, Any]:
    bc, member = _member_to_change(simulator, call)
    check_has(simulator, bc, _asset_type(call.params.asset_type), [call.params.asset_id])
    left = [held for held in member.holdings if held.asset_id != call.params.asset_id]
    simulator.state.save(replace(member, holdings=left))
    return {}


@behaviour(BC_PARTNER_ASSET_GET)
def of_partner(simulator: Simulator, call: Call[BcPartnerAssetGetParams]) -> dict[str, Any]:
    """SHARING: what the Business Center lets the partner use; SHARED: what it may use of the partner's (inferred)."""
    bc = center_seen(simulator, call, call.params.bc_id)
    partner_id, asset_type = call.params.partner_id, _asset_type(call.given["asset_type"])
    check_choice("share_type", call.given["share_type"], {"SHARING", "SHARED"})
    sharing = call.given["share_type"] == "SHARING"
    owner, user = (bc.id, partner_id) if sharing else (partner_id, bc.id)
    side = simulator.state.partners.get(f"{owner}:{user}")
    if side is None or side.ended_at is not None:
        raise Refusal(40007, f"The Business Center {partner_id} is not a partner of {bc.id}.")
    mirror = simulator.state.partners.get(f"{user}:{owner}")
    owner_name, relation = (bc.name, "OWNER_BC") if sharing else (mirror.name if mirror else owner, "OWNER_PARTNER")
    shared = [described(simulator.state, h, owner_name, relation) for h in side.shared if h.asset_type == asset_type]
    found = [owned for owned in shared if _named(owned, call.given.get("filtering", {}))]
    rows, page_info = page_of(found, call.given)
    return {"list": [asset_row(owned, owned.holding.role, ()) for owned in rows], "page_info": page_info}


def read_holding(given: dict[str, Any], asset_id: str) -> Holding:
    """The asset and role in a call."""
    asset_type = _asset_type(given["asset_type"])
    role = None
    if asset_type in _ROLES:
        name, allowed, default = _ROLES[asset_type]
        role = given.get(name, default)
        check_choice(name, role, allowed)
    account_roles = given.get("tt_account_roles", [])
    for one in account_roles:
        check_choice("tt_account_roles", one, _TT_ACCOUNT_ROLES)
    return Holding(asset_type=asset_type, asset_id=asset_id, role=role, tt_account_roles=tuple(account_roles))


def check_has(simulator: Simulator, bc: BusinessCenter, asset_type: str, asset_ids: Iterable[str]) -> None:
    """The Business Center owns or received each of the assets.

    Raises:
        Refusal: 40002, naming the first it does not have.
    """
    has = {owned.holding.asset_id for owned in assets_of(simulator.state, bc, asset_type)}
    for asset_id in asset_ids:
        if asset_id not in has:
            raise Refusal(40002, f"asset_id: The {asset_type} {asset_id} does not belong to the Business Center.")


def with_holdings(old: list[Holding], new: list[Holding]) -> list[Holding]:
    """`old` with `new`, which replace those of the same assets."""
    return list({held.asset_id: held for held in [*old, *new]}.values())


def _member_to_change(simulator: Simulator, call: Call[Any]) -> tuple[BusinessCenter, Member]:
    bc = center_run(simulator, call, call.given["bc_id"])
    member = member_in(simulator.state, bc.id, call.given["user_id"])
    if not is_bound(member, call.now):
        raise Refusal(40002, f"user_id: {member.id} has not accepted the invitation yet.")
    return bc, member


def _asset_type(value: str) -> str:
    check_choice("asset_type", value, [str(each) for each in catalogue.enum("bc_asset")])
    return value


def _asked_for(simulator: Simulator, call: Call[Any], bc: BusinessCenter, filtering: dict[str, Any]) -> Member | None:
    if "user_id" in filtering:
        return member_in(simulator.state, bc.id, filtering["user_id"])
    return person(simulator, call)


def _in_hands(who: Member | None, owned: Owned) -> Holding | None:
    """How the person holds the asset, None where not; an administrator has all there is."""
    if who is None:
        return owned.holding
    mine = next((held for held in who.holdings if held.asset_id == owned.holding.asset_id), None)
    return mine or (owned.holding if who.user_role == "ADMIN" else None)


def _named(owned: Owned, filtering: dict[str, Any]) -> bool:
    keyword = filtering.get("keyword", "").casefold()
    return keyword in owned.name.casefold() or keyword == owned.holding.asset_id
