"""Videos in an advertiser's library: upload, rename, read, search, suggested covers, and what became of a fix."""

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class VideoUploadParams(Params, kw_only=True):
    """The file itself goes beside these, as `video_file`, when `upload_type` is UPLOAD_BY_FILE (the default)."""

    advertiser_id: str
    upload_type: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET
    """1–100 characters, unique among the advertiser's videos. Left out: the file's own name."""
    video_signature: str | UnsetType = UNSET
    """MD5 of the file, in lower-case hex."""
    video_url: str | UnsetType = UNSET
    file_id: str | UnsetType = UNSET
    video_id: str | UnsetType = UNSET
    flaw_detect: bool | UnsetType = UNSET
    auto_fix_enabled: bool | UnsetType = UNSET
    auto_bind_enabled: bool | UnsetType = UNSET
    is_third_party: bool | UnsetType = UNSET


class VideoUpdateParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    video_id: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET


class VideoInfoParams(Params, kw_only=True):
    advertiser_id: str
    video_ids: list[str]
    """1–60; the answer leaves out those that are not usable yet, or not the advertiser's."""


class VideoFiltering(Params, kw_only=True):
    video_ids: list[str] | UnsetType = UNSET
    material_ids: list[str] | UnsetType = UNSET
    video_name: str | UnsetType = UNSET
    video_material_source: list[str] | UnsetType = UNSET
    displayable: bool | UnsetType = UNSET
    height: int | UnsetType = UNSET
    width: int | UnsetType = UNSET
    ratio: list[Decimal] | UnsetType = UNSET


class VideoSearchParams(Params, kw_only=True):
    advertiser_id: str
    filtering: VideoFiltering | UnsetType = UNSET
    sort_field: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class SuggestedCoverParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    video_id: str | UnsetType = UNSET
    poster_number: int | UnsetType = UNSET


class VideoFixTaskParams(Params, kw_only=True):
    advertiser_id: str
    task_id: str


class Video(Result, kw_only=True):
    """Times are ISO 8601 with a Z, but for `preview_url_expire_time`, which is written like all others of TikTok's."""

    video_id: str | None = None
    material_id: str | None = None
    file_name: str | None = None
    format: str | None = None
    width: int | None = None
    height: int | None = None
    duration: Decimal | None = None
    """In seconds."""
    size: int | None = None
    """In bytes."""
    bit_rate: int | None = None
    signature: str | None = None
    video_cover_url: str | None = None
    preview_url: str | None = None
    preview_url_expire_time: str | None = None
    displayable: bool | None = None
    allow_download: bool | None = None
    allowed_placements: list[str] | None = None
    flaw_types: list[str] | None = None
    fix_task_id: str | None = None
    definition: str | None = None
    fps: int | None = None
    create_time: str | None = None
    modify_time: str | None = None


class VideoUploaded(Result, kw_only=True, array_like=True):
    """TikTok answers an upload with an array of one video, which may have no field but `video_id` yet."""

    video: Video


class VideoUpdated(Result, kw_only=True):
    """TikTok answers nothing."""


class VideoList(Result, kw_only=True):
    rows: list[Video] = msgspec.field(name="list", default_factory=list)


class VideoPage(Result, kw_only=True):
    rows: list[Video] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class SuggestedCover(Result, kw_only=True):
    id: str
    width: int | None = None
    height: int | None = None
    url: str | None = None


class SuggestedCovers(Result, kw_only=True):
    rows: list[SuggestedCover] = msgspec.field(name="list", default_factory=list)


class FixedVideo(Result, kw_only=True):
    video_id: str | None = None
    video_url: str | None = None


class VideoFixTask(Result, kw_only=True):
    status: str | None = None
    error_msg: str | None = None
    videos: list[FixedVideo] = msgspec.field(default_factory=list)


FILE_VIDEO_AD_UPLOAD = Endpoint(
    name="file.video.ad.upload",
    method="POST",
    path="/file/video/ad/upload/",
    params=VideoUploadParams,
    result=VideoUploaded,
    effect=Effect.WRITE,
    upload="video_file",
    source="https://business-api.tiktok.com/portal/docs?id=1737587322856449",
)


FILE_VIDEO_AD_UPDATE = Endpoint(
    name="file.video.ad.update",
    method="POST",
    path="/file/video/ad/update/",
    params=VideoUpdateParams,
    result=VideoUpdated,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1740049987749890",
)


FILE_VIDEO_AD_INFO = Endpoint(
    name="file.video.ad.info",
    method="GET",
    path="/file/video/ad/info/",
    params=VideoInfoParams,
    result=VideoList,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740050161973250",
)


FILE_VIDEO_AD_SEARCH = Endpoint(
    name="file.video.ad.search",
    method="GET",
    path="/file/video/ad/search/",
    params=VideoSearchParams,
    result=VideoPage,
    effect=Effect.READ,
    max_page_size=1000,
    source="https://business-api.tiktok.com/portal/docs?id=1740050472224769",
)


FILE_VIDEO_SUGGESTCOVER = Endpoint(
    name="file.video.suggestcover",
    method="GET",
    path="/file/video/suggestcover/",
    params=SuggestedCoverParams,
    result=SuggestedCovers,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1740051189071873",
)


VIDEO_FIX_TASK_GET = Endpoint(
    name="video.fix.task.get",
    method="GET",
    path="/video/fix/task/get/",
    params=VideoFixTaskParams,
    result=VideoFixTask,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1741469487859714",
)
