"""What campaigns and ad groups tell alike when their status changes."""

from msgspec import Struct

from linkpath_manager.domain.delivery import Delivery, Status


class PreviousStatus(Struct, frozen=True, kw_only=True):
    """What the status was, and what TikTok made of it."""

    status: Status
    delivery: Delivery
