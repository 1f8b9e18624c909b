"""The seeded agency itself: its people, its partner, its assets, its money and where that came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

import msgspec

from .agency_records import Advertiser, BusinessCenter
from .business_records import Asset, Holding, Member, Partner, Portfolio, Transaction
from .record import Record
from .seed_clients import Client
from .seed_tree import ids_of

DOMAIN = "harbourandpine.example"
# Name, role, finance role, and which of the advertisers: -1 for all.
PEOPLE = (
    ("Ines Hallberg", "ADMIN", "MANAGER", -1),
    ("Tomasz Rey", "ADMIN", None, -1),
    ("Aiko Brandt", "STANDARD", None, 0),
    ("Dev Okafor", "STANDARD", "ANALYST", 1),
)
INVITED = "new.planner@" + DOMAIN
PARTNER = "Longshore Brands"
# Ad accounts get their money in parts of ten; what is left over of the last comes back.
_PARTS = (3, 2, 4, 2)
_RETURNED = 1
_SPARE = Decimal(250_000)
# Numbers of the upper half of a second, which the seeded tree never reaches.
_FIRST_NUMBER = 3_000_000_000

Account = tuple[Advertiser, Client]


def business(center: BusinessCenter, accounts: Sequence[Account], now: datetime) -> Iterator[Record]:
    """Everything under the Business Center's roof besides its advertisers; as the world stands on the day of `now`."""
    founding = _Founding(center, accounts, now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))
    yield from founding.people()
    yield from founding.assets()
    yield from founding.partnership()
    yield from founding.money()


class _Founding(msgspec.Struct):
    center: BusinessCenter
    accounts: Sequence[Account]
    morning: datetime
    _numbers: Iterator[int] = msgspec.field(default_factory=lambda: count(_FIRST_NUMBER))

    def new_id(self, at: datetime) -> str:
        return str((int(at.timestamp()) << 32) + next(self._numbers))

    def people(self) -> Iterator[Member]:
        for name, role, finance, place in PEOPLE:
            mine = self.accounts if place < 0 else self.accounts[place : place + 1]
            holdings = [
                Holding(asset_type="ADVERTISER", asset_id=one.id, role="ADMIN" if role == "ADMIN" else "OPERATOR")
                for one, _ in mine
            ]
            email = f"{name.casefold().replace(' ', '.')}@{DOMAIN}"
            yield self._member(name, email, role, self.center.created_at, finance, holdings)
        yield self._member("New planner", INVITED, "STANDARD", self.morning + timedelta(days=3), None, [])

    def assets(self) -> Iterator[Asset]:
        """A TikTok account a client, and the catalogue of the first."""
        for advertiser, client in self.accounts:
            handle = f"@{client.app.casefold().replace(' ', '').replace('&', 'and')}"
            yield Asset(
                id=ids_of(advertiser)["account"],
                bc_id=self.center.id,
                asset_type="TT_ACCOUNT",
                name=client.name,
                fields={
                    "tt_asset_handle": handle,
                    "is_business_verified": True,
                    "operating_region_code": client.country,
                },
            )
        _, client = self.accounts[0]
        catalog_id = self.new_id(self.center.created_at)
        yield Asset(id=catalog_id, bc_id=self.center.id, asset_type="CATALOG", name=f"{client.name} products")

    def partnership(self) -> Iterator[Record]:
        """One partner: it may look at the first ad account, and lets a catalogue of its own be advertised."""
        since = self.center.created_at + timedelta(days=20)
        partner_id, catalog_id = self.new_id(since), self.new_id(since)
        seen = Holding(asset_type="ADVERTISER", asset_id=self.accounts[0][0].id, role="ANALYST")
        given = Holding(asset_type="CATALOG", asset_id=catalog_id, role="AD_PROMOTE")
        yield Asset(id=catalog_id, bc_id=partner_id, asset_type="CATALOG", name=f"{PARTNER} outlet")
        yield self._side(self.center.id, partner_id, PARTNER, since, seen)
        yield self._side(partner_id, self.center.id, self.center.name, since, given)

    def money(self) -> Iterator[Record]:
        """A portfolio a currency, its own first, filled with what its ad accounts got and a spare."""
        currencies = dict.fromkeys([self.center.currency, *(advertiser.currency for advertiser, _ in self.accounts)])
        for currency in currencies:
            mine = [advertiser for advertiser, _ in self.accounts if advertiser.currency == currency]
            cash = sum((advertiser.balance for advertiser in mine), _SPARE)
            portfolio = Portfolio(
                id=self.new_id(self.center.created_at),
                bc_id=self.center.id,
                name=f"{self.center.name} {currency}",
                currency=currency,
                cash=_SPARE,
                grant=Decimal(500),
                credit=Decimal(20_000),
            )
            yield portfolio
            start = self.center.created_at + timedelta(hours=2)
            yield self._own(portfolio, cash, "CASH", "ADD_BALANCE", start)
            yield self._own(portfolio, Decimal(20_000), "CREDIT", "INCREASE_BALANCE", start + timedelta(days=1))
            yield self._own(portfolio, Decimal(500), "GRANT", "PROMOTION_ISSUED", self.morning - timedelta(days=9))
            for advertiser in mine:
                yield from self._transfers(portfolio, advertiser)

    def _transfers(self, portfolio: Portfolio, advertiser: Advertiser) -> Iterator[Transaction]:
        """How the ad account came by its balance, spread over its life up to the day before."""
        tenth = advertiser.balance / 10
        start = advertiser.created_at + timedelta(hours=6)
        step = (self.morning - start) / (len(_PARTS) + 1)
        moves = [(tenth * part, True) for part in _PARTS] + [(tenth * _RETURNED, False)]
        for place, (amount, is_recharge) in enumerate(moves):
            at = (start + step * place).replace(microsecond=0)
            sides = (("BC", self.center.id, not is_recharge), ("ADVERTISER", advertiser.id, is_recharge))
            for level, account_id, is_gain in sides:
                kind = "INCREASE_BALANCE" if is_gain else "DECREASE_BALANCE"
                yield self._entry(portfolio, level, account_id, amount, "CASH", kind, at, is_gain=is_gain)

    def _own(self, portfolio: Portfolio, amount: Decimal, billing: str, kind: str, at: datetime) -> Transaction:
        return self._entry(portfolio, "BC", self.center.id, amount, billing, kind, at, is_gain=True)

    def _entry(  # noqa: PLR0913  # a row, one field each
        self,
        portfolio: Portfolio,
        level: str,
        account_id: str,
        amount: Decimal,
        billing: str,
        kind: str,
        at: datetime,
        *,
        is_gain: bool,
    ) -> Transaction:
        return Transaction(
            id=self.new_id(at),
            bc_id=self.center.id,
            portfolio_id=portfolio.id,
            level=level,
            account_id=account_id,
            amount=amount,
            currency=portfolio.currency,
            billing=billing,
            is_gain=is_gain,
            kind=kind,
            at=at,
        )

    def _member(
        self,
        name: str,
        email: str,
        role: str,
        joined_at: datetime,
        finance: str | None,
        holdings: list[Holding],
    ) -> Member:
        return Member(
            id=self.new_id(self.center.created_at),
            bc_id=self.center.id,
            name=name,
            email=email,
            user_role=role,
            joined_at=joined_at,
            finance_role=finance,
            holdings=holdings,
        )

    def _side(self, bc_id: str, partner_id: str, name: str, since: datetime, shared: Holding) -> Partner:
        return Partner(
            id=f"{bc_id}:{partner_id}", bc_id=bc_id, partner_id=partner_id, name=name, since=since, shared=[shared]
        )
