"""What answers the endpoints that are catalogued and not simulated: reads with an empty shape, writes never."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from tiktok_marketing.spec import TYPED, catalogue, quotas
from tiktok_marketing.spec.endpoint import API_PREFIX, Effect, Endpoint, Params, Result
from tiktok_marketing.spec.validation import Fault, Problem, validate

from . import json_text
from .behaviour import Refusal, bad_value

NOT_SIMULATED = 40008
_EMPTY: dict[str, Any] = {
    "string": "",
    "integer": 0,
    "number": 0,
    "boolean": False,
    "array": [],
    "map": {},
    "object": {},
}


def row_of(method: str, path: str) -> Endpoint[Any, Any] | None:
    """The row of a catalogued endpoint that has no typed one; None for what TikTok does not have."""
    if not path.startswith(f"{API_PREFIX}/") or not catalogue.has(method, path.removeprefix(API_PREFIX)):
        return None
    return _row(path.removeprefix(API_PREFIX).strip("/").replace("/", "."))


def is_fallback(endpoint: Endpoint[Any, Any]) -> bool:
    """Whether `endpoint` is one of `row_of`."""
    return endpoint.name not in TYPED


def takes_json(endpoint: Endpoint[Any, Any]) -> bool:
    """Whether its parameters are JSON or a query string, and no uploaded file."""
    return catalogue.endpoint(endpoint.name).content_type != "multipart/form-data"


def read_query(endpoint: Endpoint[Any, Any], pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Plain values from a query string; a text that does not read as its parameter's type stays text."""
    known = catalogue.endpoint(endpoint.name).params
    return {name: _read(text, known[name].type if name in known else "string") for name, text in pairs}


def check(endpoint: Endpoint[Any, Any], sent: dict[str, Any], *, strict: bool) -> None:
    """Refuses what the catalogue is sure to be wrong; fields it does not know only when `strict`.

    Raises:
        Refusal: 40002, naming the first field.
    """
    if endpoint.effect is not Effect.READ and not takes_json(endpoint):
        return
    problems = validate(catalogue.endpoint(endpoint.name), _without_null(sent))
    unknown = [problem.path for problem in problems if problem.fault is Fault.UNKNOWN]
    if strict and unknown:
        raise bad_value(f"Unknown field(s): {', '.join(unknown)}.")
    for problem in problems:
        if problem.fault is not Fault.UNKNOWN:
            raise bad_value(_in_tiktoks_words(problem))


def answer(endpoint: Endpoint[Any, Any], sent: dict[str, Any], *, enabled: bool) -> tuple[object, str]:
    """(`data`, message) of a read: all fields that the catalogue knows, none with content, every list empty.

    A field that has the name of a parameter says what was sent. Same call, same answer.

    Raises:
        Refusal: 40008, a write, or the fallback is not `enabled`.
    """
    what = f"{endpoint.method} {endpoint.path}"
    if endpoint.effect is not Effect.READ:
        raise Refusal(NOT_SIMULATED, f"The simulator does not simulate {what}: nothing was done.")
    if not enabled:
        raise Refusal(NOT_SIMULATED, f"The simulator does not simulate {what}, and its fallback is switched off.")
    entry = catalogue.endpoint(endpoint.name)
    data = [] if entry.response_is_array else _shaped(entry.response, sent)
    return data, f"OK, from the simulator's fallback: {what} is not simulated, this is the shape of its answer."


@cache
def _row(name: str) -> Endpoint[Any, Any]:
    entry = catalogue.endpoint(name)
    return Endpoint(
        name=name,
        method=entry.method,
        path=entry.path,
        params=Params,
        result=Result,
        effect=entry.effect,
        auth=entry.auth,
        quota=quotas.BY_NAME.get(name),
        beside_app_quota=name in quotas.BESIDE_THE_APP,
        source="the catalogue",
    )


def _read(text: str, kind: str) -> Any:
    if kind == "string":
        return text
    try:
        return json_text.read(text)
    except json_text.Unreadable:
        return text


def _without_null(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_null(inner) for name, inner in value.items() if inner is not None}
    return [_without_null(inner) for inner in value] if isinstance(value, list) else value


def _in_tiktoks_words(problem: Problem) -> str:
    missing = problem.fault is Fault.REQUIRED
    return f"{problem.path}: {'Missing data for required field.' if missing else problem.message}"


def _shaped(response: Mapping[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, kind in response.items():
        name = key.rstrip("[]{}")
        if key.endswith("[]"):
            data[name] = []
        elif key.endswith("{}"):
            data[name] = _page_info(sent) if name == "page_info" else _shaped(kind, sent)
        else:
            data[name] = _value(kind, sent.get(name))
    return data


def _page_info(sent: dict[str, Any]) -> dict[str, int]:
    return {"page": sent.get("page", 1), "page_size": sent.get("page_size", 10), "total_number": 0, "total_page": 0}


def _value(kind: str, sent: Any) -> Any:
    empty = _EMPTY.get(kind.partition("<")[0])
    return sent if sent is not None and type(sent) is type(empty) else empty
