"""What campaigns and ad groups tell alike when their status changes."""

from typing import Literal

import msgspec
from msgspec import Struct

from linkpath_manager.domain.delivery import Delivery, Status
from linkpath_manager.domain.event import Event

from .seen import told_of


class PreviousStatus(Struct, frozen=True, kw_only=True):
    """What the status was, and what TikTok made of it."""

    status: Status
    delivery: Delivery


def status_events(level: Literal["campaign", "adgroup"], before: bytes, after: bytes) -> list[Event]:
    """What is told of an object that two readings show, in the order of time; both are documents of the mirror."""
    was, now = told_of(before), told_of(after)
    if (was.status, was.delivery.state, was.delivery.reason) == (now.status, now.delivery.state, now.delivery.reason):
        return []
    previous = PreviousStatus(status=was.status, delivery=was.delivery)
    data = {"object": msgspec.Raw(after), "previous": previous, "reason": now.delivery.reason}
    return [Event(f"{level}.status_changed", now.advertiser_id, level, now.id, data)]
