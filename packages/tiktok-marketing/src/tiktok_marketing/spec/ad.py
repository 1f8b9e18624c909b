"""Ads: a creative in an ad group, with a switch and a review of its own."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.creative import AdCreative, AdCreativeUpdate, Creative
from tiktok_marketing.spec.endpoint import Effect, Endpoint, Level, PageInfo, Params, Quota, Result


class AdFiltering(Params, kw_only=True):
    ad_ids: list[str] | UnsetType = UNSET
    ad_name: str | UnsetType = UNSET
    adgroup_ids: list[str] | UnsetType = UNSET
    buying_types: list[str] | UnsetType = UNSET
    campaign_ids: list[str] | UnsetType = UNSET
    campaign_system_origins: list[str] | UnsetType = UNSET
    creation_filter_end_time: str | UnsetType = UNSET
    creation_filter_start_time: str | UnsetType = UNSET
    creative_material_mode: str | UnsetType = UNSET
    destination: str | UnsetType = UNSET
    modified_after: str | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    optimization_goal: str | UnsetType = UNSET
    primary_status: str | UnsetType = UNSET
    secondary_status: str | UnsetType = UNSET


class AdGetParams(Params, kw_only=True):
    advertiser_id: str
    filtering: AdFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    fields: list[str] | UnsetType = UNSET
    exclude_field_types_in_response: list[str] | UnsetType = UNSET


class AdCreateParams(Params, kw_only=True):
    advertiser_id: str
    adgroup_id: str
    creatives: list[AdCreative]
    """1–20; one that TikTok refuses fails them all."""


class AdUpdateParams(Params, kw_only=True):
    advertiser_id: str
    adgroup_id: str
    creatives: list[AdCreativeUpdate]
    """At most 20."""
    patch_update: bool | UnsetType = UNSET
    """True: fields left out stay as they are. Otherwise they are taken away."""


class AdStatusUpdateParams(Params, kw_only=True):
    advertiser_id: str
    operation_status: str
    aco_ad_ids: list[str] | UnsetType = UNSET
    ad_ids: list[str] | UnsetType = UNSET


class Ad(Creative, kw_only=True):
    ad_id: str
    advertiser_id: str | None = None
    campaign_id: str | None = None
    campaign_name: str | None = None
    campaign_system_origin: str | None = None
    adgroup_id: str | None = None
    adgroup_name: str | None = None
    ad_name: str | None = None
    create_time: str | None = None
    modify_time: str | None = None
    operation_status: str | None = None
    secondary_status: str | None = None
    is_aco: bool | None = None
    is_new_structure: bool | None = None
    optimization_event: str | None = None


class AdPage(Result, kw_only=True):
    rows: list[Ad] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class AdsWritten(Result, kw_only=True):
    """The ads made or changed, in the order of the request."""

    ad_ids: list[str] = msgspec.field(default_factory=list)
    creatives: list[Ad] = msgspec.field(default_factory=list)


class AdStatusResult(Result, kw_only=True):
    ad_ids: list[str] = msgspec.field(default_factory=list)
    aco_ad_ids: list[str] = msgspec.field(default_factory=list)
    status: str | None = None


AD_GET = Endpoint(
    name="ad.get",
    method="GET",
    path="/ad/get/",
    params=AdGetParams,
    result=AdPage,
    effect=Effect.READ,
    max_page_size=1000,
    source="https://business-api.tiktok.com/portal/docs?id=1735735588640770",
)


AD_CREATE = Endpoint(
    name="ad.create",
    method="POST",
    path="/ad/create/",
    params=AdCreateParams,
    result=AdsWritten,
    effect=Effect.SPEND,
    quota={
        Level.BASIC: Quota(5, 150, 86_400),
        Level.ADVANCED: Quota(10, 200, 86_400),
        Level.PREMIUM: Quota(10, 300, 86_400),
        Level.ULTIMATE: Quota(15, 300, 86_400),
    },
    source="https://business-api.tiktok.com/portal/docs?id=1739953377508354",
)


AD_UPDATE = Endpoint(
    name="ad.update",
    method="POST",
    path="/ad/update/",
    params=AdUpdateParams,
    result=AdsWritten,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739953405142018",
)


AD_STATUS_UPDATE = Endpoint(
    name="ad.status.update",
    method="POST",
    path="/ad/status/update/",
    params=AdStatusUpdateParams,
    result=AdStatusResult,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739953422970882",
)
