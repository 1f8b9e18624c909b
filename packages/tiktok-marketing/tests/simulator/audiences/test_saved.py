"""Behaviour reference §8.3: targeting saved under a name."""

from typing import Any

import pytest

CREATE, LIST, DELETE = (f"/dmp/saved_audience/{verb}/" for verb in ("create", "list", "delete"))


def saved_body(desk: Any, **fields: Any) -> dict[str, Any]:
    body = {"advertiser_id": desk.usd, "saved_audience_name": "Young", "location_ids": ["6252001"]}
    return body | {"age_groups": ["AGE_18_24"], "gender": "GENDER_FEMALE"} | fields


async def test_saved_targeting_is_listed_as_it_was_saved(desk: Any) -> None:
    first = await desk.ok("POST", CREATE, **saved_body(desk))
    desk.advance(seconds=1)
    second = await desk.ok("POST", CREATE, **saved_body(desk, saved_audience_name="Old"))

    data = await desk.ok("GET", LIST, advertiser_id=desk.usd, page_size=1)
    one = await desk.ok("GET", LIST, advertiser_id=desk.usd, saved_audience_ids=[first["saved_audience_id"]])

    assert [row["saved_audience_id"] for row in data["saved_audiences"]] == [second["saved_audience_id"]]
    assert data["page_info"]["total_number"] == 2
    fields = {name: value for name, value in saved_body(desk).items() if name != "advertiser_id"}
    assert one["saved_audiences"] == [{**first, **fields}]
    assert (await desk.ok("GET", LIST, advertiser_id=desk.jpy))["saved_audiences"] == []


async def test_saved_targeting_is_deleted_all_or_none(desk: Any) -> None:
    saved_id = (await desk.ok("POST", CREATE, **saved_body(desk)))["saved_audience_id"]

    refused = await desk.refused(DELETE, advertiser_id=desk.usd, saved_audience_ids=[saved_id, "7"])
    before = await desk.ok("GET", LIST, advertiser_id=desk.usd)
    await desk.ok("POST", DELETE, advertiser_id=desk.usd, saved_audience_ids=[saved_id])
    after = await desk.ok("GET", LIST, advertiser_id=desk.usd)

    assert refused == (40002, "saved_audience_ids: The saved audience 7 does not exist.")
    assert [len(data["saved_audiences"]) for data in (before, after)] == [1, 0]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"saved_audience_name": "Go 🚀"}, "saved_audience_name"),
        ({"saved_audience_name": "x" * 513}, "saved_audience_name"),
        ({"location_ids": []}, "location_ids"),
        ({"gender": "GENDER_ANY"}, "gender"),
    ],
)
async def test_what_tiktok_refuses_is_named(desk: Any, fields: dict[str, Any], field: str) -> None:
    code, message = await desk.refused(CREATE, **saved_body(desk, **fields))

    assert code == 40002
    assert message.startswith(f"{field}: ")
