"""Pixels that belong to a Business Center, linked to its ad accounts."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class BcPixelTransferParams(Params, kw_only=True):
    bc_id: str
    pixel_code: str


class BcPixelTransferResult(Result, kw_only=True):
    asset_id: str | None = None


class BcPixelLinkUpdateParams(Params, kw_only=True):
    bc_id: str
    pixel_code: str
    advertiser_ids: list[str]
    relation_status: str


class BcPixelLinkUpdateResult(Result, kw_only=True):
    """Empty."""


class BcPixelLinkGetParams(Params, kw_only=True):
    bc_id: str
    pixel_code: str
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class BcPixelLinkGetRow(Result, kw_only=True):
    advertiser_id: str | None = None
    name: str | None = None
    currency: str | None = None
    timezone: str | None = None
    type: str | None = None


class BcPixelLinkGetPage(Result, kw_only=True):
    rows: list[BcPixelLinkGetRow] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


BC_PIXEL_TRANSFER = Endpoint(
    name="bc.pixel.transfer",
    method="POST",
    path="/bc/pixel/transfer/",
    params=BcPixelTransferParams,
    result=BcPixelTransferResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1753994928261122",
)


BC_PIXEL_LINK_UPDATE = Endpoint(
    name="bc.pixel.link.update",
    method="POST",
    path="/bc/pixel/link/update/",
    params=BcPixelLinkUpdateParams,
    result=BcPixelLinkUpdateResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1753994950327297",
)


BC_PIXEL_LINK_GET = Endpoint(
    name="bc.pixel.link.get",
    method="GET",
    path="/bc/pixel/link/get/",
    params=BcPixelLinkGetParams,
    result=BcPixelLinkGetPage,
    effect=Effect.READ,
    max_page_size=50,
    source="https://business-api.tiktok.com/portal/docs?id=1753994966965249",
)
