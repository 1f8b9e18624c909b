"""Wrong values: each named by its place, with what is allowed there."""

from typing import Any

import pytest

GOOD = {"name": "Spring", "budget": {"amount": 5}}


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("limt=5", ("limt", "unknown_parameter", 'Unknown parameter "limt". Did you mean "limit"?')),
        (
            "zzz=5",
            (
                "zzz",
                "unknown_parameter",
                'Unknown parameter "zzz". Allowed are: advertiser_id, created_from, cursor, limit, q, status.',
            ),
        ),
        ("limit=0", ("limit", "out_of_range", '"limit" must be greater than or equal to 1.')),
        (
            "limit=many",
            ("limit", "wrong_type", '"limit" must be a valid integer, unable to parse string as an integer.'),
        ),
        ("status=ACTIVE,GONE", ("status", "not_allowed", "\"status\" must be 'ACTIVE' or 'PAUSED'.")),
        ("q=" + "x" * 21, ("q", "wrong_length", '"q" must have at most 20 characters.')),
        (
            "created_from=soon",
            ("created_from", "wrong_type", '"created_from" must be a valid date or datetime, input is too short.'),
        ),
    ],
)
async def test_a_wrong_parameter_is_named_with_what_is_allowed(
    house: Any, query: str, error: tuple[str, str, str]
) -> None:
    answer = await house.client.get(f"/v1/things?{query}")

    assert answer.status_code == 400
    assert [tuple(one.values()) for one in answer.json()["errors"]] == [error]
    assert answer.json()["detail"] == error[2]
    assert answer.json()["param"] == error[0]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"budget": {"amount": 5}}, "/name", "missing"),
        ({"name": 5, "budget": {"amount": 5}}, "/name", "wrong_type"),
        ({"name": "", "budget": {"amount": 5}}, "/name", "wrong_length"),
        ({"name": "x", "budget": {}}, "/budget/amount", "missing"),
        ({"name": "x", "budget": {"amount": -1}}, "/budget/amount", "out_of_range"),
        ({"name": "x", "budget": {"amount": "much"}}, "/budget/amount", "wrong_type"),
        ({"name": "x", "budget": {"amount": 5, "mode": "NEVER"}}, "/budget/mode", "not_allowed"),
        ({"name": "x", "budget": 5}, "/budget", "wrong_type"),
        ({**GOOD, "tags": ["a", 5]}, "/tags/1", "wrong_type"),
        ({**GOOD, "starts": "SOON"}, "/starts", "wrong_type"),
        ({**GOOD, "a/b~c": 5}, "/a~1b~0c", "unknown_field"),
    ],
)
async def test_a_wrong_field_is_pointed_at(house: Any, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = await house.client.post("/v1/things", json=body)

    assert answer.status_code == 400
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert house.shelf.things == {}


async def test_a_misspelt_field_in_an_object_is_met_with_that_objects_names(house: Any) -> None:
    answer = await house.client.post("/v1/things", json={"name": "x", "budget": {"amount": 5, "mod": "DAILY"}})

    assert answer.json()["detail"] == 'Unknown field "budget.mod". Did you mean "mode"?'
    assert answer.json()["param"] == "budget.mod"


async def test_all_that_is_wrong_is_told_at_once_up_to_twenty_things(house: Any) -> None:
    few = await house.client.post("/v1/things", json={"nam": "x", "budget": {"amount": 0}})
    many = await house.client.post("/v1/things", json={**GOOD, **{f"field_{number}": 1 for number in range(50)}})

    assert [error["code"] for error in few.json()["errors"]] == ["missing", "out_of_range", "unknown_field"]
    assert few.json()["detail"] == '3 things are wrong. The first: "name" is missing.'
    assert len(many.json()["errors"]) == 20


async def test_a_wrong_id_in_the_path_is_a_parameter_that_is_wrong(house: Any) -> None:
    answer = await house.client.get("/v1/things/campaign_1")

    assert answer.status_code == 400
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("id", "wrong_format")]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (b"limit=1&limit=2", '"limit" is given more than once.'),
        (b"q=%ff", "not percent-encoded UTF-8"),
        (b"q=\xc3\xa4", "not percent-encoded UTF-8"),
        (b"q=%00", "U+0000"),
        (b"&".join(b"a%d=1" % number for number in range(101)), "more than 100 parameters"),
    ],
)
async def test_a_query_string_that_cannot_be_read_says_why(wire: Any, query: bytes, says: str) -> None:
    answer = await wire().send("GET", "/v1/things", query=query)

    assert answer.status == 400
    assert says in answer.json["detail"]
