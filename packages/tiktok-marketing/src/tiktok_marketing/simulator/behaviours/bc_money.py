"""A Business Center's money: its balance, and transfers to and from its ad accounts (behaviour reference §10)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tiktok_marketing.simulator import currencies
from tiktok_marketing.simulator.agency_records import BusinessCenter
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.business_records import NOTHING, Portfolio, Transaction
from tiktok_marketing.simulator.rights import center_paid, center_seen
from tiktok_marketing.simulator.rules.campaign import check_request_id
from tiktok_marketing.simulator.rules.money import check_amount
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.treasury import Move, Purse, change_credit, move, portfolios_of, purse_of
from tiktok_marketing.spec.bc_money import BC_BALANCE_GET, BC_TRANSFER, BcBalanceGetParams, BcTransferParams

# The floor of a recharge in cash, in dollars, times the currency's ratio. That there is one is sure, its size is ours.
LEAST_RECHARGE = Decimal(10)
REPEAT_WINDOW = timedelta(seconds=10)


@behaviour(BC_BALANCE_GET)
def balance(simulator: Simulator, call: Call[BcBalanceGetParams]) -> dict[str, Any]:
    """Of one portfolio; without an id, of the one in the Business Center's currency (inferred)."""
    bc = center_seen(simulator, call, call.params.bc_id)
    portfolios = portfolios_of(simulator.state, bc)
    if "payment_portfolio_id" in call.given:
        portfolios = [_portfolio(portfolios, call.given["payment_portfolio_id"])]
    purse = purse_of(portfolios[0])
    return {
        "bc_id": bc.id,
        "currency": portfolios[0].currency,
        "account_balance": purse.total,
        "valid_account_balance": purse.total,
        "frozen_balance": NOTHING,
        "tax": NOTHING,
        "cash_balance": purse.cash,
        "valid_cash_balance": purse.cash,
        "grant_balance": purse.grant,
        "valid_grant_balance": purse.grant,
        "payment_portfolio_type": "SHARED" if portfolios[0].is_shared else "NON_SHARED",
    }


@behaviour(BC_TRANSFER)
def transfer(simulator: Simulator, call: Call[BcTransferParams]) -> dict[str, Any]:
    given = call.given
    bc = center_paid(simulator, call, call.params.bc_id)
    check_choice("transfer_type", given["transfer_type"], {"RECHARGE", "REFUND"})
    level = given.get("transfer_level", "ADVERTISER")
    check_choice("transfer_level", level, {"ADVERTISER", "BC"})
    portfolio = _payer(simulator, bc, given)
    if level == "BC":
        return _change_credit(simulator, call, bc, portfolio)
    return _move(simulator, call, bc, portfolio)


def _move(simulator: Simulator, call: Call[Any], bc: BusinessCenter, portfolio: Portfolio) -> dict[str, Any]:
    """Money between the portfolio and an ad account; `request_id` is not looked at (sure: only at BC level)."""
    given = call.given
    if "advertiser_id" not in given:
        raise bad_value(missing("advertiser_id"))
    if given["advertiser_id"] not in bc.advertiser_ids:
        raise Refusal(40001, f"No permission to operate advertiser {given['advertiser_id']}.")
    advertiser = simulator.state.advertisers[given["advertiser_id"]]
    if advertiser.status == "STATUS_DISABLE":
        raise bad_value(f"advertiser_id: The ad account {advertiser.id} is disabled.")
    if portfolio.currency != advertiser.currency:
        raise bad_value(f"payment_portfolio_id: Its currency is not the ad account's ({advertiser.currency}).")
    is_recharge = given["transfer_type"] == "RECHARGE"
    amounts = _amounts(given, portfolio)
    if is_recharge:
        _check_floor(amounts.cash, portfolio.currency)
    order = Move(bc, portfolio, advertiser, amounts, is_recharge, call.now)
    records = move(simulator.state, order, simulator.new_id)
    payer, payee = ({"account_type": record.level, "account_id": record.account_id} for record in records[:2])
    infos = [
        {
            "transaction_id": record.id,
            "transaction_type": record.billing,
            "payee_account": payee,
            "remitter_account": payer,
        }
        for record in records
    ]
    return {"bc_id": bc.id, "advertiser_id": advertiser.id, "transaction_infos": infos}


def _change_credit(simulator: Simulator, call: Call[Any], bc: BusinessCenter, portfolio: Portfolio) -> dict[str, Any]:
    """The credit of a Business Center on monthly invoicing. A repeated `request_id` is answered 40050 (§4.3)."""
    given = call.given
    request_id = given.get("request_id")
    check_request_id(request_id)
    if request_id is not None:
        _check_not_repeated(simulator, call, bc, request_id)
    if "grant_amount" in given or "amount_info" in given:
        raise bad_value("cash_amount: At BC level only a credit amount can be transferred.")
    if "cash_amount" not in given:
        raise bad_value(missing("cash_amount"))
    amount = Decimal(given["cash_amount"])
    check_amount("cash_amount", amount, portfolio.currency)
    is_gain = given["transfer_type"] == "RECHARGE"
    entry = Transaction(
        id=simulator.new_id(call.now),
        bc_id=bc.id,
        portfolio_id=portfolio.id,
        level="BC",
        account_id=bc.id,
        amount=amount,
        currency=portfolio.currency,
        billing="CREDIT",
        is_gain=is_gain,
        kind="INCREASE_BALANCE" if is_gain else "DECREASE_BALANCE",
        at=call.now,
        request_id=request_id,
    )
    change_credit(simulator.state, entry)
    sides: list[dict[str, str]] = [
        {"account_type": "BC", "account_id": bc.id},
        {"account_type": "PORTFOLIO", "account_id": portfolio.id},
    ]
    payee, remitter = sides if is_gain else reversed(sides)
    info = {"transaction_id": entry.id, "transaction_type": "CREDIT"}
    return {"transaction_infos": [info | {"payee_account": payee, "remitter_account": remitter}]}


def _payer(simulator: Simulator, bc: BusinessCenter, given: dict[str, Any]) -> Portfolio:
    """The portfolio named, which may be left out where there is only one."""
    portfolios = portfolios_of(simulator.state, bc)
    if "payment_portfolio_id" in given:
        return _portfolio(portfolios, given["payment_portfolio_id"])
    if len(portfolios) > 1:
        raise bad_value(missing("payment_portfolio_id"))
    return portfolios[0]


def _portfolio(portfolios: list[Portfolio], portfolio_id: str) -> Portfolio:
    for portfolio in portfolios:
        if portfolio.id == portfolio_id:
            return portfolio
    raise bad_value(f"payment_portfolio_id: There is no payment portfolio {portfolio_id}.")


def _amounts(given: dict[str, Any], portfolio: Portfolio) -> Purse:
    """What is to be moved: of `amount_info`, else of one of the two flat fields."""
    if "amount_info" in given:
        named = {f"amount_info.{name}": amount for name, amount in given["amount_info"].items()}
    else:
        named = {name: given[name] for name in ("cash_amount", "grant_amount") if name in given}
        if len(named) > 1:
            raise bad_value("cash_amount: Specify one of amount_info, cash_amount and grant_amount.")
    if not named:
        raise bad_value(missing("cash_amount"))
    if portfolio.is_shared and "cash_amount" in named:
        raise bad_value("cash_amount: Not supported while balance sharing is enabled.")
    for path, amount in named.items():
        check_amount(path, Decimal(amount), portfolio.currency)
    by_kind = {path.rpartition(".")[2].removesuffix("_amount"): Decimal(amount) for path, amount in named.items()}
    return Purse(**by_kind)


def least_recharge(currency: str) -> Decimal:
    """The least cash that a recharge can be."""
    return LEAST_RECHARGE * currencies.ratio(currency)


def _check_floor(cash: Decimal, currency: str) -> None:
    if 0 < cash < least_recharge(currency):
        raise bad_value(f"cash_amount: At least {least_recharge(currency)} {currency} can be transferred.")


def _check_not_repeated(simulator: Simulator, call: Call[Any], bc: BusinessCenter, request_id: str) -> None:
    for entry in simulator.state.transactions.values():
        if (entry.bc_id, entry.request_id) == (bc.id, request_id) and call.now < entry.at + REPEAT_WINDOW:
            raise Refusal(40050, f"Duplicate request: the request_id {request_id} was used within the last 10 seconds.")
