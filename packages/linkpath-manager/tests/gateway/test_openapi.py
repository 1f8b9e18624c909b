"""The OpenAPI document: true to the tables, whole, and with examples that work."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from linkpath_manager.domain.listing import ListOf
from linkpath_manager.gateway.openapi import openapi_document
from linkpath_manager.gateway.routes import ROUTES
from linkpath_manager.gateway.surface import linkpath_surface

LIMIT_HEADERS = ("RateLimit-Policy", "RateLimit", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
SURFACE = linkpath_surface()
LINKPATH = openapi_document(SURFACE)


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in LINKPATH["paths"].items():
        yield from ((method.upper(), path, one) for method, one in methods.items())


async def test_the_document_is_served_and_may_be_read_from_anywhere(house: Any) -> None:
    answer = await house.stranger.get("/openapi.json")

    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["openapi"] == "3.1.0"
    assert list(answer.json()["paths"]) == ["/v1/things", "/v1/things/{id}", "/v1/things/{id}/fall"]


async def test_a_list_says_what_it_takes_and_answers(house: Any) -> None:
    document = (await house.client.get("/openapi.json")).json()

    operation = document["paths"]["/v1/things"]["get"]
    parameters = {one["name"]: one for one in operation["parameters"]}
    assert parameters["limit"] == {
        "name": "limit",
        "in": "query",
        "required": False,
        "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50},
    }
    assert parameters["status"] == {
        "name": "status",
        "in": "query",
        "required": False,
        "description": "Which to list.",
        "style": "form",
        "explode": False,
        "schema": {
            "type": "array",
            "items": {"type": "string", "enum": ["ACTIVE", "PAUSED"]},
            "default": ["ACTIVE", "PAUSED"],
        },
    }
    assert set(operation["responses"]) == {"200", "400", "401", "403", "404", "429", "500"}
    assert operation["responses"]["200"]["headers"].keys() == {"X-Request-Id", "Link", *LIMIT_HEADERS}
    answered = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert answered == {"$ref": "#/components/schemas/ThingList"}
    envelope = document["components"]["schemas"]["ThingList"]["properties"]
    assert envelope["data"] == {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}


async def test_a_write_says_its_body_its_key_and_how_it_can_fail(house: Any) -> None:
    document = (await house.client.get("/openapi.json")).json()

    operation = document["paths"]["/v1/things"]["post"]
    assert [one["name"] for one in operation["parameters"]] == ["Idempotency-Key", "validate_only"]
    body = operation["requestBody"]
    assert body["required"]
    assert body["content"]["application/json"]["schema"]["required"] == ["name", "budget"]
    assert body["content"]["application/json"]["schema"]["additionalProperties"] is False
    assert operation["responses"]["201"]["headers"].keys() == {
        *("X-Request-Id", "Location", "Idempotent-Replayed", *LIMIT_HEADERS)
    }
    failures = {status for status in operation["responses"] if status >= "400"}
    assert failures == {"400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "502", "503"}
    assert "Retry-After" in operation["responses"]["503"]["headers"]


async def test_a_write_without_fields_of_its_own_has_no_body(house: Any) -> None:
    document = (await house.client.get("/openapi.json")).json()

    assert "requestBody" not in document["paths"]["/v1/things/{id}"]["delete"]
    assert "requestBody" not in document["paths"]["/v1/things/{id}/fall"]["post"]


def test_every_route_is_in_the_document_under_a_name_of_its_own() -> None:
    assert [(method, path) for method, path, _ in _operations()] == sorted(
        ((route.method, route.path) for route in ROUTES), key=[(m, p) for m, p, _ in _operations()].index
    )
    names = [one["operationId"] for _, _, one in _operations()]
    assert len(set(names)) == len(names) == len(ROUTES)


def test_every_route_tells_of_its_limit_on_every_answer_to_a_valid_token() -> None:
    for _, path, one in _operations():
        limit = "reporting" if path in {"/v1/reporting", "/v1/reports"} else "standard"
        assert one["description"].endswith(f"Limit: `{limit}`.")
        assert "Retry-After" in one["responses"]["429"]["headers"]
        told = {status for status, answer in one["responses"].items() if answer["headers"].keys() >= {*LIMIT_HEADERS}}
        assert told == one["responses"].keys() - {"401"}


def test_every_reference_leads_somewhere() -> None:
    references = set(re.findall(r'"\$ref": "#/components/(\w+)/([^"]+)"', json.dumps(LINKPATH)))

    assert {kind for kind, _ in references} == {"schemas", "headers"}
    assert [one for one in references if one[1] not in LINKPATH["components"][one[0]]] == []


def test_every_path_parameter_is_declared_and_required() -> None:
    for _, path, one in _operations():
        declared = [parameter["name"] for parameter in one["parameters"] if parameter["in"] == "path"]
        assert declared == re.findall(r"{(\w+)}", path)
        assert all(parameter["required"] for parameter in one["parameters"] if parameter["in"] == "path")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_the_example_of_an_answer_is_one_that_the_operation_could_give(route: Any) -> None:
    operation = SURFACE.operation(route)
    described = LINKPATH["paths"][route.path][route.method.lower()]["responses"][str(route.status)]
    shown = described["content"]["application/json"]["example"]

    listed = isinstance(operation.result, ListOf)
    items = shown["data"] if listed else [shown]

    assert items
    for item in items:
        msgspec.convert(item, operation.result.item if listed else operation.result)


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.method in {"POST", "PATCH"}],
    ids=lambda route: f"{route.method} {route.path}",
)
def test_the_example_of_a_body_is_taken_by_the_operation(route: Any) -> None:
    operation = SURFACE.operation(route)
    described = LINKPATH["paths"][route.path][route.method.lower()]
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example", {})
    shown = {one["name"]: "1780000000000000001" for one in described["parameters"] if one["in"] == "path"}
    for noun, prefix in (("connections", "con"), ("changes", "chg"), ("operations", "op")):
        if noun in route.path and shown:
            shown = {"id": f"{prefix}_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"}

    operation.params.model_validate({**shown, **body})
