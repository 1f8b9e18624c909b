"""Limits on callers at the door: what is let in, what is refused, and what answers say of it."""

from datetime import timedelta
from typing import Any

import pytest

from linkpath_manager.domain.limits import Limits

from .conftest import NOON, TOKEN, Shelf, Tools, Wire, a_door

UNIX_NOON = int(NOON.timestamp())
LIMITS = ("ratelimit-policy", "ratelimit", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
NO_TOKEN = [(b"content-type", b"application/json")]
WRONG_TOKEN = [(b"authorization", b"Bearer lp_test_guessed")]


@pytest.fixture
def tools() -> Tools:
    return Tools(limits=Limits(standard=5, uploads=2, burst=4))


@pytest.fixture
def line(tools: Tools) -> Wire:
    return Wire(a_door(Shelf(), tools))


def told(answer: Any) -> tuple[str | None, ...]:
    return tuple(answer.headers.get(name) for name in LIMITS)


async def test_an_answer_tells_how_every_window_stands(line: Wire, tools: Tools) -> None:
    first = await line.send("GET", "/v1/things")
    tools.clock.advance(timedelta(seconds=2.5))
    second = await line.send("GET", "/v1/things")

    policy = '"standard";q=5;w=60, "burst";q=4;w=10'
    assert told(first) == (policy, '"standard";r=4;t=60, "burst";r=3;t=10', "4", "3", str(UNIX_NOON + 10))
    assert told(second) == (policy, '"standard";r=3;t=58, "burst";r=2;t=8', "4", "2", str(UNIX_NOON + 10))


async def test_one_too_many_is_a_problem_that_says_when_to_come_again(line: Wire, tools: Tools) -> None:
    for _ in range(4):
        await line.send("GET", "/v1/things")
    tools.clock.advance(timedelta(seconds=3.2))

    refused = await line.send("GET", "/v1/things")

    assert (refused.status, refused.headers["retry-after"]) == (429, "7")
    assert refused.json["code"] == "rate_limited"
    assert refused.json["detail"] == "The account has used up its limit of 4 requests in 10 s (burst)."
    assert refused.json["violated-policies"] == ["burst"]
    assert refused.json["retryable"]
    assert told(refused)[1:] == ('"standard";r=1;t=57, "burst";r=0;t=7', "4", "0", str(UNIX_NOON + 10))


async def test_after_retry_after_the_request_is_taken_and_what_was_refused_did_not_count(
    line: Wire, tools: Tools
) -> None:
    statuses = [(await line.send("GET", "/v1/things")).status for _ in range(10)]
    tools.clock.advance(timedelta(seconds=10))
    fifth, sixth = await line.send("GET", "/v1/things"), await line.send("GET", "/v1/things")
    tools.clock.advance(timedelta(seconds=int(sixth.headers["retry-after"])))
    last = await line.send("GET", "/v1/things")

    assert statuses == [200] * 4 + [429] * 6
    assert (fifth.status, sixth.status, sixth.json["violated-policies"]) == (200, 429, ["standard"])
    assert (sixth.headers["retry-after"], last.status) == ("50", 200)


async def test_each_kind_of_route_has_a_limit_of_its_own(line: Wire) -> None:
    uploads = [(await line.send("POST", "/v1/things/thing_2/fall")).status for _ in range(3)]
    others = [(await line.send("GET", "/v1/things")).status for _ in range(3)]

    assert uploads[2] == 429
    assert others == [200, 200, 429]  # the burst counts them all


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/things/thing_9", 404),
        ("GET", "/v1/things/nothing", 400),
        ("POST", "/v1/things", 400),
        ("HEAD", "/v1/things", 200),
        ("POST", "/v1/things/thing_4/fall", 500),
    ],
)
async def test_every_answer_to_a_valid_token_tells_the_limits(line: Wire, method: str, path: str, status: int) -> None:
    answer = await line.send(method, path)

    assert (answer.status, answer.headers["x-ratelimit-remaining"]) == (status, str(1 if "fall" in path else 3))
    assert None not in told(answer)


async def test_answers_to_nobody_tell_no_limits(line: Wire) -> None:
    answers = [
        await line.send("GET", "/v1/things", headers=NO_TOKEN),
        await line.send("GET", "/healthz"),
        await line.send("GET", "/v1/nowhere"),
    ]

    assert [answer.status for answer in answers] == [401, 200, 404]
    assert {told(answer) for answer in answers} == {(None,) * 5}


async def test_the_body_of_a_refused_write_is_not_read(line: Wire) -> None:
    for _ in range(4):
        await line.send("GET", "/v1/things")

    refused = await line.send(
        "POST", "/v1/things", messages=[{"type": "http.request", "body": b"{", "more_body": True}]
    )

    assert (refused.status, line.asked) == (429, 0)


async def test_an_address_that_guesses_is_not_listened_to_for_a_while(line: Wire, tools: Tools) -> None:
    guesses = [
        (await line.send("GET", "/v1/things", headers=WRONG_TOKEN, address="10.0.0.1")).status for _ in range(301)
    ]
    with_a_token = await line.send("GET", "/v1/things", address="10.0.0.1")
    from_elsewhere = await line.send("GET", "/v1/things", address="10.0.0.2")
    tools.clock.advance(timedelta(seconds=int(with_a_token.headers["retry-after"])))
    later = await line.send("GET", "/v1/things", address="10.0.0.1")

    assert guesses == [401] * 300 + [429]
    assert (with_a_token.status, with_a_token.json["code"]) == (429, "rate_limited")
    assert with_a_token.json["detail"] == "10.0.0.1 sent 300 requests without a valid token within 60 s."
    assert told(with_a_token) == (None,) * 5
    assert (from_elsewhere.status, later.status) == (200, 200)


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
async def test_a_network_of_ipv6_is_one_caller(line: Wire, one: str, other: str, *, are_one: bool) -> None:
    for _ in range(300):
        await line.send("GET", "/v1/things", headers=NO_TOKEN, address=one)

    answer = await line.send("GET", "/v1/things", headers=WRONG_TOKEN, address=other)

    assert answer.status == (429 if are_one else 401)


async def test_a_valid_token_is_no_failure(line: Wire, tools: Tools) -> None:
    await line.send("GET", "/v1/things", headers=[(b"authorization", f"Bearer {TOKEN}".encode())], address="10.0.0.1")

    assert len(tools.strangers) == 0


async def test_limits_that_are_kept_less_exactly_do_not_make_linkpath_unready(line: Wire, tools: Tools) -> None:
    tools.health = {"database": "ok", "limits": "Redis is away"}
    degraded = await line.send("GET", "/readyz")
    tools.health = {"database": "cannot be read", "limits": "Redis is away"}
    unready = await line.send("GET", "/readyz")

    assert (degraded.status, degraded.json["status"]) == (200, "degraded")
    assert (unready.status, unready.json["status"]) == (503, "unavailable")
