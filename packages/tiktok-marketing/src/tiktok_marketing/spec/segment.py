"""Segments: audiences that people are put into and taken out of one by one, as a stream."""

from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result
from tiktok_marketing.spec.quotas import STREAMING_QUOTA


class SegmentParams(Params, kw_only=True):
    advertiser_id: str
    action: str
    custom_audience_name: str | UnsetType = UNSET
    delete_audience_id: str | UnsetType = UNSET


class SegmentResult(Result, kw_only=True):
    audience_id: str | None = None


class SegmentMember(Params, kw_only=True):
    id: str | UnsetType = UNSET
    audience_ids: list[str] | UnsetType = UNSET


class SegmentMappingParams(Params, kw_only=True):
    advertiser_ids: list[str]
    action: str | UnsetType = UNSET
    id_schema: list[str]
    batch_data: list[list[SegmentMember]]


class SegmentMappingResult(Result, kw_only=True):
    """Empty."""


SEGMENT_AUDIENCE = Endpoint(
    name="segment.audience",
    method="POST",
    path="/segment/audience/",
    params=SegmentParams,
    result=SegmentResult,
    effect=Effect.WRITE,
    quota=STREAMING_QUOTA,
    beside_app_quota=True,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


SEGMENT_MAPPING = Endpoint(
    name="segment.mapping",
    method="POST",
    path="/segment/mapping/",
    params=SegmentMappingParams,
    result=SegmentMappingResult,
    effect=Effect.WRITE,
    quota=STREAMING_QUOTA,
    beside_app_quota=True,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
