"""What TikTok's reviewers said of ads and ad groups, and the appeal against it."""

from typing import Any

from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class AdReviewInfoParams(Params, kw_only=True):
    advertiser_id: str
    ad_ids: list[str]
    """At most 20."""
    lang: str | UnsetType = UNSET


class AdReviewInfoResult(Result, kw_only=True):
    ad_review_map: dict[str, Any] | None = None
    """By ad id."""


class AdGroupReviewInfoParams(Params, kw_only=True):
    advertiser_id: str
    adgroup_ids: list[str]
    """At most 20."""
    lang: str | UnsetType = UNSET


class AdGroupReviewInfoResult(Result, kw_only=True):
    ad_review_map: dict[str, Any] | None = None
    """By ad group id, then by ad id."""
    ad_group_review_map: dict[str, Any] | None = None
    """By ad group id."""


class AdGroupAppealParams(Params, kw_only=True):
    advertiser_id: str
    adgroup_id: str
    ad_id: str | UnsetType = UNSET
    appeal_reason: str | UnsetType = UNSET
    attachment_list: list[str] | UnsetType = UNSET


class AdGroupAppealResult(Result, kw_only=True):
    """Empty: the answer comes with the review."""


AD_REVIEW_INFO = Endpoint(
    name="ad.review_info",
    method="GET",
    path="/ad/review_info/",
    params=AdReviewInfoParams,
    result=AdReviewInfoResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740559669226498",
)


ADGROUP_REVIEW_INFO = Endpoint(
    name="adgroup.review_info",
    method="GET",
    path="/adgroup/review_info/",
    params=AdGroupReviewInfoParams,
    result=AdGroupReviewInfoResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740554277061634",
)


ADGROUP_APPEAL = Endpoint(
    name="adgroup.appeal",
    method="POST",
    path="/adgroup/appeal/",
    params=AdGroupAppealParams,
    result=AdGroupAppealResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740571821728770",
)
