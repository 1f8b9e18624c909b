"""What goes with making creatives: recommended calls to action, previews, and deleting what nobody needs."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class CtaRecommendParams(Params, kw_only=True):
    advertiser_id: str
    new_version: bool | UnsetType = UNSET
    asset_type: str | UnsetType = UNSET
    content_type: str | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    promotion_type: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    app_id: str | UnsetType = UNSET
    placements: list[str] | UnsetType = UNSET
    region_codes: list[str] | UnsetType = UNSET
    optimization_goal: str | UnsetType = UNSET
    ad_texts: list[str] | UnsetType = UNSET
    landing_page_url: str | UnsetType = UNSET


class AssetDeleteParams(Params, kw_only=True):
    advertiser_id: str
    video_ids: list[str] | UnsetType = UNSET
    image_ids: list[str] | UnsetType = UNSET
    asset_type: str | UnsetType = UNSET


class PreviewedProduct(Params, kw_only=True):
    item_group_id: str | UnsetType = UNSET
    store_id: str | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET


class AdsPreviewParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    preview_type: str | UnsetType = UNSET
    objective_type: str | UnsetType = UNSET
    is_smart_performance_campaign: bool | UnsetType = UNSET
    placement: str | UnsetType = UNSET
    tiktok_subplacement: str | UnsetType = UNSET
    preview_format: str | UnsetType = UNSET
    shopping_ads_type: str | UnsetType = UNSET
    product_source: str | UnsetType = UNSET
    store_id: str | UnsetType = UNSET
    store_authorized_bc_id: str | UnsetType = UNSET
    showcase_products: list[PreviewedProduct] | UnsetType = UNSET
    promotion_type: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    ad_format: str | UnsetType = UNSET
    video_id: str | UnsetType = UNSET
    image_ids: list[str] | UnsetType = UNSET
    music_id: str | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET
    carousel_image_index: int | UnsetType = UNSET
    ad_text: str | UnsetType = UNSET
    call_to_action: str | UnsetType = UNSET
    call_to_action_id: str | UnsetType = UNSET
    card_id: str | UnsetType = UNSET
    landing_page_url: str | UnsetType = UNSET
    page_id: int | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    product_specific_type: str | UnsetType = UNSET
    item_group_ids: list[str] | UnsetType = UNSET
    product_set_id: str | UnsetType = UNSET
    sku_ids: list[str] | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    dynamic_format: str | UnsetType = UNSET
    vertical_video_strategy: str | UnsetType = UNSET
    shopping_ads_video_package_id: str | UnsetType = UNSET
    dynamic_destination: str | UnsetType = UNSET
    instant_product_page_used: bool | UnsetType = UNSET
    ad_id: str | UnsetType = UNSET
    device: list[str] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    thumbnail: str | UnsetType = UNSET
    profile_image: str | UnsetType = UNSET
    display_name: str | UnsetType = UNSET
    placements: list[str] | UnsetType = UNSET
    image_id: str | UnsetType = UNSET


class RecommendedAction(Result, kw_only=True):
    asset_ids: list[str] = msgspec.field(default_factory=list)
    asset_content: str | None = None


class RecommendedActions(Result, kw_only=True):
    recommend_assets: list[RecommendedAction] = msgspec.field(default_factory=list)


class AssetsDeleted(Result, kw_only=True):
    """What could not be deleted; empty when all was."""

    failed_video_ids: list[str] = msgspec.field(default_factory=list)
    failed_image_ids: list[str] = msgspec.field(default_factory=list)


class AdsPreview(Result, kw_only=True):
    preview_link: str | None = None
    iframe: str | None = None
    tips: list[dict[str, Any]] = msgspec.field(default_factory=list)


CREATIVE_CTA_RECOMMEND = Endpoint(
    name="creative.cta.recommend",
    method="GET",
    path="/creative/cta/recommend/",
    params=CtaRecommendParams,
    result=RecommendedActions,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1739362202742785",
)


CREATIVE_ASSET_DELETE = Endpoint(
    name="creative.asset.delete",
    method="POST",
    path="/creative/asset/delete/",
    params=AssetDeleteParams,
    result=AssetsDeleted,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1797202997456897",
)


CREATIVE_ADS_PREVIEW_CREATE = Endpoint(
    name="creative.ads_preview.create",
    method="POST",
    path="/creative/ads_preview/create/",
    params=AdsPreviewParams,
    result=AdsPreview,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739403070695426",
)
