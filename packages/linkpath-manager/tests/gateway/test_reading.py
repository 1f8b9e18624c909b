"""GET through the door: pages, objects, and what is said of them in headers."""

from typing import Any

import pytest

GOOD = b'{"name": "Spring", "budget": {"amount": 5}}'


async def test_a_list_is_one_envelope_around_the_documents_as_they_are_kept(house: Any) -> None:
    house.shelf.put("Spring")

    answer = await house.client.get("/v1/things")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "object": "list",
        "data": [
            {
                "object": "thing",
                "id": "thing_1",
                "name": "Spring",
                "status": "PAUSED",
                "budget": {"amount": "5", "currency": "EUR"},
                "created_at": "2026-11-20T12:00:00Z",
            }
        ],
        "has_more": False,
        "next_cursor": None,
        "total_count": 1,
        "as_of": "2026-11-20T12:00:00Z",
    }


async def test_a_list_of_nothing_is_a_list(house: Any) -> None:
    answer = await house.client.get("/v1/things")

    assert (answer.json()["data"], answer.json()["total_count"]) == ([], 0)
    assert "link" not in answer.headers


async def test_the_link_to_the_next_page_keeps_every_filter_and_leads_to_the_end(house: Any) -> None:
    for number in range(5):
        house.shelf.put(f"Spring {number}")

    names, address = [], "/v1/things?status=ACTIVE,PAUSED&limit=2"
    while address:
        answer = await house.client.get(address)
        names += [thing["name"] for thing in answer.json()["data"]]
        address = answer.links.get("next", {}).get("url")
        assert address is None or "status=ACTIVE,PAUSED&limit=2&cursor=" in address

    assert names == [f"Spring {number}" for number in range(5)]


async def test_a_next_link_holds_one_cursor_alone(house: Any) -> None:
    for number in range(5):
        house.shelf.put(f"Spring {number}")

    answer = await house.client.get("/v1/things?cursor=1&limit=1")

    assert answer.headers["link"] == '</v1/things?limit=1&cursor=2>; rel="next"'


async def test_one_object_is_answered_as_its_operation_gives_it(house: Any) -> None:
    house.shelf.put("Spring")

    answer = await house.client.get("/v1/things/thing_1")

    assert answer.json()["id"] == "thing_1"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/v1/things", "/v1/things/thing_1", "/openapi.json", "/docs", "/", "/healthz"])
async def test_head_answers_the_headers_of_get_without_its_body(wire: Any, path: str) -> None:
    line = wire()
    await line.send("POST", "/v1/things", messages=[{"type": "http.request", "body": GOOD, "more_body": False}])

    whole, head = await line.send("GET", path), await line.send("HEAD", path)

    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))


async def test_the_body_of_a_get_is_not_read(wire: Any) -> None:
    line = wire()

    answer = await line.send("GET", "/v1/things", messages=[{"type": "http.request", "body": b"{", "more_body": True}])

    assert answer.status == 200
    assert line.asked == 0


async def test_two_ids_at_one_route_are_two_questions(house: Any) -> None:
    house.shelf.put("Spring")
    house.shelf.put("Summer")

    names = [(await house.client.get(f"/v1/things/thing_{number}")).json()["name"] for number in (1, 2, 1)]

    assert names == ["Spring", "Summer", "Spring"]


async def test_a_query_too_long_to_be_remembered_is_answered_alike(house: Any) -> None:
    house.shelf.put("Spring")

    answer = await house.client.get("/v1/things", params={"cursor": "0" * 1100})

    assert answer.json()["total_count"] == 1


async def test_operations_get_the_actor_and_the_requests_id(house: Any) -> None:
    answer = await house.client.get("/v1/things", headers={"x-request-id": "my-request.42"})

    (context,) = house.shelf.seen
    assert (context.actor.id, context.request_id) == ("key_1", "my-request.42")
    assert answer.headers["x-request-id"] == "my-request.42"


async def test_no_idempotency_key_is_taken_from_a_read(house: Any) -> None:
    await house.client.get("/v1/things", headers={"idempotency-key": "k1"})

    assert house.shelf.seen[0].idempotency_key is None
