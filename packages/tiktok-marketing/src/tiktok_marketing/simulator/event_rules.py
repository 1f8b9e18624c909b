"""Which conversion events are taken, and those that came last."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import Any

import msgspec

KEPT = 1_000


class EventRules(msgspec.Struct, frozen=True):
    """The knobs of event/track.

    Unverified (behaviour reference §9.5 and §15): the bounds in time and that a part can fail; both can be switched
    off, so that all events of a request which fits its shape are taken. `pixel_qps` is ours: the code 40132 is known,
    its figure is not.
    """

    oldest_online: timedelta | None = timedelta(days=7)
    """Of web and app events; None takes any age."""
    oldest_offline: timedelta | None = timedelta(days=28)
    """Of offline and crm events."""
    clock_skew: timedelta = timedelta(minutes=5)
    """How far ahead of the simulated clock a caller's may be."""
    refuses_parts: bool = True
    app_allowed: bool = True
    """The source app is allowlist-only (behaviour reference §9.1, sure)."""
    pixel_qps: int = 500


class ReceivedEvent(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """One event as it was sent. `fate`: counted, duplicate or test."""

    at: datetime
    source: str
    source_id: str
    fate: str
    event: dict[str, Any]
    test_event_code: str | None = None


class Received(msgspec.Struct):
    """The newest `KEPT` events, and as many test events, oldest first; not kept through a restart."""

    events: deque[ReceivedEvent] = msgspec.field(default_factory=lambda: deque(maxlen=KEPT))
    tests: deque[ReceivedEvent] = msgspec.field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, event: ReceivedEvent) -> None:
        (self.events if event.test_event_code is None else self.tests).append(event)

    def select(self, *, tests: bool, source_id: str | None, name: str | None, limit: int) -> list[ReceivedEvent]:
        """The newest `limit` that match, oldest first; 0 selects none."""
        found = [
            event
            for event in (self.tests if tests else self.events)
            if source_id in (None, event.source_id) and name in (None, event.event.get("event"))
        ]
        return found[-limit:] if limit > 0 else []

    def clear(self) -> None:
        self.events.clear()
        self.tests.clear()
