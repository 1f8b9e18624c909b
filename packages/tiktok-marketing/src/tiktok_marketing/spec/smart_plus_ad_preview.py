"""Previews of Upgraded Smart+ ads, made or not yet."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.creative_parts import CallToAction, Music, VideoFile
from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result
from tiktok_marketing.spec.smart_plus_ad import SmartPlusAdCreateAdConfiguration, SmartPlusAdCreateProductImage


class SmartPlusAdPreviewCreativeInfo(Params, kw_only=True):
    video_info: VideoFile | UnsetType = UNSET
    image_info: list[SmartPlusAdCreateProductImage] | UnsetType = UNSET
    music_info: Music | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    ad_format: str | UnsetType = UNSET
    material_name: str | UnsetType = UNSET
    aigc_disclosure_type: str | UnsetType = UNSET


class SmartPlusAdPreviewCreative(Params, kw_only=True):
    creative_info: SmartPlusAdPreviewCreativeInfo
    ad_material_id: str | UnsetType = UNSET
    material_operation_status: str | UnsetType = UNSET


class SmartPlusAdPreviewAdText(Params, kw_only=True):
    ad_text: str | UnsetType = UNSET


class SmartPlusAdPreviewAdConfiguration(SmartPlusAdCreateAdConfiguration, kw_only=True):
    identity_authorized_bc_id: str | UnsetType = UNSET


class SmartPlusAdPreviewParams(Params, kw_only=True):
    advertiser_id: str
    preview_type: str
    catalog_enabled: bool | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    creative_list: list[SmartPlusAdPreviewCreative]
    ad_text_list: list[SmartPlusAdPreviewAdText] | UnsetType = UNSET
    call_to_action_list: list[CallToAction] | UnsetType = UNSET
    ad_configuration: SmartPlusAdPreviewAdConfiguration | UnsetType = UNSET
    call_to_action: list[CallToAction] | UnsetType = UNSET
    smart_plus_ad_id: str | UnsetType = UNSET


class SmartPlusAdPreviewTip(Result, kw_only=True):
    placement: str | None = None
    messages: list[str] = msgspec.field(default_factory=list)


class SmartPlusAdPreviewResult(Result, kw_only=True):
    preview_link: str | None = None
    iframe: str | None = None
    tips: list[SmartPlusAdPreviewTip] = msgspec.field(default_factory=list)


SMART_PLUS_AD_PREVIEW = Endpoint(
    name="smart_plus.ad.preview",
    method="POST",
    path="/smart_plus/ad/preview/",
    params=SmartPlusAdPreviewParams,
    result=SmartPlusAdPreviewResult,
    effect=Effect.WRITE,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
