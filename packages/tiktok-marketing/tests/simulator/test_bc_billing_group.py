"""Billing groups: made, changed, listed. What is inferred is so named in the behaviour."""

from typing import Any

import pytest
from msgspec.structs import replace

CREATE, UPDATE, GET = (f"/bc/billing_group/{verb}/" for verb in ("create", "update", "get"))
ADVERTISERS = "/bc/billing_group/advertiser/list/"
USD = "7100000000000000001"


async def group(desk: Any, **given: Any) -> str:
    body = {"bc_id": desk.bc, "billing_group_name": "Dollars", "advertiser_ids": [desk.usd]} | given
    return str((await desk.ok("POST", CREATE, **body))["billing_group_id"])


async def listed(desk: Any, **filtering: Any) -> list[dict[str, Any]]:
    data = await desk.ok("GET", GET, bc_id=desk.bc, filtering=filtering)
    rows: list[dict[str, Any]] = data["list"]
    assert data["page_info"]["total_number"] == len(rows)
    return rows


async def test_a_group_is_listed_as_it_was_made(desk: Any) -> None:
    made = await group(desk, billing_group_emails=["pay@example.com"], is_primary=True)

    assert await listed(desk) == [
        {
            "billing_group_id": made,
            "billing_group_name": "Dollars",
            "billing_group_type": "AUCTION",
            "billing_group_emails": ["pay@example.com"],
            "is_primary": True,
            "advertisers": [{"advertiser_id": desk.usd, "advertiser_name": "Dollars & Co"}],
            "invoice_object_name": "Agency",
            "invoice_group_by": "ADVERTISER",
            "billed_to_type": "ACCOUNT",
            "status": "VALID",
        }
    ]


async def test_groups_are_newest_first_and_filtered(desk: Any) -> None:
    dollars = await group(desk)
    yen = await group(desk, billing_group_name="Yen", advertiser_ids=[desk.jpy], billing_group_type="RESERVATION")

    async def found(**filtering: Any) -> list[str]:
        return [row["billing_group_id"] for row in await listed(desk, **filtering)]

    assert await found() == [yen, dollars]
    assert await found(billing_group_name="doll") == [dollars]
    assert await found(billing_group_type="RESERVATION") == [yen]
    assert await found(billing_group_id=dollars) == [dollars]
    assert await found(invoice_group_by="ACCOUNT") == []
    assert (await desk.get(GET, bc_id=desk.bc, filtering={"status": 1}))["code"] == 40008


async def test_only_what_is_sent_changes(desk: Any) -> None:
    made = await group(desk, billing_group_emails=["pay@example.com"])
    named = {"bc_id": desk.bc, "billing_group_id": made}

    moved = {"add_advertiser_ids": [desk.jpy], "delete_advertiser_ids": [desk.usd]}
    assert await desk.ok("POST", UPDATE, **named, **moved) == {}
    row = (await listed(desk))[0]
    assert row["advertisers"] == [{"advertiser_id": desk.jpy, "advertiser_name": "円商事"}]
    assert (row["billing_group_name"], row["billing_group_emails"]) == ("Dollars", ["pay@example.com"])

    await desk.ok("POST", UPDATE, **named, new_billing_group_name="Yen", new_billing_group_emails=[])
    row = (await listed(desk))[0]
    assert (row["billing_group_name"], row["billing_group_emails"]) == ("Yen", [])
    page = await desk.ok("GET", ADVERTISERS, **named, page_size=1)
    assert page == {
        "list": [{"advertiser_id": desk.jpy}],
        "page_info": {"page": 1, "page_size": 1, "total_number": 1, "total_page": 1},
    }


async def test_a_new_primary_group_takes_the_place_of_the_one_there_was(desk: Any) -> None:
    first = await group(desk, is_primary=True)
    await group(desk, advertiser_ids=[desk.jpy], is_primary=True)
    await group(desk, advertiser_ids=[desk.jpy], is_primary=True, billing_group_type="RESERVATION")

    assert [row["is_primary"] for row in await listed(desk)] == [True, True, False]
    await desk.ok("POST", UPDATE, bc_id=desk.bc, billing_group_id=first, is_primary=True)
    assert [row["is_primary"] for row in await listed(desk)] == [True, False, True]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"advertiser_ids": []}, "advertiser_ids: Length must be between 1 and 100."),
        ({"advertiser_ids": [USD] * 101}, "advertiser_ids: Length must be between 1 and 100."),
        ({"billing_group_name": "x" * 101}, "billing_group_name: Length must be between 1 and 100."),
        ({"billing_group_name": ""}, "billing_group_name: Length must be between 1 and 100."),
        ({"billing_group_emails": ["a@b.c"] * 21}, "billing_group_emails: Longer than maximum length 20."),
    ],
    ids=["no account", "too many accounts", "a long name", "no name", "too many addresses"],
)
async def test_what_cannot_be_made_is_refused(desk: Any, given: dict[str, Any], message: str) -> None:
    body = {"bc_id": desk.bc, "billing_group_name": "Dollars", "advertiser_ids": [desk.usd]} | given

    assert await desk.refused(CREATE, **body) == (40002, message)
    assert await listed(desk) == []


async def test_an_account_is_in_one_group_of_a_kind_and_no_group_is_empty(desk: Any) -> None:
    made = await group(desk)
    body = {"bc_id": desk.bc, "billing_group_name": "Again", "advertiser_ids": [desk.usd]}
    named = {"bc_id": desk.bc, "billing_group_id": made}

    taken = f"advertiser_ids: The ad account {desk.usd} is in the billing group {made} already."
    assert await desk.refused(CREATE, **body) == (40002, taken)
    await group(desk, billing_group_type="RESERVATION")
    empty = "add_advertiser_ids: A billing group has 1 to 100 ad accounts."
    assert await desk.refused(UPDATE, **named, delete_advertiser_ids=[desk.usd]) == (40002, empty)
    strange = f"delete_advertiser_ids: {desk.jpy} is not in the billing group."
    assert await desk.refused(UPDATE, **named, delete_advertiser_ids=[desk.jpy]) == (40002, strange)
    unknown = {"bc_id": desk.bc, "billing_group_id": "1"}
    assert await desk.refused(UPDATE, **unknown) == (40007, "The billing group 1 does not exist.")
    assert (await desk.get(ADVERTISERS, **unknown))["code"] == 40007


async def test_an_account_of_another_business_center_is_not_billed_here(desk: Any) -> None:
    center = desk.state.business_centers[desk.bc]
    desk.state.save(replace(center, advertiser_ids=[desk.usd]))
    body = {"bc_id": desk.bc, "billing_group_name": "Dollars", "advertiser_ids": [desk.jpy]}

    strange = f"advertiser_ids: The ad account {desk.jpy} does not belong to the Business Center."
    assert await desk.refused(CREATE, **body) == (40002, strange)
    assert (await desk.post(CREATE, **body | {"advertiser_ids": ["1"]}))["code"] == 40001
