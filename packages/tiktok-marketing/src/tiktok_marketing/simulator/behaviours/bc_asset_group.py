"""Groups of ad accounts and of the people who work with them: a group's people have its accounts."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.agency_records import BusinessCenter
from tiktok_marketing.simulator.assets import ADVERTISER, assets_of
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.business_records import AssetGroup
from tiktok_marketing.simulator.rights import center_run
from tiktok_marketing.simulator.rules.text import check_choice, check_given, check_name
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.state import State
from tiktok_marketing.spec.bc_asset_group import (
    BC_ASSET_GROUP_CREATE,
    BC_ASSET_GROUP_DELETE,
    BC_ASSET_GROUP_GET,
    BC_ASSET_GROUP_LIST,
    BC_ASSET_GROUP_UPDATE,
    BcAssetGroupCreateParams,
    BcAssetGroupDeleteParams,
    BcAssetGroupGetParams,
    BcAssetGroupListParams,
    BcAssetGroupUpdateParams,
)

from .bc_asset import check_has
from .bc_member import ADVERTISER_ROLES, member_in
from .listing import page_of

MOST_ASSETS, MOST_MEMBERS = 200, 50
_PREFIX, _DEFAULT_ROLE = "ADVERTISER_ROLE_", "ANALYST"


@behaviour(BC_ASSET_GROUP_CREATE)
def create(simulator: Simulator, call: Call[BcAssetGroupCreateParams]) -> dict[str, Any]:
    bc, given = center_run(simulator, call, call.params.bc_id), call.given
    check_name("asset_group_name", given["asset_group_name"])
    group = AssetGroup(
        id=simulator.new_id(call.now),
        bc_id=bc.id,
        name=given["asset_group_name"],
        asset_ids=_assets(simulator, bc, given["assets"]),
        members=_members(simulator, bc, given["members"]),
    )
    simulator.state.save(group)
    return {"asset_group_id": group.id}


@behaviour(BC_ASSET_GROUP_UPDATE)
def update(simulator: Simulator, call: Call[BcAssetGroupUpdateParams]) -> dict[str, Any]:
    """One thing at a time: the name, or ad accounts or people that come or go."""
    bc, given = center_run(simulator, call, call.params.bc_id), call.given
    group = _group(simulator.state, bc, call.params.asset_group_id)
    check_choice("update_entity", given["update_entity"], {"NAME", "ASSET", "MEMBER"})
    match given["update_entity"]:
        case "NAME":
            check_given(given, "asset_group_name")
            check_name("asset_group_name", given["asset_group_name"])
            group = replace(group, name=given["asset_group_name"])
        case "ASSET":
            check_given(given, "assets")
            named = _assets(simulator, bc, given["assets"])
            left = [one for one in group.asset_ids if one not in named]
            group = replace(group, asset_ids=[*left, *named] if _adds(given) else left)
        case _:
            check_given(given, "members")
            people = _members(simulator, bc, given["members"])
            others = {who: role for who, role in group.members.items() if who not in people}
            group = replace(group, members=others | people if _adds(given) else others)
    simulator.state.save(group)
    return {}


@behaviour(BC_ASSET_GROUP_DELETE)
def delete(simulator: Simulator, call: Call[BcAssetGroupDeleteParams]) -> dict[str, Any]:
    bc = center_run(simulator, call, call.params.bc_id)
    if len(call.params.asset_group_ids) != 1:
        raise bad_value("asset_group_ids: Exactly one id in one request.")
    simulator.state.forget(_group(simulator.state, bc, call.params.asset_group_ids[0]))
    return {}


@behaviour(BC_ASSET_GROUP_LIST)
def list_groups(simulator: Simulator, call: Call[BcAssetGroupListParams]) -> dict[str, Any]:
    bc = center_run(simulator, call, call.params.bc_id)
    word = call.given.get("filtering", {}).get("keyword", "").casefold()
    every = (group for group in simulator.state.asset_groups.values() if group.bc_id == bc.id)
    page, page_info = page_of([group for group in every if word in group.name.casefold()], call.given)
    rows = [
        {"asset_group_id": group.id, "asset_group_name": group.name}
        | {"assets": _shown_assets(simulator, bc, group, ""), "members": _shown_members(simulator.state, group, "")}
        for group in page
    ]
    return {"asset_groups": rows, "page_info": page_info}


@behaviour(BC_ASSET_GROUP_GET)
def get(simulator: Simulator, call: Call[BcAssetGroupGetParams]) -> dict[str, Any]:
    """The group with a page of its ad accounts or of its people."""
    bc = center_run(simulator, call, call.params.bc_id)
    group = _group(simulator.state, bc, call.params.asset_group_id)
    check_choice("query_entity", call.params.query_entity, {"ASSET", "MEMBER"})
    word = call.given.get("filtering", {}).get("keyword", "").casefold()
    of_assets = call.params.query_entity == "ASSET"
    found = _shown_assets(simulator, bc, group, word) if of_assets else _shown_members(simulator.state, group, word)
    page, page_info = page_of(found, call.given)
    shown = {"assets": page} if of_assets else {"members": page}
    named = {"asset_group_id": group.id, "asset_group_name": group.name}
    return {"asset_group": named | shown, "page_info": page_info}


def _group(state: State, bc: BusinessCenter, group_id: str) -> AssetGroup:
    group = state.asset_groups.get(group_id)
    if group is None or group.bc_id != bc.id:
        raise Refusal(40007, f"The asset group {group_id} does not exist.")
    return group


def _adds(given: dict[str, Any]) -> bool:
    check_given(given, "action")
    check_choice("action", given["action"], {"ADD", "DELETE"})
    return bool(given["action"] == "ADD")


def _assets(simulator: Simulator, bc: BusinessCenter, given: list[dict[str, Any]]) -> list[str]:
    if not 1 <= len(given) <= MOST_ASSETS:
        raise bad_value(f"assets: Length must be between 1 and {MOST_ASSETS}.")
    for place, one in enumerate(given):
        check_choice(f"assets.{place}.asset_type", one.get("asset_type", ADVERTISER), {ADVERTISER})
    ids = list(dict.fromkeys(one["asset_id"] for one in given))
    check_has(simulator, bc, ADVERTISER, ids)
    return ids


def _members(simulator: Simulator, bc: BusinessCenter, given: list[dict[str, Any]]) -> dict[str, str]:
    """Each with the role that it gets on the group's ad accounts."""
    if not 1 <= len(given) <= MOST_MEMBERS:
        raise bad_value(f"members: Length must be between 1 and {MOST_MEMBERS}.")
    roles = {}
    for place, one in enumerate(given):
        who = member_in(simulator.state, bc.id, one["member_id"])
        asked = next(iter(one.get("asset_roles", {}).values()), _PREFIX + _DEFAULT_ROLE)
        check_choice(f"members.{place}.asset_roles", asked, {_PREFIX + role for role in ADVERTISER_ROLES})
        roles[who.id] = asked.removeprefix(_PREFIX)
    return roles


def _shown_assets(simulator: Simulator, bc: BusinessCenter, group: AssetGroup, word: str) -> list[dict[str, str]]:
    names = {owned.holding.asset_id: owned.name for owned in assets_of(simulator.state, bc, ADVERTISER)}
    rows = [{"asset_id": i, "asset_type": ADVERTISER, "asset_name": names.get(i, i)} for i in group.asset_ids]
    return [row for row in rows if word in row["asset_name"].casefold()]


def _shown_members(state: State, group: AssetGroup, word: str) -> list[dict[str, Any]]:
    people = [(state.members[who], role) for who, role in group.members.items() if who in state.members]
    return [
        {"member_id": member.id, "member_name": member.name, "asset_roles": {ADVERTISER: _PREFIX + role}}
        for member, role in people
        if word in member.name.casefold()
    ]
