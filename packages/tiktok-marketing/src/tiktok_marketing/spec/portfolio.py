"""Creative portfolios: cards, stickers and calls to action that an ad carries beside its video."""

from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class BadgePosition(Params, kw_only=True):
    position_x: Decimal | UnsetType = UNSET
    position_y: Decimal | UnsetType = UNSET
    angle: int | UnsetType = UNSET


class BadgeImage(Params, kw_only=True):
    image_id: str | UnsetType = UNSET


class GestureIcon(Params, kw_only=True):
    image_id: str | UnsetType = UNSET


class GestureImage(Params, kw_only=True):
    image_id: str | UnsetType = UNSET


class AudioInfo(Params, kw_only=True):
    video_id: str | UnsetType = UNSET


class Sticker(Params, kw_only=True):
    title: str
    color: str
    cutoff_time: str | UnsetType = UNSET
    display_angle: int | UnsetType = UNSET
    position_x: int | UnsetType = UNSET
    position_y: int | UnsetType = UNSET
    size: str | UnsetType = UNSET
    opacity: str | UnsetType = UNSET
    reminder_time: str | UnsetType = UNSET
    landing_page_url: str | UnsetType = UNSET
    live_tiktok_user_id: str | UnsetType = UNSET
    sticker_type: str | UnsetType = UNSET
    giftcode: str | UnsetType = UNSET
    predefined_placement: str | UnsetType = UNSET


class ShowcasedProduct(Params, kw_only=True):
    item_group_id: str | UnsetType = UNSET
    store_id: str | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    product_image_url: str | UnsetType = UNSET
    min_price: Decimal | UnsetType = UNSET
    max_price: Decimal | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    category: str | UnsetType = UNSET
    status: str | UnsetType = UNSET


class SlideDimension(Params, kw_only=True):
    dimension_width: int | UnsetType = UNSET
    dimension_height: int | UnsetType = UNSET


class PortfolioContent(Params, kw_only=True):
    card_type: str | UnsetType = UNSET
    asset_ids: list[str] | UnsetType = UNSET
    asset_content: str | UnsetType = UNSET
    image_id: str | UnsetType = UNSET
    pop_up_window_image_id: str | UnsetType = UNSET
    badge_show_time: int | UnsetType = UNSET
    call_to_action_text: str | UnsetType = UNSET
    badge_position: BadgePosition | UnsetType = UNSET
    badge_image_info: BadgeImage | UnsetType = UNSET
    advanced_interact_type: str | UnsetType = UNSET
    advanced_interact_shape: str | UnsetType = UNSET
    advanced_gesture_icon: GestureIcon | UnsetType = UNSET
    advanced_gesture_image: GestureImage | UnsetType = UNSET
    advanced_audio_info: AudioInfo | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    layouts: list[str] | UnsetType = UNSET
    description: str | UnsetType = UNSET
    category_label: str | UnsetType = UNSET
    app_id: str | UnsetType = UNSET
    profile_image: str | UnsetType = UNSET
    call_to_action: str | UnsetType = UNSET
    mobile_app_id: str | UnsetType = UNSET
    country_code: list[str] | UnsetType = UNSET
    primary_text: str | UnsetType = UNSET
    secondary_text: str | UnsetType = UNSET
    sticker_param: Sticker | UnsetType = UNSET
    product_source: str | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    store_id: str | UnsetType = UNSET
    store_authorized_bc_id: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    identity_authorized_bc_id: str | UnsetType = UNSET
    product_set_id: str | UnsetType = UNSET
    sku_ids: list[str] | UnsetType = UNSET
    item_group_ids: list[str] | UnsetType = UNSET
    ad_text: str | UnsetType = UNSET
    showcase_products: list[ShowcasedProduct] | UnsetType = UNSET
    product_specific_type: str | UnsetType = UNSET
    dynamic_format: str | UnsetType = UNSET
    vertical_video_strategy: str | UnsetType = UNSET
    card_show_price: bool | UnsetType = UNSET
    card_tags: list[str] | UnsetType = UNSET
    card_image_index: int | UnsetType = UNSET
    selling_points: list[str] | UnsetType = UNSET
    title: str | UnsetType = UNSET
    display_price_enabled: bool | UnsetType = UNSET
    image_optimization_enabled: bool | UnsetType = UNSET
    gesture_type: str | UnsetType = UNSET
    interactive_music_id: str | UnsetType = UNSET
    slide_length: int | UnsetType = UNSET
    slide_dimension: SlideDimension | UnsetType = UNSET


class PortfolioCreateParams(Params, kw_only=True):
    advertiser_id: str
    portfolio_content: list[PortfolioContent]
    creative_portfolio_type: str | UnsetType = UNSET


class PortfolioGetParams(Params, kw_only=True):
    advertiser_id: str
    creative_portfolio_id: str


class PortfolioFiltering(Params, kw_only=True):
    creative_portfolio_types: list[str] | UnsetType = UNSET
    creative_portfolio_ids: list[str] | UnsetType = UNSET


class PortfolioListParams(Params, kw_only=True):
    advertiser_id: str
    filtering: PortfolioFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class PortfolioCreated(Result, kw_only=True):
    creative_portfolio_id: str


class Portfolio(Result, kw_only=True):
    """Content is passed through as TikTok sends it: a list by its page, one object by the catalogue."""

    creative_portfolio_id: str
    creative_portfolio_type: str | None = None
    portfolio_content: list[dict[str, Any]] | dict[str, Any] | None = None


class PortfolioPage(Result, kw_only=True):
    rows: list[Portfolio] = msgspec.field(name="creative_portfolios", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


CREATIVE_PORTFOLIO_CREATE = Endpoint(
    name="creative.portfolio.create",
    method="POST",
    path="/creative/portfolio/create/",
    params=PortfolioCreateParams,
    result=PortfolioCreated,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739091950439426",
)


CREATIVE_PORTFOLIO_GET = Endpoint(
    name="creative.portfolio.get",
    method="GET",
    path="/creative/portfolio/get/",
    params=PortfolioGetParams,
    result=Portfolio,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1739092113671170",
)


CREATIVE_PORTFOLIO_LIST = Endpoint(
    name="creative.portfolio.list",
    method="GET",
    path="/creative/portfolio/list/",
    params=PortfolioListParams,
    result=PortfolioPage,
    effect=Effect.READ,
    max_page_size=100,
    source="https://business-api.tiktok.com/portal/docs?id=1766324010279938",
)
