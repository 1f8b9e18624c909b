"""Events over REST: read in their order, narrowed, waited for."""

import asyncio
from typing import Any

import pytest

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.event import Event
from linkpath_manager.domain.events import EVENT_TYPES
from linkpath_manager.store import events


async def tell(house: Any, *told: tuple[str, str | None]) -> list[str]:
    """Ids of new events, by type and advertiser."""
    rows = [
        Event(kind, advertiser, "ad", str(n), {"object": {}, "previous": None})
        for n, (kind, advertiser) in enumerate(told)
    ]
    async with house.db.transaction(WORKSPACE_ID) as tx:
        return await events.append(tx, WORKSPACE_ID, rows, house.time.now())


async def listed(house: Any, query: str = "") -> list[int]:
    return [one["sequence"] for one in (await house.ok("GET", f"/v1/events{query}"))["data"]]


async def test_an_event_is_read_as_it_was_posted(house: Any) -> None:
    (event_id,) = await tell(house, ("ad.approved", house.usd))

    one = await house.ok("GET", f"/v1/events/{event_id}")
    assert one == (await house.ok("GET", "/v1/events"))["data"][0]
    assert one == {
        "object": "event",
        "id": event_id,
        "type": "ad.approved",
        "api_version": "2026-11-01",
        "created_at": "2026-11-20T12:01:00Z",
        "sequence": 1,
        "workspace_id": WORKSPACE_ID,
        "advertiser_id": house.usd,
        "data": {"object": {}, "previous": None},
    }


async def test_pages_follow_one_another_either_way(house: Any) -> None:
    await tell(house, *[("ad.approved", None)] * 5)

    for query, order in (("?limit=2", [5, 4, 3, 2, 1]), ("?limit=2&after=0", [1, 2, 3, 4, 5])):
        found, cursor = [], ""
        while True:
            page = await house.ok("GET", f"/v1/events{query}{cursor}")
            found += [one["sequence"] for one in page["data"]]
            if not page["has_more"]:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert found == order


async def test_a_list_is_narrowed_by_names_globs_and_advertiser(house: Any) -> None:
    await tell(house, ("ad.approved", house.usd), ("ad.rejected", house.eur), ("change.pending", house.usd))

    assert await listed(house, "?type=ad.*") == [2, 1]
    assert await listed(house, "?type=ad.rejected,change.*") == [3, 2]
    assert await listed(house, f"?advertiser_id={house.usd}&type=*") == [3, 1]
    assert await listed(house, "?object_id=2") == [3]
    assert await listed(house, "?until=2026-11-20T11:59:59Z") == []


@pytest.mark.parametrize("pattern", ["ad.aproved", "ads.*", "[ad].*", "a?.*"])
async def test_a_type_that_there_is_not_is_said_to_be_none(house: Any, pattern: str) -> None:
    answer = await house.ask("GET", f"/v1/events?type={pattern}")

    assert answer.status_code == 400
    assert "ad.approved" in answer.json()["errors"][0]["detail"]


async def test_who_waits_gets_what_happens_meanwhile(house: Any) -> None:
    waiting = asyncio.create_task(listed(house, "?after=0&wait=20&type=ad.rejected"))
    await asyncio.sleep(0)
    await tell(house, ("ad.approved", None))
    await tell(house, ("ad.rejected", None))

    assert await waiting == [2]


async def test_every_type_is_told_with_its_schema_and_example(house: Any) -> None:
    kinds = (await house.ok("GET", "/v1/event-types"))["data"]

    assert [kind["id"] for kind in kinds] == list(EVENT_TYPES)
    rejected = next(kind for kind in kinds if kind["id"] == "ad.rejected")
    assert rejected["example"]["reasons"][0]["code"] == "RESTRICTED_AGES"
    assert rejected["schema"]["$defs"]["AdRejected"]["required"] == ["object", "previous", "reasons"]
    assert rejected["changelog"][-1] == {"date": "2026-11-26", "note": "First told."}


async def test_the_document_has_a_webhook_for_each_type(house: Any) -> None:
    document = await house.ok("GET", "/openapi.json")

    assert list(document["webhooks"]) == list(EVENT_TYPES)
    for name, webhook in document["webhooks"].items():
        content = webhook["post"]["requestBody"]["content"]["application/json"]
        assert content["example"]["type"] == name
        assert content["schema"]["allOf"][1]["properties"]["type"] == {"const": name}
