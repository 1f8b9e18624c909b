"""One page of a list, whatever it lists."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

import msgspec

from linkpath_manager.kit.clock import from_micros
from linkpath_manager.kit.hashing import sha256_hex

_READING_AT: Final = re.compile(rb'"synced_at":"[^"]*"')
_READING: Final = re.compile(rb'"synced_at":(null|"[^"]*"),?')


@dataclass(frozen=True, slots=True)
class ListOf:
    """The result type of an operation that lists `item`s."""

    item: type


@dataclass(frozen=True, slots=True)
class Listing:
    """One page. `documents` are JSON objects, encoded already, for the mirror keeps them so."""

    documents: list[bytes]
    has_more: bool
    next_cursor: str | None
    total_count: int
    as_of: datetime | None
    """When the oldest part of it was read from TikTok; None: it never was."""


def on_one_page(items: Iterable[msgspec.Struct]) -> Listing:
    """All of a list of LinkPath's own, which is never long."""
    documents = [msgspec.json.encode(item) for item in items]
    return Listing(documents, has_more=False, next_cursor=None, total_count=len(documents), as_of=None)


@dataclass(frozen=True, slots=True)
class Document:
    """One object, as JSON. `id` is the object's; `version` is another one when anything of it is, but its reading."""

    id: str
    json: bytes
    version: str | None = None


def fresh(document: bytes, read_at: int, seen_at: int) -> bytes:
    """`document`, read at `read_at`, with the moment of the last look that saw it unchanged; in UTC microseconds.

    Looks see what is not deleted; and deleted objects never change.
    """
    if seen_at <= read_at or b'"status":"DELETED"' in document:
        return document
    return _READING_AT.sub(_moment(seen_at), document, count=1)


@lru_cache
def _moment(micros: int) -> bytes:
    return b'"synced_at":' + msgspec.json.encode(from_micros(micros))


def version_of(document: bytes) -> str:
    """Of an object's whole JSON."""
    return sha256_hex(_READING.sub(b"", document))[:32]
