"""Whatever is sent, the door answers: with what was asked for or with a problem, never with a fault of its own."""

import asyncio
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

METHODS = st.sampled_from(["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"]) | st.text("ABCXYZ", min_size=1)
PATHS = st.sampled_from(
    ["/v1/things", "/v1/things/thing_1", "/v1/things/thing_1/", "/oauth/tiktok/callback", "/docs", "/"]
) | st.text(max_size=40).map(lambda text: f"/{text}")
NAMES = st.sampled_from(["limit", "status", "q", "cursor", "advertiser_id", "created_from", "id", "name"]) | st.text()
QUERIES = st.binary(max_size=60) | st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=4).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs).encode("utf-8", "replace")
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [b"authorization", b"x-request-id", b"idempotency-key", b"content-type", b"content-length", b"accept"]
        ),
        st.binary(max_size=40)
        | st.sampled_from([b"Bearer lp_test_theOneThatIsKnownHere", b"application/json", b"12", b"text/html;q=2"]),
    ),
    max_size=6,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(NAMES | st.just("budget"), inside, max_size=3),
    max_leaves=8,
)
BODIES = st.binary(max_size=80) | VALUES.map(lambda value: json.dumps(value).encode())
GOOD = [(b"authorization", b"Bearer lp_test_theOneThatIsKnownHere"), (b"content-type", b"application/json")]


def _check(answer: Any, method: str) -> None:
    assert answer is not None
    assert answer.status != 500
    assert answer.headers["x-request-id"]
    if answer.status < 400:
        return
    kind = answer.headers["content-type"]
    assert kind == "application/problem+json" or kind.startswith("text/html")
    if kind == "application/problem+json" and method != "HEAD":
        problem = answer.json
        assert problem["status"] == answer.status
        assert problem["request_id"] == answer.headers["x-request-id"]
        assert {"type", "title", "detail", "instance", "code", "retryable"} <= problem.keys()


@settings(max_examples=300, deadline=None)
@given(method=METHODS, path=PATHS, query=QUERIES, headers=HEADERS, body=BODIES)
def test_garbage_is_never_met_with_a_fault(  # one argument for each part of a request
    wire: Any, method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    answer = asyncio.run(wire().send(method, path, query=query, headers=headers or GOOD, messages=messages))

    _check(answer, method)


@settings(max_examples=300, deadline=None)
@given(value=VALUES, query=QUERIES)
def test_any_json_to_a_write_is_performed_or_refused(wire: Any, value: Any, query: bytes) -> None:
    body = json.dumps({"name": "Spring", "budget": value} if not isinstance(value, dict) else value).encode()
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    answer = asyncio.run(wire().send("POST", "/v1/things", query=query, messages=messages))

    _check(answer, "POST")
    assert answer.status in {201, 400}
