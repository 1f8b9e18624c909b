"""Behaviour reference §10: opening, changing and closing ad accounts."""

from decimal import Decimal
from typing import Any

import pytest

from tiktok_marketing.simulator.business_records import Portfolio


def new_account(**changes: Any) -> dict[str, Any]:
    info = {"name": "Third Client", "currency": "USD", "timezone": "America/Chicago", "type": "AUCTION"}
    return {
        "advertiser_info": {name: value for name, value in (info | changes).items() if value is not ...},
        "customer_info": {"company": "Third Inc.", "industry": 290301, "registered_area": "US"},
        "contact_info": {"name": "Tess", "email": "tess@third.example"},
    }


async def test_a_new_ad_account_is_open_to_who_made_it_at_once(desk: Any) -> None:
    data = await desk.ok("POST", "/bc/advertiser/create/", bc_id=desk.bc, **new_account())

    advertiser_id = data["advertiser_id"]
    assert data["payment_portfolio_binding_result"] == {"status": "SUCCESS", "error_msg": None}
    fields = ["advertiser_id", "name", "status", "balance", "owner_bc_id", "company", "timezone", "email"]
    (row,) = (await desk.ok("GET", "/advertiser/info/", advertiser_ids=[advertiser_id], fields=fields))["list"]
    assert row == {
        "advertiser_id": advertiser_id,
        "name": "Third Client",
        "status": "STATUS_ENABLE",
        "balance": 0,
        "owner_bc_id": desk.bc,
        "company": "Third Inc.",
        "timezone": "America/Chicago",
        "email": "tess@third.example",
    }
    assets = await desk.ok("GET", "/bc/asset/get/", bc_id=desk.bc, asset_type="ADVERTISER")
    assert [asset["asset_id"] for asset in assets["list"]] == [desk.usd, desk.jpy, advertiser_id]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"currency": "EUR"}, "advertiser_info.currency"),
        ({"name": "x" * 101}, "advertiser_info.name"),
        ({"name": ...}, "advertiser_info.name"),
        ({"timezone": "Mars/Olympus"}, "advertiser_info.timezone"),
        ({"type": "GIFT"}, "advertiser_info.type"),
    ],
)
async def test_an_ad_account_that_cannot_be_opened_names_the_field(
    desk: Any, changes: dict[str, Any], field: str
) -> None:
    code, message = await desk.refused("/bc/advertiser/create/", bc_id=desk.bc, **new_account(**changes))

    assert (code, message.partition(":")[0]) == (40002, field)


async def test_closing_an_ad_account_returns_its_money_for_good(desk: Any) -> None:
    desk.state.save(Portfolio(id="76", bc_id=desk.bc, name="Dollars", currency="USD", cash=Decimal("0.5")))
    desk.state.advertisers[desk.usd].grant = Decimal(10)
    body = {"bc_id": desk.bc, "advertiser_ids": [desk.usd]}

    data = await desk.ok("POST", "/bc/advertiser/disable/", **body)

    assert data == {"disabled_advertiser_ids": [desk.usd], "failed_infos": {}}
    portfolio, advertiser = desk.state.portfolios["76"], desk.state.advertisers[desk.usd]
    assert (portfolio.cash, portfolio.grant) == (Decimal("990.5"), Decimal(10))
    assert (advertiser.status, advertiser.balance) == ("STATUS_DISABLE", Decimal(0))
    transfer = {"advertiser_id": desk.usd, "transfer_type": "RECHARGE", "cash_amount": 10}
    assert (await desk.refused("/bc/transfer/", bc_id=desk.bc, **transfer))[0] == 40002


async def test_a_delivering_ad_account_is_not_closed(desk: Any) -> None:
    await desk.tree()
    desk.advance(hours=20)
    body = {"bc_id": desk.bc, "advertiser_ids": [desk.usd]}

    data = await desk.ok("POST", "/bc/advertiser/disable/", **body)

    assert data == {"disabled_advertiser_ids": [], "failed_infos": {desk.usd: "DELIVERING"}}
    assert desk.state.advertisers[desk.usd].status == "STATUS_ENABLE"


async def test_a_punished_ad_account_is_not_closed_and_one_id_is_taken(desk: Any) -> None:
    desk.state.advertisers[desk.usd].status = "STATUS_LIMIT"

    data = await desk.ok("POST", "/bc/advertiser/disable/", bc_id=desk.bc, advertiser_ids=[desk.usd])

    assert data["failed_infos"] == {desk.usd: "SUSPENDED"}
    two = {"bc_id": desk.bc, "advertiser_ids": [desk.usd, desk.jpy]}
    assert (await desk.refused("/bc/advertiser/disable/", **two))[0] == 40002


async def test_name_and_contact_of_an_ad_account_can_be_changed(desk: Any) -> None:
    changes = {"advertiser_name": "Dollars Ltd", "contact_email": "d@d.example", "promotion_link": "https://d.example"}
    await desk.ok("POST", "/advertiser/update/", advertiser_id=desk.usd, **changes)

    fields = ["name", "email", "company"]
    (row,) = (await desk.ok("GET", "/advertiser/info/", advertiser_ids=[desk.usd], fields=fields))["list"]
    assert row == {"name": "Dollars Ltd", "email": "d@d.example", "company": "Dollars & Co"}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advertiser_id": "USD", "advertiser_name": " "},
        {"advertiser_id": "USD", "advertiser_name": "x" * 101},
        {"advertiser_id": "USD", "promotion_link": "d.example"},
        {"advertiser_id": "USD", "advertiser_budgets": [{"advertiser_id": "1", "budget": 5}]},
    ],
)
async def test_a_change_that_cannot_be_is_refused(desk: Any, body: dict[str, Any]) -> None:
    body = body | ({"advertiser_id": desk.usd} if body else {})

    assert (await desk.refused("/advertiser/update/", **body))[0] == 40002
