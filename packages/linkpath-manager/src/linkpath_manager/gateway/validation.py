"""A params model's verdict, told so that the caller can mend the request."""

import difflib
import re
from collections.abc import Iterator
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from linkpath_manager.errors import FieldError, InvalidRequest
from linkpath_manager.operations.operation import Params

from .request import Given, Source

MAX_ERRORS: Final = 20
"""How many things wrong are told at once."""

_CODES = {
    "missing": "missing",
    "union_tag_not_found": "missing",
    "literal_error": "not_allowed",
    "enum": "not_allowed",
    "union_tag_invalid": "not_allowed",
    "value_error": "invalid",
    "assertion_error": "invalid",
    "string_pattern_mismatch": "wrong_format",
}
_CODES_BY_PART = (
    ("too_short", "wrong_length"),
    ("too_long", "wrong_length"),
    ("greater_than", "out_of_range"),
    ("less_than", "out_of_range"),
    ("_type", "wrong_type"),
    ("_parsing", "wrong_type"),
)
_SHOULD = re.compile(r"^(?:Input|Value|String|List|Decimal input) should ")


def validated(model: type[Params], given: Given) -> Params:
    """The params, as the operation takes them.

    Raises:
        InvalidRequest: with one entry of `errors` for each thing wrong, `MAX_ERRORS` at most.
    """
    try:
        return model.model_validate(given.values)
    except ValidationError as error:
        # By alternative of a union the same value is wrong several times: the first is told.
        told = {one.pointer: one for one in reversed([_told(model, given, found) for found in error.errors()])}
        raise _refusal(list(reversed(told.values()))[:MAX_ERRORS]) from error


def _refusal(errors: list[FieldError]) -> InvalidRequest:
    first = errors[0]
    detail = first.detail if len(errors) == 1 else f"{len(errors)} things are wrong. The first: {first.detail}"
    return InvalidRequest(
        detail,
        hint="The reference at /docs lists what this route takes.",
        param=first.pointer.lstrip("/").replace("/", ".") or None,
        errors=tuple(errors),
    )


def _told(model: type[Params], given: Given, found: ErrorDetails) -> FieldError:
    place = _place(found["loc"], given.values, missing=found["type"] == "missing")
    source = given.sources.get(str(place[0]), given.home) if place else given.home
    name = ".".join(map(str, place))
    pointer = "".join(f"/{_escaped(part)}" for part in place) if source is Source.BODY else name
    if found["type"] == "extra_forbidden":
        word = "field" if source is Source.BODY else "parameter"
        return FieldError(pointer, f"unknown_{word}", _unknown(model, place, f'Unknown {word} "{name}".'))
    return FieldError(pointer, _code(found["type"]), _detail(name, found))


def _place(loc: tuple[int | str, ...], values: Any, *, missing: bool) -> list[int | str]:
    """`loc` without what pydantic adds to it: the names of a union's alternatives."""
    place: list[int | str] = []
    for position, part in enumerate(loc):
        last = position == len(loc) - 1
        match values:
            case dict() if part in values:
                values = values[part]
            case list() if isinstance(part, int) and part < len(values):
                values = values[part]
            case _ if not (last and missing):
                continue
        place.append(part)
    return place


def _escaped(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _code(kind: str) -> str:
    """Ours for pydantic's; an operation's own kinds are told as they are."""
    by_part = (code for part, code in _CODES_BY_PART if part in kind)
    return _CODES.get(kind) or next(by_part, kind)


def _detail(name: str, found: ErrorDetails) -> str:
    message = found["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if found["type"] == "missing":
        return f'"{name}" is missing.'
    if not name:
        return f"{message.rstrip('.')}."
    must, changed = _SHOULD.subn("must ", message)
    return f'"{name}" {must.rstrip(".")}.' if changed else f'"{name}": {message.rstrip(".")}.'


def _unknown(model: type[BaseModel], place: list[int | str], said: str) -> str:
    allowed = sorted(set(_names_at(model, place[:-1])))
    if near := difflib.get_close_matches(str(place[-1]), allowed, n=1):
        return f'{said} Did you mean "{near[0]}"?'
    return f"{said} Allowed are: {', '.join(allowed)}." if allowed else f"{said} None is taken here."


def _names_at(model: type[BaseModel], place: list[int | str]) -> Iterator[str]:
    """The names that an object at `place` may have, of all alternatives together."""
    if not place:
        yield from (field.alias or name for name, field in model.model_fields.items())
        return
    head, *rest = place
    for name, field in model.model_fields.items():
        if head in {name, field.alias}:
            inside = rest[1:] if rest and isinstance(rest[0], int) else rest
            for nested in _models_in(field.annotation):
                yield from _names_at(nested, inside)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
