"""A request's JSON body: read within a bound, and parsed so that nothing in it is lost or can do harm."""

import decimal
import json
from decimal import Decimal
from typing import Any, Final, NoReturn

from starlette.types import Receive

from linkpath_manager.errors import FieldError, InvalidRequest

from .refusals import BodyTooLarge, CallerLeft, UnsupportedMediaType

MAX_DEPTH: Final = 32
"""How deep arrays and objects of a body may stand in each other."""
MAX_NUMBER_DIGITS: Final = 40
"""Digits before or after the point of a number: no amount or id has more, and 1e999999 fills a memory."""


async def read_body(receive: Receive, headers: dict[bytes, bytes], *, max_bytes: int) -> bytes:
    """The body, of which never more than `max_bytes` and one chunk are held.

    Raises:
        BodyTooLarge: as soon as that is known.
        CallerLeft: the connection ended first.
    """
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared[:20]) > max_bytes:
        _refuse_large(max_bytes)
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerLeft
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > max_bytes:
            _refuse_large(max_bytes)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def parsed_body(body: bytes, content_type: bytes | None) -> dict[str, Any]:
    """The JSON object in a body, numbers with a point as Decimal; no body is an empty object.

    Raises:
        UnsupportedMediaType: it is declared as something else than JSON in UTF-8.
        InvalidRequest: it is no JSON, no object, too deep, or holds what cannot be kept exactly.
    """
    if not body:
        return {}
    _require_json(content_type)
    try:
        text = body.decode("utf-8")
        value = json.loads(
            text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_object
        )
    except UnicodeDecodeError as error:
        raise _invalid_json(f"The body is not UTF-8: byte {error.start} cannot be read.") from error
    except json.JSONDecodeError as error:
        raise _invalid_json(f"The body is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except RecursionError as error:
        raise _too_deep() from error
    if not isinstance(value, dict):
        raise _invalid_json("The body must be a JSON object.")
    _refuse_unkeepable(value)
    return value


def _refuse_large(max_bytes: int) -> NoReturn:
    raise BodyTooLarge(
        f"The body is larger than {max_bytes} bytes, the most that is taken here.", hint="Send less in one request."
    )


def _require_json(content_type: bytes | None) -> None:
    if content_type is None:
        return
    media_type, _, parameters = content_type.decode("latin-1").lower().partition(";")
    charset = parameters.strip().replace('"', "")
    if media_type.strip() != "application/json" or charset not in {"", "charset=utf-8", "charset=utf8"}:
        raise UnsupportedMediaType(
            "A body is taken as application/json in UTF-8 only.", hint="Send the header Content-Type: application/json."
        )


def _invalid_json(detail: str) -> InvalidRequest:
    return InvalidRequest(detail, errors=(FieldError("", "invalid_json", detail),))


def _too_deep() -> InvalidRequest:
    return _invalid_json(f"The body is nested deeper than {MAX_DEPTH} levels.")


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except decimal.InvalidOperation as error:  # an exponent past what a Decimal can have
        raise _number_refused() from error
    if len(text) > 2 * MAX_NUMBER_DIGITS or abs(number.adjusted()) > MAX_NUMBER_DIGITS:
        raise _number_refused()
    return number


def _integer(text: str) -> int:
    if len(text) > MAX_NUMBER_DIGITS:
        raise _number_refused()
    return int(text)


def _number_refused() -> InvalidRequest:
    return _invalid_json(f"The body holds a number of more than {MAX_NUMBER_DIGITS} digits.")


def _constant(name: str) -> NoReturn:
    raise _invalid_json(f"The body holds {name}, which is no JSON number.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise _invalid_json(f'An object in the body has the field "{_printable(repeated)}" twice.')
    return members


def _refuse_unkeepable(value: dict[str, Any]) -> None:
    """Refuses nesting past `MAX_DEPTH`, and the texts that UTF-8 or a database has no form for."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            _refuse_text(item)
        elif isinstance(item, dict | list):
            if depth > MAX_DEPTH:
                raise _too_deep()
            inside = [*item, *item.values()] if isinstance(item, dict) else item
            waiting.extend((one, depth + 1) for one in inside)


def _refuse_text(text: str) -> None:
    if "\0" in text:
        raise _invalid_json("The body holds the character U+0000, which nothing here can have.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _invalid_json(f"The body holds half of a surrogate pair: U+{ord(text[error.start]):04X}.") from error


def _printable(text: str) -> str:
    return text.encode(errors="replace").decode()[:100]
