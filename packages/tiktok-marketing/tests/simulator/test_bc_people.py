"""Behaviour reference §10: the people of a Business Center, and what each of them may do."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tiktok_marketing.simulator.business_records import Holding, Member

ADMIN, CLERK = "7400000000000000001", "7400000000000000002"


@pytest.fixture
def desk(desk: Any) -> Any:
    """The agency with an administrator and a member who may use the dollar account alone."""
    joined = desk.simulator.now() - timedelta(days=10)
    dollars = Holding(asset_type="ADVERTISER", asset_id=desk.usd, role="OPERATOR")
    desk.state.save(
        Member(id=ADMIN, bc_id=desk.bc, name="Ada", email="ada@agency.example", user_role="ADMIN", joined_at=joined),
        Member(
            id=CLERK,
            bc_id=desk.bc,
            name="Cleo",
            email="cleo@agency.example",
            user_role="STANDARD",
            joined_at=joined,
            holdings=[dollars],
        ),
    )
    return desk


def call_as(desk: Any, user_id: str) -> None:
    desk.state.save(replace(desk.state.grants[desk.token], user_id=user_id))


async def members(desk: Any, **filtering: Any) -> list[dict[str, Any]]:
    data = await desk.ok("GET", "/bc/member/get/", bc_id=desk.bc, filtering=filtering, page_size=20)
    rows: list[dict[str, Any]] = data["list"]
    return rows


async def test_members_are_listed_with_their_roles(desk: Any) -> None:
    listed = await members(desk, keyword="ADA")

    assert listed == [
        {
            "user_id": ADMIN,
            "user_name": "Ada",
            "user_email": "ada@agency.example",
            "user_role": "ADMIN",
            "relation_status": "BOUND",
            "ext_user_role": {"finance_role": None},
            "advertiser_role": None,
            "catalog_role": None,
        }
    ]
    assert [row["user_name"] for row in await members(desk, user_role="STANDARD")] == ["Cleo"]


async def test_a_page_of_members_has_at_most_twenty(desk: Any) -> None:  # §4.1
    answer = await desk.get("/bc/member/get/", bc_id=desk.bc, page_size=21)

    assert (answer["code"], answer["message"]) == (40002, "page_size: Must be between 1 and 20.")


async def test_who_is_invited_is_pending_until_they_accept(desk: Any) -> None:
    body = {"emails": ["Zoe@agency.example"], "asset_ids": [desk.jpy], "advertiser_role": "OPERATOR"}
    await desk.ok("POST", "/bc/member/invite/", bc_id=desk.bc, **body)

    (pending,) = await members(desk, relation_status="PENDING")
    assert (pending["user_email"], pending["user_id"]) == ("Zoe@agency.example", None)

    desk.advance(hours=4)
    (zoe,) = await members(desk, keyword="zoe")
    assert (zoe["relation_status"], zoe["user_role"]) == ("BOUND", "STANDARD")
    held = await desk.ok(
        "GET", "/bc/asset/get/", bc_id=desk.bc, asset_type="ADVERTISER", filtering={"user_id": zoe["user_id"]}
    )
    assert [(row["asset_id"], row["advertiser_role"]) for row in held["list"]] == [(desk.jpy, "OPERATOR")]


async def test_an_address_that_was_invited_before_is_passed_over(desk: Any) -> None:
    emails = ["ada@agency.example", "CLEO@agency.example", "new@agency.example", "New@agency.example"]

    assert await desk.ok("POST", "/bc/member/invite/", bc_id=desk.bc, emails=emails, user_role="ADMIN") == {}

    assert len(await members(desk)) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"emails": []},
        {"emails": [f"p{number}@agency.example" for number in range(51)]},
        {"emails": ["nobody"]},
        {"user_role": "OWNER"},
        {"advertiser_role": "OWNER"},
        {"asset_ids": ["1"]},
        {"ext_user_role": {"finance_role": "CASHIER"}},
    ],
)
async def test_an_invitation_that_cannot_be_is_refused_whole(desk: Any, change: dict[str, Any]) -> None:
    body = {"bc_id": desk.bc, "emails": ["new@agency.example"]} | change

    assert (await desk.refused("/bc/member/invite/", **body))[0] == 40002
    assert len(await members(desk)) == 2


async def test_a_member_can_be_changed_and_sent_away(desk: Any) -> None:
    change = {"user_role": "ADMIN", "user_name": "Cleopatra", "ext_user_role": {"finance_role": "MANAGER"}}
    await desk.ok("POST", "/bc/member/update/", bc_id=desk.bc, user_id=CLERK, **change)
    (changed,) = await members(desk, keyword="cleopatra")
    await desk.ok("POST", "/bc/member/delete/", bc_id=desk.bc, user_id=CLERK)

    assert (changed["user_role"], changed["ext_user_role"]) == ("ADMIN", {"finance_role": "MANAGER"})
    assert [row["user_id"] for row in await members(desk)] == [ADMIN]
    assert (await desk.refused("/bc/member/update/", bc_id=desk.bc, user_id=CLERK))[0] == 40007


async def test_an_invitation_is_withdrawn_by_the_address(desk: Any) -> None:
    await desk.ok("POST", "/bc/member/invite/", bc_id=desk.bc, emails=["new@agency.example"])

    await desk.ok("POST", "/bc/member/delete/", bc_id=desk.bc, user_email="NEW@agency.example")

    assert len(await members(desk)) == 2
    assert (await desk.refused("/bc/member/delete/", bc_id=desk.bc, user_email="new@agency.example"))[0] == 40007
    assert (await desk.refused("/bc/member/delete/", bc_id=desk.bc))[0] == 40002


@pytest.mark.parametrize("path", ["/bc/member/delete/", "/bc/member/update/"])
async def test_a_business_center_keeps_one_administrator(desk: Any, path: str) -> None:
    code, message = await desk.refused(path, bc_id=desk.bc, user_id=ADMIN, user_role="STANDARD")

    assert (code, "last administrator" in message) == (40002, True)


async def test_a_member_without_the_ad_account_is_refused_with_40001(desk: Any) -> None:
    call_as(desk, CLERK)

    refusal = await desk.get("/campaign/get/", advertiser_id=desk.jpy)

    assert (refusal["code"], refusal["message"]) == (40001, f"No permission to operate advertiser {desk.jpy}.")
    await desk.ok("GET", "/campaign/get/", advertiser_id=desk.usd)


async def test_a_role_that_is_lost_ends_the_access_but_not_the_token(desk: Any) -> None:  # §1.1: 40001, not 40105
    call_as(desk, CLERK)
    unassign = {"user_id": CLERK, "asset_type": "ADVERTISER", "asset_id": desk.usd}
    call_as(desk, ADMIN)
    await desk.ok("POST", "/bc/asset/unassign/", bc_id=desk.bc, **unassign)
    call_as(desk, CLERK)

    assert (await desk.get("/campaign/get/", advertiser_id=desk.usd))["code"] == 40001

    call_as(desk, ADMIN)
    await desk.ok("POST", "/bc/asset/assign/", bc_id=desk.bc, **unassign, advertiser_role="ANALYST")
    call_as(desk, CLERK)
    await desk.ok("GET", "/campaign/get/", advertiser_id=desk.usd)


async def test_who_left_the_business_center_has_no_access_any_more(desk: Any) -> None:
    call_as(desk, ADMIN)
    await desk.ok("POST", "/bc/member/delete/", bc_id=desk.bc, user_id=CLERK)
    call_as(desk, CLERK)

    assert (await desk.get("/campaign/get/", advertiser_id=desk.usd))["code"] == 40001
    listed = await desk.ok("GET", "/oauth2/advertiser/get/", **desk.app)
    assert desk.usd in {row["advertiser_id"] for row in listed["list"]}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/bc/member/invite/", {"emails": ["new@agency.example"]}),
        ("/bc/member/update/", {"user_id": ADMIN}),
        ("/bc/member/delete/", {"user_id": ADMIN}),
        ("/bc/asset/assign/", {"user_id": CLERK, "asset_type": "ADVERTISER", "asset_id": "1"}),
        ("/bc/partner/delete/", {"partner_id": "1"}),
        ("/bc/transfer/", {"transfer_type": "RECHARGE"}),
        ("/bc/advertiser/disable/", {"advertiser_ids": ["1"]}),
    ],
)
async def test_only_an_administrator_runs_a_business_center(desk: Any, path: str, body: dict[str, Any]) -> None:
    call_as(desk, CLERK)

    assert (await desk.refused(path, bc_id=desk.bc, **body))[0] == 40001


async def test_a_business_center_that_one_is_not_in_is_out_of_reach(desk: Any) -> None:
    answers = [
        await desk.get(f"/bc/{what}/get/", bc_id="7999")
        for what in ("member", "partner", "balance", "transaction", "account/transaction")
    ]

    assert {answer["code"] for answer in answers} == {40001}


async def test_a_business_center_tells_the_caller_which_role_they_have(desk: Any) -> None:
    call_as(desk, CLERK)

    (row,) = (await desk.ok("GET", "/bc/get/"))["list"]

    assert (row["user_role"], row["ext_user_role"]) == ("STANDARD", {"finance_role": None})


async def test_the_holders_of_an_ad_account_are_listed_with_their_role(desk: Any) -> None:
    data = await desk.ok("GET", "/bc/asset/member/get/", bc_id=desk.bc, asset_type="ADVERTISER", asset_id=desk.usd)

    assert [(row["user_id"], row["advertiser_role"]) for row in data["list"]] == [(CLERK, "OPERATOR")]
