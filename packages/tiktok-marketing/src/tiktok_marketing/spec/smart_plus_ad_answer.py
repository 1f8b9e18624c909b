"""What TikTok answers about an Upgraded Smart+ ad."""

from typing import Any

import msgspec

from tiktok_marketing.spec.creative import UrlParamResult
from tiktok_marketing.spec.creative_parts import (
    CallToActionResult,
    CardResult,
    DeeplinkResult,
    InstantPageResult,
    MusicResult,
    PhoneResult,
    VideoFileResult,
)
from tiktok_marketing.spec.endpoint import PageInfo, Result


class SmartPlusAdImageInfo(Result, kw_only=True):
    web_uri: str | None = None


class SmartPlusAdCreativeInfo(Result, kw_only=True):
    ad_format: str | None = None
    material_name: str | None = None
    video_info: VideoFileResult | None = None
    image_info: list[SmartPlusAdImageInfo] = msgspec.field(default_factory=list)
    music_info: MusicResult | None = None
    aigc_disclosure_type: str | None = None
    tiktok_item_id: str | None = None
    identity_type: str | None = None
    identity_id: str | None = None
    identity_authorized_bc_id: str | None = None


class SmartPlusAdCreative(Result, kw_only=True):
    ad_material_id: str | None = None
    material_operation_status: str | None = None
    creative_info: SmartPlusAdCreativeInfo | None = None


class SmartPlusAdPlayable(Result, kw_only=True):
    playable_url: str | None = None


class SmartPlusAdAdText(Result, kw_only=True):
    ad_text: str | None = None


class SmartPlusAdAutoMessage(Result, kw_only=True):
    auto_message_id: str | None = None


class SmartPlusAdLandingPageUrl(Result, kw_only=True):
    landing_page_url: str | None = None


class SmartPlusAdCustomProductPageUrl(Result, kw_only=True):
    custom_product_page_url: str | None = None


class SmartPlusAdDisclaimerText(Result, kw_only=True):
    text: str | None = None


class SmartPlusAdDisclaimerClickableText(Result, kw_only=True):
    text: str | None = None
    url: str | None = None


class SmartPlusAdDisclaimer(Result, kw_only=True):
    disclaimer_type: str | None = None
    disclaimer_text: SmartPlusAdDisclaimerText | None = None
    disclaimer_clickable_texts: list[SmartPlusAdDisclaimerClickableText] = msgspec.field(default_factory=list)


class SmartPlusAdCatalogCreativeInfo(Result, kw_only=True):
    catalog_media_settings: list[str] = msgspec.field(default_factory=list)
    catalog_template_video_id: str | None = None


class SmartPlusAdPromoInfo(Result, kw_only=True):
    discount_type: str | None = None
    discount_value: float | None = None
    discount_currency: str | None = None
    promo_code: str | None = None
    minimum_purchase_type: str | None = None
    minimum_purchase_value: float | None = None
    minimum_purchase_currency: str | None = None
    valid_start_time: str | None = None
    valid_end_time: str | None = None


class SmartPlusAdProductInfo(Result, kw_only=True):
    product_titles: list[str] = msgspec.field(default_factory=list)
    product_image_list: list[SmartPlusAdImageInfo] = msgspec.field(default_factory=list)
    selling_points: list[str] = msgspec.field(default_factory=list)
    catalog_tag_list: list[str] = msgspec.field(default_factory=list)
    product_card_type: list[str] = msgspec.field(default_factory=list)
    promo_info_list: list[SmartPlusAdPromoInfo] = msgspec.field(default_factory=list)


class SmartPlusAdAppTrackingInfo(Result, kw_only=True):
    app_type: str | None = None
    app_id: str | None = None
    impression_tracking_url: str | None = None
    click_tracking_url: str | None = None


class SmartPlusAdTrackingInfo(Result, kw_only=True):
    viewability_postbid_partner: str | None = None
    viewability_vast_url: str | None = None
    brand_safety_postbid_partner: str | None = None
    brand_safety_vast_url: str | None = None
    impression_tracking_url: str | None = None
    click_tracking_url: str | None = None
    tracking_app_id: str | None = None
    tracking_pixel_id: str | None = None
    tracking_offline_event_set_ids: list[str] = msgspec.field(default_factory=list)
    tracking_message_event_set_id: str | None = None
    app_tracking_info_list: list[SmartPlusAdAppTrackingInfo] = msgspec.field(default_factory=list)


class SmartPlusAdAdConfiguration(Result, kw_only=True):
    identity_type: str | None = None
    identity_id: str | None = None
    dark_post_status: str | None = None
    product_specific_type: str | None = None
    product_set_id: str | None = None
    product_ids: list[str] = msgspec.field(default_factory=list)
    catalog_creative_toggle: bool | None = None
    creative_auto_add_toggle: bool | None = None
    catalog_creative_info: SmartPlusAdCatalogCreativeInfo | None = None
    creative_auto_enhancement_strategy_list: str | None = None
    deeplink_utm_params: list[UrlParamResult] = msgspec.field(default_factory=list)
    end_card_cta: str | None = None
    product_display_field_list: list[str] = msgspec.field(default_factory=list)
    auto_disclaimer_types: list[str] = msgspec.field(default_factory=list)
    utm_params: list[UrlParamResult] = msgspec.field(default_factory=list)
    fallback_type: str | None = None
    product_info: SmartPlusAdProductInfo | None = None
    product_info_enabled: str | None = None
    call_to_action_id: str | None = None
    phone_info: PhoneResult | None = None
    tracking_info: SmartPlusAdTrackingInfo | None = None


class SmartPlusAdListedCallToAction(Result, kw_only=True):
    call_to_action: Any = None


class SmartPlusAd(Result, kw_only=True):
    advertiser_id: str | None = None
    campaign_id: str | None = None
    campaign_name: str | None = None
    adgroup_id: str | None = None
    adgroup_name: str | None = None
    smart_plus_ad_id: str | None = None
    ad_name: str | None = None
    operation_status: str | None = None
    secondary_status: str | None = None
    create_time: str | None = None
    modify_time: str | None = None
    creative_list: list[SmartPlusAdCreative] = msgspec.field(default_factory=list)
    playable_list: list[SmartPlusAdPlayable] = msgspec.field(default_factory=list)
    ad_text_list: list[SmartPlusAdAdText] = msgspec.field(default_factory=list)
    auto_message_list: list[SmartPlusAdAutoMessage] = msgspec.field(default_factory=list)
    call_to_action: list[CallToActionResult] = msgspec.field(default_factory=list)
    interactive_add_on_list: list[CardResult] = msgspec.field(default_factory=list)
    page_list: list[InstantPageResult] = msgspec.field(default_factory=list)
    landing_page_url_list: list[SmartPlusAdLandingPageUrl] = msgspec.field(default_factory=list)
    custom_product_page_url: list[SmartPlusAdCustomProductPageUrl] = msgspec.field(default_factory=list)
    deeplink_list: list[DeeplinkResult] = msgspec.field(default_factory=list)
    disclaimer: SmartPlusAdDisclaimer | None = None
    ad_configuration: SmartPlusAdAdConfiguration | None = None
    call_to_action_list: list[SmartPlusAdListedCallToAction] = msgspec.field(default_factory=list)


class SmartPlusAds(Result, kw_only=True):
    rows: list[SmartPlusAd] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class SmartPlusAdMadeAdConfiguration(SmartPlusAdAdConfiguration, kw_only=True):
    phone_number: int | None = None
    phone_region_calling_code: str | None = None
    phone_region_code: str | None = None


class SmartPlusAdWritten(SmartPlusAd, kw_only=True):
    ad_configuration: SmartPlusAdMadeAdConfiguration | None = None
