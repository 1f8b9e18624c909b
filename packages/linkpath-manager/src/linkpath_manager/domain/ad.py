"""Ads: what is shown, and what TikTok's reviewers said of it."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from tiktok_marketing.spec.ad import Ad as UpstreamAd

from .delivery import Delivery, State, Status, delivery_of, status_of
from .moments import moment_of

# TikTok shows one cause at a time, and a review before schedule and money: what waits for these has been approved.
_APPROVED: frozenset[State] = frozenset({"DELIVERING", "SCHEDULED", "OUT_OF_BUDGET", "ENDED"})
_REVIEWING = frozenset({"IN_REVIEW", "RE_REVIEW"})


class Review(Struct, frozen=True, kw_only=True):
    state: Literal["IN_REVIEW", "APPROVED", "REJECTED"]


class Creative(Struct, frozen=True, kw_only=True):
    """What the ad shows, and in whose name; format, call to action and identity type are TikTok's words."""

    format: str | None
    text: str | None
    call_to_action: str | None
    landing_page_url: str | None
    display_name: str | None
    video_id: str | None
    image_ids: list[str] | None
    identity_type: str | None
    identity_id: str | None
    tiktok_item_id: str | None


class Ad(Struct, frozen=True, kw_only=True, tag_field="object", tag="ad"):
    """`review` is None while another status hides it: an ad that is paused or blocked shows no review."""

    id: str
    advertiser_id: str | None
    campaign_id: str | None
    adgroup_id: str | None
    name: str | None
    status: Status
    delivery: Delivery
    review: Review | None
    creative: Creative
    created_at: datetime | None
    updated_at: datetime | None
    synced_at: datetime


def from_upstream(row: UpstreamAd, *, currency: str, synced_at: datetime) -> Ad:  # noqa: ARG001 # as on every level
    """The ad; what TikTok did not send is None, as it does for much of a Spark ad."""
    delivery = delivery_of(row.operation_status, row.secondary_status)
    return Ad(
        id=row.ad_id,
        advertiser_id=row.advertiser_id,
        campaign_id=row.campaign_id,
        adgroup_id=row.adgroup_id,
        name=row.ad_name,
        status=status_of(row.operation_status, row.secondary_status),
        delivery=delivery,
        review=_review(delivery),
        creative=_creative(row),
        created_at=moment_of(row.create_time),
        updated_at=moment_of(row.modify_time),
        synced_at=synced_at,
    )


def _review(delivery: Delivery) -> Review | None:
    if delivery.state == "REJECTED":
        return Review(state="REJECTED")
    if delivery.reason in _REVIEWING:
        return Review(state="IN_REVIEW")
    return Review(state="APPROVED") if delivery.state in _APPROVED else None


def _creative(row: UpstreamAd) -> Creative:
    return Creative(
        format=row.ad_format,
        text=row.ad_text,
        call_to_action=row.call_to_action,
        landing_page_url=row.landing_page_url,
        display_name=row.display_name,
        video_id=row.video_id,
        image_ids=None if row.image_ids is None else list(row.image_ids),
        identity_type=row.identity_type,
        identity_id=row.identity_id,
        tiktok_item_id=row.tiktok_item_id,
    )
