"""The outermost layer: addresses, ids, figures, logs."""

import json
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/v1/things/", "Addresses end without a slash: /v1/things"),
        ("/v1/things/thing_1/", "Addresses end without a slash: /v1/things/thing_1"),
        ("/v1/thing", "Did you mean /v1/things?"),
        ("/docs/error", "Did you mean /docs/errors?"),
        ("/nowhere/at/all", "The reference at /docs lists every address."),
        ("/v1/things/{id}/{id}", "Did you mean /v1/things/{id}?"),
        ("/" + "x" * 5000, "The reference at /docs lists every address."),
    ],
)
async def test_an_unknown_address_is_a_problem_that_names_the_near_one(house: Any, path: str, hint: str) -> None:
    answer = await house.client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")
    assert answer.json()["hint"] == hint


async def test_a_template_is_no_address_by_itself(house: Any) -> None:
    answer = await house.client.get("/v1/things/{id}")

    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("id", "wrong_format")]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/things", "GET, HEAD, POST"),
        ("POST", "/v1/things/thing_1", "DELETE, GET, HEAD, PATCH"),
        ("GET", "/v1/things/thing_1/fall", "POST"),
        ("HEAD", "/v1/things/thing_1/fall", "POST"),
        ("POST", "/healthz", "GET, HEAD"),
        ("BREW", "/docs", "GET, HEAD"),
    ],
)
async def test_a_wrong_method_is_met_with_the_ones_that_are_possible(
    house: Any, method: str, path: str, allowed: str
) -> None:
    answer = await house.client.request(method, path)

    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize("given", ["short", "x" * 129, "with space", "sch\u00f6n-und-gut", 'quote"quote"'])
async def test_a_request_id_that_could_do_harm_is_replaced(wire: Any, given: str) -> None:
    answer = await wire().send("GET", "/healthz", headers=[(b"x-request-id", given.encode())])

    assert answer.headers["x-request-id"].startswith("req_")


async def test_every_answer_has_an_id_of_its_own(house: Any) -> None:
    paths = ["/v1/things", "/nowhere", "/docs", "/metrics", "/v1/things"]

    ids = [(await house.client.get(path)).headers["x-request-id"] for path in paths]

    assert len(set(ids)) == len(paths)


async def test_the_metrics_count_by_route_and_not_by_what_stands_in_the_path(house: Any) -> None:
    house.shelf.put("Spring")
    for path in ("/v1/things/thing_1", "/v1/things/thing_2", "/v1/things/thing_1", "/secret-path"):
        await house.client.get(path)
    await house.client.request("BREW", "/v1/things")

    answer = await house.client.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = answer.text.splitlines()
    counted = 'linkpath_http_requests_total{route="/v1/things/{id}",method="GET",status="200"} 2.0'
    assert counted in lines
    assert 'linkpath_http_requests_total{route="unmatched",method="GET",status="404"} 1.0' in lines
    assert 'linkpath_http_requests_total{route="/v1/things",method="other",status="405"} 1.0' in lines
    assert 'linkpath_http_request_seconds_count{route="/v1/things/{id}",method="GET",status="200"} 2.0' in lines
    assert "linkpath_http_requests_in_flight 1.0" in lines
    assert "secret-path" not in answer.text


async def test_two_apps_count_for_themselves(house: Any, open_door: Any) -> None:
    await house.client.get("/v1/things")

    async with open_door() as other:
        assert "/v1/things" not in (await other.get("/metrics")).text


async def test_health_is_answered_without_a_token(house: Any) -> None:
    answer = await house.stranger.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_readiness_names_what_is_wrong(house: Any) -> None:
    well = await house.stranger.get("/readyz")
    house.tools.health = {"database": "ok", "migrations": "ok", "worker": "silent for 90 s"}
    ill = await house.stranger.get("/readyz")

    assert (well.status_code, well.json()["status"]) == (200, "ok")
    assert (ill.status_code, ill.json()) == (
        503,
        {
            "status": "unavailable",
            "checks": {
                "database": {"state": "ok", "ms": 0.4},
                "migrations": {"state": "ok", "ms": 0.4},
                "worker": {"state": "silent for 90 s", "ms": 0.4},
            },
        },
    )


async def test_a_write_is_logged_with_its_route_and_without_its_query(
    house: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    await house.client.delete("/v1/things/thing_1?advertiser_id=7001", headers={"x-request-id": "request-0001"})

    (line,) = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {name: line[name] for name in ("event", "method", "route", "status", "request_id", "level")} == {
        "event": "http.request",
        "method": "DELETE",
        "route": "/v1/things/{id}",
        "status": 404,
        "request_id": "request-0001",
        "level": "info",
    }
    assert "7001" not in str(line)


async def test_a_read_that_went_well_is_not_logged_at_info(house: Any, capsys: pytest.CaptureFixture[str]) -> None:
    await house.client.get("/v1/things")

    assert capsys.readouterr().err == ""


async def test_the_app_starts_and_ends_with_its_server(wire: Any) -> None:
    messages, sent = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}], []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["type"])

    await wire().app({"type": "lifespan"}, receive, send)

    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_a_websocket_is_closed(wire: Any) -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await wire().app({"type": "websocket"}, None, send)

    assert sent == [{"type": "websocket.close", "code": 1000}]


async def test_an_answer_that_cannot_be_finished_is_broken_off_and_not_begun_anew(wire: Any) -> None:
    begun: list[str] = []

    async def send(message: dict[str, Any]) -> None:
        begun.append(message["type"])
        if message["type"] == "http.response.body":
            raise OSError("the connection is gone")

    scope = {"type": "http", "method": "GET", "path": "/healthz", "query_string": b"", "headers": []}
    with pytest.raises(OSError, match="gone"):
        await wire().app(scope, None, send)

    assert begun == ["http.response.start", "http.response.body"]
