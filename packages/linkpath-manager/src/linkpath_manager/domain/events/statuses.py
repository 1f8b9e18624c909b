"""What campaigns and ad groups tell alike when their status changes."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from linkpath_manager.domain.delivery import Delivery, Status

from .seen import Told, told_of


class PreviousStatus(Struct, frozen=True, kw_only=True):
    """What the status was, and what TikTok made of it."""

    status: Status
    delivery: Delivery


def status_change(before: bytes, after: bytes) -> tuple[Told, Mapping[str, Any]] | None:
    """What an object is now, and what is told of the change between two readings; None: its status is the same."""
    was, now = told_of(before), told_of(after)
    if (was.status, was.delivery.state, was.delivery.reason) == (now.status, now.delivery.state, now.delivery.reason):
        return None
    previous = PreviousStatus(status=was.status, delivery=was.delivery)
    return now, {"object": msgspec.Raw(after), "previous": previous, "reason": now.delivery.reason}
