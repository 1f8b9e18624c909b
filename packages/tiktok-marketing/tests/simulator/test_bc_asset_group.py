"""Behaviour reference §10: groups of ad accounts, and the people who work with them by belonging to one."""

from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator.business_records import Member

CREATE, UPDATE, DELETE, GET, LIST = (
    f"/bc/asset_group/{verb}/" for verb in ("create", "update", "delete", "get", "list")
)
ANN, BEN = "71", "72"


@pytest.fixture
def desk(desk: Any) -> Any:
    """The agency with two people who have no ad account of their own."""
    for who, name in ((ANN, "Ann"), (BEN, "Ben")):
        desk.state.save(
            Member(
                id=who,
                bc_id=desk.bc,
                name=name,
                email=f"{name}@example.com",
                user_role="STANDARD",
                joined_at=desk.simulator.now(),
            )
        )
    return desk


async def group(desk: Any, **given: Any) -> str:
    body = {
        "bc_id": desk.bc,
        "asset_group_name": "Dollars",
        "assets": [{"asset_id": desk.usd}],
        "members": [{"member_id": ANN, "asset_roles": {"ADVERTISER": "ADVERTISER_ROLE_OPERATOR"}}],
    }
    return str((await desk.ok("POST", CREATE, **(body | given)))["asset_group_id"])


async def seen(desk: Any, group_id: str, entity: str, **asked: Any) -> list[Any]:
    asked = {"bc_id": desk.bc, "asset_group_id": group_id, "query_entity": entity} | asked
    data = await desk.ok("GET", GET, **asked)
    shown: list[Any] = data["asset_group"]["assets" if entity == "ASSET" else "members"]
    return shown


async def test_a_group_is_shown_with_what_is_in_it(desk: Any) -> None:
    made = await group(desk)

    assert await seen(desk, made, "ASSET") == [
        {"asset_id": desk.usd, "asset_type": "ADVERTISER", "asset_name": "Dollars & Co"}
    ]
    assert await seen(desk, made, "MEMBER") == [
        {"member_id": ANN, "member_name": "Ann", "asset_roles": {"ADVERTISER": "ADVERTISER_ROLE_OPERATOR"}}
    ]
    assert await seen(desk, made, "ASSET", filtering={"keyword": "yen"}) == []


async def test_its_people_have_its_ad_accounts(desk: Any) -> None:
    made = await group(desk)
    desk.state.save(replace(desk.state.grants[desk.token], user_id=ANN))

    async def code(advertiser_id: str) -> int:
        return int((await desk.get("/campaign/get/", advertiser_id=advertiser_id))["code"])

    assert (await code(desk.usd), await code(desk.jpy)) == (0, 40001)

    desk.state.save(replace(desk.state.grants[desk.token], user_id=None))
    await desk.ok("POST", DELETE, bc_id=desk.bc, asset_group_ids=[made])
    desk.state.save(replace(desk.state.grants[desk.token], user_id=ANN))
    assert await code(desk.usd) == 40001


async def test_names_ad_accounts_and_people_change_one_at_a_time(desk: Any) -> None:
    made = await group(desk)
    body = {"bc_id": desk.bc, "asset_group_id": made}

    await desk.ok("POST", UPDATE, **body, update_entity="NAME", asset_group_name="All")
    await desk.ok("POST", UPDATE, **body, update_entity="ASSET", action="ADD", assets=[{"asset_id": desk.jpy}])
    await desk.ok("POST", UPDATE, **body, update_entity="ASSET", action="DELETE", assets=[{"asset_id": desk.usd}])
    await desk.ok("POST", UPDATE, **body, update_entity="MEMBER", action="ADD", members=[{"member_id": BEN}])
    await desk.ok("POST", UPDATE, **body, update_entity="MEMBER", action="DELETE", members=[{"member_id": ANN}])

    data = await desk.ok("GET", LIST, bc_id=desk.bc, filtering={"keyword": "all"})
    (row,) = data["asset_groups"]
    assert data["page_info"]["total_number"] == 1
    assert (row["asset_group_id"], row["asset_group_name"]) == (made, "All")
    assert [one["asset_id"] for one in row["assets"]] == [desk.jpy]
    assert row["members"] == [
        {"member_id": BEN, "member_name": "Ben", "asset_roles": {"ADVERTISER": "ADVERTISER_ROLE_ANALYST"}}
    ]


@pytest.mark.parametrize(
    ("path", "given", "code", "named"),
    [
        (CREATE, {"assets": []}, 40002, "assets"),
        (CREATE, {"assets": [{"asset_id": "1"}]}, 40002, "asset_id"),
        (CREATE, {"assets": [{"asset_id": "1", "asset_type": "PIXEL"}]}, 40002, "assets.0.asset_type"),
        (CREATE, {"members": [{"member_id": ANN, "asset_roles": {"ADVERTISER": "BOSS"}}]}, 40002, "members.0"),
        (UPDATE, {"asset_group_id": "1", "update_entity": "NAME", "asset_group_name": "x"}, 40007, "asset group 1"),
        (DELETE, {"asset_group_ids": ["1", "2"]}, 40002, "asset_group_ids"),
    ],
)
async def test_what_cannot_be_is_refused(desk: Any, path: str, given: dict[str, Any], code: int, named: str) -> None:
    body = {"bc_id": desk.bc, "asset_group_name": "x"} | (
        {} if path != CREATE else {"assets": [{"asset_id": desk.usd}]}
    )
    body |= {"members": [{"member_id": ANN}]} if path == CREATE else {}

    refused = await desk.refused(path, **(body | given))

    assert refused[0] == code
    assert named in refused[1]


async def test_groups_are_the_administrators_business(desk: Any) -> None:
    desk.state.save(replace(desk.state.grants[desk.token], user_id=ANN))

    assert (await desk.get(LIST, bc_id=desk.bc))["code"] == 40001
