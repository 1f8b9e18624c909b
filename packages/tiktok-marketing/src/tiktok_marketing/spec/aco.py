"""Automated creative optimisation: media and texts from which TikTok makes an ad group's ads."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.creative_parts import (
    Avatar,
    CallToAction,
    CallToActionResult,
    Card,
    CardResult,
    Deeplink,
    DeeplinkResult,
    DisplayName,
    ImageFile,
    ImageFileResult,
    InstantPage,
    InstantPageResult,
    LandingPage,
    LandingPageResult,
    MediaFields,
    MediaResult,
    Title,
    TitleResult,
    VideoFile,
)
from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class AcoParams(Params, kw_only=True):
    advertiser_id: str
    exclude_field_types_in_response: list[str] | UnsetType = UNSET
    adgroup_ids: list[str]


class AcoDisplayName(Result, kw_only=True):
    app_name: str | None = None
    landing_page_name: str | None = None


class AcoAvatarIcon(Result, kw_only=True):
    avatar_icon: ImageFileResult | None = None


class AcoTrackingInfo(Result, kw_only=True):
    impression_tracking_urls: list[str] = msgspec.field(default_factory=list)
    click_tracking_urls: list[str] = msgspec.field(default_factory=list)
    tracking_pixel_id: str | None = None
    tracking_app_id: str | None = None
    tracking_offline_event_set_ids: list[str] = msgspec.field(default_factory=list)


class AcoCommonMaterial(Result, kw_only=True):
    ad_name: str | None = None
    call_to_action_id: str | None = None
    creative_authorized: bool | None = None
    playable_url: str | None = None
    fallback_type: str | None = None
    tracking_info: AcoTrackingInfo | None = None
    identity_id: str | None = None
    identity_type: str | None = None
    is_smart_creative: bool | None = None


class Aco(Result, kw_only=True):
    advertiser_id: str | None = None
    adgroup_id: str | None = None
    media_info_list: list[MediaResult] = msgspec.field(default_factory=list)
    title_list: list[TitleResult] = msgspec.field(default_factory=list)
    call_to_action: list[CallToActionResult] = msgspec.field(default_factory=list)
    deeplink_list: list[DeeplinkResult] = msgspec.field(default_factory=list)
    display_name_list: list[AcoDisplayName] = msgspec.field(default_factory=list)
    avatar_icon_list: list[AcoAvatarIcon] = msgspec.field(default_factory=list)
    page_list: list[InstantPageResult] = msgspec.field(default_factory=list)
    card_list: list[CardResult] = msgspec.field(default_factory=list)
    landing_page_urls: list[LandingPageResult] = msgspec.field(default_factory=list)
    common_material: AcoCommonMaterial | None = None


class AcoResult(Result, kw_only=True):
    rows: list[Aco] = msgspec.field(name="list", default_factory=list)


class AcoCreateTrackingInfo(Params, kw_only=True):
    click_tracking_urls: list[str] | UnsetType = UNSET
    impression_tracking_urls: list[str] | UnsetType = UNSET
    tracking_app_id: str | UnsetType = UNSET
    tracking_offline_event_set_ids: list[str] | UnsetType = UNSET
    tracking_pixel_id: str | UnsetType = UNSET
    vast_moat_enabled: bool | UnsetType = UNSET


class AcoCreateCommonMaterial(Params, kw_only=True):
    ad_name: str | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    creative_authorized: bool | UnsetType = UNSET
    fallback_type: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    is_smart_creative: bool | UnsetType = UNSET
    playable_url: str | UnsetType = UNSET
    tracking_info: AcoCreateTrackingInfo | UnsetType = UNSET


class AcoCreateMediaInfo(Params, kw_only=True):
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    image_info: list[ImageFile] | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET
    video_info: VideoFile | UnsetType = UNSET


class AcoCreateMedia(MediaFields, kw_only=True):
    media_info: AcoCreateMediaInfo | UnsetType = UNSET


class AcoCreateParams(Params, kw_only=True):
    adgroup_id: str | UnsetType = UNSET
    advertiser_id: str
    avatar_icon_list: list[Avatar] | UnsetType = UNSET
    call_to_action_list: list[CallToAction] | UnsetType = UNSET
    card_list: list[Card] | UnsetType = UNSET
    common_material: AcoCreateCommonMaterial | UnsetType = UNSET
    deeplink_list: list[Deeplink] | UnsetType = UNSET
    display_name_list: list[DisplayName] | UnsetType = UNSET
    landing_page_urls: list[LandingPage] | UnsetType = UNSET
    media_info_list: list[AcoCreateMedia] | UnsetType = UNSET
    page_list: list[InstantPage] | UnsetType = UNSET
    title_list: list[Title] | UnsetType = UNSET
    call_to_action: list[CallToAction] | UnsetType = UNSET


class AcoUpdateParams(AcoCreateParams, kw_only=True):
    patch_update: bool | UnsetType = UNSET


class AcoMaterialStatusParams(Params, kw_only=True):
    ad_group_id: str
    advertiser_id: str
    material_ids: list[str]
    material_status: str


class AcoMaterialStatusResult(Result, kw_only=True):
    ad_group_id: str | None = None
    material_ids: list[str] = msgspec.field(default_factory=list)
    material_status: list[str] = msgspec.field(default_factory=list)


AD_ACO_GET = Endpoint(
    name="ad.aco.get",
    method="GET",
    path="/ad/aco/get/",
    params=AcoParams,
    result=AcoResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1739473020978177",
)


AD_ACO_CREATE = Endpoint(
    name="ad.aco.create",
    method="POST",
    path="/ad/aco/create/",
    params=AcoCreateParams,
    result=Aco,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739473063234626",
)


AD_ACO_UPDATE = Endpoint(
    name="ad.aco.update",
    method="POST",
    path="/ad/aco/update/",
    params=AcoUpdateParams,
    result=Aco,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739473077112833",
)


AD_ACO_MATERIAL_STATUS_UPDATE = Endpoint(
    name="ad.aco.material_status.update",
    method="POST",
    path="/ad/aco/material_status/update/",
    params=AcoMaterialStatusParams,
    result=AcoMaterialStatusResult,
    effect=Effect.SPEND,
    source="https://business-api.tiktok.com/portal/docs?id=1739506701165570",
)
