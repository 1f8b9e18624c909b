"""Upgraded Smart+ ads: many creatives in one ad, with a switch each."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.creative import DisclaimerLink, DisclaimerText, UrlParam
from tiktok_marketing.spec.creative_parts import (
    CallToAction,
    Deeplink,
    Phone,
)
from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result
from tiktok_marketing.spec.smart_plus_ad_answer import SmartPlusAd, SmartPlusAds, SmartPlusAdWritten


class SmartPlusAdFiltering(Params, kw_only=True):
    smart_plus_ad_ids: list[str] | UnsetType = UNSET
    adgroup_ids: list[str] | UnsetType = UNSET
    campaign_ids: list[str] | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    secondary_status: str | UnsetType = UNSET
    primary_status: str | UnsetType = UNSET
    creation_filter_start_time: str | UnsetType = UNSET
    creation_filter_end_time: str | UnsetType = UNSET
    optimization_goal: str | UnsetType = UNSET
    modified_after: str | UnsetType = UNSET
    sales_destination: str | UnsetType = UNSET


class SmartPlusAdParams(Params, kw_only=True):
    advertiser_id: str
    filtering: SmartPlusAdFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    fields: list[str] | UnsetType = UNSET


class SmartPlusAdCreateImageInfo(Params, kw_only=True):
    web_uri: str


class SmartPlusAdCreateVideoInfo(Params, kw_only=True):
    video_id: str
    file_name: str | UnsetType = UNSET


class SmartPlusAdCreateMusicInfo(Params, kw_only=True):
    music_id: str


class SmartPlusAdCreateCreativeInfo(Params, kw_only=True):
    image_info: list[SmartPlusAdCreateImageInfo] | UnsetType = UNSET
    video_info: SmartPlusAdCreateVideoInfo | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    music_info: SmartPlusAdCreateMusicInfo | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    aigc_disclosure_type: str | UnsetType = UNSET
    ad_format: str
    material_name: str | UnsetType = UNSET


class SmartPlusAdCreateCreative(Params, kw_only=True):
    creative_info: SmartPlusAdCreateCreativeInfo
    ad_material_id: str | UnsetType = UNSET
    material_operation_status: str | UnsetType = UNSET


class SmartPlusAdCreateAdText(Params, kw_only=True):
    ad_text: str


class SmartPlusAdCreatePage(Params, kw_only=True):
    page_id: str


class SmartPlusAdCreateInteractiveAddOn(Params, kw_only=True):
    card_id: str


class SmartPlusAdCreateLandingPageUrl(Params, kw_only=True):
    landing_page_url: str | UnsetType = UNSET


class SmartPlusAdCreateCallToAction(Params, kw_only=True):
    call_to_action: str


class SmartPlusAdCreateAutoMessage(Params, kw_only=True):
    auto_message_id: str | UnsetType = UNSET


class SmartPlusAdCreateAppTrackingInfo(Params, kw_only=True):
    app_type: str | UnsetType = UNSET
    app_id: str | UnsetType = UNSET
    impression_tracking_url: str | UnsetType = UNSET
    click_tracking_url: str | UnsetType = UNSET


class SmartPlusAdCreateTrackingInfo(Params, kw_only=True):
    impression_tracking_url: str | UnsetType = UNSET
    click_tracking_url: str | UnsetType = UNSET
    tracking_app_id: str | UnsetType = UNSET
    tracking_message_event_set_id: str | UnsetType = UNSET
    viewability_postbid_partner: str | UnsetType = UNSET
    viewability_vast_url: str | UnsetType = UNSET
    brand_safety_postbid_partner: str | UnsetType = UNSET
    brand_safety_vast_url: str | UnsetType = UNSET
    tracking_pixel_id: str | UnsetType = UNSET
    tracking_offline_event_set_ids: list[str] | UnsetType = UNSET
    app_tracking_info_list: list[SmartPlusAdCreateAppTrackingInfo] | UnsetType = UNSET


class SmartPlusAdCreateCatalogCreativeInfo(Params, kw_only=True):
    catalog_media_settings: list[str] | UnsetType = UNSET
    catalog_template_video_id: str | UnsetType = UNSET


class SmartPlusAdCreateProductImage(Params, kw_only=True):
    web_uri: str | UnsetType = UNSET


class SmartPlusAdCreatePromoInfo(Params, kw_only=True):
    discount_type: str | UnsetType = UNSET
    discount_value: float | UnsetType = UNSET
    discount_currency: str | UnsetType = UNSET
    promo_code: str | UnsetType = UNSET
    minimum_purchase_type: str | UnsetType = UNSET
    minimum_purchase_value: float | UnsetType = UNSET
    minimum_purchase_currency: str | UnsetType = UNSET
    valid_start_time: str | UnsetType = UNSET
    valid_end_time: str | UnsetType = UNSET


class SmartPlusAdCreateProductInfo(Params, kw_only=True):
    product_titles: list[str] | UnsetType = UNSET
    product_image_list: list[SmartPlusAdCreateProductImage] | UnsetType = UNSET
    selling_points: list[str] | UnsetType = UNSET
    catalog_tag_list: list[str] | UnsetType = UNSET
    product_card_type: list[str] | UnsetType = UNSET
    promo_info_list: list[SmartPlusAdCreatePromoInfo] | UnsetType = UNSET


class SmartPlusAdCreateAdConfiguration(Params, kw_only=True):
    identity_type: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    product_specific_type: str | UnsetType = UNSET
    product_set_id: str | UnsetType = UNSET
    product_ids: list[str] | UnsetType = UNSET
    catalog_creative_toggle: bool | UnsetType = UNSET
    utm_params: list[UrlParam] | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    end_card_cta: str | UnsetType = UNSET
    product_display_field_list: list[str] | UnsetType = UNSET
    auto_disclaimer_types: list[str] | UnsetType = UNSET
    tracking_info: SmartPlusAdCreateTrackingInfo | UnsetType = UNSET
    phone_info: Phone | UnsetType = UNSET
    fallback_type: str | UnsetType = UNSET
    dark_post_status: str | UnsetType = UNSET
    creative_auto_add_toggle: bool | UnsetType = UNSET
    catalog_creative_info: SmartPlusAdCreateCatalogCreativeInfo | UnsetType = UNSET
    creative_auto_enhancement_strategy_list: str | UnsetType = UNSET
    deeplink_utm_params: list[UrlParam] | UnsetType = UNSET
    product_info: SmartPlusAdCreateProductInfo | UnsetType = UNSET
    product_info_enabled: str | UnsetType = UNSET


class SmartPlusAdCreatePlayable(Params, kw_only=True):
    playable_url: str | UnsetType = UNSET


class SmartPlusAdCreateCustomProductPageUrl(Params, kw_only=True):
    custom_product_page_url: str | UnsetType = UNSET


class SmartPlusAdCreateDisclaimer(Params, kw_only=True):
    disclaimer_type: str | UnsetType = UNSET
    disclaimer_text: DisclaimerText | UnsetType = UNSET
    disclaimer_clickable_texts: list[DisclaimerLink] | UnsetType = UNSET


class SmartPlusAdFields(Params, kw_only=True):
    """What creating and updating share."""

    advertiser_id: str
    ad_name: str | UnsetType = UNSET
    creative_list: list[SmartPlusAdCreateCreative] | UnsetType = UNSET
    ad_text_list: list[SmartPlusAdCreateAdText] | UnsetType = UNSET
    page_list: list[SmartPlusAdCreatePage] | UnsetType = UNSET
    interactive_add_on_list: list[SmartPlusAdCreateInteractiveAddOn] | UnsetType = UNSET
    landing_page_url_list: list[SmartPlusAdCreateLandingPageUrl] | UnsetType = UNSET
    deeplink_list: list[Deeplink] | UnsetType = UNSET
    call_to_action_list: list[SmartPlusAdCreateCallToAction] | UnsetType = UNSET
    ad_configuration: SmartPlusAdCreateAdConfiguration | UnsetType = UNSET
    playable_list: list[SmartPlusAdCreatePlayable] | UnsetType = UNSET
    call_to_action: list[CallToAction] | UnsetType = UNSET
    custom_product_page_url: list[SmartPlusAdCreateCustomProductPageUrl] | UnsetType = UNSET
    disclaimer: SmartPlusAdCreateDisclaimer | UnsetType = UNSET


class SmartPlusAdCreateParams(SmartPlusAdFields, kw_only=True):
    adgroup_id: str
    ad_name: str
    operation_status: str | UnsetType = UNSET
    auto_message_list: list[SmartPlusAdCreateAutoMessage] | UnsetType = UNSET


class SmartPlusAdUpdateParams(SmartPlusAdFields, kw_only=True):
    smart_plus_ad_id: str


class SmartPlusAdStatusParams(Params, kw_only=True):
    advertiser_id: str
    smart_plus_ad_ids: list[str]
    operation_status: str
    smart_plus_ad_id: str | UnsetType = UNSET
    ad_material_ids: list[str] | UnsetType = UNSET


class SmartPlusAdStatusResult(Result, kw_only=True):
    smart_plus_ad_ids: list[str] = msgspec.field(default_factory=list)
    status: str | None = None


class SmartPlusMaterialStatusParams(Params, kw_only=True):
    advertiser_id: str
    smart_plus_ad_id: str
    ad_material_ids: list[str]
    operation_status: str


class SmartPlusMaterialStatusResult(Result, kw_only=True):
    smart_plus_ad_id: str | None = None
    ad_material_ids: list[str] = msgspec.field(default_factory=list)
    material_status: str | None = None
    operation_status: str | None = None


SMART_PLUS_AD_GET = Endpoint(
    name="smart_plus.ad.get",
    method="GET",
    path="/smart_plus/ad/get/",
    params=SmartPlusAdParams,
    result=SmartPlusAds,
    effect=Effect.READ,
    max_page_size=100,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_AD_CREATE = Endpoint(
    name="smart_plus.ad.create",
    method="POST",
    path="/smart_plus/ad/create/",
    params=SmartPlusAdCreateParams,
    result=SmartPlusAd,
    effect=Effect.SPEND,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_AD_UPDATE = Endpoint(
    name="smart_plus.ad.update",
    method="POST",
    path="/smart_plus/ad/update/",
    params=SmartPlusAdUpdateParams,
    result=SmartPlusAdWritten,
    effect=Effect.SPEND,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_AD_STATUS_UPDATE = Endpoint(
    name="smart_plus.ad.status.update",
    method="POST",
    path="/smart_plus/ad/status/update/",
    params=SmartPlusAdStatusParams,
    result=SmartPlusAdStatusResult,
    effect=Effect.SPEND,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)


SMART_PLUS_AD_MATERIAL_STATUS_UPDATE = Endpoint(
    name="smart_plus.ad.material_status.update",
    method="POST",
    path="/smart_plus/ad/material_status/update/",
    params=SmartPlusMaterialStatusParams,
    result=SmartPlusMaterialStatusResult,
    effect=Effect.SPEND,
    source="the official SDK (tiktok/tiktok-business-api-sdk; no documentation id known)",
)
