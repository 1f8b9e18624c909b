"""POST, PATCH and DELETE through the door."""

from decimal import Decimal
from typing import Any

import pytest


async def test_what_is_created_is_answered_with_201_and_its_address(house: Any) -> None:
    answer = await house.client.post("/v1/things", json={"name": "Spring", "budget": {"amount": "50.00"}})

    assert answer.status_code == 201
    assert answer.headers["location"] == "/v1/things/thing_1"
    assert answer.json() == (await house.client.get(answer.headers["location"])).json()


async def test_an_amount_is_taken_exactly_as_it_is_written(house: Any) -> None:
    text = '{"name": "Spring", "budget": {"amount": 1234567890.123456789}}'

    await house.client.post("/v1/things", content=text, headers={"content-type": "application/json"})

    assert Decimal(house.shelf.things["thing_1"].budget.amount) == Decimal("1234567890.123456789")


async def test_patch_takes_the_id_from_the_path_and_the_rest_from_the_body(house: Any) -> None:
    house.shelf.put("Spring")

    answer = await house.client.patch("/v1/things/thing_1", json={"name": "Summer"})

    assert (answer.status_code, answer.json()["name"]) == (200, "Summer")


async def test_delete_needs_no_body(house: Any) -> None:
    house.shelf.put("Spring")

    answer = await house.client.delete("/v1/things/thing_1")

    assert answer.status_code == 200
    assert house.shelf.things == {}


async def test_a_write_may_name_its_advertiser_in_the_query(house: Any) -> None:
    body = {"name": "Spring", "budget": {"amount": 5}}

    by_query = await house.client.post("/v1/things?advertiser_id=7001", json=body)
    both_alike = await house.client.post("/v1/things?advertiser_id=7001", json={**body, "advertiser_id": "7001"})
    both_not = await house.client.post("/v1/things?advertiser_id=7001", json={**body, "advertiser_id": "7002"})

    assert [answer.status_code for answer in (by_query, both_alike, both_not)] == [201, 201, 400]
    assert both_not.json()["param"] == "advertiser_id"
    assert both_not.json()["errors"][0]["code"] == "contradiction"


async def test_the_id_in_a_body_may_not_differ_from_the_one_in_the_path(house: Any) -> None:
    house.shelf.put("Spring")

    answer = await house.client.patch("/v1/things/thing_1", json={"id": "thing_2", "name": "Summer"})

    assert answer.status_code == 400
    assert house.shelf.things["thing_1"].name == "Spring"


async def test_other_query_parameters_of_a_write_are_refused(house: Any) -> None:
    answer = await house.client.post("/v1/things?name=Spring", json={"budget": {"amount": 5}})

    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"pointer": "name", "code": "unknown_parameter", "detail": "Send it in the JSON body."}
    ]


async def test_a_repeated_key_is_answered_from_the_first_performing_and_says_so(house: Any) -> None:
    body, key = {"name": "Spring", "budget": {"amount": 5}}, {"idempotency-key": "7f3c-1"}

    first = await house.client.post("/v1/things", json=body, headers=key)
    again = await house.client.post("/v1/things", json=body, headers=key)

    assert house.shelf.performed == 1
    assert (again.status_code, again.content, again.headers["location"]) == (201, first.content, "/v1/things/thing_1")
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("key", [b"", b"two words", b"x" * 256, "schlüssel".encode(), b"tab\tbed"])
async def test_an_idempotency_key_that_cannot_be_kept_is_refused(wire: Any, key: bytes) -> None:
    headers = [(b"authorization", b"Bearer lp_test_theOneThatIsKnownHere"), (b"idempotency-key", key)]

    answer = await wire().send("DELETE", "/v1/things/thing_1", headers=headers)

    assert (answer.status, answer.json["param"]) == (400, "Idempotency-Key")


async def test_the_longest_idempotency_key_is_taken(house: Any) -> None:
    house.shelf.put("Spring")

    answer = await house.client.delete("/v1/things/thing_1", headers={"idempotency-key": "~" * 255})

    assert answer.status_code == 200
    assert house.shelf.seen[0].idempotency_key == "~" * 255
