"""Looking over what is to be advertised: addresses, and ad groups that could do better."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class UrlValidateParams(Params, kw_only=True):
    advertiser_id: str
    url: str


class UrlValidateValidateInfo(Result, kw_only=True):
    is_scheme_link: bool | None = None
    is_valid_url: bool | None = None
    is_valid_scheme: bool | None = None


class UrlValidateLandingPageUrlInfo(Result, kw_only=True):
    validate_info: UrlValidateValidateInfo | None = None


class UrlValidateUrlInfoValidateInfo(Result, kw_only=True):
    is_scheme_link: bool | None = None
    is_valid_scheme: bool | None = None
    is_valid_url: str | None = None


class UrlValidateUrlInfo(Result, kw_only=True):
    validate_info: UrlValidateUrlInfoValidateInfo | None = None


class UrlValidateResult(Result, kw_only=True):
    landing_page_url_info: UrlValidateLandingPageUrlInfo | None = None
    url_info: UrlValidateUrlInfo | None = None


class OpenUrlParams(Params, kw_only=True):
    advertiser_id: str
    url: str
    url_type: str


class OpenUrlResult(Result, kw_only=True):
    open_url: str | None = None
    supported_regions: list[str] = msgspec.field(default_factory=list)


class DiagnosisFiltering(Params, kw_only=True):
    adgroup_ids: list[str] | UnsetType = UNSET
    issue_category: list[str] | UnsetType = UNSET


class DiagnosisParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    filtering: DiagnosisFiltering | UnsetType = UNSET


class DiagnosisCreative(Result, kw_only=True):
    suggestion_time: str | None = None
    suggestion_id: str | None = None
    vid: str | None = None
    name: str | None = None
    ad_id: str | None = None
    issue_suggestion: str | None = None


class DiagnosisBidEdrInfo(Result, kw_only=True):
    recommended_bid: Decimal | None = None
    bid_increase_ratio: Decimal | None = None
    estimated_cost: Decimal | None = None
    cost_uplift: Decimal | None = None
    cost_uplift_ratio: Decimal | None = None


class DiagnosisBudgetEdrInfo(Result, kw_only=True):
    recommend_budget: Decimal | None = None
    budget_increase_ratio: Decimal | None = None
    estimated_conversion: int | None = None
    conversion_uplift: int | None = None
    conversion_uplift_ratio: float | None = None


class DiagnosisBidAndBudget(Result, kw_only=True):
    suggestion_time: str | None = None
    suggestion_id: str | None = None
    issue_suggestion: str | None = None
    bid: Decimal | None = None
    budget: Decimal | None = None
    suggest_budget: Decimal | None = None
    cost_floor: Decimal | None = None
    bid_edr_info: DiagnosisBidEdrInfo | None = None
    budget_edr_info: DiagnosisBudgetEdrInfo | None = None


class DiagnosisEventTrack(Result, kw_only=True):
    suggestion_time: str | None = None
    suggestion_id: str | None = None
    issue_suggestion: str | None = None
    pixel_id: str | None = None
    pixel_code: str | None = None


class DiagnosisSuggestion(Result, kw_only=True):
    creative: list[DiagnosisCreative] = msgspec.field(default_factory=list)
    bid_and_budget: list[DiagnosisBidAndBudget] = msgspec.field(default_factory=list)
    event_track: list[DiagnosisEventTrack] = msgspec.field(default_factory=list)


class Diagnosis(Result, kw_only=True):
    diagnosis_time: str | None = None
    suggestions: list[DiagnosisSuggestion] = msgspec.field(default_factory=list)


class DiagnosedAdGroup(Result, kw_only=True):
    adgroup_id: str | None = None
    adgroup_name: str | None = None
    diagnosis: Diagnosis | None = None


class DiagnosisResult(Result, kw_only=True):
    results: list[DiagnosedAdGroup] = msgspec.field(default_factory=list)


TOOL_URL_VALIDATE = Endpoint(
    name="tool.url_validate",
    method="GET",
    path="/tool/url_validate/",
    params=UrlValidateParams,
    result=UrlValidateResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1774487686007810",
)


TOOL_OPEN_URL = Endpoint(
    name="tool.open_url",
    method="GET",
    path="/tool/open_url/",
    params=OpenUrlParams,
    result=OpenUrlResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1738457335681026",
)


TOOL_DIAGNOSIS_GET = Endpoint(
    name="tool.diagnosis.get",
    method="GET",
    path="/tool/diagnosis/get/",
    params=DiagnosisParams,
    result=DiagnosisResult,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
