"""Upgraded Smart+ ads: many creatives in one ad, with a switch each."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


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


class SmartPlusAdVideoInfo(Result, kw_only=True):
    video_id: str | None = None
    file_name: str | None = None


class SmartPlusAdImageInfo(Result, kw_only=True):
    web_uri: str | None = None


class SmartPlusAdMusicInfo(Result, kw_only=True):
    music_id: str | None = None


class SmartPlusAdCreativeInfo(Result, kw_only=True):
    ad_format: str | None = None
    material_name: str | None = None
    video_info: SmartPlusAdVideoInfo | None = None
    image_info: list[SmartPlusAdImageInfo] = msgspec.field(default_factory=list)
    music_info: SmartPlusAdMusicInfo | None = None
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


class SmartPlusAdCallToAction(Result, kw_only=True):
    call_to_action: str | None = None


class SmartPlusAdInteractiveAddOn(Result, kw_only=True):
    card_id: str | None = None


class SmartPlusAdPage(Result, kw_only=True):
    page_id: str | None = None


class SmartPlusAdLandingPageUrl(Result, kw_only=True):
    landing_page_url: str | None = None


class SmartPlusAdCustomProductPageUrl(Result, kw_only=True):
    custom_product_page_url: str | None = None


class SmartPlusAdDeeplink(Result, kw_only=True):
    deeplink: str | None = None
    deeplink_type: str | None = None


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


class SmartPlusAdDeeplinkUtmParam(Result, kw_only=True):
    key: str | None = None
    value: str | None = None


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


class SmartPlusAdPhoneInfo(Result, kw_only=True):
    phone_region_code: str | None = None
    phone_region_calling_code: str | None = None
    phone_number: str | None = None


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
    deeplink_utm_params: list[SmartPlusAdDeeplinkUtmParam] = msgspec.field(default_factory=list)
    end_card_cta: str | None = None
    product_display_field_list: list[str] = msgspec.field(default_factory=list)
    auto_disclaimer_types: list[str] = msgspec.field(default_factory=list)
    utm_params: list[SmartPlusAdDeeplinkUtmParam] = msgspec.field(default_factory=list)
    fallback_type: str | None = None
    product_info: SmartPlusAdProductInfo | None = None
    product_info_enabled: str | None = None
    call_to_action_id: str | None = None
    phone_info: SmartPlusAdPhoneInfo | None = None
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
    call_to_action: list[SmartPlusAdCallToAction] = msgspec.field(default_factory=list)
    interactive_add_on_list: list[SmartPlusAdInteractiveAddOn] = msgspec.field(default_factory=list)
    page_list: list[SmartPlusAdPage] = msgspec.field(default_factory=list)
    landing_page_url_list: list[SmartPlusAdLandingPageUrl] = msgspec.field(default_factory=list)
    custom_product_page_url: list[SmartPlusAdCustomProductPageUrl] = msgspec.field(default_factory=list)
    deeplink_list: list[SmartPlusAdDeeplink] = msgspec.field(default_factory=list)
    disclaimer: SmartPlusAdDisclaimer | None = None
    ad_configuration: SmartPlusAdAdConfiguration | None = None
    call_to_action_list: list[SmartPlusAdListedCallToAction] = msgspec.field(default_factory=list)


class SmartPlusAds(Result, kw_only=True):
    rows: list[SmartPlusAd] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


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


class SmartPlusAdCreateDeeplink(Params, kw_only=True):
    deeplink: str | UnsetType = UNSET
    deeplink_type: str | UnsetType = UNSET


class SmartPlusAdCreateCallToAction(Params, kw_only=True):
    call_to_action: str


class SmartPlusAdCreateAutoMessage(Params, kw_only=True):
    auto_message_id: str | UnsetType = UNSET


class SmartPlusAdCreateUtmParam(Params, kw_only=True):
    key: str | UnsetType = UNSET
    value: str | UnsetType = UNSET


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


class SmartPlusAdCreatePhoneInfo(Params, kw_only=True):
    phone_number: str | UnsetType = UNSET
    phone_region_calling_code: str | UnsetType = UNSET
    phone_region_code: str | UnsetType = UNSET


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
    utm_params: list[SmartPlusAdCreateUtmParam] | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    end_card_cta: str | UnsetType = UNSET
    product_display_field_list: list[str] | UnsetType = UNSET
    auto_disclaimer_types: list[str] | UnsetType = UNSET
    tracking_info: SmartPlusAdCreateTrackingInfo | UnsetType = UNSET
    phone_info: SmartPlusAdCreatePhoneInfo | UnsetType = UNSET
    fallback_type: str | UnsetType = UNSET
    dark_post_status: str | UnsetType = UNSET
    creative_auto_add_toggle: bool | UnsetType = UNSET
    catalog_creative_info: SmartPlusAdCreateCatalogCreativeInfo | UnsetType = UNSET
    creative_auto_enhancement_strategy_list: str | UnsetType = UNSET
    deeplink_utm_params: list[SmartPlusAdCreateUtmParam] | UnsetType = UNSET
    product_info: SmartPlusAdCreateProductInfo | UnsetType = UNSET
    product_info_enabled: str | UnsetType = UNSET


class SmartPlusAdCreatePlayable(Params, kw_only=True):
    playable_url: str | UnsetType = UNSET


class SmartPlusAdCreateAction(Params, kw_only=True):
    call_to_action: str | UnsetType = UNSET


class SmartPlusAdCreateCustomProductPageUrl(Params, kw_only=True):
    custom_product_page_url: str | UnsetType = UNSET


class SmartPlusAdCreateDisclaimerText(Params, kw_only=True):
    text: str | UnsetType = UNSET


class SmartPlusAdCreateDisclaimerClickableText(Params, kw_only=True):
    text: str | UnsetType = UNSET
    url: str | UnsetType = UNSET


class SmartPlusAdCreateDisclaimer(Params, kw_only=True):
    disclaimer_type: str | UnsetType = UNSET
    disclaimer_text: SmartPlusAdCreateDisclaimerText | UnsetType = UNSET
    disclaimer_clickable_texts: list[SmartPlusAdCreateDisclaimerClickableText] | UnsetType = UNSET


class SmartPlusAdCreateParams(Params, kw_only=True):
    advertiser_id: str
    adgroup_id: str
    ad_name: str
    operation_status: str | UnsetType = UNSET
    creative_list: list[SmartPlusAdCreateCreative] | UnsetType = UNSET
    ad_text_list: list[SmartPlusAdCreateAdText] | UnsetType = UNSET
    page_list: list[SmartPlusAdCreatePage] | UnsetType = UNSET
    interactive_add_on_list: list[SmartPlusAdCreateInteractiveAddOn] | UnsetType = UNSET
    landing_page_url_list: list[SmartPlusAdCreateLandingPageUrl] | UnsetType = UNSET
    deeplink_list: list[SmartPlusAdCreateDeeplink] | UnsetType = UNSET
    call_to_action_list: list[SmartPlusAdCreateCallToAction] | UnsetType = UNSET
    auto_message_list: list[SmartPlusAdCreateAutoMessage] | UnsetType = UNSET
    ad_configuration: SmartPlusAdCreateAdConfiguration | UnsetType = UNSET
    playable_list: list[SmartPlusAdCreatePlayable] | UnsetType = UNSET
    call_to_action: list[SmartPlusAdCreateAction] | UnsetType = UNSET
    custom_product_page_url: list[SmartPlusAdCreateCustomProductPageUrl] | UnsetType = UNSET
    disclaimer: SmartPlusAdCreateDisclaimer | UnsetType = UNSET


class SmartPlusAdUpdateTrackingInfo(Params, kw_only=True):
    impression_tracking_url: str | UnsetType = UNSET
    click_tracking_url: str | UnsetType = UNSET
    tracking_app_id: str | UnsetType = UNSET
    viewability_postbid_partner: str | UnsetType = UNSET
    viewability_vast_url: str | UnsetType = UNSET
    brand_safety_postbid_partner: str | UnsetType = UNSET
    brand_safety_vast_url: str | UnsetType = UNSET
    tracking_pixel_id: str | UnsetType = UNSET
    tracking_offline_event_set_ids: list[str] | UnsetType = UNSET
    tracking_message_event_set_id: str | UnsetType = UNSET
    app_tracking_info_list: list[SmartPlusAdCreateAppTrackingInfo] | UnsetType = UNSET


class SmartPlusAdUpdateAdConfiguration(Params, kw_only=True):
    identity_type: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    product_specific_type: str | UnsetType = UNSET
    product_set_id: str | UnsetType = UNSET
    product_ids: list[str] | UnsetType = UNSET
    catalog_creative_toggle: bool | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    tracking_info: SmartPlusAdUpdateTrackingInfo | UnsetType = UNSET
    utm_params: list[SmartPlusAdCreateUtmParam] | UnsetType = UNSET
    end_card_cta: str | UnsetType = UNSET
    auto_disclaimer_types: list[str] | UnsetType = UNSET
    phone_info: SmartPlusAdCreatePhoneInfo | UnsetType = UNSET
    fallback_type: str | UnsetType = UNSET
    dark_post_status: str | UnsetType = UNSET
    creative_auto_add_toggle: bool | UnsetType = UNSET
    catalog_creative_info: SmartPlusAdCreateCatalogCreativeInfo | UnsetType = UNSET
    creative_auto_enhancement_strategy_list: str | UnsetType = UNSET
    deeplink_utm_params: list[SmartPlusAdCreateUtmParam] | UnsetType = UNSET
    product_display_field_list: list[str] | UnsetType = UNSET
    product_info: SmartPlusAdCreateProductInfo | UnsetType = UNSET
    product_info_enabled: str | UnsetType = UNSET


class SmartPlusAdUpdateParams(Params, kw_only=True):
    advertiser_id: str
    smart_plus_ad_id: str
    ad_name: str | UnsetType = UNSET
    creative_list: list[SmartPlusAdCreateCreative] | UnsetType = UNSET
    ad_text_list: list[SmartPlusAdCreateAdText] | UnsetType = UNSET
    page_list: list[SmartPlusAdCreatePage] | UnsetType = UNSET
    interactive_add_on_list: list[SmartPlusAdCreateInteractiveAddOn] | UnsetType = UNSET
    landing_page_url_list: list[SmartPlusAdCreateLandingPageUrl] | UnsetType = UNSET
    deeplink_list: list[SmartPlusAdCreateDeeplink] | UnsetType = UNSET
    call_to_action_list: list[SmartPlusAdCreateCallToAction] | UnsetType = UNSET
    ad_configuration: SmartPlusAdUpdateAdConfiguration | UnsetType = UNSET
    playable_list: list[SmartPlusAdCreatePlayable] | UnsetType = UNSET
    call_to_action: list[SmartPlusAdCreateAction] | UnsetType = UNSET
    custom_product_page_url: list[SmartPlusAdCreateCustomProductPageUrl] | UnsetType = UNSET
    disclaimer: SmartPlusAdCreateDisclaimer | UnsetType = UNSET


class SmartPlusAdMadeAdConfiguration(Result, kw_only=True):
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
    deeplink_utm_params: list[SmartPlusAdDeeplinkUtmParam] = msgspec.field(default_factory=list)
    end_card_cta: str | None = None
    product_display_field_list: list[str] = msgspec.field(default_factory=list)
    auto_disclaimer_types: list[str] = msgspec.field(default_factory=list)
    utm_params: list[SmartPlusAdDeeplinkUtmParam] = msgspec.field(default_factory=list)
    fallback_type: str | None = None
    product_info: SmartPlusAdProductInfo | None = None
    product_info_enabled: str | None = None
    call_to_action_id: str | None = None
    phone_info: SmartPlusAdPhoneInfo | None = None
    tracking_info: SmartPlusAdTrackingInfo | None = None
    phone_number: int | None = None
    phone_region_calling_code: str | None = None
    phone_region_code: str | None = None


class SmartPlusAdWritten(Result, kw_only=True):
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
    call_to_action: list[SmartPlusAdCallToAction] = msgspec.field(default_factory=list)
    interactive_add_on_list: list[SmartPlusAdInteractiveAddOn] = msgspec.field(default_factory=list)
    page_list: list[SmartPlusAdPage] = msgspec.field(default_factory=list)
    landing_page_url_list: list[SmartPlusAdLandingPageUrl] = msgspec.field(default_factory=list)
    custom_product_page_url: list[SmartPlusAdCustomProductPageUrl] = msgspec.field(default_factory=list)
    deeplink_list: list[SmartPlusAdDeeplink] = msgspec.field(default_factory=list)
    disclaimer: SmartPlusAdDisclaimer | None = None
    ad_configuration: SmartPlusAdMadeAdConfiguration | None = None
    call_to_action_list: list[SmartPlusAdListedCallToAction] = msgspec.field(default_factory=list)


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


class SmartPlusAdPreviewVideoInfo(Params, kw_only=True):
    video_id: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET


class SmartPlusAdPreviewMusicInfo(Params, kw_only=True):
    music_id: str | UnsetType = UNSET


class SmartPlusAdPreviewCreativeInfo(Params, kw_only=True):
    video_info: SmartPlusAdPreviewVideoInfo | UnsetType = UNSET
    image_info: list[SmartPlusAdCreateProductImage] | UnsetType = UNSET
    music_info: SmartPlusAdPreviewMusicInfo | UnsetType = UNSET
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


class SmartPlusAdPreviewPhoneInfo(Params, kw_only=True):
    phone_region_code: str | UnsetType = UNSET
    phone_region_calling_code: str | UnsetType = UNSET
    phone_number: str | UnsetType = UNSET


class SmartPlusAdPreviewTrackingInfo(Params, kw_only=True):
    viewability_postbid_partner: str | UnsetType = UNSET
    viewability_vast_url: str | UnsetType = UNSET
    brand_safety_postbid_partner: str | UnsetType = UNSET
    brand_safety_vast_url: str | UnsetType = UNSET
    impression_tracking_url: str | UnsetType = UNSET
    click_tracking_url: str | UnsetType = UNSET
    tracking_app_id: str | UnsetType = UNSET
    tracking_pixel_id: str | UnsetType = UNSET
    tracking_offline_event_set_ids: list[str] | UnsetType = UNSET
    tracking_message_event_set_id: str | UnsetType = UNSET
    app_tracking_info_list: list[SmartPlusAdCreateAppTrackingInfo] | UnsetType = UNSET


class SmartPlusAdPreviewAdConfiguration(Params, kw_only=True):
    identity_type: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    product_specific_type: str | UnsetType = UNSET
    dark_post_status: str | UnsetType = UNSET
    product_set_id: str | UnsetType = UNSET
    product_ids: list[str] | UnsetType = UNSET
    catalog_creative_toggle: bool | UnsetType = UNSET
    creative_auto_add_toggle: bool | UnsetType = UNSET
    catalog_creative_info: SmartPlusAdCreateCatalogCreativeInfo | UnsetType = UNSET
    creative_auto_enhancement_strategy_list: str | UnsetType = UNSET
    deeplink_utm_params: list[SmartPlusAdCreateUtmParam] | UnsetType = UNSET
    end_card_cta: str | UnsetType = UNSET
    product_display_field_list: list[str] | UnsetType = UNSET
    auto_disclaimer_types: list[str] | UnsetType = UNSET
    utm_params: list[SmartPlusAdCreateUtmParam] | UnsetType = UNSET
    fallback_type: str | UnsetType = UNSET
    product_info: SmartPlusAdCreateProductInfo | UnsetType = UNSET
    product_info_enabled: str | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    phone_info: SmartPlusAdPreviewPhoneInfo | UnsetType = UNSET
    tracking_info: SmartPlusAdPreviewTrackingInfo | UnsetType = UNSET


class SmartPlusAdPreviewParams(Params, kw_only=True):
    advertiser_id: str
    preview_type: str
    catalog_enabled: bool | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    creative_list: list[SmartPlusAdPreviewCreative]
    ad_text_list: list[SmartPlusAdPreviewAdText] | UnsetType = UNSET
    call_to_action_list: list[SmartPlusAdCreateAction] | UnsetType = UNSET
    ad_configuration: SmartPlusAdPreviewAdConfiguration | UnsetType = UNSET
    call_to_action: list[SmartPlusAdCreateAction] | UnsetType = UNSET
    smart_plus_ad_id: str | UnsetType = UNSET


class SmartPlusAdPreviewTip(Result, kw_only=True):
    placement: str | None = None
    messages: list[str] = msgspec.field(default_factory=list)


class SmartPlusAdPreviewResult(Result, kw_only=True):
    preview_link: str | None = None
    iframe: str | None = None
    tips: list[SmartPlusAdPreviewTip] = msgspec.field(default_factory=list)


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


SMART_PLUS_AD_PREVIEW = Endpoint(
    name="smart_plus.ad.preview",
    method="POST",
    path="/smart_plus/ad/preview/",
    params=SmartPlusAdPreviewParams,
    result=SmartPlusAdPreviewResult,
    effect=Effect.WRITE,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
