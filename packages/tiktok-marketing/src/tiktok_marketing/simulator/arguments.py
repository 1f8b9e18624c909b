"""From query string and body to the parameters of a row, refused in TikTok's words where they do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from tiktok_marketing import spec
from tiktok_marketing.spec.endpoint import Endpoint, Params

from . import json_text
from .behaviour import bad_value

_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?$", re.DOTALL)
_MISSING = re.compile(r"missing required field `(.*)`")
_EXPECTED = re.compile(r"Expected `(.*?)`")
_KINDS = {
    "str": "Not a valid string.",
    "int": "Not a valid integer.",
    "bool": "Not a valid boolean.",
    "decimal": "Not a valid number.",
    "float": "Not a valid number.",
    "array": "Not a valid list.",
    "object": "Not a valid object.",
}


class Arguments(msgspec.Struct, frozen=True):
    """What a caller sent, as far as the row knows it, and the dotted names it does not know."""

    known: dict[str, Any]
    unknown: list[str]


def read_json(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`, empty for no body.

    Raises:
        Refusal: 40002, it is not JSON, or not an object.
    """
    if not body.strip():
        return {}
    try:
        value = json_text.read(body)
    except json_text.Unreadable as error:
        raise bad_value(f"The request body is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise bad_value("The request body must be a JSON object.")
    return value


def read_query(endpoint: Endpoint[Any, Any], pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Plain values from a query string: text as it is, numbers read, lists and objects from their JSON text.

    A text that does not read stays text, so that `shape` names the parameter that is wrong.
    """
    types = {field.encode_name: field.type for field in _struct(endpoint.name).fields}
    return {name: _from_text(text, types.get(name)) for name, text in pairs}


def select(endpoint: Endpoint[Any, Any], sent: dict[str, Any]) -> Arguments:
    """Splits `sent` into what the row knows and what it does not; a null counts as left out."""
    unknown: list[str] = []
    known = _select(sent, _struct(endpoint.name), "", unknown)
    return Arguments(known, unknown)


def names(endpoint: Endpoint[Any, Any]) -> list[str]:
    """Every name that the row takes, at any depth."""
    return list(_names_in(_struct(endpoint.name)))


def shape(endpoint: Endpoint[Any, Any], known: dict[str, Any]) -> Params:
    """The row's parameters.

    Raises:
        Refusal: 40002, naming the first field that is missing or has the wrong type, or a page out of bounds.
    """
    try:
        params: Params = msgspec.convert(known, endpoint.params)
    except msgspec.ValidationError as error:
        raise bad_value(_in_tiktoks_words(str(error))) from error
    if endpoint.max_page_size is not None:
        _check_page("page", known.get("page", 1), None)
        _check_page("page_size", known.get("page_size", 1), endpoint.max_page_size)
    return params


def _check_page(name: str, value: int, maximum: int | None) -> None:
    if value < 1 or (maximum is not None and value > maximum):
        bound = f"between 1 and {maximum}" if maximum else "at least 1"
        raise bad_value(f"{name}: Must be {bound}.")


@cache
def _struct(name: str) -> inspect.StructType:
    info = inspect.type_info(spec.TYPED[name].params)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"the parameters of {name} are not a struct")
    return info


def _names_in(kind: inspect.Type) -> Iterator[str]:
    if isinstance(kind, inspect.ListType):
        yield from _names_in(kind.item_type)
    elif isinstance(kind, inspect.StructType):
        for field in kind.fields:
            yield field.encode_name
            yield from _names_in(field.type)


def _from_text(text: str, kind: inspect.Type | None) -> Any:
    if kind is None or isinstance(kind, inspect.StrType):
        return text
    if isinstance(kind, inspect.BoolType):
        return {"true": True, "false": False}.get(text.lower(), text)
    try:
        return json_text.read(text)
    except json_text.Unreadable:
        return text


def _select(value: Any, kind: inspect.Type, path: str, unknown: list[str]) -> Any:
    if isinstance(kind, inspect.StructType) and isinstance(value, dict):
        types = {field.encode_name: field.type for field in kind.fields}
        chosen = {}
        for name, inner in value.items():
            if name not in types:
                unknown.append(path + name)
            elif inner is not None:
                chosen[name] = _select(inner, types[name], f"{path}{name}.", unknown)
        return chosen
    if isinstance(kind, inspect.ListType) and isinstance(value, list):
        return [_select(inner, kind.item_type, f"{path}{place}.", unknown) for place, inner in enumerate(value)]
    if isinstance(kind, inspect.DecimalType) and isinstance(value, str):
        # Left as text, `shape` would take it for the number it stands for, and behaviours read what was sent.
        return None
    return value


def _in_tiktoks_words(text: str) -> str:
    """`Object missing required field ad_name - at $.creatives[0]` → `creatives.0.ad_name: Missing data …`."""
    found = _AT.match(text)
    what, path = (found["what"], found["path"] or "") if found else (text, "")
    path = path.replace("[", ".").replace("]", "").strip(".")
    if missing := _MISSING.search(what):
        return f"{path}.{missing[1]}: Missing data for required field.".lstrip(".")
    expected = _EXPECTED.match(what)
    told = _KINDS.get(expected[1], what) if expected else what
    return f"{path}: {told}" if path else told
