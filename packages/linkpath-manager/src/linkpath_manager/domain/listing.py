"""One page of a list, whatever it lists."""

from dataclasses import dataclass
from datetime import datetime


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


@dataclass(frozen=True, slots=True)
class Document:
    """One object, as JSON. `id` is the object's."""

    id: str
    json: bytes
