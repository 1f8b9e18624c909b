"""Failures, as the caller reads them."""

import json
from typing import Any

import pytest

REQUEST_ID = {"x-request-id": "request-0001"}


async def test_a_failure_is_a_problem_with_all_that_is_known_and_nothing_that_is_not(house: Any) -> None:
    answer = await house.client.post("/v1/things/thing_1/fall", headers=REQUEST_ID)

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/docs/errors#upstream_rejected",
        "title": "TikTok refuses these values",
        "status": 422,
        "detail": "TikTok refuses budget 1: below the minimum of 50",
        "instance": "/v1/things/thing_1/fall",
        "code": "upstream_rejected",
        "request_id": "request-0001",
        "retryable": False,
        "hint": "Raise the budget.",
        "upstream": {"code": 40002, "message": "Budget too low", "request_id": "20261120"},
    }
    assert answer.status_code == 422


async def test_a_wait_is_told_in_whole_seconds_rounded_up(house: Any) -> None:
    answer = await house.client.post("/v1/things/thing_2/fall")

    assert (answer.status_code, answer.headers["retry-after"], answer.json()["retryable"]) == (429, "1", True)


async def test_a_finer_code_keeps_the_type_of_its_kind_and_a_replayed_failure_says_so(house: Any) -> None:
    answer = await house.client.post("/v1/things/thing_3/fall")

    assert (answer.json()["code"], answer.json()["type"]) == ("finer_code", "/docs/errors#invalid_request")
    assert answer.headers["idempotent-replayed"] == "true"


async def test_a_fault_of_ours_tells_the_caller_nothing_but_the_requests_id(
    house: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await house.client.post("/v1/things/thing_9/fall", headers=REQUEST_ID)

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.json()["request_id"] == "request-0001"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    (failed,) = [line for line in lines if line["event"] == "http.failed"]
    assert failed["request_id"] == "request-0001"
    assert "the secret reason" in failed["exception"]


@pytest.mark.parametrize(
    "header", [None, "lp_test_theOneThatIsKnownHere", "Basic YTpi", "Bearer", "Bearer a b", f"Bearer {'x' * 513}"]
)
async def test_without_a_token_of_the_right_form_a_problem_says_how_to_send_one(house: Any, header: str | None) -> None:
    answer = await house.stranger.get("/v1/things", headers={"authorization": header} if header else {})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith('Bearer realm="LinkPath", resource_metadata="')
    assert "Authorization: Bearer <token>" in answer.json()["hint"]


async def test_a_token_that_nobody_holds_is_refused_and_never_repeated(
    house: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await house.stranger.get("/v1/things", headers={"authorization": "Bearer lp_test_stolen"})

    assert answer.status_code == 401
    assert "stolen" not in answer.text + str(answer.headers) + capsys.readouterr().err


async def test_who_has_no_token_learns_nothing_of_the_params(house: Any) -> None:
    answer = await house.stranger.post("/v1/things", content=b"{", headers={"content-type": "application/json"})

    assert answer.status_code == 401


async def test_the_scheme_of_a_token_may_be_written_in_any_case(house: Any) -> None:
    answer = await house.stranger.get("/v1/things", headers={"authorization": "bearer lp_test_theOneThatIsKnownHere"})

    assert answer.status_code == 200
