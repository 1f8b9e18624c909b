"""How two readings of one object are compared."""

from typing import Literal

import msgspec
from msgspec import Struct

from linkpath_manager.domain.ad import Review
from linkpath_manager.domain.delivery import Delivery, Status

Verdict = Literal["IN_REVIEW", "APPROVED", "REJECTED"]


class Told(Struct, frozen=True, kw_only=True):
    """What of an object's document events are about."""

    id: str
    advertiser_id: str | None
    status: Status
    delivery: Delivery
    review: Review | None = None


_decode = msgspec.json.Decoder(Told).decode


def told_of(document: bytes) -> Told:
    return _decode(document)
