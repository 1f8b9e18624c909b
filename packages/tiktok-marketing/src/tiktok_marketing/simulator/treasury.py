"""Moving money between a Business Center and its ad accounts, exact and recorded on both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from .agency_records import Advertiser, BusinessCenter
from .behaviour import Refusal, bad_value
from .business_records import NOTHING, Portfolio, Transaction
from .state import State

BILLINGS = ("CASH", "GRANT", "CREDIT")
NewId = Callable[[datetime], str]


class Purse(msgspec.Struct, frozen=True):
    """What somebody has, by kind of money; never negative."""

    cash: Decimal = NOTHING
    grant: Decimal = NOTHING
    credit: Decimal = NOTHING

    @property
    def total(self) -> Decimal:
        return self.cash + self.grant + self.credit

    def of(self, billing: str) -> Decimal:
        return {"CASH": self.cash, "GRANT": self.grant, "CREDIT": self.credit}[billing]

    def plus(self, other: Purse) -> Purse:
        return Purse(self.cash + other.cash, self.grant + other.grant, self.credit + other.credit)

    def minus(self, other: Purse) -> Purse:
        return self.plus(Purse(-other.cash, -other.grant, -other.credit))

    def covers(self, other: Purse) -> bool:
        return all(self.of(billing) >= other.of(billing) for billing in BILLINGS)


class Move(msgspec.Struct, frozen=True):
    """One order: `amounts` from the portfolio to the ad account, or back."""

    bc: BusinessCenter
    portfolio: Portfolio
    advertiser: Advertiser
    amounts: Purse
    is_recharge: bool
    at: datetime


def purse_of(owner: Advertiser | Portfolio) -> Purse:
    """What an ad account or a portfolio holds."""
    if isinstance(owner, Portfolio):
        return Purse(owner.cash, owner.grant, owner.credit)
    return Purse(owner.balance - owner.grant - owner.credit, owner.grant, owner.credit)


def portfolios_of(state: State, bc: BusinessCenter) -> list[Portfolio]:
    """The Business Center's money by currency, its own currency's first; one without any has an empty one."""
    found = [portfolio for portfolio in state.portfolios.values() if portfolio.bc_id == bc.id]
    if not found:
        return [Portfolio(id=bc.id, bc_id=bc.id, name=bc.name, currency=bc.currency)]
    return sorted(found, key=lambda portfolio: portfolio.currency != bc.currency)


def portfolio_for(state: State, bc: BusinessCenter, currency: str) -> Portfolio | None:
    """Where ad accounts of a currency get their money from."""
    return next((found for found in portfolios_of(state, bc) if found.currency == currency), None)


def move(state: State, order: Move, new_id: NewId) -> list[Transaction]:
    """Carries the order out and keeps it, all at once; two records for each kind of money, the payer's first.

    Raises:
        Refusal: 40002, the payer does not have that much.
    """
    account, center = purse_of(order.advertiser), purse_of(order.portfolio)
    payer = center if order.is_recharge else account
    if not payer.covers(order.amounts):
        who = f"Business Center {order.bc.id}" if order.is_recharge else f"ad account {order.advertiser.id}"
        raise bad_value(f"Insufficient balance: the {who} does not have the amount to transfer.")
    account = account.plus(order.amounts) if order.is_recharge else account.minus(order.amounts)
    center = center.minus(order.amounts) if order.is_recharge else center.plus(order.amounts)
    records = [
        record for billing in BILLINGS if order.amounts.of(billing) for record in _both_sides(order, billing, new_id)
    ]
    state.save(with_purse(order.advertiser, account), with_purse(order.portfolio, center), *records)
    return records


def change_credit(state: State, entry: Transaction) -> None:
    """Raises or lowers the credit of a Business Center, whose other side is TikTok.

    Raises:
        Refusal: 40002, it would fall below zero.
    """
    portfolio = state.portfolios.get(entry.portfolio_id)
    if portfolio is None:
        raise Refusal(40002, "The Business Center has not enabled monthly invoicing.")
    credit = portfolio.credit + (entry.amount if entry.is_gain else -entry.amount)
    if credit < 0:
        raise bad_value("Insufficient balance: the Business Center does not have the credit to deduct.")
    state.save(replace(portfolio, credit=credit), entry)


def with_purse(owner: Advertiser | Portfolio, purse: Purse) -> Advertiser | Portfolio:
    """A copy of the owner that holds `purse`."""
    if isinstance(owner, Portfolio):
        return replace(owner, cash=purse.cash, grant=purse.grant, credit=purse.credit)
    return replace(owner, balance=purse.total, grant=purse.grant, credit=purse.credit)


def _both_sides(order: Move, billing: str, new_id: NewId) -> list[Transaction]:
    """The payer's record, then the payee's."""
    sides = [("BC", order.bc.id), ("ADVERTISER", order.advertiser.id)]
    if not order.is_recharge:
        sides.reverse()
    return [
        Transaction(
            id=new_id(order.at),
            bc_id=order.bc.id,
            portfolio_id=order.portfolio.id,
            level=level,
            account_id=account_id,
            amount=order.amounts.of(billing),
            currency=order.portfolio.currency,
            billing=billing,
            is_gain=is_gain,
            kind="INCREASE_BALANCE" if is_gain else "DECREASE_BALANCE",
            at=order.at,
        )
        for (level, account_id), is_gain in zip(sides, (False, True), strict=True)
    ]
