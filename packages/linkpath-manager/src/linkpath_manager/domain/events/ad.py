"""What is told of ads: what TikTok's reviewers said."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from linkpath_manager.domain.ad import Ad, Creative, Review
from linkpath_manager.domain.delivery import Delivery
from linkpath_manager.domain.event import Event, EventType

from .rejections import RejectionReason
from .seen import Verdict, told_of


class PreviousReview(Struct, frozen=True, kw_only=True):
    """What the review was, as far as TikTok showed one, and what TikTok made of the ad."""

    review: Review | None
    delivery: Delivery | None


class AdApproved(Struct, frozen=True, kw_only=True):
    object: Ad
    previous: PreviousReview


class AdRejected(Struct, frozen=True, kw_only=True):
    """`reasons` is empty where TikTok gave none."""

    object: Ad
    previous: PreviousReview
    reasons: list[RejectionReason]


def events_between(
    verdict: Verdict | None, before: bytes | None, after: bytes, reasons: Sequence[RejectionReason] = ()
) -> list[Event]:
    """What is told of an ad that two readings show; `before` None: it was made since.

    `verdict`: the last that any reading showed of the reviewers, for an ad that is paused or blocked shows none; None:
    no reading ever did, so that nobody knows whether the one shown now is news.
    """
    now = told_of(after)
    if verdict is None or now.review is None or now.review.state in {verdict, "IN_REVIEW"}:
        return []
    was = told_of(before) if before else None
    previous = PreviousReview(review=Review(state=verdict), delivery=was.delivery if was else None)
    data: dict[str, Any] = {"object": msgspec.Raw(after), "previous": previous}
    if now.review.state == "APPROVED":
        return [Event("ad.approved", now.advertiser_id, "ad", now.id, data)]
    return [Event("ad.rejected", now.advertiser_id, "ad", now.id, data | {"reasons": list(reasons)})]


_APPROVED: Final = Ad(
    id="1780000000000001001",
    advertiser_id="7000000000000000001",
    campaign_id="1780000000000000001",
    adgroup_id="1780000000000000101",
    name="Spring sale · video 1",
    status="ACTIVE",
    delivery=Delivery(state="DELIVERING", reason=None, upstream_status="AD_STATUS_DELIVERY_OK"),
    review=Review(state="APPROVED"),
    creative=Creative(
        format="SINGLE_VIDEO",
        text="Fresh for spring",
        call_to_action="SHOP_NOW",
        landing_page_url="https://northwind.example/spring",
        display_name="Northwind",
        video_id="v10033g50000d1example",
        image_ids=None,
        identity_type="CUSTOMIZED_USER",
        identity_id="7300000000000000001",
        tiktok_item_id=None,
    ),
    created_at=datetime(2026, 11, 2, 9, 15, tzinfo=UTC),
    updated_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
    synced_at=datetime(2026, 11, 20, 8, 1, tzinfo=UTC),
)
_IN_REVIEW: Final = PreviousReview(
    review=Review(state="IN_REVIEW"),
    delivery=Delivery(state="IN_REVIEW", reason="IN_REVIEW", upstream_status="AD_STATUS_AUDIT"),
)
_REJECTED: Final[dict[str, Any]] = {
    "delivery": Delivery(state="REJECTED", reason="REJECTED", upstream_status="AD_STATUS_AUDIT_DENY"),
    "review": Review(state="REJECTED"),
}

APPROVED: Final = EventType(
    name="ad.approved",
    summary="TikTok's reviewers let an ad run.",
    payload=AdApproved,
    example=AdApproved(object=_APPROVED, previous=_IN_REVIEW),
    changelog=((date(2026, 11, 26), "First told."),),
)

REJECTED: Final = EventType(
    name="ad.rejected",
    summary="TikTok's reviewers do not let an ad run; the reasons say why.",
    payload=AdRejected,
    example=AdRejected(
        object=replace(_APPROVED, **_REJECTED),
        previous=_IN_REVIEW,
        reasons=[
            RejectionReason(
                code="RESTRICTED_AGES",
                text="The product may not be advertised to people under 18.",
                suggestion="Leave out the ages that are forbidden, and submit the ad again.",
                content_type="MODE_VIDEO",
                forbidden_ages=["AGE_13_17"],
            )
        ],
    ),
    changelog=(
        (date(2026, 11, 26), "Reasons have a code made of what TikTok restricts, its suggestion and its lists."),
        (date(2026, 11, 26), "First told."),
    ),
)
