"""Bodies that cannot be taken, and how little of them is read."""

from typing import Any

import pytest

POST = ("POST", "/v1/things")
JSON = {"content-type": "application/json"}


def _pieces(*parts: bytes) -> list[dict[str, Any]]:
    return [{"type": "http.request", "body": part, "more_body": True} for part in parts]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "line 1, column 2"),
        (b"[]", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b'{"name": "\xff"}', "not UTF-8: byte 10"),
        (b'{"name": "a", "name": "b"}', 'field "name" twice'),
        (b'{"budget": {"amount": NaN}}', "NaN"),
        (b'{"budget": {"amount": -Infinity}}', "-Infinity"),
        (b'{"budget": {"amount": 1e999999999}}', "more than 40 digits"),
        (b'{"budget": {"amount": 1e-41}}', "more than 40 digits"),
        (b'{"budget": {"amount": 1e9999999999999999999999}}', "more than 40 digits"),
        (b'{"budget": {"amount": ' + b"9" * 41 + b"}}", "more than 40 digits"),
        (b'{"name": "\\u0000"}', "U+0000"),
        (b'{"name": "\\ud800"}', "U+D800"),
        (b'{"\\ud800": 1}', "U+D800"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "deeper than 32"),
        (b'{"a":' + b"[" * 900 + b"]" * 900 + b"}", "deeper than 32"),
    ],
)
async def test_a_body_that_cannot_be_taken_is_told_in_its_own_words(house: Any, body: bytes, says: str) -> None:
    answer = await house.client.post("/v1/things", content=body, headers=JSON)

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("", "invalid_json")
    assert says in error["detail"]


async def test_nesting_that_would_end_the_parser_is_a_problem_like_others(house: Any) -> None:
    answer = await house.client.post("/v1/things", content=b"[" * 2000, headers=JSON)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "invalid_json")


async def test_32_levels_are_taken_as_far_as_the_door_is_concerned(house: Any) -> None:
    body = b'{"a":' * 32 + b"1" + b"}" * 32

    answer = await house.client.post("/v1/things", content=body, headers=JSON)

    assert "unknown_field" in {error["code"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", "json"]
)
async def test_a_body_that_is_not_declared_as_json_is_415(house: Any, media_type: str) -> None:
    answer = await house.client.post("/v1/things", content=b"{}", headers={"content-type": media_type})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert "Content-Type: application/json" in answer.json()["hint"]


@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON; charset=UTF-8", None])
async def test_json_is_taken_however_it_is_spelt_or_undeclared(house: Any, media_type: str | None) -> None:
    headers = {"content-type": media_type} if media_type else {}

    answer = await house.client.post(
        "/v1/things", content=b'{"name": "Spring", "budget": {"amount": 5}}', headers=headers
    )

    assert answer.status_code == 201


async def test_a_body_declared_too_large_is_not_read_at_all(wire: Any) -> None:
    line = wire()
    headers = [(b"authorization", b"Bearer lp_test_theOneThatIsKnownHere"), (b"content-length", b"2049")]

    answer = await line.send(*POST, headers=headers)

    assert (answer.status, answer.json["code"], line.asked) == (413, "body_too_large", 0)
    assert answer.headers["connection"] == "close"


async def test_a_body_that_grows_too_large_is_read_no_further(wire: Any) -> None:
    line = wire()

    answer = await line.send(*POST, messages=_pieces(*[b"x" * 1024] * 10))

    assert (answer.status, line.asked) == (413, 3)


async def test_a_body_of_exactly_the_limit_is_read(wire: Any) -> None:
    body = b'{"name":"' + b"x" * (2048 - 11) + b'"}'

    answer = await wire().send(*POST, messages=[{"type": "http.request", "body": body, "more_body": False}])

    assert answer.status == 400
    assert {error["code"] for error in answer.json["errors"]} == {"wrong_length", "missing"}


async def test_a_body_may_come_in_pieces(wire: Any) -> None:
    last = {"type": "http.request", "body": b'"budget": {"amount": 5}}', "more_body": False}

    answer = await wire().send(*POST, messages=[*_pieces(b'{"name": "Spr', b'ing", '), last])

    assert (answer.status, answer.json["name"]) == (201, "Spring")


async def test_a_caller_who_leaves_before_the_end_of_the_body_changes_nothing(wire: Any) -> None:
    line = wire()

    answer = await line.send(*POST, messages=_pieces(b'{"name": "Spring", "budget": {"amount": 5}}'))

    assert answer is None
    assert (await line.send("GET", "/v1/things")).json["total_count"] == 0
    assert 'status="499"' in (await line.send("GET", "/metrics", address="127.0.0.1")).body.decode()
