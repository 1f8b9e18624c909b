"""The people of a Business Center: who is in it, invited, changed, sent away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator import chance
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.business_records import Holding, Member
from tiktok_marketing.simulator.rights import center_run, center_seen, is_bound, members_of
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.state import State
from tiktok_marketing.spec.bc_member import (
    BC_ASSET_MEMBER_GET,
    BC_MEMBER_DELETE,
    BC_MEMBER_GET,
    BC_MEMBER_INVITE,
    BC_MEMBER_UPDATE,
    BcAssetMemberGetParams,
    BcMemberDeleteParams,
    BcMemberGetParams,
    BcMemberInviteParams,
    BcMemberUpdateParams,
)

from .listing import page_of

# Behaviour reference §10 (sure).
MOST_INVITED = 50
USER_ROLES = frozenset({"ADMIN", "STANDARD"})
FINANCE_ROLES = frozenset({"MANAGER", "ANALYST"})
ADVERTISER_ROLES = frozenset({"ADMIN", "OPERATOR", "ANALYST"})
# How long people take to accept is ours: minutes, by seeded chance.
_ACCEPTED_AFTER = (5, 240)


@behaviour(BC_MEMBER_GET)
def get(simulator: Simulator, call: Call[BcMemberGetParams]) -> dict[str, Any]:
    bc = center_seen(simulator, call, call.params.bc_id)
    filtering = call.given.get("filtering", {})
    found = [member for member in members_of(simulator.state, bc.id) if _matches(member, filtering, call.now)]
    rows, page_info = page_of(found, call.given)
    return {"list": [_row(member, None, call.now) for member in rows], "page_info": page_info}


@behaviour(BC_MEMBER_INVITE)
def invite(simulator: Simulator, call: Call[BcMemberInviteParams]) -> dict[str, Any]:
    """Who is in it or invited already is passed over without an error; the others are PENDING until they accept."""
    given, state = call.given, simulator.state
    bc = center_run(simulator, call, call.params.bc_id)
    emails = _emails(given["emails"])
    role, asset_type = given.get("user_role", "STANDARD"), given.get("asset_type", "ADVERTISER")
    check_choice("user_role", role, USER_ROLES)
    check_choice("asset_type", asset_type, {"ADVERTISER"})
    holdings = _invited_to(given, bc.advertiser_ids)
    known = {member.email.casefold() for member in members_of(state, bc.id)}
    new = [email for email in emails if email.casefold() not in known]
    finance = _finance_role(given)
    state.save(
        *(
            Member(
                id=simulator.new_id(call.now),
                bc_id=bc.id,
                name=email.partition("@")[0],
                email=email,
                user_role=role,
                joined_at=_accepted(simulator.seed, email, call.now),
                finance_role=finance,
                holdings=holdings,
            )
            for email in new
        )
    )
    return {}


@behaviour(BC_MEMBER_UPDATE)
def update(simulator: Simulator, call: Call[BcMemberUpdateParams]) -> dict[str, Any]:
    given = call.given
    bc = center_run(simulator, call, call.params.bc_id)
    member = member_in(simulator.state, bc.id, call.params.user_id)
    role = given.get("user_role", member.user_role)
    check_choice("user_role", role, USER_ROLES)
    if role != "ADMIN":
        _check_not_the_last(simulator.state, member, call.now)
    finance = _finance_role(given) if "ext_user_role" in given else member.finance_role
    name = given.get("user_name", member.name)
    simulator.state.save(replace(member, user_role=role, name=name, finance_role=finance))
    return {}


@behaviour(BC_MEMBER_DELETE)
def delete(simulator: Simulator, call: Call[BcMemberDeleteParams]) -> dict[str, Any]:
    """A member is named by id; who has not accepted yet has none, and is named by e-mail address."""
    given = call.given
    bc = center_run(simulator, call, call.params.bc_id)
    if "user_id" not in given and "user_email" not in given:
        raise bad_value(missing("user_id"))
    if "user_id" in given:
        member = member_in(simulator.state, bc.id, given["user_id"])
    else:
        member = _by_email(simulator.state, bc.id, given["user_email"])
    _check_not_the_last(simulator.state, member, call.now)
    simulator.state.save(replace(member, left_at=call.now))
    return {}


@behaviour(BC_ASSET_MEMBER_GET)
def holders(simulator: Simulator, call: Call[BcAssetMemberGetParams]) -> dict[str, Any]:
    """Who was given the asset."""
    bc = center_seen(simulator, call, call.params.bc_id)
    filtering = call.given.get("filtering", {})
    found = [
        (member, held)
        for member in members_of(simulator.state, bc.id)
        if _matches(member, filtering, call.now)
        for held in member.holdings
        if held.asset_id == call.params.asset_id
    ]
    rows, page_info = page_of(found, call.given)
    return {"list": [_row(member, held, call.now) for member, held in rows], "page_info": page_info}


def member_in(state: State, bc_id: str, user_id: str) -> Member:
    """The member, invited or in.

    Raises:
        Refusal: 40007, there is none.
    """
    member = state.members.get(user_id)
    if member is None or member.bc_id != bc_id or member.left_at is not None:
        raise Refusal(40007, f"The user {user_id} is not in the Business Center {bc_id}.")
    return member


def _by_email(state: State, bc_id: str, email: str) -> Member:
    for member in members_of(state, bc_id):
        if member.email.casefold() == email.casefold():
            return member
    raise Refusal(40007, f"The user {email} is not in the Business Center {bc_id}.")


def _check_not_the_last(state: State, member: Member, now: datetime) -> None:
    admins = [m for m in members_of(state, member.bc_id) if m.user_role == "ADMIN" and is_bound(m, now)]
    if admins == [member]:
        raise bad_value(f"user_id: {member.id} is the last administrator of the Business Center.")


def _emails(given: list[str]) -> list[str]:
    if not 1 <= len(given) <= MOST_INVITED:
        raise bad_value(f"emails: Length must be between 1 and {MOST_INVITED}.")
    for place, email in enumerate(given):
        name, _, host = email.partition("@")
        if not name or "." not in host:
            raise bad_value(f"emails.{place}: Not a valid email address.")
    return list({email.casefold(): email for email in given}.values())


def _invited_to(given: dict[str, Any], advertiser_ids: list[str]) -> list[Holding]:
    ids, role = given.get("asset_ids", []), given.get("advertiser_role", "ANALYST")
    check_choice("advertiser_role", role, ADVERTISER_ROLES)
    if len(ids) > MOST_INVITED:
        raise bad_value(f"asset_ids: Longer than maximum length {MOST_INVITED}.")
    for asset_id in ids:
        if asset_id not in advertiser_ids:
            raise bad_value(f"asset_ids: The ad account {asset_id} does not belong to the Business Center.")
    return [Holding(asset_type="ADVERTISER", asset_id=i, role=role) for i in dict.fromkeys(ids)]


def _finance_role(given: dict[str, Any]) -> str | None:
    role: str | None = given.get("ext_user_role", {}).get("finance_role")
    if role is not None:
        check_choice("ext_user_role.finance_role", role, FINANCE_ROLES)
    return role


def _accepted(seed: int, email: str, now: datetime) -> datetime:
    return now + timedelta(minutes=chance.between(*_ACCEPTED_AFTER, chance.key_of(seed, email), 0))


def _matches(member: Member, filtering: dict[str, Any], now: datetime) -> bool:
    keyword = filtering.get("keyword", "").casefold()
    return (
        (keyword in member.name.casefold() or keyword in member.email.casefold())
        and filtering.get("user_role", member.user_role) == member.user_role
        and filtering.get("relation_status", _relation(member, now)) == _relation(member, now)
    )


def _relation(member: Member, now: datetime) -> str:
    return "BOUND" if is_bound(member, now) else "PENDING"


def _row(member: Member, held: Holding | None, now: datetime) -> dict[str, Any]:
    bound = is_bound(member, now)
    role = held.role if held else None
    return {
        "user_id": member.id if bound else None,
        "user_name": member.name if bound else None,
        "user_email": member.email,
        "user_role": member.user_role,
        "relation_status": _relation(member, now),
        "ext_user_role": {"finance_role": member.finance_role},
        "advertiser_role": role if held and held.asset_type == "ADVERTISER" else None,
        "catalog_role": role if held and held.asset_type == "CATALOG" else None,
    }
