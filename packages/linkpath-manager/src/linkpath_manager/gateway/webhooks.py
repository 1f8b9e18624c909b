"""The OpenAPI document's webhooks: what LinkPath posts, with which headers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from linkpath_manager.domain.event import API_VERSION, EventType

from .schemas import Schema, Schemas

_ID: Final = "evt_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"
_HEADERS: Final = {
    "X-LinkPath-Signature": "`t=<unix>,v1=<hex>`, HMAC-SHA256 over `{t}.{raw body}` keyed with the secret's text; "
    "while a secret is being rotated, a second `v1` of the older one. `sha256=<hex>` over the body alone where the "
    "endpoint's `signature_format` is `body`.",
    "X-LinkPath-Event": "The event's type.",
    "X-LinkPath-Event-Id": "The event's id: the same at every attempt.",
    "X-LinkPath-Delivery-Id": "The delivery's id: the same at every attempt.",
    "X-LinkPath-Attempt": "1 for the first.",
    "webhook-id": "The event's id, as Standard Webhooks want it.",
    "webhook-timestamp": "The attempt's time, in Unix seconds.",
    "webhook-signature": "`v1,<base64>`: HMAC-SHA256 over `{id}.{timestamp}.{raw body}` keyed with the secret's bytes.",
}


def webhooks(kinds: Mapping[str, EventType], schemas: Schemas) -> dict[str, Any]:
    """A webhook for each event type, by its name."""
    return {kind.name: {"post": _post(kind, schemas)} for kind in kinds.values()}


def _post(kind: EventType, schemas: Schemas) -> Schema:
    data = {"properties": {"type": {"const": kind.name}, "data": schemas.of(kind.payload)}}
    whole = {"allOf": [{"$ref": "#/components/schemas/ToldEvent"}, {"type": "object", **data}]}
    return {
        "operationId": f"told_{kind.name.replace('.', '_')}",
        "summary": kind.summary,
        "tags": ["Events"],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": said, "schema": {"type": "string"}}
            for name, said in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": whole, "example": _example(kind)}},
        },
        "responses": {
            "2XX": {"description": "It has arrived, and is not posted again."},
            "410": {"description": "The endpoint is gone: it is disabled."},
            "default": {"description": "It is posted again, by the schedule or after Retry-After."},
        },
    }


def _example(kind: EventType) -> dict[str, Any]:
    return {
        "object": "event",
        "id": _ID,
        "type": kind.name,
        "api_version": API_VERSION,
        "created_at": datetime(2026, 11, 20, 8, 1, tzinfo=UTC).isoformat().replace("+00:00", "Z"),
        "sequence": 4211,
        "workspace_id": "ws_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
        "advertiser_id": "7000000000000000001",
        "data": msgspec.json.decode(msgspec.json.encode(kind.example)),
    }
