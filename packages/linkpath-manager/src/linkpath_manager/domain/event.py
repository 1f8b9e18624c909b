"""Events: what happened, as it is told to those who subscribed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

API_VERSION: Final = "2026-11-01"
"""Of the payloads. Fields are added under the same version; anything else gets a new one."""

ObjectLevel = Literal[
    "advertiser", "campaign", "adgroup", "ad", "change", "connection", "webhook_endpoint", "operation"
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an object. The store gives it its id, its sequence in the workspace and its moment.

    `data` holds `object`, as it is now, and `previous`, what of it was otherwise before; both may be structs, JSON of
    the mirror (`msgspec.Raw`) or plain dicts. `advertiser_id` None: it is about the workspace.
    """

    type: str
    advertiser_id: str | None
    object_level: ObjectLevel
    object_id: str
    data: Mapping[str, Any] | Struct


@dataclass(frozen=True, slots=True)
class EventType:
    """A row of the registry: what is told, with which `data`, since when.

    `example` is a whole `data` that fits `payload`. `changelog`: what of it changed on which day, newest first.
    """

    name: str
    summary: str
    payload: type[Struct]
    example: Struct
    changelog: tuple[tuple[date, str], ...]

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of `data`."""
        return msgspec.json.schema(self.payload)


class ToldEvent(Struct, frozen=True, kw_only=True, tag_field="object", tag="event"):
    """An event as it is posted and read. `sequence` counts the workspace's events without a gap.

    `data` holds the `object` as it is now and what it was `previous`ly; the event type says which.
    """

    id: str
    type: str
    api_version: str
    created_at: datetime
    sequence: int
    workspace_id: str
    advertiser_id: str | None
    data: dict[str, Any]


_encode: Final = msgspec.json.Encoder(decimal_format="string").encode


def body_of(event: Event, *, event_id: str, created_at: datetime, sequence: int, workspace_id: str) -> bytes:
    """The bytes that are posted, signed and kept: the same ones for ever."""
    return _encode(
        {
            "object": "event",
            "id": event_id,
            "type": event.type,
            "api_version": API_VERSION,
            "created_at": created_at,
            "sequence": sequence,
            "workspace_id": workspace_id,
            "advertiser_id": event.advertiser_id,
            "data": event.data,
        }
    )
