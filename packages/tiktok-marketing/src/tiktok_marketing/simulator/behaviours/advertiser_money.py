"""Changing what an ad account says of itself, and its money as its Business Center sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.agency_records import Advertiser, BusinessCenter
from tiktok_marketing.simulator.assets import show_status
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.business_records import NOTHING
from tiktok_marketing.simulator.rights import center_seen
from tiktok_marketing.simulator.rules.text import check_name, check_text, check_web_address, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.state import State
from tiktok_marketing.simulator.treasury import Purse, portfolio_for, purse_of
from tiktok_marketing.spec.advertiser_money import (
    ADVERTISER_BALANCE_GET,
    ADVERTISER_UPDATE,
    AdvertiserBalance,
    AdvertiserBalanceGetParams,
    AdvertiserUpdateParams,
)
from tiktok_marketing.spec.timestamps import format_utc

from .bc_money import least_recharge
from .listing import page_of

LONGEST_NAME = 100
# The call's names → those of advertiser/info. Time zone, currency, country and industry never change (inferred).
_CHANGEABLE = {
    "company": "company",
    "contact_name": "contacter",
    "contact_email": "email",
    "contact_number": "cellphone_number",
    "promotion_link": "promotion_link",
    "license_no": "license_no",
    "address": "address",
}
# Behaviour reference §10 (sure): these come only when `fields` names them.
_ON_REQUEST = frozenset(
    {
        "max_transferable_amount",
        "min_transferable_amount",
        "budget_mode",
        "budget",
        "budget_cost",
        "budget_remaining",
        "budget_frequency_restriction",
        "budget_amount_restriction",
    }
)


@behaviour(ADVERTISER_UPDATE)
def update(simulator: Simulator, call: Call[AdvertiserUpdateParams]) -> dict[str, Any]:
    """Name and contact data. Ad accounts filled by hand, as all here are, have no budgets to change."""
    given = call.given
    if "advertiser_budgets" in given:
        raise bad_value("advertiser_budgets: The Business Center allocates money by hand: its ad accounts have none.")
    if "advertiser_id" not in given:
        raise bad_value(missing("advertiser_id"))
    advertiser = simulator.state.advertisers[given["advertiser_id"]]
    name = given.get("advertiser_name", advertiser.name)
    check_name("advertiser_name", name)
    check_text("advertiser_name", name, LONGEST_NAME)
    if "promotion_link" in given:
        check_web_address("promotion_link", given["promotion_link"])
    changes = {ours: given[theirs] for theirs, ours in _CHANGEABLE.items() if theirs in given}
    simulator.state.save(replace(advertiser, name=name, fields=advertiser.fields | changes))
    return {"list": []}


@behaviour(ADVERTISER_BALANCE_GET)
def balances(simulator: Simulator, call: Call[AdvertiserBalanceGetParams]) -> dict[str, Any]:
    """The ad accounts of the Business Center with what they hold, each in its own currency."""
    state, filtering = simulator.state, call.given.get("filtering", {})
    bc = center_seen(simulator, call, call.params.bc_id)
    wanted = _on_request(call.given.get("fields", []))
    accounts = [state.advertisers[i] for i in bc.advertiser_ids if i in state.advertisers]
    found = [one for one in accounts if _matches(state, bc, one, filtering)]
    page, page_info = page_of(found, call.given)
    rows = [_row(state, bc, one, call.now) | _extra(one, wanted) for one in page]
    if page_info["total_number"] == 1:
        rows = [row | {"transferable_amount": row["valid_account_balance"]} for row in rows]
    return {"advertiser_account_list": rows, "page_info": page_info}


def _on_request(fields: list[str]) -> frozenset[str]:
    if unknown := set(fields) - set(AdvertiserBalance.__struct_fields__):
        raise bad_value(f"fields: Invalid field(s): {', '.join(sorted(unknown))}.")
    return _ON_REQUEST & set(fields)


def _matches(state: State, bc: BusinessCenter, advertiser: Advertiser, filtering: dict[str, Any]) -> bool:
    keyword = filtering.get("keyword", "").casefold()
    statuses = filtering.get("advertiser_status")
    portfolio = portfolio_for(state, bc, advertiser.currency)
    portfolio_id = portfolio.id if portfolio else None
    return (
        (keyword in advertiser.name.casefold() or keyword == advertiser.id)
        and (not statuses or advertiser.status in statuses or show_status(advertiser.status) in statuses)
        and filtering.get("payment_portfolio_id", portfolio_id) == portfolio_id
    )


def _row(state: State, bc: BusinessCenter, advertiser: Advertiser, now: datetime) -> dict[str, Any]:
    purse, portfolio = purse_of(advertiser), portfolio_for(state, bc, advertiser.currency)
    return {
        "advertiser_id": advertiser.id,
        "advertiser_name": advertiser.name,
        "advertiser_status": show_status(advertiser.status),
        "advertiser_type": "AUCTION",
        "timezone": advertiser.timezone,
        "currency": advertiser.currency,
        "account_open_days": (now - advertiser.created_at).days,
        "balance_reminder": purse.total < least_recharge(advertiser.currency),
        "company": advertiser.fields.get("company"),
        "contact_name": advertiser.fields.get("contacter"),
        "contact_email": advertiser.fields.get("email"),
        "create_time": format_utc(advertiser.created_at),
        "payment_portfolio_id": portfolio.id if portfolio else None,
        "payment_portfolio_name": portfolio.name if portfolio else None,
        **_sums(purse),
        "balance_info": _sums(purse) | _of_credit(purse),
    }


def _sums(purse: Purse) -> dict[str, Any]:
    """Nothing is frozen and there are no taxes: what is there is valid."""
    return {
        "account_balance": purse.total,
        "valid_account_balance": purse.total,
        "frozen_balance": NOTHING,
        "tax": NOTHING,
        "cash_balance": purse.cash,
        "valid_cash_balance": purse.cash,
        "grant_balance": purse.grant,
        "valid_grant_balance": purse.grant,
    }


def _of_credit(purse: Purse) -> dict[str, Any]:
    frozen = dict.fromkeys(
        ("frozen_cash_balance", "frozen_grant_balance", "frozen_credit_balance", "cash_tax"), NOTHING
    )
    return frozen | {"credit_balance": purse.credit, "valid_credit_balance": purse.credit}


def _extra(advertiser: Advertiser, wanted: frozenset[str]) -> dict[str, Any]:
    """What was asked for by name: what could be taken back, the floor of a recharge, and that there is no budget."""
    purse = purse_of(advertiser)
    known: dict[str, Any] = {
        "max_transferable_amount": {
            "cash_amount": purse.cash,
            "grant_amount": purse.grant,
            "credit_amount": purse.credit,
        },
        "min_transferable_amount": {"cash_amount": least_recharge(advertiser.currency)},
        "budget_mode": "UNLIMITED",
        **dict.fromkeys(("budget", "budget_cost", "budget_remaining"), NOTHING),
        "budget_frequency_restriction": None,
        "budget_amount_restriction": None,
    }
    return {name: value for name, value in known.items() if name in wanted}
