"""What the person behind a token may do: in a Business Center, and with an advertiser (behaviour reference §10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .agency_records import BusinessCenter, Grant
from .behaviour import Call, Refusal
from .business_records import Member
from .simulator import Simulator
from .state import State


def members_of(state: State, bc_id: str) -> list[Member]:
    """Everybody who is in the Business Center or invited to it, oldest first."""
    return [member for member in state.members.values() if member.bc_id == bc_id and member.left_at is None]


def is_bound(member: Member | None, now: datetime) -> bool:
    """Whether the person has accepted and not left."""
    return member is not None and member.left_at is None and member.joined_at <= now


def sees(state: State, grant: Grant | None, bc: BusinessCenter, now: datetime) -> bool:
    """Whether the person is in the Business Center.

    A token that names nobody is that of somebody who may do everything where it reaches an advertiser.
    """
    if grant is None:
        return False
    if grant.user_id is None:
        return not set(grant.advertiser_ids).isdisjoint(bc.advertiser_ids)
    member = state.members.get(grant.user_id)
    return member is not None and member.bc_id == bc.id and is_bound(member, now)


def person(simulator: Simulator, call: Call[Any]) -> Member | None:
    """Who calls; None for somebody who may do everything."""
    user_id = call.grant.user_id if call.grant else None
    return simulator.state.members.get(user_id) if user_id else None


def center_seen(simulator: Simulator, call: Call[Any], bc_id: str) -> BusinessCenter:
    """The Business Center, for anybody in it.

    Raises:
        Refusal: 40001, the person is not in it, or there is none.
    """
    bc = simulator.state.business_centers.get(bc_id)
    if bc is None or not sees(simulator.state, call.grant, bc, call.now):
        raise Refusal(40001, f"No permission to operate Business Center {bc_id}.")
    return bc


def center_run(simulator: Simulator, call: Call[Any], bc_id: str) -> BusinessCenter:
    """The Business Center, for its administrators alone; raises as `center_seen` does."""
    bc = center_seen(simulator, call, bc_id)
    who = person(simulator, call)
    if who is not None and who.user_role != "ADMIN":
        raise Refusal(40001, f"No permission to operate Business Center {bc_id}: the role ADMIN is needed.")
    return bc


def center_paid(simulator: Simulator, call: Call[Any], bc_id: str) -> BusinessCenter:
    """The Business Center, for those who may move its money; raises as `center_seen` does."""
    bc = center_seen(simulator, call, bc_id)
    who = person(simulator, call)
    if who is not None and who.user_role != "ADMIN" and who.finance_role != "MANAGER":
        raise Refusal(40001, f"No permission to operate the money of Business Center {bc_id}.")
    return bc


def opens(state: State, grant: Grant, advertiser_id: str, now: datetime) -> bool:
    """Whether the grant covers the advertiser and the person behind it still may use it (§1.1 likely, §10 inferred)."""
    if advertiser_id not in grant.advertiser_ids:
        return False
    if grant.user_id is None:
        return True
    member = state.members.get(grant.user_id)
    if member is None or not is_bound(member, now):
        return False
    held = any(held.asset_id == advertiser_id for held in member.holdings)
    return member.user_role == "ADMIN" or held or in_group(state, member, advertiser_id) is not None


def in_group(state: State, member: Member, advertiser_id: str) -> str | None:
    """The role that a group of people gives the member on the ad account, None where none does."""
    groups = (group for group in state.asset_groups.values() if group.bc_id == member.bc_id)
    return next((g.members[member.id] for g in groups if advertiser_id in g.asset_ids and member.id in g.members), None)
