"""Behaviour reference §10: pixels and TikTok accounts that a Business Center lets its ad accounts use; its money."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator.business_records import Asset, Holding, Member, Partner, Portfolio
from tiktok_marketing.simulator.planting import Plan, plant

ACCOUNT, PARTNER = "7700000000000000001", "7200000000000000009"
ASSIGN, ASSIGNED, UNASSIGN = (f"/bc/asset/advertiser/{verb}/" for verb in ("assign", "assigned", "unassign"))
LINK, LINKED, GIVE_UP = "/bc/pixel/link/update/", "/bc/pixel/link/get/", "/bc/asset/admin/delete/"


@pytest.fixture
async def pixel(desk: Any) -> dict[str, Any]:
    """A pixel of the dollar account that was given to the Business Center."""
    made = await desk.ok("POST", "/pixel/create/", advertiser_id=desk.usd, pixel_name="Shop")
    given = await desk.ok("POST", "/bc/pixel/transfer/", bc_id=desk.bc, pixel_code=made["pixel_code"])
    assert given == {"asset_id": made["pixel_id"]}
    return dict(made)


async def usable(desk: Any, advertiser_id: str) -> list[str]:
    data = await desk.ok("GET", "/pixel/list/", advertiser_id=advertiser_id)
    return [row["pixel_id"] for row in data["pixels"]]


async def test_a_linked_ad_account_can_use_the_pixel(desk: Any, pixel: dict[str, Any]) -> None:
    body = {"bc_id": desk.bc, "pixel_code": pixel["pixel_code"], "advertiser_ids": [desk.jpy]}
    assert await usable(desk, desk.jpy) == []

    await desk.ok("POST", LINK, **body, relation_status="LINK")

    assert await usable(desk, desk.jpy) == [pixel["pixel_id"]]
    data = await desk.ok("GET", LINKED, bc_id=desk.bc, pixel_code=pixel["pixel_code"])
    assert [row["advertiser_id"] for row in data["list"]] == [desk.usd, desk.jpy]

    await desk.ok("POST", LINK, **body, relation_status="UNLINK")
    assert await usable(desk, desk.jpy) == []


async def test_only_ad_accounts_of_the_business_center_are_linked(desk: Any, pixel: dict[str, Any]) -> None:
    center = desk.state.business_centers[desk.bc]
    desk.state.save(replace(center, advertiser_ids=[desk.usd]))
    body = {"bc_id": desk.bc, "pixel_code": pixel["pixel_code"], "advertiser_ids": [desk.jpy]}

    code, message = await desk.refused(LINK, **body, relation_status="LINK")

    assert (code, desk.jpy in message) == (40002, True)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"advertiser_ids": []}, "advertiser_ids"),
        ({"relation_status": "MERGE"}, "relation_status"),
        ({"relation_status": "UNLINK", "advertiser_ids": ["7100000000000000001"]}, "stays linked"),
    ],
)
async def test_links_that_cannot_be_are_refused(
    desk: Any, pixel: dict[str, Any], changes: dict[str, Any], named: str
) -> None:
    body = {"bc_id": desk.bc, "pixel_code": pixel["pixel_code"]}
    body |= {"advertiser_ids": [desk.jpy], "relation_status": "LINK"}

    code, message = await desk.refused(LINK, **(body | changes))

    assert (code, named in message) == (40002, True)


async def test_a_pixel_is_given_once_and_linked_only_then(desk: Any, pixel: dict[str, Any]) -> None:
    body = {"bc_id": desk.bc, "pixel_code": pixel["pixel_code"]}
    assert (await desk.refused("/bc/pixel/transfer/", **body))[0] == 40002
    own = await desk.ok("POST", "/pixel/create/", advertiser_id=desk.usd, pixel_name="Mine")
    link = {"bc_id": desk.bc, "pixel_code": own["pixel_code"], "advertiser_ids": [desk.jpy]}

    assert "transfer it first" in (await desk.refused(LINK, **link, relation_status="LINK"))[1]
    assert (await desk.refused("/bc/pixel/transfer/", bc_id=desk.bc, pixel_code="C0"))[0] == 40007


@pytest.fixture
def account(desk: Any) -> dict[str, str]:
    """A TikTok account of the Business Center's."""
    desk.state.save(Asset(id=ACCOUNT, bc_id=desk.bc, asset_type="TT_ACCOUNT", name="Dog & Co"))
    return {"bc_id": desk.bc, "asset_id": ACCOUNT, "asset_type": "TT_ACCOUNT"}


async def identities(desk: Any, advertiser_id: str) -> list[tuple[str, str]]:
    data = await desk.ok("GET", "/identity/get/", advertiser_id=advertiser_id)
    return [(row["display_name"], row["identity_type"]) for row in data["identity_list"]]


async def test_an_assigned_account_is_an_identity_of_the_ad_account(desk: Any, account: dict[str, str]) -> None:
    for _ in range(2):  # once is enough, and twice does no harm
        await desk.ok("POST", ASSIGN, **account, advertiser_id=desk.usd)

    assert await identities(desk, desk.usd) == [("Dog & Co", "BC_AUTH_TT")]
    assert await identities(desk, desk.jpy) == []
    rows = (await desk.ok("GET", ASSIGNED, **account))["list"]
    assert rows == [{"advertiser_id": desk.usd, "advertiser_name": "Dollars & Co"}]
    assert (await desk.ok("GET", ASSIGNED, **account, advertiser_id=desk.jpy))["list"] == []

    await desk.ok("POST", UNASSIGN, **account, advertiser_id=desk.usd)
    assert await identities(desk, desk.usd) == []
    assert (await desk.refused(UNASSIGN, **account, advertiser_id=desk.usd))[0] == 40002


async def test_an_account_carries_ten_thousand_ads(desk: Any, account: dict[str, str]) -> None:  # §5.3, sure
    asked = {"advertiser_id": desk.usd, "asset_id": ACCOUNT, "asset_type": "TT_ACCOUNT", "bc_id": desk.bc}
    assert await desk.ok("GET", "/asset/bind/quota/", **asked) == {
        "total_quota": 10_000,
        "used_quota": 0,
        "available_quota": 10_000,
    }

    await desk.ok("POST", ASSIGN, **account, advertiser_id=desk.usd)
    (identity,) = (await desk.ok("GET", "/identity/get/", advertiser_id=desk.usd))["identity_list"]
    adgroup_id = await desk.adgroup(await desk.campaign())
    await desk.ad(
        adgroup_id,
        identity_type="BC_AUTH_TT",
        identity_id=identity["identity_id"],
        identity_authorized_bc_id=desk.bc,
        display_name=...,
    )

    assert (await desk.ok("GET", "/asset/bind/quota/", **asked))["used_quota"] == 1
    assert (await desk.get("/asset/bind/quota/", **(asked | {"asset_type": "PIXEL"})))["code"] == 40008


@pytest.mark.usefixtures("account")
async def test_what_is_given_up_is_in_nobodys_hands(desk: Any) -> None:
    now, theirs = desk.simulator.now(), "7500000000000000002"
    held = [Holding(asset_type="TT_ACCOUNT", asset_id=ACCOUNT)]
    shared = [Holding(asset_type="CATALOG", asset_id=theirs, role="AD_PROMOTE")]
    desk.state.save(
        Member(
            id="71", bc_id=desk.bc, name="Ann", email="a@b.test", user_role="STANDARD", joined_at=now, holdings=held
        ),
        Partner(id=f"{PARTNER}:{desk.bc}", bc_id=PARTNER, partner_id=desk.bc, name="Agency", since=now, shared=shared),
    )

    await desk.ok("POST", GIVE_UP, bc_id=desk.bc, asset_type="TT_ACCOUNT", asset_ids=[ACCOUNT])
    await desk.ok("POST", GIVE_UP, bc_id=desk.bc, asset_type="CATALOG", asset_ids=[theirs])

    assert ACCOUNT not in desk.state.assets
    assert desk.state.members["71"].holdings == []
    assert desk.state.partners[f"{PARTNER}:{desk.bc}"].shared == []
    body = {"bc_id": desk.bc, "asset_type": "ADVERTISER", "asset_ids": [desk.usd]}
    assert "cannot be removed" in (await desk.refused(GIVE_UP, **body))[1]
    assert (await desk.refused(GIVE_UP, bc_id=desk.bc, asset_type="CATALOG", asset_ids=["1"]))[0] == 40002


async def test_a_new_ad_account_has_the_centers_currency(desk: Any) -> None:  # §10, sure
    data = await desk.ok("GET", "/bc/advertiser/attribute/", bc_id=desk.bc)

    assert data["currencies"] == ["USD"]
    assert "US" in data["region_codes"]
    assert (await desk.get("/bc/advertiser/attribute/"))["code"] == 40002


async def test_portfolios_say_what_they_hold_and_for_how_many(desk: Any) -> None:
    desk.state.save(
        Portfolio(id="81", bc_id=desk.bc, name="Yen", currency="JPY", cash=Decimal(5000)),
        Portfolio(id="82", bc_id=desk.bc, name="Dollars", currency="USD", credit=Decimal(70), is_shared=True),
    )

    async def listed(**filtering: Any) -> list[dict[str, Any]]:
        data = await desk.ok("GET", "/payment_portfolio/get/", bc_id=desk.bc, filtering=filtering)
        return list(data["payment_portfolio_list"])

    dollars, yen = await listed()
    assert (dollars["payment_portfolio_id"], dollars["payment_portfolio_type"]) == ("82", "SHARED")
    assert dollars["credit_line_allocation"]["available_amount"] == 70
    assert yen["cash_balance_list"] == [{"currency": "JPY", "amount": 5000}]
    assert yen["linked_advertiser_account_count"] == 1
    assert await listed(payment_portfolio_type="SHARED") == [dollars]
    assert await listed(payment_portfolio_ids=["81"]) == [yen]


async def test_costs_are_what_reports_show(desk: Any) -> None:
    desk.simulator.spend_of = None
    way_in = plant(desk.simulator, Plan(accounts=2, ads=20, days=10))
    desk.token, now = way_in.access_token, desk.simulator.now()
    span = {"start_date": "2026-06-07", "end_date": "2026-06-14"}

    data = await desk.ok("GET", "/bc/account/cost/get/", bc_id=way_in.bc_id, filtering=span)

    for row in data["cost_list"]:
        asked = {"advertiser_id": row["advertiser_id"], **span}
        truth = (await desk.http.get("/_sim/truth", params=asked)).json()
        assert Decimal(str(row["amount"])) == Decimal(truth["totals"]["spend"])
    in_its_currency = [row for row in data["cost_list"] if row["currency"] == data["transaction_summary"]["currency"]]
    assert data["transaction_summary"]["amount"] == pytest.approx(sum(row["amount"] for row in in_its_currency))
    assert sum(row["amount"] for row in data["cost_list"]) > 0
    wrong = {"start_date": "2026-06-14", "end_date": "2026-06-07"}
    assert (await desk.get("/bc/account/cost/get/", bc_id=way_in.bc_id, filtering=wrong))["code"] == 40002
    assert now == desk.simulator.now()
