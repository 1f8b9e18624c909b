"""Billing groups of a Business Center. What is taken is sure; that an account is on one invoice alone is inferred."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.agency_records import BusinessCenter
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.business_records import BillingGroup
from tiktok_marketing.simulator.fallback import NOT_SIMULATED
from tiktok_marketing.simulator.rights import center_paid, center_seen
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.bc_billing_group import (
    BC_BILLING_GROUP_ADVERTISER_LIST,
    BC_BILLING_GROUP_CREATE,
    BC_BILLING_GROUP_GET,
    BC_BILLING_GROUP_UPDATE,
    BcBillingGroupAdvertiserListParams,
    BcBillingGroupCreateParams,
    BcBillingGroupGetParams,
    BcBillingGroupUpdateParams,
)

from .listing import page_of

# The official SDK (sure).
MOST_ACCOUNTS, MOST_EMAILS, NAME_LENGTH = 100, 20, 100
AUCTION = "AUCTION"
_TYPES = frozenset({AUCTION, "RESERVATION"})
# Ours, as is that every group is valid: nothing tells how an invoice comes to be addressed.
_INVOICED = {"invoice_group_by": "ADVERTISER", "billed_to_type": "ACCOUNT", "status": "VALID"}


@behaviour(BC_BILLING_GROUP_CREATE)
def create(simulator: Simulator, call: Call[BcBillingGroupCreateParams]) -> dict[str, Any]:
    bc, given = center_paid(simulator, call, call.params.bc_id), call.given
    kind = given.get("billing_group_type", AUCTION)
    check_choice("billing_group_type", kind, _TYPES)
    group = BillingGroup(
        id=simulator.new_id(call.now),
        bc_id=bc.id,
        name=_name("billing_group_name", given["billing_group_name"]),
        type=kind,
        emails=_emails("billing_group_emails", given.get("billing_group_emails", [])),
        is_primary=given.get("is_primary", False),
    )
    ids = _accounts(simulator, bc, group, "advertiser_ids", given["advertiser_ids"])
    if not ids:
        raise bad_value(f"advertiser_ids: Length must be between 1 and {MOST_ACCOUNTS}.")
    _keep(simulator, replace(group, advertiser_ids=ids))
    return {"billing_group_id": group.id}


@behaviour(BC_BILLING_GROUP_UPDATE)
def update(simulator: Simulator, call: Call[BcBillingGroupUpdateParams]) -> dict[str, Any]:
    """Only what is sent changes."""
    bc, given = center_paid(simulator, call, call.params.bc_id), call.given
    group = _group(simulator, bc, call.params.billing_group_id)
    gone = set(given.get("delete_advertiser_ids", []))
    if strange := sorted(gone.difference(group.advertiser_ids)):
        raise bad_value(f"delete_advertiser_ids: {strange[0]} is not in the billing group.")
    added = _accounts(simulator, bc, group, "add_advertiser_ids", given.get("add_advertiser_ids", []))
    ids = [one for one in dict.fromkeys([*group.advertiser_ids, *added]) if one not in gone]
    if not 1 <= len(ids) <= MOST_ACCOUNTS:
        raise bad_value(f"add_advertiser_ids: A billing group has 1 to {MOST_ACCOUNTS} ad accounts.")
    changed = replace(
        group,
        name=_name("new_billing_group_name", given.get("new_billing_group_name", group.name)),
        emails=_emails("new_billing_group_emails", given.get("new_billing_group_emails", group.emails)),
        is_primary=given.get("is_primary", group.is_primary),
        advertiser_ids=ids,
    )
    _keep(simulator, changed)
    return {}


@behaviour(BC_BILLING_GROUP_GET)
def get(simulator: Simulator, call: Call[BcBillingGroupGetParams]) -> dict[str, Any]:
    bc = center_seen(simulator, call, call.params.bc_id)
    filtering = call.given.get("filtering", {})
    if "status" in filtering:
        raise Refusal(NOT_SIMULATED, "The simulator does not know which status of a billing group a number stands for.")
    rows = [_row(simulator, bc, group) for group in _groups(simulator, bc)]
    found = [row for row in rows if _matches(row, filtering)]
    page, page_info = page_of(found, call.given)
    return {"list": page, "page_info": page_info}


@behaviour(BC_BILLING_GROUP_ADVERTISER_LIST)
def advertisers(simulator: Simulator, call: Call[BcBillingGroupAdvertiserListParams]) -> dict[str, Any]:
    bc = center_seen(simulator, call, call.params.bc_id)
    group = _group(simulator, bc, call.params.billing_group_id)
    page, page_info = page_of(group.advertiser_ids, call.given)
    return {"list": [{"advertiser_id": one} for one in page], "page_info": page_info}


def _groups(simulator: Simulator, bc: BusinessCenter) -> list[BillingGroup]:
    """The Business Center's, newest first."""
    return [group for group in reversed(simulator.state.billing_groups.values()) if group.bc_id == bc.id]


def _group(simulator: Simulator, bc: BusinessCenter, group_id: str) -> BillingGroup:
    group = simulator.state.billing_groups.get(group_id)
    if group is None or group.bc_id != bc.id:
        raise Refusal(40007, f"The billing group {group_id} does not exist.")
    return group


def _keep(simulator: Simulator, group: BillingGroup) -> None:
    """Saves it; a new primary one takes the place of the one there was (inferred)."""
    before = [
        replace(other, is_primary=False)
        for other in simulator.state.billing_groups.values()
        if group.is_primary and other.is_primary and _are_rivals(group, other)
    ]
    simulator.state.save(*before, group)


def _are_rivals(group: BillingGroup, other: BillingGroup) -> bool:
    return (other.bc_id, other.type) == (group.bc_id, group.type) and other.id != group.id


def _accounts(simulator: Simulator, bc: BusinessCenter, group: BillingGroup, path: str, ids: list[str]) -> list[str]:
    """Each once; the Business Center's, and in no other group of the kind (inferred)."""
    if len(ids) > MOST_ACCOUNTS:
        raise bad_value(f"{path}: Length must be between 1 and {MOST_ACCOUNTS}.")
    taken = {
        one: other.id
        for other in simulator.state.billing_groups.values()
        if _are_rivals(group, other)
        for one in other.advertiser_ids
    }
    for one in ids:
        if one not in bc.advertiser_ids:
            raise bad_value(f"{path}: The ad account {one} does not belong to the Business Center.")
        if one in taken:
            raise bad_value(f"{path}: The ad account {one} is in the billing group {taken[one]} already.")
    return list(dict.fromkeys(ids))


def _name(path: str, name: str) -> str:
    if not 1 <= len(name) <= NAME_LENGTH:
        raise bad_value(f"{path}: Length must be between 1 and {NAME_LENGTH}.")
    return name


def _emails(path: str, emails: list[str]) -> list[str]:
    if len(emails) > MOST_EMAILS:
        raise bad_value(f"{path}: Longer than maximum length {MOST_EMAILS}.")
    return emails


def _matches(row: dict[str, Any], filtering: dict[str, Any]) -> bool:
    word = filtering.get("billing_group_name", "").casefold()
    exact = {name: value for name, value in filtering.items() if name != "billing_group_name"}
    return word in row["billing_group_name"].casefold() and all(row[name] == value for name, value in exact.items())


def _row(simulator: Simulator, bc: BusinessCenter, group: BillingGroup) -> dict[str, Any]:
    accounts = (simulator.state.advertisers[one] for one in group.advertiser_ids)
    return {
        "billing_group_id": group.id,
        "billing_group_name": group.name,
        "billing_group_type": group.type,
        "billing_group_emails": group.emails,
        "is_primary": group.is_primary,
        "advertisers": [{"advertiser_id": one.id, "advertiser_name": one.name} for one in accounts],
        "invoice_object_name": bc.name,
        **_INVOICED,
    }
