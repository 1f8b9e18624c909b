"""Event sets of tills and CRMs, as the catalogue has them."""

from typing import Any

import pytest

CREATE, GET, UPDATE, DELETE = (f"/offline/{verb}/" for verb in ("create", "get", "update", "delete"))


async def test_an_offline_event_set_lives_from_create_to_delete(desk: Any) -> None:
    body = {"advertiser_id": desk.usd, "name": "Shops", "description": "Tills of all shops"}
    made = await desk.ok("POST", CREATE, **body)
    desk.advance(hours=1)

    changed = await desk.ok("POST", UPDATE, advertiser_id=desk.usd, **made, name="Stores", auto_tracking=True)
    found = await desk.ok("GET", GET, advertiser_id=desk.usd)
    await desk.ok("POST", DELETE, advertiser_id=desk.usd, **made)

    assert changed == {
        **made,
        "advertiser_id": desk.usd,
        "name": "Stores",
        "description": "Tills of all shops",
        "auto_tracking": True,
        "create_time": "2026-06-15 12:00:00",
        "update_time": "2026-06-15 13:00:00",
    }
    assert found == {"event_set_list": [changed]}
    assert await desk.ok("GET", GET, advertiser_id=desk.usd) == {"event_set_list": []}
    assert await desk.refused(DELETE, advertiser_id=desk.usd, **made) == (
        40002,
        f"event_set_id: The event set {made['event_set_id']} does not exist.",
    )


async def test_offline_event_sets_are_found_by_advertiser_name_and_id(desk: Any) -> None:
    for advertiser_id, name in ((desk.usd, "Shops"), (desk.usd, "Fairs"), (desk.jpy, "Shops")):
        await desk.ok("POST", CREATE, advertiser_id=advertiser_id, name=name, description="")

    async def names(**query: Any) -> list[str]:
        data = await desk.ok("GET", GET, **query)
        return [row["name"] for row in data["event_set_list"]]

    every = (await desk.ok("GET", GET))["event_set_list"]
    assert len(every) == 3  # of all advertisers that the token opens
    assert await names(advertiser_id=desk.usd) == ["Shops", "Fairs"]
    assert await names(advertiser_id=desk.usd, name="fair") == ["Fairs"]
    assert await names(event_set_ids=[every[2]["event_set_id"]]) == ["Shops"]


async def test_a_crm_event_set_is_listed_beside_no_offline_one(desk: Any) -> None:
    await desk.ok("POST", CREATE, advertiser_id=desk.usd, name="Shops", description="")

    made = await desk.ok("POST", "/crm/create/", advertiser_id=desk.usd, name="Sales")

    assert made == {"event_set_id": made["event_set_id"], "name": "Sales", "create_time": "2026-06-15 12:00:00"}
    assert await desk.ok("GET", "/crm/list/", advertiser_id=desk.usd) == {"crm_event_sets": [made]}


@pytest.mark.parametrize("path", [CREATE, "/crm/create/"])
async def test_an_event_set_has_a_name(desk: Any, path: str) -> None:
    refused = await desk.refused(path, advertiser_id=desk.usd, name=" ", description="")

    assert refused == (40002, "name: The name cannot be empty.")
