"""What an ad shows and where it leads: the creative, which TikTok makes and changes together with its ad."""

from typing import Any

from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Params, Result


class UrlParam(Params, kw_only=True):
    key: str | UnsetType = UNSET
    value: str | UnsetType = UNSET


class DisclaimerLink(Params, kw_only=True):
    text: str | UnsetType = UNSET
    url: str | UnsetType = UNSET


class DisclaimerText(Params, kw_only=True):
    text: str | UnsetType = UNSET


class ShowcaseProduct(Params, kw_only=True):
    catalog_id: str | UnsetType = UNSET
    item_group_id: str | UnsetType = UNSET
    store_id: str | UnsetType = UNSET


class CreativeParams(Params, kw_only=True):
    """What creating and updating an ad share."""

    ad_format: str | UnsetType = UNSET
    ad_name: str | UnsetType = UNSET
    ad_text: str | UnsetType = UNSET
    ad_texts: list[str] | UnsetType = UNSET
    aigc_disclosure_type: str | UnsetType = UNSET
    app_name: str | UnsetType = UNSET
    auto_message_id: str | UnsetType = UNSET
    avatar_icon_web_uri: str | UnsetType = UNSET
    brand_safety_postbid_partner: str | UnsetType = UNSET
    brand_safety_vast_url: str | UnsetType = UNSET
    call_to_action: str | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    card_id: str | UnsetType = UNSET
    carousel_image_index: int | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    click_tracking_url: str | UnsetType = UNSET
    cpp_url: str | UnsetType = UNSET
    creative_authorized: bool | UnsetType = UNSET
    creative_type: str | UnsetType = UNSET
    dark_post_status: str | UnsetType = UNSET
    deeplink: str | UnsetType = UNSET
    deeplink_format_type: str | UnsetType = UNSET
    deeplink_type: str | UnsetType = UNSET
    deeplink_utm_params: list[UrlParam] | UnsetType = UNSET
    disclaimer_clickable_texts: list[DisclaimerLink] | UnsetType = UNSET
    disclaimer_text: DisclaimerText | UnsetType = UNSET
    disclaimer_type: str | UnsetType = UNSET
    display_name: str | UnsetType = UNSET
    dynamic_destination: str | UnsetType = UNSET
    dynamic_format: str | UnsetType = UNSET
    end_card_cta: str | UnsetType = UNSET
    fallback_type: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    image_ids: list[str] | UnsetType = UNSET
    impression_tracking_url: str | UnsetType = UNSET
    instant_product_page_used: bool | UnsetType = UNSET
    item_duet_status: str | UnsetType = UNSET
    item_group_ids: list[str] | UnsetType = UNSET
    item_stitch_status: str | UnsetType = UNSET
    landing_page_url: str | UnsetType = UNSET
    music_id: str | UnsetType = UNSET
    operation_status: str | UnsetType = UNSET
    page_id: int | UnsetType = UNSET
    page_image_index: int | UnsetType = UNSET
    phone_number: str | UnsetType = UNSET
    phone_region_calling_code: str | UnsetType = UNSET
    phone_region_code: str | UnsetType = UNSET
    playable_url: str | UnsetType = UNSET
    product_set_id: str | UnsetType = UNSET
    product_specific_type: str | UnsetType = UNSET
    promotional_music_disabled: bool | UnsetType = UNSET
    schedule_id: str | UnsetType = UNSET
    shopping_ads_deeplink_type: str | UnsetType = UNSET
    shopping_ads_fallback_type: str | UnsetType = UNSET
    shopping_ads_video_package_id: str | UnsetType = UNSET
    showcase_products: list[ShowcaseProduct] | UnsetType = UNSET
    sku_ids: list[str] | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET
    tiktok_page_category: str | UnsetType = UNSET
    tracking_app_id: str | UnsetType = UNSET
    tracking_message_event_set_id: str | UnsetType = UNSET
    tracking_offline_event_set_ids: list[str] | UnsetType = UNSET
    tracking_pixel_id: int | UnsetType = UNSET
    utm_params: list[UrlParam] | UnsetType = UNSET
    vertical_video_strategy: str | UnsetType = UNSET
    video_id: str | UnsetType = UNSET
    video_view_tracking_url: str | UnsetType = UNSET
    viewability_postbid_partner: str | UnsetType = UNSET
    viewability_vast_url: str | UnsetType = UNSET
    creative_auto_enhancement_strategy_list: list[str] | UnsetType = UNSET
    avatar_icon_web_url: str | UnsetType = UNSET


class AdCreative(CreativeParams, kw_only=True):
    """An ad to be made."""

    auto_disclaimer_types: list[str] | UnsetType = UNSET
    product_display_field_list: list[str] | UnsetType = UNSET
    vehicle_ids: list[str] | UnsetType = UNSET


class AdCreativeUpdate(CreativeParams, kw_only=True):
    """What an ad shall be: all of it, or with `patch_update` only what changes."""

    ad_id: str | UnsetType = UNSET
    vast_moat_enabled: bool | UnsetType = UNSET


class UrlParamResult(Result, kw_only=True):
    """One parameter that TikTok appends to an address."""

    key: str | None = None
    value: str | None = None


class Creative(Result, kw_only=True):
    """What TikTok answers about what an ad shows; objects in it are passed through as TikTok sends them.

    Lists are tuples here: empty ones, as most are, take no memory and no work of the garbage collector.
    """

    identity_type: str | None = None
    identity_id: str | None = None
    identity_authorized_bc_id: str | None = None
    catalog_id: str | None = None
    product_specific_type: str | None = None
    item_group_ids: tuple[str, ...] | None = None
    product_set_id: str | None = None
    sku_ids: tuple[str, ...] | None = None
    showcase_products: tuple[dict[str, Any], ...] | None = None
    ad_format: str | None = None
    vertical_video_strategy: str | None = None
    dynamic_format: str | None = None
    video_id: str | None = None
    image_ids: tuple[str, ...] | None = None
    carousel_image_index: int | None = None
    music_id: str | None = None
    tiktok_item_id: str | None = None
    promotional_music_disabled: bool | None = None
    item_duet_status: str | None = None
    item_stitch_status: str | None = None
    dark_post_status: str | None = None
    branded_content_disabled: bool | None = None
    shopping_ads_video_package_id: str | None = None
    ad_text: str | None = None
    ad_texts: tuple[str, ...] | None = None
    call_to_action: str | None = None
    call_to_action_id: str | None = None
    card_id: str | None = None
    landing_page_url: str | None = None
    utm_params: tuple[UrlParamResult, ...] | None = None
    page_id: int | None = None
    cpp_url: str | None = None
    tiktok_page_category: str | None = None
    phone_region_code: str | None = None
    phone_region_calling_code: str | None = None
    phone_number: str | None = None
    deeplink: str | None = None
    deeplink_type: str | None = None
    deeplink_format_type: str | None = None
    shopping_ads_deeplink_type: str | None = None
    deeplink_utm_params: tuple[UrlParamResult, ...] | None = None
    shopping_ads_fallback_type: str | None = None
    fallback_type: str | None = None
    dynamic_destination: str | None = None
    auto_message_id: str | None = None
    aigc_disclosure_type: str | None = None
    disclaimer_type: str | None = None
    disclaimer_text: dict[str, Any] | None = None
    disclaimer_clickable_texts: tuple[dict[str, Any], ...] | None = None
    tracking_pixel_id: int | None = None
    tracking_app_id: str | None = None
    tracking_offline_event_set_ids: tuple[str, ...] | None = None
    tracking_message_event_set_id: str | None = None
    vast_moat_enabled: bool | None = None
    viewability_postbid_partner: str | None = None
    viewability_vast_url: str | None = None
    brand_safety_postbid_partner: str | None = None
    brand_safety_vast_url: str | None = None
    impression_tracking_url: str | None = None
    click_tracking_url: str | None = None
    playable_url: str | None = None
    video_view_tracking_url: str | None = None
    creative_type: str | None = None
    app_name: str | None = None
    display_name: str | None = None
    avatar_icon_web_url: str | None = None
    profile_image_url: str | None = None
    creative_authorized: bool | None = None
