"""What is done to things that are in a library: shared, edited, mended, and portfolios deleted."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class AssetShareParams(Params, kw_only=True):
    advertiser_id: str
    material_ids: list[str]
    shared_advertiser_ids: list[str]
    asset_type: str | UnsetType = UNSET


class AssetShareResult(Result, kw_only=True):
    failed_infos: dict[str, list[str]] = msgspec.field(default_factory=dict)


class ImageEditParams(Params, kw_only=True):
    advertiser_id: str
    image_id: str
    width: int
    height: int
    image_name: str | UnsetType = UNSET
    edit_method: str | UnsetType = UNSET


class ImageEditResult(Result, kw_only=True):
    image_id: str | None = None
    material_id: str | None = None
    displayable: bool | None = None
    width: int | None = None
    format: str | None = None
    image_url: str | None = None
    height: int | None = None
    signature: str | None = None
    size: int | None = None
    file_name: str | None = None
    create_time: str | None = None
    modify_time: str | None = None
    is_carousel_usable: bool | None = None


class PortfolioDeleteParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    creative_portfolio_ids: list[str] | UnsetType = UNSET


class PortfolioDeleteResult(Result, kw_only=True):
    """Empty."""


class VideoFixCreateTask(Params, kw_only=True):
    video_id: str
    auto_bind_enabled: bool | UnsetType = UNSET


class VideoFixCreateParams(Params, kw_only=True):
    advertiser_id: str
    tasks: list[VideoFixCreateTask] | UnsetType = UNSET


class VideoFixBegun(Result, kw_only=True):
    video_id: str | None = None
    fix_task_id: str | None = None
    flaw_types: list[str] = msgspec.field(default_factory=list)


class VideoFixCreateResult(Result, kw_only=True):
    tasks: list[VideoFixBegun] = msgspec.field(default_factory=list)


CREATIVE_ASSET_SHARE = Endpoint(
    name="creative.asset.share",
    method="POST",
    path="/creative/asset/share/",
    params=AssetShareParams,
    result=AssetShareResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1773192725768193",
)


CREATIVE_IMAGE_EDIT = Endpoint(
    name="creative.image.edit",
    method="POST",
    path="/creative/image/edit/",
    params=ImageEditParams,
    result=ImageEditResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739067107903489",
)


CREATIVE_PORTFOLIO_DELETE = Endpoint(
    name="creative.portfolio.delete",
    method="POST",
    path="/creative/portfolio/delete/",
    params=PortfolioDeleteParams,
    result=PortfolioDeleteResult,
    effect=Effect.WRITE,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


VIDEO_FIX_TASK_CREATE = Endpoint(
    name="video.fix.task.create",
    method="POST",
    path="/video/fix/task/create/",
    params=VideoFixCreateParams,
    result=VideoFixCreateResult,
    effect=Effect.WRITE,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
