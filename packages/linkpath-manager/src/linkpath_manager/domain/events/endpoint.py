"""What is told of the endpoints that are told."""

from datetime import UTC, date, datetime
from typing import Final, Literal

from msgspec import Struct

from linkpath_manager.domain.event import Event, EventType


class DisabledEndpoint(Struct, frozen=True, kw_only=True, tag_field="object", tag="webhook_endpoint"):
    """An endpoint that is posted to no more. `failing_since`: from then on every post failed."""

    id: str
    url: str
    status: Literal["DISABLED"]
    reason: str
    failing_since: datetime | None
    disabled_at: datetime


class EndpointDisabled(Struct, frozen=True, kw_only=True):
    object: DisabledEndpoint
    previous: None


def disabled(endpoint: DisabledEndpoint) -> Event:
    data = EndpointDisabled(object=endpoint, previous=None)
    return Event(DISABLED.name, None, "webhook_endpoint", endpoint.id, data)


DISABLED: Final = EventType(
    name="endpoint.disabled",
    summary="A webhook endpoint answered 410, or failed for five days, and is posted to no more.",
    payload=EndpointDisabled,
    example=EndpointDisabled(
        object=DisabledEndpoint(
            id="whe_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
            url="https://reports.northwind.example/linkpath",
            status="DISABLED",
            reason="Every post has failed for 120 h; the last one: nobody answers there.",
            failing_since=datetime(2026, 11, 15, 8, tzinfo=UTC),
            disabled_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
        ),
        previous=None,
    ),
    changelog=((date(2026, 11, 26), "First told."),),
)
