"""Behaviour reference §10: what a Business Center owns, and what it shares with partners."""

from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator.business_records import Asset, Holding, Member, Partner

CATALOG, THEIRS, PARTNER = "7500000000000000001", "7500000000000000002", "7200000000000000009"


@pytest.fixture
def desk(desk: Any) -> Any:
    """The agency with a catalogue of its own and one that a partner shares."""
    now = desk.simulator.now()
    shared = [Holding(asset_type="CATALOG", asset_id=THEIRS, role="AD_PROMOTE")]
    sides = {"bc_id": PARTNER, "partner_id": desk.bc, "name": "Agency", "since": now}
    ours = {"bc_id": desk.bc, "partner_id": PARTNER, "name": "Brand House", "since": now}
    desk.state.save(
        Asset(id=CATALOG, bc_id=desk.bc, asset_type="CATALOG", name="Shoes"),
        Asset(id=THEIRS, bc_id=PARTNER, asset_type="CATALOG", name="Hats"),
        Partner(id=f"{PARTNER}:{desk.bc}", shared=shared, **sides),
        Partner(id=f"{desk.bc}:{PARTNER}", **ours),
    )
    return desk


async def listed(desk: Any, path: str, **arguments: Any) -> list[dict[str, Any]]:
    data = await desk.ok("GET", path, bc_id=desk.bc, **arguments)
    rows: list[dict[str, Any]] = data["list"]
    assert data["page_info"]["total_number"] == len(rows)
    return rows


async def test_a_token_finds_the_ad_accounts_of_its_business_center(desk: Any) -> None:
    rows = await listed(desk, "/bc/asset/get/", asset_type="ADVERTISER", filtering={"keyword": "dollars"})

    assert rows == [
        {
            "asset_type": "ADVERTISER",
            "asset_id": desk.usd,
            "asset_name": "Dollars & Co",
            "relation_type": "OWNER_BC",
            "relation_status": "BOUND",
            "owner_bc_name": "Agency",
            "advertiser_status": "SHOW_ACCOUNT_STATUS_APPROVED",
            "advertiser_account_type": "AUCTION",
            "advertiser_role": "ADMIN",
        }
    ]


async def test_assets_of_a_partner_say_whose_they_are(desk: Any) -> None:
    rows = await listed(desk, "/bc/asset/get/", asset_type="CATALOG")

    seen = [(row["asset_name"], row["relation_type"], row["owner_bc_name"], row["catalog_role"]) for row in rows]
    assert seen == [("Shoes", "OWNER_BC", "Agency", "ADMIN"), ("Hats", "OWNER_PARTNER", "Brand House", "AD_PROMOTE")]
    assert await listed(desk, "/bc/asset/get/", asset_type="LEAD") == []


async def test_an_administrator_filters_everything_there_is(desk: Any) -> None:
    own = {"relation_type": "OWNER_BC", "relation_status": "BOUND"}
    punished = {"advertiser_show_status": "SHOW_ACCOUNT_STATUS_PUNISHED"}
    desk.state.advertisers[desk.jpy].status = "STATUS_LIMIT"

    catalogs = await listed(desk, "/bc/asset/admin/get/", asset_type="CATALOG", filtering=own)
    accounts = await listed(desk, "/bc/asset/admin/get/", asset_type="ADVERTISER", filtering=punished)

    assert [row["asset_id"] for row in catalogs] == [CATALOG]
    assert [row["asset_id"] for row in accounts] == [desk.jpy]


async def test_a_type_of_asset_that_does_not_exist_is_refused(desk: Any) -> None:
    answer = await desk.get("/bc/asset/get/", bc_id=desk.bc, asset_type="CASTLE")

    assert (answer["code"], answer["message"].partition(".")[0]) == (40002, "asset_type: Invalid value 'CASTLE'")


async def test_only_what_the_business_center_has_is_given_to_members_who_accepted(desk: Any) -> None:
    desk.state.save(
        Member(
            id="1", bc_id=desk.bc, name="M", email="m@x.example", user_role="STANDARD", joined_at=desk.simulator.now()
        )
    )
    body = {"bc_id": desk.bc, "user_id": "1", "asset_type": "ADVERTISER", "asset_id": desk.usd}

    assert (await desk.refused("/bc/asset/assign/", **body | {"asset_id": "5"}))[0] == 40002
    assert (await desk.refused("/bc/asset/assign/", **body | {"user_id": "5"}))[0] == 40007
    assert (await desk.refused("/bc/asset/assign/", **body, advertiser_role="OWNER"))[0] == 40002
    await desk.ok("POST", "/bc/asset/assign/", **body, advertiser_role="ADMIN")
    await desk.ok("POST", "/bc/asset/assign/", **body, advertiser_role="ANALYST")

    held = {"asset_type": "ADVERTISER", "filtering": {"user_id": "1"}}
    rows = await listed(desk, "/bc/asset/get/", **held)
    assert [row["advertiser_role"] for row in rows] == ["ANALYST"]
    await desk.ok("POST", "/bc/asset/unassign/", **body)
    assert await listed(desk, "/bc/asset/get/", **held) == []


async def test_a_partner_gets_ad_accounts_as_an_analyst_unless_told_otherwise(desk: Any) -> None:  # §10
    other = "7200000000000000005"
    body = {"bc_id": desk.bc, "partner_id": other, "asset_type": "ADVERTISER", "asset_ids": [desk.usd]}
    await desk.ok("POST", "/bc/partner/add/", **body)

    partners = await listed(desk, "/bc/partner/get/")
    users = await listed(desk, "/bc/asset/partner/get/", asset_type="ADVERTISER", asset_id=desk.usd)
    asked = {"partner_id": other, "asset_type": "ADVERTISER", "share_type": "SHARING"}
    shared = await listed(desk, "/bc/partner/asset/get/", **asked)

    assert [row["bc_id"] for row in partners] == [PARTNER, other]
    assert users == [{"bc_id": other, "bc_name": f"Business Center {other}"}]
    assert [(row["asset_id"], row["advertiser_role"]) for row in shared] == [(desk.usd, "ANALYST")]


async def test_a_partner_is_given_fifty_assets_at_a_time(desk: Any) -> None:  # §10
    ids = [f"75{number:02}" for number in range(51)]
    account = desk.state.advertisers[desk.usd]
    center = desk.state.business_centers[desk.bc]
    desk.state.save(
        replace(center, advertiser_ids=[*center.advertiser_ids, *ids]),
        replace(desk.state.grants[desk.token], advertiser_ids=[desk.usd, desk.jpy, *ids]),
        *(replace(account, id=one) for one in ids),
    )
    body = {"bc_id": desk.bc, "partner_id": "7299", "asset_type": "ADVERTISER"}

    told = (40002, "asset_ids: Longer than maximum length 50.")
    assert await desk.refused("/bc/partner/add/", **body, asset_ids=ids) == told
    await desk.ok("POST", "/bc/partner/add/", **body, asset_ids=ids[:50])


async def test_what_a_partner_shares_is_listed_from_the_other_side(desk: Any) -> None:
    asked = {"partner_id": PARTNER, "asset_type": "CATALOG"}

    rows = await listed(desk, "/bc/partner/asset/get/", **asked, share_type="SHARED")

    assert [(row["asset_name"], row["relation_type"]) for row in rows] == [("Hats", "OWNER_PARTNER")]
    assert await listed(desk, "/bc/partner/asset/get/", **asked, share_type="SHARING") == []


async def test_sharing_ends_by_asset_or_with_the_partnership(desk: Any) -> None:
    body = {"bc_id": desk.bc, "partner_id": PARTNER, "asset_type": "ADVERTISER"}
    asked = {"partner_id": PARTNER, "asset_type": "ADVERTISER", "share_type": "SHARING"}
    await desk.ok("POST", "/bc/partner/add/", **body, asset_ids=[desk.usd, desk.jpy])

    await desk.ok("POST", "/bc/partner/asset/delete/", **body, asset_ids=[desk.usd])
    assert [row["asset_id"] for row in await listed(desk, "/bc/partner/asset/get/", **asked)] == [desk.jpy]
    assert (await desk.refused("/bc/partner/asset/delete/", **body, asset_ids=[desk.usd]))[0] == 40002

    await desk.ok("POST", "/bc/partner/delete/", bc_id=desk.bc, partner_id=PARTNER)
    assert await listed(desk, "/bc/partner/get/") == []
    assert [row["asset_name"] for row in await listed(desk, "/bc/asset/get/", asset_type="CATALOG")] == ["Shoes"]
    assert (await desk.refused("/bc/partner/delete/", bc_id=desk.bc, partner_id=PARTNER))[0] == 40007


@pytest.mark.parametrize(
    "change",
    [
        {"asset_ids": ["5"]},
        {"asset_type": ...},
        {"partner_id": ...},
        {"partner_id": "us"},
        {"advertiser_role": "OWNER"},
    ],
)
async def test_a_partnership_that_cannot_be_is_refused(desk: Any, change: dict[str, Any]) -> None:
    body = {"bc_id": desk.bc, "partner_id": "7", "asset_type": "ADVERTISER", "asset_ids": [desk.usd]} | change

    refusal = await desk.refused("/bc/partner/add/", **{n: v for n, v in body.items() if v is not ...})

    assert refusal[0] == 40002
    assert len(await listed(desk, "/bc/partner/get/")) == 1
