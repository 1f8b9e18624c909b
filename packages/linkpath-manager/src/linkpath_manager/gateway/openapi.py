"""The REST door as an OpenAPI 3.1 document, made from the two tables."""

from collections.abc import Iterator
from importlib.metadata import version
from itertools import groupby
from typing import Any, Final

import msgspec

from linkpath_manager import errors
from linkpath_manager.domain.listing import ListOf
from linkpath_manager.errors import LinkPathError
from linkpath_manager.operations.operation import Operation

from . import problems
from .examples import body_example, example, settled_example
from .exchange import Door
from .openapi_parts import (
    HEADERS,
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    LIMIT_HEADERS,
    PREFER,
    PROBLEM,
    READINESS,
    VALIDATE_ONLY,
    VALIDATION,
)
from .page import Prepared
from .reference import problems_of
from .routes import Route
from .schemas import Schema, Schemas, without_null
from .surface import Surface
from .webhooks import webhooks

TAGS: Final = {
    "api-keys": "API keys",
    "me": "Me",
    "tiktok-apps": "TikTok apps",
    "usage": "Usage",
    "connections": "Connections",
    "advertisers": "Advertisers",
    "campaigns": "Campaigns",
    "adgroups": "Ad groups",
    "operations": "Long work",
    "ads": "Ads",
    "reporting": "Reporting",
    "reports": "Reporting",
    "changes": "Changes",
    "events": "Events",
    "event-types": "Events",
    "webhook-endpoints": "Webhooks",
    "audit-log": "Audit log",
    "alerts": "Alerts",
    "recap": "Recap",
    "policy": "Policy",
    "oauth-clients": "OAuth clients",
    "oauth-grants": "OAuth grants",
}
"""The heading of a group of routes, by the first word of their path."""

_ABOUT: Final = (
    "One API over TikTok's Marketing API. Ids are strings, money is a decimal text with its currency, times are "
    "RFC 3339 in UTC. Every failure is a problem (RFC 9457), and every answer carries X-Request-Id. How often an "
    "account may ask is limited, and told in RateLimit."
)
_BODY_METHODS: Final = {"POST", "PATCH"}


def openapi_doors(surface: Surface) -> dict[str, Door]:
    """The document, by path."""
    headers = ((b"content-type", b"application/json"), (b"access-control-allow-origin", b"*"))
    return {"/openapi.json": Prepared(lambda: msgspec.json.encode(openapi_document(surface)), headers)}


def openapi_document(surface: Surface) -> dict[str, Any]:
    """OpenAPI 3.1, with every route, what it takes, what it answers and how it can fail."""
    told = [kind.payload for kind in surface.event_types.values()]
    schemas = Schemas((surface.operation(route) for route in surface.routes), told)
    paths: dict[str, dict[str, Any]] = {}
    for route in surface.routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, surface.operation(route), schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "LinkPath", "version": version("linkpath-manager"), "description": _ABOUT},
        "servers": [{"url": "/", "description": "The LinkPath that served this document"}],
        "security": [{"bearer": []}],
        "tags": [{"name": title} for title in dict.fromkeys(_tag(route) for route in surface.routes)],
        "paths": paths,
        "webhooks": webhooks(surface.event_types, schemas),
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "A token such as lp_live_… or lp_test_…"}
            },
            "headers": HEADERS,
            "schemas": {**schemas.components, "Problem": PROBLEM, "Validation": VALIDATION, "Readiness": READINESS},
        },
    }


def _operation(route: Route, operation: Operation[Any, Any], schemas: Schemas) -> dict[str, Any]:
    params = schemas.params(operation.params)
    found: dict[str, Any] = {
        "operationId": operation.name.replace(".", "_"),
        "summary": operation.summary,
        "description": _description(route, operation),
        "tags": [_tag(route)],
        "parameters": [*_parameters(route, params, operation, schemas)],
        "responses": {**_successes(route, operation, schemas), **_failures(route, operation)},
    }
    if route.method in _BODY_METHODS and (body := _body(route, params)):
        content = {"schema": body, "example": body_example(body, schemas)}
        needed = bool(body["required"] or body.get("minProperties"))
        found["requestBody"] = {"required": needed, "content": {"application/json": content}}
    return found


def _description(route: Route, operation: Operation[Any, Any]) -> str:
    scope = f"Scope: `{operation.scope}`." if operation.scope else "Any valid token."
    return f"{operation.description} {scope} Limit: `{route.limit}`.".strip()


def _tag(route: Route) -> str:
    word = route.path.removeprefix("/v1/").partition("/")[0]
    return TAGS.get(word, word.capitalize())


def _parameters(route: Route, params: Schema, operation: Operation[Any, Any], schemas: Schemas) -> Iterator[Schema]:
    required = params.get("required", [])
    has_body = route.method in _BODY_METHODS and _body(route, params) is not None
    for name, schema in params.get("properties", {}).items():
        in_path = f"{{{name}}}" in route.path
        # A write takes the advertiser in query and body; shown is one way, so that nobody gives two.
        asked_in_query = name == "advertiser_id" and ("{id}" in route.path or not has_body)
        if in_path or route.method == "GET" or asked_in_query:
            found = _parameter(name, without_null(schema), "path" if in_path else "query", required=name in required)
            if name == "fields":
                found["schema"]["items"] = {"type": "string", "enum": schemas.fields_of(operation)}
            yield found
    if route.method != "GET":
        yield IDEMPOTENCY_KEY
        yield VALIDATE_ONLY
    if route.result or route.operation == "operations.get":
        yield PREFER
    if _is_versioned(route, operation):
        yield IF_NONE_MATCH if route.method == "GET" else IF_MATCH


def _parameter(name: str, schema: Schema, place: str, *, required: bool) -> Schema:
    rest = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    found = {"name": name, "in": place, "required": required or place == "path", "schema": rest}
    if "description" in schema:
        found["description"] = schema["description"]
    if rest.get("type") == "array":
        found |= {"style": "form", "explode": False}
    return found


def _body(route: Route, params: Schema) -> Schema | None:
    """The fields that the body may have; None where it has none of its own."""
    hidden = {"id", "advertiser_id"} if "{id}" in route.path else set()
    fields = {name: one for name, one in params.get("properties", {}).items() if name not in hidden}
    if route.method == "PATCH":
        fields = {name: without_null(one) for name, one in fields.items()}
    if not fields.keys() - {"advertiser_id"}:
        return None
    required = [name for name in params.get("required", []) if name in fields]
    least = {"minProperties": params["minProperties"]} if "minProperties" in params else {}
    return {"type": "object", "additionalProperties": False, "properties": fields, "required": required, **least}


def _is_versioned(route: Route, operation: Operation[Any, Any]) -> bool:
    """Whether it is about one of TikTok's objects, which has an ETag."""
    return "{id}" in route.path and (operation.preview is not None or "fields" in operation.params.model_fields)


def _successes(route: Route, operation: Operation[Any, Any], schemas: Schemas) -> dict[str, Any]:
    """By status, the usual one first. A write that is only validated is answered with 200, a held one with 202."""
    found = {str(route.status): _success(route, operation, schemas)}
    if _is_versioned(route, operation):
        found[str(route.status)]["headers"] |= _refs(["ETag"])
    if _is_versioned(route, operation) and route.method == "GET":
        found["304"] = {
            "description": "You have it as it is.",
            "headers": _refs(["X-Request-Id", "ETag", *LIMIT_HEADERS]),
        }
    if route.method != "GET":
        validation = {"$ref": "#/components/schemas/Validation"}
        whole = found.setdefault(
            "200", {"description": "What it would do.", "headers": _refs(["X-Request-Id", *LIMIT_HEADERS])}
        )
        content = whole.setdefault("content", {"application/json": {"schema": validation}})["application/json"]
        if content["schema"] != validation:
            content["schema"] = {"anyOf": [content["schema"], validation]}
    if route.result:
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/LongOperation"}}}
        headers = _refs(["X-Request-Id", "Location", "Idempotent-Replayed", *LIMIT_HEADERS])
        found["202"] = {"description": "It goes on; look there.", "headers": headers, "content": content}
    if operation.preview is not None:
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Change"}}}
        headers = _refs(["X-Request-Id", "Location", *LIMIT_HEADERS])
        found["202"] = {"description": "The change that waits for people to decide on it.", "headers": headers}
        found["202"]["content"] = content
    return found


def _success(route: Route, operation: Operation[Any, Any], schemas: Schemas) -> dict[str, Any]:
    schema = schemas.result(operation)
    if "fields" in operation.params.model_fields:
        schema = schemas.picked(schema)
    shown = settled_example(example(schema, schemas), schemas.resolved(schema), route.method)
    headers = ["X-Request-Id", *LIMIT_HEADERS]
    headers += ["Link"] if isinstance(operation.result, ListOf) else []
    headers += ["Location"] if route.location else []
    headers += ["Idempotent-Replayed"] if route.method != "GET" else []
    return {
        "description": "The page." if isinstance(operation.result, ListOf) else "The object.",
        "headers": _refs(headers),
        "content": {"application/json": {"schema": schema, "example": shown}},
    }


def _failures(route: Route, operation: Operation[Any, Any]) -> dict[str, Any]:
    by_status = groupby(problems_of(route, operation), key=lambda kind: kind.status)
    return {str(status): _failure(list(kinds)) for status, kinds in by_status}


def _failure(kinds: list[type[LinkPathError]]) -> dict[str, Any]:
    headers = ["X-Request-Id"]
    headers += LIMIT_HEADERS if errors.Unauthenticated not in kinds else []
    headers += ["Retry-After"] if any(kind.retryable for kind in kinds) else []
    examples = {kind.code: {"value": _problem_example(kind)} for kind in kinds}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": ", or ".join(f"{kind.title} (`{kind.code}`)" for kind in kinds),
        "headers": _refs(headers),
        "content": {problems.MEDIA_TYPE: {"schema": schema, "examples": examples}},
    }


def _problem_example(kind: type[LinkPathError]) -> dict[str, Any]:
    return {
        "type": problems.type_of(kind),
        "title": kind.title,
        "status": kind.status,
        "detail": "…",
        "code": kind.code,
        "request_id": "req_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
        "retryable": kind.retryable,
    }


def _refs(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
