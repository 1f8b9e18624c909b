"""Automated creative optimisation: media and texts from which TikTok makes an ad group's ads."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class AcoParams(Params, kw_only=True):
    advertiser_id: str
    exclude_field_types_in_response: list[str] | UnsetType = UNSET
    adgroup_ids: list[str]


class AcoImageInfo(Result, kw_only=True):
    web_uri: str | None = None
    file_name: str | None = None


class AcoVideoInfo(Result, kw_only=True):
    video_id: str | None = None
    file_name: str | None = None


class AcoMusicInfo(Result, kw_only=True):
    music_id: str | None = None


class AcoMediaInfo(Result, kw_only=True):
    material_id: str | None = None
    material_operation_status: str | None = None
    material_name: str | None = None
    identity_id: str | None = None
    identity_type: str | None = None
    tiktok_item_id: str | None = None
    aigc_disclosure_type: str | None = None
    image_info: list[AcoImageInfo] = msgspec.field(default_factory=list)
    video_info: AcoVideoInfo | None = None
    music_info: AcoMusicInfo | None = None
    media_info: dict[str, Any] | None = None


class AcoTitle(Result, kw_only=True):
    title: str | None = None
    material_id: str | None = None
    material_operation_status: str | None = None


class AcoCallToAction(Result, kw_only=True):
    call_to_action: str | None = None


class AcoDeeplink(Result, kw_only=True):
    deeplink: str | None = None
    deeplink_type: str | None = None


class AcoDisplayName(Result, kw_only=True):
    app_name: str | None = None
    landing_page_name: str | None = None


class AcoAvatarIcon(Result, kw_only=True):
    avatar_icon: AcoImageInfo | None = None


class AcoPage(Result, kw_only=True):
    page_id: str | None = None


class AcoCard(Result, kw_only=True):
    card_id: str | None = None


class AcoLandingPageUrl(Result, kw_only=True):
    landing_page_url: str | None = None
    video_id: str | None = None
    tiktok_item_id: str | None = None


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
    media_info_list: list[AcoMediaInfo] = msgspec.field(default_factory=list)
    title_list: list[AcoTitle] = msgspec.field(default_factory=list)
    call_to_action: list[AcoCallToAction] = msgspec.field(default_factory=list)
    deeplink_list: list[AcoDeeplink] = msgspec.field(default_factory=list)
    display_name_list: list[AcoDisplayName] = msgspec.field(default_factory=list)
    avatar_icon_list: list[AcoAvatarIcon] = msgspec.field(default_factory=list)
    page_list: list[AcoPage] = msgspec.field(default_factory=list)
    card_list: list[AcoCard] = msgspec.field(default_factory=list)
    landing_page_urls: list[AcoLandingPageUrl] = msgspec.field(default_factory=list)
    common_material: AcoCommonMaterial | None = None


class AcoResult(Result, kw_only=True):
    rows: list[Aco] = msgspec.field(name="list", default_factory=list)


class AcoCreateAvatarIcon(Params, kw_only=True):
    web_uri: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET


class AcoCreateAvatar(Params, kw_only=True):
    avatar_icon: AcoCreateAvatarIcon | UnsetType = UNSET


class AcoCreateCallToAction(Params, kw_only=True):
    call_to_action: str | UnsetType = UNSET


class AcoCreateCard(Params, kw_only=True):
    card_id: str | UnsetType = UNSET


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


class AcoCreateDeeplink(Params, kw_only=True):
    deeplink: str | UnsetType = UNSET
    deeplink_type: str | UnsetType = UNSET


class AcoCreateDisplayName(Params, kw_only=True):
    app_name: str | UnsetType = UNSET
    landing_page_name: str | UnsetType = UNSET


class AcoCreateLandingPageUrl(Params, kw_only=True):
    landing_page_url: str | UnsetType = UNSET
    video_id: str | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET


class AcoCreateImageInfo(Params, kw_only=True):
    file_name: str | UnsetType = UNSET
    web_uri: str | UnsetType = UNSET


class AcoCreateVideoInfo(Params, kw_only=True):
    file_name: str | UnsetType = UNSET
    video_id: str | UnsetType = UNSET


class AcoCreateMediaInfo(Params, kw_only=True):
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    image_info: list[AcoCreateImageInfo] | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET
    video_info: AcoCreateVideoInfo | UnsetType = UNSET


class AcoCreateMediaInfoVideoInfo(Params, kw_only=True):
    video_id: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET


class AcoCreateMusicInfo(Params, kw_only=True):
    music_id: str | UnsetType = UNSET


class AcoCreateMedia(Params, kw_only=True):
    media_info: AcoCreateMediaInfo | UnsetType = UNSET
    material_id: str | UnsetType = UNSET
    material_operation_status: str | UnsetType = UNSET
    material_name: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET
    aigc_disclosure_type: str | UnsetType = UNSET
    image_info: list[AcoCreateAvatarIcon] | UnsetType = UNSET
    video_info: AcoCreateMediaInfoVideoInfo | UnsetType = UNSET
    music_info: AcoCreateMusicInfo | UnsetType = UNSET


class AcoCreatePage(Params, kw_only=True):
    page_id: str | UnsetType = UNSET


class AcoCreateTitle(Params, kw_only=True):
    title: str | UnsetType = UNSET
    material_id: str | UnsetType = UNSET
    material_operation_status: str | UnsetType = UNSET


class AcoCreateParams(Params, kw_only=True):
    adgroup_id: str | UnsetType = UNSET
    advertiser_id: str
    avatar_icon_list: list[AcoCreateAvatar] | UnsetType = UNSET
    call_to_action_list: list[AcoCreateCallToAction] | UnsetType = UNSET
    card_list: list[AcoCreateCard] | UnsetType = UNSET
    common_material: AcoCreateCommonMaterial | UnsetType = UNSET
    deeplink_list: list[AcoCreateDeeplink] | UnsetType = UNSET
    display_name_list: list[AcoCreateDisplayName] | UnsetType = UNSET
    landing_page_urls: list[AcoCreateLandingPageUrl] | UnsetType = UNSET
    media_info_list: list[AcoCreateMedia] | UnsetType = UNSET
    page_list: list[AcoCreatePage] | UnsetType = UNSET
    title_list: list[AcoCreateTitle] | UnsetType = UNSET
    call_to_action: list[AcoCreateCallToAction] | UnsetType = UNSET


class AcoUpdateParams(Params, kw_only=True):
    adgroup_id: str | UnsetType = UNSET
    advertiser_id: str
    avatar_icon_list: list[AcoCreateAvatar] | UnsetType = UNSET
    call_to_action_list: list[AcoCreateCallToAction] | UnsetType = UNSET
    card_list: list[AcoCreateCard] | UnsetType = UNSET
    common_material: AcoCreateCommonMaterial | UnsetType = UNSET
    deeplink_list: list[AcoCreateDeeplink] | UnsetType = UNSET
    display_name_list: list[AcoCreateDisplayName] | UnsetType = UNSET
    landing_page_urls: list[AcoCreateLandingPageUrl] | UnsetType = UNSET
    media_info_list: list[AcoCreateMedia] | UnsetType = UNSET
    page_list: list[AcoCreatePage] | UnsetType = UNSET
    title_list: list[AcoCreateTitle] | UnsetType = UNSET
    call_to_action: list[AcoCreateCallToAction] | UnsetType = UNSET
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
