"""Images in an advertiser's library: upload, rename, read, search."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class ImageUploadParams(Params, kw_only=True):
    """The file itself goes beside these, as `image_file`, when `upload_type` is UPLOAD_BY_FILE."""

    advertiser_id: str
    upload_type: str
    file_name: str | UnsetType = UNSET
    """1–100 characters, unique among the advertiser's images. Left out: the file's own name."""
    image_signature: str | UnsetType = UNSET
    """MD5 of the file, in lower-case hex."""
    image_url: str | UnsetType = UNSET
    file_id: str | UnsetType = UNSET


class ImageUpdateParams(Params, kw_only=True):
    advertiser_id: str
    image_id: str
    file_name: str


class ImageInfoParams(Params, kw_only=True):
    advertiser_id: str
    image_ids: list[str]
    """1–100."""


class ImageFiltering(Params, kw_only=True):
    image_ids: list[str] | UnsetType = UNSET
    material_ids: list[str] | UnsetType = UNSET
    displayable: bool | UnsetType = UNSET
    height: int | UnsetType = UNSET
    width: int | UnsetType = UNSET
    ratio: list[Decimal] | UnsetType = UNSET


class ImageSearchParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    filtering: ImageFiltering | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class Image(Result, kw_only=True):
    """`is_carousel_usable` and the times may be missing or wrong for about 10 s after the upload."""

    image_id: str
    material_id: str | None = None
    file_name: str | None = None
    format: str | None = None
    width: int | None = None
    height: int | None = None
    size: int | None = None
    """In bytes."""
    signature: str | None = None
    image_url: str | None = None
    displayable: bool | None = None
    is_carousel_usable: bool | None = None
    create_time: str | None = None
    modify_time: str | None = None


class ImageUpdated(Result, kw_only=True):
    """TikTok answers nothing."""


class ImageList(Result, kw_only=True):
    rows: list[Image] = msgspec.field(name="list", default_factory=list)


class ImagePage(Result, kw_only=True):
    rows: list[Image] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


FILE_IMAGE_AD_UPLOAD = Endpoint(
    name="file.image.ad.upload",
    method="POST",
    path="/file/image/ad/upload/",
    params=ImageUploadParams,
    result=Image,
    effect=Effect.WRITE,
    upload="image_file",
    source="https://business-api.tiktok.com/portal/docs?id=1739067433456642",
)


FILE_IMAGE_AD_UPDATE = Endpoint(
    name="file.image.ad.update",
    method="POST",
    path="/file/image/ad/update/",
    params=ImageUpdateParams,
    result=ImageUpdated,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740039806891010",
)


FILE_IMAGE_AD_INFO = Endpoint(
    name="file.image.ad.info",
    method="GET",
    path="/file/image/ad/info/",
    params=ImageInfoParams,
    result=ImageList,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740051721711618",
)


FILE_IMAGE_AD_SEARCH = Endpoint(
    name="file.image.ad.search",
    method="GET",
    path="/file/image/ad/search/",
    params=ImageSearchParams,
    result=ImagePage,
    effect=Effect.READ,
    max_page_size=1000,
    source="https://business-api.tiktok.com/portal/docs?id=1740052016789506",
)
