"""Digests of values: what binds a key to a request, and a record to the one before it."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec


def canonical_json(value: Any) -> bytes:
    """`value` as JSON in the one form that equal values share: keys sorted, no spaces, UTF-8.

    A Decimal is its text in plain notation without trailing zeros, a datetime RFC 3339 in UTC, a set a sorted list.

    Raises:
        TypeError: a value that JSON has no form for, or a naive datetime.
        ValueError: a number that is not finite.
    """
    return json.dumps(
        value, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest(value: Any) -> str:
    """Hex SHA-256 of the canonical JSON."""
    return sha256_hex(canonical_json(value))


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def chain(previous: str, record: dict[str, str | int | None]) -> str:
    """The digest of `record` as the successor of the record whose digest is `previous`.

    The first record's predecessor is the empty string. A change in any earlier record changes every later digest. The
    same as `digest([previous, record])`, ten times as fast for texts and whole numbers.
    """
    return sha256_hex(_SORTED.encode([previous, record]))


_SORTED = msgspec.json.Encoder(order="sorted")


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return _plain_decimal(value)
        case datetime():
            return _rfc3339(value)
        case date():
            return value.isoformat()
        case set() | frozenset():
            return sorted(value)
        case _:
            raise TypeError(f"a {type(value).__name__} has no canonical JSON")


def _plain_decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} has no canonical JSON")
    text = f"{value:f}" if value else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rfc3339(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise TypeError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
