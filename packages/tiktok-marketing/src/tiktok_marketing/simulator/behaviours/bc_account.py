"""What ad accounts a Business Center can make, what its own have cost, and where their money comes from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tiktok_marketing.simulator import world
from tiktok_marketing.simulator.agency_records import Advertiser, BusinessCenter
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.business_records import NOTHING, Portfolio
from tiktok_marketing.simulator.figures import today
from tiktok_marketing.simulator.rights import center_seen, members_of
from tiktok_marketing.simulator.rules.text import check_choice, check_given
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.treasury import portfolios_of
from tiktok_marketing.simulator.truth import truth
from tiktok_marketing.spec.bc_account import (
    BC_ACCOUNT_COST_GET,
    BC_ADVERTISER_ATTRIBUTE,
    PAYMENT_PORTFOLIO_GET,
    BcAccountCostParams,
    BcAdvertiserAttributeParams,
    PaymentPortfolioParams,
)

from .days import read_day
from .listing import page_of


@behaviour(BC_ADVERTISER_ATTRIBUTE)
def attributes(simulator: Simulator, call: Call[BcAdvertiserAttributeParams]) -> dict[str, Any]:
    """Behaviour reference §10 (sure): a new ad account has the Business Center's currency."""
    check_given(call.given, "bc_id")
    bc = center_seen(simulator, call, call.given["bc_id"])
    return {"currencies": [bc.currency], "region_codes": [row[2] for row in world.facts()["countries"]]}


@behaviour(BC_ACCOUNT_COST_GET)
def costs(simulator: Simulator, call: Call[BcAccountCostParams]) -> dict[str, Any]:
    """What reports show as spent, all of it in cash, without taxes; without dates, today's (ours)."""
    check_given(call.given, "bc_id")
    bc, filtering = center_seen(simulator, call, call.given["bc_id"]), call.given.get("filtering", {})
    word = filtering.get("keyword", "").casefold()
    accounts = [simulator.state.advertisers[i] for i in bc.advertiser_ids if i in simulator.state.advertisers]
    found = [one for one in accounts if word in one.name.casefold() or word == one.id]
    rows = [_cost(simulator, call, account, filtering) for account in found]
    page, page_info = page_of(rows, call.given)
    return {"cost_list": page, "page_info": page_info, "transaction_summary": _summary(bc, rows)}


@behaviour(PAYMENT_PORTFOLIO_GET)
def portfolios(simulator: Simulator, call: Call[PaymentPortfolioParams]) -> dict[str, Any]:
    bc, filtering = center_seen(simulator, call, call.params.bc_id), call.given.get("filtering", {})
    kind, ids = filtering.get("payment_portfolio_type"), filtering.get("payment_portfolio_ids")
    if kind is not None:
        check_choice("filtering.payment_portfolio_type", kind, {"SHARED", "NON_SHARED"})
    found = [
        one
        for one in portfolios_of(simulator.state, bc)
        if (not ids or one.id in ids) and kind in {None, _kind(one)} and filtering.get("bc_related", True)
    ]
    page, page_info = page_of(found, call.given)
    return {"payment_portfolio_list": [_row(simulator, bc, one) for one in page], "page_info": page_info}


def _cost(simulator: Simulator, call: Call[Any], account: Advertiser, filtering: dict[str, Any]) -> dict[str, Any]:
    now = today(account, call.now)
    first, last = (read_day(f"filtering.{n}", filtering.get(n)) or now for n in ("start_date", "end_date"))
    if last < first:
        raise bad_value("filtering.end_date: Must not be before start_date.")
    spent = Decimal(truth(simulator.state, call.now, account.id, first, last)["totals"]["spend"])
    named = {"advertiser_id": account.id, "advertiser_name": account.name, "currency": account.currency}
    return named | {"amount": spent, "cash_amount": spent, "grant_amount": NOTHING, "tax_amount": NOTHING}


def _summary(bc: BusinessCenter, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Of the ad accounts in the Business Center's currency: others cannot be added to them (ours)."""
    own = [row for row in rows if row["currency"] == bc.currency]
    names = ("amount", "cash_amount", "grant_amount", "tax_amount")
    return {name: sum((row[name] for row in own), NOTHING) for name in names} | {"currency": bc.currency}


def _kind(portfolio: Portfolio) -> str:
    return "SHARED" if portfolio.is_shared else "NON_SHARED"


def _row(simulator: Simulator, bc: BusinessCenter, portfolio: Portfolio) -> dict[str, Any]:
    accounts = [simulator.state.advertisers[i] for i in bc.advertiser_ids if i in simulator.state.advertisers]
    return {
        "payment_portfolio_id": portfolio.id,
        "payment_portfolio_name": portfolio.name,
        "payment_portfolio_type": _kind(portfolio),
        "linked_advertiser_account_count": sum(one.currency == portfolio.currency for one in accounts),
        "user_count": sum(member.finance_role is not None for member in members_of(simulator.state, bc.id)),
        "cash_balance_list": [{"currency": portfolio.currency, "amount": portfolio.cash}],
        "credit_line_allocation": {
            "allocated_amount": portfolio.credit,
            "used_amount": NOTHING,
            "available_amount": portfolio.credit,
            "min_allocation_percentage": 0,
        },
    }
