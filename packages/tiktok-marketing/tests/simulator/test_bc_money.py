"""Behaviour reference §10: money between a Business Center and its ad accounts, exact and never lost."""

from contextlib import suppress
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiktok_marketing.simulator.agency_records import Advertiser, BusinessCenter
from tiktok_marketing.simulator.behaviour import Refusal
from tiktok_marketing.simulator.business_records import Holding, Member, Portfolio
from tiktok_marketing.simulator.state import State
from tiktok_marketing.simulator.treasury import BILLINGS, Move, Purse, move, purse_of

from .conftest import BC, JPY, NOON, USD, advertiser, agency

NUMBERS = count(1)
DOLLARS, YEN = "7600000000000000001", "7600000000000000002"


@pytest.fixture
def desk(desk: Any) -> Any:
    """The agency with 1,000.00 dollars in cash, 50.00 in vouchers and 200.00 of credit, and a portfolio of yen."""
    desk.state.save(
        Portfolio(
            id=DOLLARS,
            bc_id=BC,
            name="Dollars",
            currency="USD",
            cash=Decimal("1000.00"),
            grant=Decimal(50),
            credit=Decimal(200),
        ),
        Portfolio(id=YEN, bc_id=BC, name="Yen", currency="JPY", cash=Decimal(100_000)),
    )
    return desk


def order(**changes: Any) -> dict[str, Any]:
    """A recharge of 100.10 dollars."""
    body = {
        "bc_id": BC,
        "advertiser_id": USD,
        "transfer_type": "RECHARGE",
        "payment_portfolio_id": DOLLARS,
        "cash_amount": 100.10,
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}


async def balance(desk: Any, portfolio_id: str = DOLLARS) -> Any:
    return await desk.ok("GET", "/bc/balance/get/", bc_id=BC, payment_portfolio_id=portfolio_id)


async def account(desk: Any, advertiser_id: str = USD, **more: Any) -> Any:
    arguments = {"bc_id": BC, "filtering": {"keyword": advertiser_id}} | more
    (row,) = (await desk.ok("GET", "/advertiser/balance/get/", **arguments))["advertiser_account_list"]
    return row


async def test_a_recharge_moves_exactly_what_was_asked(desk: Any) -> None:
    data = await desk.ok("POST", "/bc/transfer/", **order())

    assert (data["bc_id"], data["advertiser_id"]) == (BC, USD)
    assert desk.state.advertisers[USD].balance == Decimal("1100.10")
    assert desk.state.portfolios[DOLLARS].cash == Decimal("899.90")
    assert (await account(desk))["cash_balance"] == 1100.10
    assert await balance(desk) == {
        "bc_id": BC,
        "currency": "USD",
        "account_balance": 1149.90,
        "valid_account_balance": 1149.90,
        "frozen_balance": 0,
        "tax": 0,
        "cash_balance": 899.90,
        "valid_cash_balance": 899.90,
        "grant_balance": 50,
        "valid_grant_balance": 50,
        "payment_portfolio_type": "NON_SHARED",
    }


async def test_a_transfer_leaves_a_record_on_each_side(desk: Any) -> None:
    data = await desk.ok("POST", "/bc/transfer/", **order())

    of_center, of_account = [
        (await desk.ok("GET", "/bc/account/transaction/get/", bc_id=BC, transaction_level=level))["transaction"]
        for level in ("BC", "ADVERTISER")
    ]

    accounts = {
        "remitter_account": {"account_type": "BC", "account_id": BC},
        "payee_account": {"account_type": "ADVERTISER", "account_id": USD},
    }
    told = [(info["transaction_id"], info["transaction_type"]) for info in data["transaction_infos"]]
    assert all({name: info[name] for name in accounts} == accounts for info in data["transaction_infos"])
    assert told == [(row["transaction_id"], row["billing_type"]) for row in (*of_center, *of_account)]
    assert of_account == [
        {
            "transaction_id": told[1][0],
            "payment_portfolio_id": None,
            "payment_portfolio_name": None,
            "account_id": USD,
            "account_name": "Dollars & Co",
            "bc_id": BC,
            "bc_name": "Agency",
            "amount": 100.10,
            "subtotal": 100.10,
            "tax_amount": 0,
            "currency": "USD",
            "amount_type": "POSITIVE",
            "transaction_type": "INCREASE_BALANCE",
            "billing_type": "CASH",
            "timezone": "America/New_York",
            "create_time": "2026-06-15 08:00:00",
            "invoice_id": None,
            "serial_number": None,
        }
    ]
    assert (of_center[0]["amount_type"], of_center[0]["account_id"]) == ("NEGATIVE", None)


async def test_a_refund_brings_it_back(desk: Any) -> None:
    await desk.ok("POST", "/bc/transfer/", **order())

    data = await desk.ok("POST", "/bc/transfer/", **order(transfer_type="REFUND"))

    assert desk.state.advertisers[USD].balance == Decimal(1000)
    assert desk.state.portfolios[DOLLARS].cash == Decimal(1000)
    assert data["transaction_infos"][0]["payee_account"] == {"account_type": "BC", "account_id": BC}


async def test_amounts_by_kind_outrank_the_flat_fields(desk: Any) -> None:
    kinds = {"cash_amount": 10.5, "grant_amount": 20, "credit_amount": 30.25}

    data = await desk.ok("POST", "/bc/transfer/", **order(amount_info=kinds, cash_amount=999, grant_amount=999))

    assert [info["transaction_type"] for info in data["transaction_infos"]] == [
        *["CASH"] * 2,
        *["GRANT"] * 2,
        *["CREDIT"] * 2,
    ]
    assert purse_of(desk.state.advertisers[USD]) == Purse(Decimal("1010.5"), Decimal(20), Decimal("30.25"))
    assert desk.state.advertisers[USD].balance == Decimal("1060.75")
    info = (await account(desk))["balance_info"]
    assert (info["account_balance"], info["grant_balance"], info["credit_balance"]) == (1060.75, 20, 30.25)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"transfer_type": "GIVE"}, "transfer_type"),
        ({"transfer_level": "PLANET"}, "transfer_level"),
        ({"cash_amount": ...}, "cash_amount"),
        ({"grant_amount": 5}, "cash_amount"),
        ({"cash_amount": 0}, "cash_amount"),
        ({"cash_amount": -5}, "cash_amount"),
        ({"cash_amount": 10.005}, "cash_amount"),
        ({"cash_amount": 9.99}, "cash_amount"),
        ({"amount_info": {}}, "cash_amount"),
        ({"amount_info": {"credit_amount": 0.001}}, "amount_info.credit_amount"),
        ({"advertiser_id": ...}, "advertiser_id"),
        ({"payment_portfolio_id": ...}, "payment_portfolio_id"),
        ({"payment_portfolio_id": "1"}, "payment_portfolio_id"),
        ({"payment_portfolio_id": YEN}, "payment_portfolio_id"),
        ({"advertiser_id": JPY, "payment_portfolio_id": YEN, "cash_amount": 1000.5}, "cash_amount"),
        ({"advertiser_id": JPY, "payment_portfolio_id": YEN, "cash_amount": 999}, "cash_amount"),
    ],
)
async def test_a_transfer_that_cannot_be_names_its_field(desk: Any, change: dict[str, Any], field: str) -> None:
    code, message = await desk.refused("/bc/transfer/", **order(**change))

    assert (code, message.partition(":")[0]) == (40002, field)
    assert desk.state.transactions == {}


@pytest.mark.parametrize("change", [{"cash_amount": 1000.01}, {"transfer_type": "REFUND", "cash_amount": 1000.01}])
async def test_nobody_gives_more_than_they_have(desk: Any, change: dict[str, Any]) -> None:
    code, message = await desk.refused("/bc/transfer/", **order(**change))

    assert (code, message.partition(":")[0]) == (40002, "Insufficient balance")


async def test_with_balance_sharing_an_ad_account_takes_no_cash(desk: Any) -> None:
    desk.state.portfolios[DOLLARS].is_shared = True

    refusal = await desk.refused("/bc/transfer/", **order())

    assert refusal == (40002, "cash_amount: Not supported while balance sharing is enabled.")
    await desk.ok("POST", "/bc/transfer/", **order(cash_amount=..., amount_info={"cash_amount": 10}))


async def test_a_repeat_between_accounts_moves_the_money_twice(desk: Any) -> None:
    for _ in range(2):
        await desk.ok("POST", "/bc/transfer/", **order(request_id="1"))

    assert desk.state.advertisers[USD].balance == Decimal("1200.20")


async def test_a_repeat_at_bc_level_is_refused_for_ten_seconds(desk: Any) -> None:  # §4.3
    credit = order(advertiser_id=..., transfer_level="BC", request_id="7", cash_amount=25)
    data = await desk.ok("POST", "/bc/transfer/", **credit)
    desk.advance(seconds=9)
    repeated = await desk.refused("/bc/transfer/", **credit)
    desk.advance(seconds=1)
    await desk.ok("POST", "/bc/transfer/", **credit)

    assert data.keys() == {"transaction_infos"}
    assert [info["transaction_type"] for info in data["transaction_infos"]] == ["CREDIT"]
    assert repeated[0] == 40050
    assert desk.state.portfolios[DOLLARS].credit == Decimal(250)
    assert (await desk.refused("/bc/transfer/", **credit | {"request_id": "seven"}))[0] == 40002


async def test_credit_never_falls_below_nothing_and_takes_no_vouchers(desk: Any) -> None:
    lower = order(advertiser_id=..., transfer_level="BC", transfer_type="REFUND", cash_amount=200.01)

    assert (await desk.refused("/bc/transfer/", **lower))[0] == 40002
    assert (await desk.refused("/bc/transfer/", **lower | {"grant_amount": 5}))[0] == 40002
    await desk.ok("POST", "/bc/transfer/", **lower | {"cash_amount": 200})
    assert desk.state.portfolios[DOLLARS].credit == 0


async def test_an_ad_account_without_money_stops_and_goes_on_after_a_recharge(desk: Any) -> None:  # §5.4
    _, adgroup_id, ad_id = await desk.tree()

    await desk.ok("POST", "/bc/transfer/", **order(transfer_type="REFUND", cash_amount=1000))
    assert await desk.status("adgroup", adgroup_id) == "ADGROUP_STATUS_BALANCE_EXCEED"
    assert await desk.status("ad", ad_id) == "AD_STATUS_BALANCE_EXCEED"

    await desk.ok("POST", "/bc/transfer/", **order(cash_amount=10))
    assert await desk.status("adgroup", adgroup_id) == "ADGROUP_STATUS_DELIVERY_OK"
    assert await desk.status("ad", ad_id) == "AD_STATUS_DELIVERY_OK"


async def test_ad_accounts_are_listed_with_what_they_hold(desk: Any) -> None:
    page = await desk.ok("GET", "/advertiser/balance/get/", bc_id=BC)

    rows = page["advertiser_account_list"]
    assert [(row["advertiser_id"], row["account_balance"], row["currency"]) for row in rows] == [
        (USD, 1000, "USD"),
        (JPY, 1000, "JPY"),
    ]
    assert [row["payment_portfolio_id"] for row in rows] == [DOLLARS, YEN]
    assert [row["balance_reminder"] for row in rows] == [False, False]
    assert "transferable_amount" not in rows[0]
    assert (await desk.get("/advertiser/balance/get/", bc_id=BC, page_size=51))["code"] == 40002


async def test_budgets_and_limits_of_transfers_come_only_when_asked_for(desk: Any) -> None:
    asked = ["budget_mode", "min_transferable_amount", "max_transferable_amount"]

    plain, full = await account(desk, JPY), await account(desk, JPY, fields=asked)

    assert {name: full[name] for name in full.keys() - plain.keys()} == {
        "budget_mode": "UNLIMITED",
        "min_transferable_amount": {"cash_amount": 1000},
        "max_transferable_amount": {"cash_amount": 1000, "grant_amount": 0, "credit_amount": 0},
    }
    assert (await desk.get("/advertiser/balance/get/", bc_id=BC, fields=["colour"]))["code"] == 40002


async def test_the_business_centers_own_records_are_summed_up(desk: Any) -> None:
    await desk.ok("POST", "/bc/transfer/", **order())
    await desk.ok("POST", "/bc/transfer/", **order(transfer_type="REFUND", cash_amount=0.1))
    await desk.ok("POST", "/bc/transfer/", **order(cash_amount=..., grant_amount=5))

    data = await desk.ok("GET", "/bc/transaction/get/", bc_id=BC)
    cash = {"filtering": {"funds_type": ["FUNDS_TYPE_CASH"]}, "start_date": "2026-06-15", "end_date": "2026-06-15"}
    of_cash = await desk.ok("GET", "/bc/transaction/get/", bc_id=BC, **cash)
    before = await desk.ok("GET", "/bc/transaction/get/", bc_id=BC, start_date="2026-06-01", end_date="2026-06-14")

    assert [(row["amount"], row["funds_type"]) for row in data["list"]] == [
        (-5, "FUNDS_TYPE_GRANT"),
        (0.1, "FUNDS_TYPE_CASH"),
        (-100.10, "FUNDS_TYPE_CASH"),
    ]
    assert data["list"][0]["date"] == 1_781_524_800
    assert data["transaction_summary"] == {"amount_charged": 0.1, "amount_paid": 105.10, "currency": "USD"}
    assert [row["amount"] for row in of_cash["list"]] == [0.1, -100.10]
    assert before["list"] == []


async def test_transfers_of_ad_accounts_are_listed_and_summed_up(desk: Any) -> None:
    await desk.ok("POST", "/bc/transfer/", **order())
    await desk.ok("POST", "/bc/transfer/", **order(transfer_type="REFUND", cash_amount=40))
    await desk.ok("POST", "/bc/transfer/", **order(advertiser_id=JPY, payment_portfolio_id=YEN, cash_amount=5000))

    async def rows(**filtering: Any) -> list[tuple[str, float]]:
        data = await desk.ok("GET", "/advertiser/transaction/get/", bc_id=BC, filtering=filtering)
        return [(row["advertiser_id"], row["amount"]) for row in data["transaction_list"]]

    assert await rows() == [(JPY, 5000), (USD, -40), (USD, 100.10)]
    assert await rows(summary_by_account=True) == [(JPY, 5000), (USD, 60.10)]
    assert await rows(keyword="dollars", funds_type=["FUNDS_TYPE_CASH"]) == [(USD, -40), (USD, 100.10)]
    assert await rows(transfer_type="TRANS_TYPE_TAX") == []
    assert await rows(start_date="2026-06-16", end_date="2026-06-17") == []


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("/advertiser/transaction/get/", {"filtering": {"start_date": "2025-01-01", "end_date": "2026-06-15"}}),
        ("/advertiser/transaction/get/", {"filtering": {"transfer_type": "TRANS_TYPE_GIFT"}}),
        ("/bc/transaction/get/", {"start_date": "yesterday"}),
        ("/bc/transaction/get/", {"start_date": "2026-06-15", "end_date": "2026-06-14"}),
        ("/bc/account/transaction/get/", {"filtering": {"start_time": "2026-06-15 00:00:00"}}),
        (
            "/bc/account/transaction/get/",
            {"filtering": {"start_time": "2025-06-14 00:00:00", "end_time": "2026-06-15 00:00:00"}},
        ),
        ("/bc/account/transaction/get/", {"transaction_level": "PLANET"}),
    ],
)
async def test_a_window_that_cannot_be_is_refused(desk: Any, path: str, arguments: dict[str, Any]) -> None:
    assert (await desk.get(path, bc_id=BC, **arguments))["code"] == 40002


async def test_records_are_filtered_by_account_and_kind(desk: Any) -> None:
    await desk.ok("POST", "/bc/transfer/", **order())
    await desk.ok("POST", "/bc/transfer/", **order(advertiser_id=JPY, payment_portfolio_id=YEN, cash_amount=5000))

    async def accounts(**filtering: Any) -> list[str]:
        data = await desk.ok("GET", "/bc/account/transaction/get/", bc=BC, filtering=filtering)
        return [row["account_id"] for row in data["transaction"]]

    assert await accounts() == [JPY, USD]
    assert await accounts(account_ids=[USD]) == [USD]
    assert await accounts(account_name="円") == [JPY]
    assert await accounts(billing_types=["GRANT"]) == []
    assert await accounts(transaction_types=["DECREASE_BALANCE"]) == []
    assert await accounts(owner_of_account=["SHARED_BY_OTHER_BUSINESS_CENTER"]) == []
    assert await accounts(start_time="2026-06-15 08:00:00", end_time="2026-06-15 09:00:00") == [USD]


async def test_a_finance_manager_moves_money_without_being_an_administrator(desk: Any) -> None:
    desk.state.save(
        Member(
            id="1",
            bc_id=BC,
            name="Fin",
            email="f@x.example",
            user_role="STANDARD",
            joined_at=NOON,
            finance_role="MANAGER",
            holdings=[Holding(asset_type="ADVERTISER", asset_id=USD, role="ANALYST")],
        )
    )
    desk.state.grants[desk.token].user_id = "1"

    await desk.ok("POST", "/bc/transfer/", **order())
    assert (await desk.refused("/bc/member/delete/", bc_id=BC, user_id="1"))[0] == 40001


def test_what_was_moved_is_on_disk(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite3")
    agency(state)
    state.save(Portfolio(id=DOLLARS, bc_id=BC, name="Dollars", currency="USD", cash=Decimal("0.30")))
    hand_over(state, Purse(cash=Decimal("0.10")), is_recharge=True)
    state.close()

    again = State(tmp_path / "state.sqlite3")

    assert again.portfolios[DOLLARS].cash == Decimal("0.20")
    assert again.advertisers[USD].balance == Decimal("1000.10")
    assert [entry.is_gain for entry in again.transactions.values()] == [False, True]
    again.close()


amounts = st.decimals(min_value=0, max_value=500, places=2)
orders = st.tuples(st.builds(Purse, amounts, amounts, amounts), st.booleans())


@settings(max_examples=60, deadline=None)
@given(orders=st.lists(orders, max_size=12))
def test_transfers_neither_make_nor_lose_money_nor_leave_a_debt(orders: list[tuple[Purse, bool]]) -> None:
    state = State()
    state.save(
        BusinessCenter(id=BC, name="A", currency="USD", timezone="UTC", advertiser_ids=[USD], created_at=NOON),
        advertiser(USD, "Dollars & Co", "USD", "UTC"),
        Portfolio(
            id=DOLLARS, bc_id=BC, name="D", currency="USD", cash=Decimal(700), grant=Decimal(90), credit=Decimal(9)
        ),
    )
    before = purse_of(state.advertisers[USD]).plus(purse_of(state.portfolios[DOLLARS]))

    for amounts, is_recharge in orders:
        with suppress(Refusal):
            hand_over(state, amounts, is_recharge=is_recharge)

    owners: tuple[Advertiser | Portfolio, ...] = (state.advertisers[USD], state.portfolios[DOLLARS])
    assert purse_of(owners[0]).plus(purse_of(owners[1])) == before
    assert all(purse_of(owner).of(billing) >= 0 for owner in owners for billing in BILLINGS)
    gained = sum(e.amount if e.is_gain else -e.amount for e in state.transactions.values() if e.level == "ADVERTISER")
    assert state.advertisers[USD].balance == 1000 + gained
    state.close()


def hand_over(state: State, amounts: Purse, *, is_recharge: bool) -> None:
    order = Move(
        state.business_centers[BC], state.portfolios[DOLLARS], state.advertisers[USD], amounts, is_recharge, NOON
    )
    move(state, order, lambda _: str(next(NUMBERS)))
