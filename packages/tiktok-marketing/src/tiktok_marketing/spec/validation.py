"""What is wrong with the parameters of a call, as far as the catalogue is sure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tiktok_marketing.spec import catalogue
from tiktok_marketing.spec.catalogue import SURE, CatalogueEntry, Parameter


class Fault(StrEnum):
    """How a value breaks what the catalogue says of it."""

    REQUIRED = "required"
    TYPE = "type"
    ENUM = "enum"
    RANGE = "range"
    UNKNOWN = "unknown"
    """TikTok drops it without a word, so a misspelt field looks like a success."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` is TikTok's way of naming a place: dots, and the index of an item, as in `creatives.0.ad_name`."""

    path: str
    fault: Fault
    message: str


def validate(entry: CatalogueEntry, params: Mapping[str, Any]) -> list[Problem]:
    """All problems of `params`, in the order of `entry`; empty when TikTok may be asked.

    A field is missing, or a value outside an enum, only where TikTok's own pages say so. What depends on other fields
    is TikTok's to judge. Fields are unknown only where the catalogue knows any.
    """
    return list(_in_fields(entry.params, params, ""))


def _in_fields(fields: Mapping[str, Parameter], values: Mapping[str, Any], prefix: str) -> Iterator[Problem]:
    for name, field in fields.items():
        if name in values:
            yield from _in_value(field, field.type, values[name], prefix + name)
        elif field.required is True and field.basis in SURE:
            yield Problem(prefix + name, Fault.REQUIRED, "Missing.")
    if fields:
        for name in values:
            if name not in fields:
                yield Problem(prefix + name, Fault.UNKNOWN, "No such field.")


def _in_value(field: Parameter, kind: str, value: Any, path: str) -> Iterator[Problem]:
    """Problems of `value` as a `kind`, which is the field's own type or that of its items."""
    fitting = next((each for each in kind.split("|") if _is(each, value)), None)
    if fitting is None:
        yield Problem(path, Fault.TYPE, f"Is {type(value).__name__}, must be {kind.replace('|', ' or ')}.")
        return
    kind = fitting
    yield from _outside(field, kind, value, path)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _in_value(field, _inner(kind), item, f"{path}.{index}")
    elif isinstance(value, Mapping):
        if kind == "object":
            yield from _in_fields(field.fields or {}, value, f"{path}.")
    elif (allowed := _allowed(field)) and value not in allowed:
        yield Problem(path, Fault.ENUM, f"Must be one of {', '.join(map(str, allowed))}.")


def _outside(field: Parameter, kind: str, value: Any, path: str) -> Iterator[Problem]:
    least, most, size, unit = _bounds(field, kind, value)
    if least is not None and size < least:
        yield Problem(path, Fault.RANGE, f"At least {least:g}{unit}.")
    if most is not None and size > most:
        yield Problem(path, Fault.RANGE, f"At most {most:g}{unit}.")


def _bounds(field: Parameter, kind: str, value: Any) -> tuple[float | None, float | None, Any, str]:
    """The least and the most, what they bound, and its unit. A list's limit of length is each item's."""
    if isinstance(value, list):
        return field.min_items, field.max_items, len(value), " items"
    if isinstance(value, str):
        least, most = field.item_min_len or field.min_len, field.item_max_len or field.max_len
        return least, most, len(value), " characters"
    if kind in {"integer", "number"}:
        return field.min, field.max, value, ""
    return None, None, None, ""


def _allowed(field: Parameter) -> tuple[str | int, ...] | None:
    if field.enum_basis not in SURE:
        return None
    return field.values or (catalogue.enum(field.enum) if field.enum else None)


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float | Decimal) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, Mapping),
    "array": lambda value: isinstance(value, list),
    "map": lambda value: isinstance(value, Mapping),
}


def _is(kind: str, value: Any) -> bool:
    check = _CHECKS.get(kind.partition("<")[0])
    return check is None or check(value)  # a file or anything: nothing to tell


def _inner(kind: str) -> str:
    return kind.partition("<")[2].removesuffix(">")
