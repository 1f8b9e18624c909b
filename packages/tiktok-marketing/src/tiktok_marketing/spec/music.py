"""Music for carousels and videos."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class MusicFiltering(Params, kw_only=True):
    keyword: str | UnsetType = UNSET
    music_ids: list[str] | UnsetType = UNSET
    material_ids: list[str] | UnsetType = UNSET
    styles: list[str] | UnsetType = UNSET
    sources: list[str] | UnsetType = UNSET
    image_urls: list[str] | UnsetType = UNSET
    catalog_id: str | UnsetType = UNSET
    catalog_authorized_bc_id: str | UnsetType = UNSET
    item_group_ids: list[str] | UnsetType = UNSET
    product_set_id: str | UnsetType = UNSET
    sku_ids: list[str] | UnsetType = UNSET
    carousel_image_index: int | UnsetType = UNSET


class MusicGetParams(Params, kw_only=True):
    advertiser_id: str
    music_scene: str | UnsetType = UNSET
    search_type: str | UnsetType = UNSET
    filtering: MusicFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class MusicUploadParams(Params, kw_only=True):
    """A new piece of music, or with `material_action` what becomes of one that is there."""

    advertiser_id: str
    music_scene: str | UnsetType = UNSET
    upload_type: str | UnsetType = UNSET
    """UPLOAD_BY_FILE or UPLOAD_BY_FILE_ID."""
    music_signature: str | UnsetType = UNSET
    """The file's MD5."""
    file_name: str | UnsetType = UNSET
    file_id: str | UnsetType = UNSET
    material_action: str | UnsetType = UNSET
    """ADD_TO_LIKED, REMOVE_FROM_LIKED or ADD_TO_HISTORY."""
    material_id: str | UnsetType = UNSET


class Music(Result, kw_only=True):
    music_id: str
    material_id: str | None = None
    sources: list[str] | None = None
    author: str | None = None
    liked: bool | None = None
    cover_url: str | None = None
    url: str | None = None
    duration: Decimal | None = None
    """In seconds."""
    style: str | None = None
    signature: str | None = None
    file_name: str | None = None
    copyright: str | None = None
    create_time: str | None = None
    modify_time: str | None = None


class MusicPage(Result, kw_only=True):
    rows: list[Music] = msgspec.field(name="musics", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


FILE_MUSIC_GET = Endpoint(
    name="file.music.get",
    method="GET",
    path="/file/music/get/",
    params=MusicGetParams,
    result=MusicPage,
    effect=Effect.READ,
    max_page_size=1000,
    source="https://business-api.tiktok.com/portal/docs?id=1740053909509122",
)


FILE_MUSIC_UPLOAD = Endpoint(
    name="file.music.upload",
    method="POST",
    path="/file/music/upload/",
    params=MusicUploadParams,
    result=Music,
    effect=Effect.WRITE,
    upload="music_file",
    source="the catalogue (TikTok's page, seen through mirrors; no documentation id known)",
)
