"""A request's parameters, out of path, body and query, as one mapping that a params model can judge."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NoReturn
from urllib.parse import parse_qsl

from linkpath_manager.errors import FieldError, InvalidRequest

MAX_QUERY_PARAMETERS: Final = 100

_IDEMPOTENCY_KEY = re.compile(rb"[\x21-\x7e]{1,255}")
_WAIT = re.compile(rb"(?:^|[,;\s])wait=([0-9]{1,6})(?=$|[,;\s])")
_QUERY_OF_WRITES = frozenset({"advertiser_id", "validate_only"})


class Source(StrEnum):
    """Where a parameter came from, strongest first."""

    PATH = "path"
    BODY = "body"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Given:
    """The parameters that a request gave. `home` is where one that is missing would stand."""

    values: dict[str, Any]
    sources: dict[str, Source]
    home: Source


def given_to_read(path: Mapping[str, str], query: bytes) -> Given:
    """Parameters of a GET: path and query."""
    return _merged({Source.PATH: path, Source.QUERY: parsed_query(query)}, home=Source.QUERY)


def given_to_write(path: Mapping[str, str], query: bytes, body: dict[str, Any]) -> Given:
    """Parameters of a write: path, body, and of the query the advertiser."""
    asked = parsed_query(query)
    if strange := [name for name in asked if name not in _QUERY_OF_WRITES]:
        raise InvalidRequest(
            f'"{strange[0]}" is not a query parameter of this route.',
            hint="A write takes its fields in a JSON body; its query may hold advertiser_id and validate_only.",
            param=strange[0],
            errors=tuple(FieldError(name, "unknown_parameter", "Send it in the JSON body.") for name in strange),
        )
    asked = {name: value for name, value in asked.items() if name != "validate_only"}
    return _merged({Source.PATH: path, Source.BODY: body, Source.QUERY: asked}, home=Source.BODY)


def validates_only(query: bytes) -> bool:
    """Whether a write is only to be told of.

    Raises:
        InvalidRequest: `validate_only` is neither true nor false.
    """
    said = parsed_query(query).get("validate_only", "false")
    if said not in {"true", "false"}:
        raise InvalidRequest(
            '"validate_only" must be true or false.', param="validate_only", hint="Leave it out to do the write."
        )
    return said == "true"


def versions(header: bytes | None) -> tuple[str, ...] | None:
    """What an If-Match or If-None-Match names; None: nothing, or anything (`*`)."""
    if header is None or header.strip() == b"*":
        return None
    return tuple(one.strip().removeprefix("W/").strip('"') for one in header.decode("latin-1").split(","))


def preferred_wait(headers: dict[bytes, bytes]) -> float | None:
    """For how many seconds the caller would wait (RFC 7240 §4.3); None: it does not say, or not so that it is known."""
    found = _WAIT.search(headers.get(b"prefer", b""))
    return float(found[1]) if found else None


def refuse_nulls(body: dict[str, Any]) -> None:
    """Of a partial change: a null could mean «as it is» or «nothing any more».

    Raises:
        InvalidRequest: with one entry of `errors` for each.
    """
    if unsaid := [name for name, value in body.items() if value is None]:
        raise InvalidRequest(
            f'"{unsaid[0]}" is null.',
            hint="Leave out what is to stay as it is.",
            param=unsaid[0],
            errors=tuple(FieldError(f"/{name}", "not_allowed", "null is not taken; leave it out.") for name in unsaid),
        )


def parsed_query(query: bytes) -> dict[str, str]:
    """Names and values of a query string.

    Raises:
        InvalidRequest: not UTF-8, more than `MAX_QUERY_PARAMETERS`, or one name twice.
    """
    if not query:
        return {}
    try:
        text = query.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_QUERY_PARAMETERS)
    except UnicodeError as error:
        raise InvalidRequest(
            "The query string is not percent-encoded UTF-8.", hint="Encode each value as UTF-8, then as %XX."
        ) from error
    except ValueError as error:
        raise InvalidRequest(f"The query string has more than {MAX_QUERY_PARAMETERS} parameters.") from error
    values = dict(pairs)
    if "\0" in "".join(values.values()):
        raise InvalidRequest("The query string holds the character U+0000 (%00), which nothing here can have.")
    if len(values) < len(pairs):
        _refuse_repeated([name for name, _ in pairs])
    return values


def idempotency_key(headers: dict[bytes, bytes]) -> str | None:
    """The caller's key for this write.

    Raises:
        InvalidRequest: it is empty, longer than 255 characters, or has other than visible ASCII ones.
    """
    key = headers.get(b"idempotency-key")
    if key is None:
        return None
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        raise InvalidRequest(
            "Idempotency-Key must be 1 to 255 visible ASCII characters.",
            hint="Send a new UUID for each write, and the same one when you repeat it.",
            param="Idempotency-Key",
        )
    return key.decode()


def _merged(places: Mapping[Source, Mapping[str, Any]], *, home: Source) -> Given:
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    for source, found in places.items():
        for name, value in found.items():
            if name not in values:
                values[name] = value
                sources[name] = source
            elif str(values[name]) != str(value):
                raise InvalidRequest(
                    f'"{name}" is given in {sources[name]} and {source}, with different values.',
                    hint="Give it once.",
                    param=name,
                    errors=(FieldError(name, "contradiction", f"{sources[name]} and {source} disagree."),),
                )
    return Given(values, sources, home)


def _refuse_repeated(names: list[str]) -> NoReturn:
    repeated = sorted({name for name in names if names.count(name) > 1})
    raise InvalidRequest(
        f'"{repeated[0]}" is given more than once.',
        hint="Give each parameter once; several values are separated by commas: status=ACTIVE,PAUSED.",
        param=repeated[0],
        errors=tuple(FieldError(name, "duplicate_parameter", "It is given more than once.") for name in repeated),
    )
