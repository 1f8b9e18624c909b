"""Which event types a pattern stands for, and how a type is shown."""

from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

import msgspec
from msgspec import Struct

from .event import EventType
from .events import EVENT_TYPES


class EventTypeChange(Struct, frozen=True, kw_only=True):
    date: date
    note: str


class WebhookEventType(Struct, frozen=True, kw_only=True, tag_field="object", tag="event_type"):
    """A kind of event: `schema` is the JSON Schema of an event's `data`, `example` a whole `data`."""

    id: str
    summary: str
    schema: dict[str, Any]
    example: dict[str, Any]
    changelog: list[EventTypeChange]


class MatchesNothing(ValueError):
    """No event type is called so; the message names the pattern and what there is."""


def matching(patterns: Iterable[str]) -> list[str]:
    """The event types that at least one pattern stands for: a name, or a glob such as `campaign.*` or `*`.

    Raises:
        MatchesNothing: one of them stands for none.
    """
    found: set[str] = set()
    for pattern in patterns:
        named = {name for name in EVENT_TYPES if matches(pattern, name)}
        if not named:
            raise MatchesNothing(f"{pattern!r} is no event type and matches none; there are {', '.join(EVENT_TYPES)}")
        found |= named
    return [name for name in EVENT_TYPES if name in found]


def matches(pattern: str, name: str) -> bool:
    """Whether the pattern stands for the type. Of a glob's signs there is the asterisk alone."""
    return fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]"))


def shown(kind: EventType) -> WebhookEventType:
    return WebhookEventType(
        id=kind.name,
        summary=kind.summary,
        schema=kind.schema(),
        example=msgspec.json.decode(msgspec.json.encode(kind.example)),
        changelog=[EventTypeChange(date=day, note=note) for day, note in kind.changelog],
    )
