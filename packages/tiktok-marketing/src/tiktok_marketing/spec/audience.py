"""Custom audiences made from a file of hashed identifiers: uploaded, made, changed, listed, deleted."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class AudienceFileUploadParams(Params, kw_only=True):
    """The file itself goes beside these. `file_signature` is its MD5, in hex: TikTok demands it, the client adds it."""

    advertiser_id: str
    calculate_type: str
    file_signature: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET


class AudienceFileUploadResult(Result, kw_only=True):
    file_path: str | None = None


class AudienceCreateParams(Params, kw_only=True):
    """Without `retention_in_days` the audience lives 365 days from its last use."""

    advertiser_id: str
    custom_audience_name: str
    calculate_type: str
    file_paths: list[str]
    audience_sub_type: str | UnsetType = UNSET
    retention_in_days: int | UnsetType = UNSET
    audience_enhancement: bool | UnsetType = UNSET


class CustomAudienceId(Result, kw_only=True):
    custom_audience_id: str | None = None


class AudienceUpdateParams(Params, kw_only=True):
    """`action` is APPEND, REMOVE or, when left out, REPLACE."""

    advertiser_id: str
    custom_audience_id: str
    custom_audience_name: str | UnsetType = UNSET
    audience_sub_type: str | UnsetType = UNSET
    file_paths: list[str] | UnsetType = UNSET
    action: str | UnsetType = UNSET
    audience_enhancement: bool | UnsetType = UNSET


class NothingToTell(Result, kw_only=True):
    """Empty: the code says it all."""


class AudienceListParams(Params, kw_only=True):
    advertiser_id: str
    custom_audience_ids: list[str] | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class Audience(Result, kw_only=True):
    """`audience_type` is a display text such as `Customer File`; `cover_num` is 0 until the audience was computed."""

    audience_id: str
    name: str | None = None
    audience_type: str | None = None
    calculate_type: str | None = None
    cover_num: int | None = None
    create_time: str | None = None
    expired_time: str | None = None
    is_valid: bool | None = None
    is_expiring: bool | None = None
    is_creator: bool | None = None
    shared: bool | None = None


class AudiencePage(Result, kw_only=True):
    rows: list[Audience] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class AudienceGetParams(Params, kw_only=True):
    advertiser_id: str
    custom_audience_ids: list[str]
    history_size: int | UnsetType = UNSET


class LookalikeDetails(Result, kw_only=True):
    source_audience_id: str | None = None
    include_source: bool | None = None
    mobile_os: str | None = None
    placements: str | list[str] | None = None
    location_ids: list[str] | None = None
    audience_size: str | None = None


class AudienceDetails(Result, kw_only=True):
    """There is no enum of states: `is_valid`, `cover_num`, `msg` and `error_msg` together say it."""

    audience_id: str
    name: str | None = None
    audience_type: str | None = None
    audience_sub_type: str | None = None
    calculate_type: str | None = None
    cover_num: int | None = None
    shared: bool | None = None
    is_creator: bool | None = None
    is_valid: bool | None = None
    is_expiring: bool | None = None
    is_auto_refresh: bool | None = None
    owner_id: str | None = None
    rule: str | None = None
    lookalike_spec: LookalikeDetails | None = None
    msg: str | None = None
    error_msg: str | None = None
    create_time: str | None = None
    expired_time: str | None = None
    audience_enhancement: Any = None
    enhancement_status: str | None = None
    type: str | None = None


class AudienceChange(Result, kw_only=True):
    action: str | None = None
    action_detail: str | None = None
    editor: str | None = None
    msg: str | None = None
    opt_time: str | None = None


class AudienceWithHistory(Result, kw_only=True):
    audience_details: AudienceDetails | None = None
    audience_history: list[AudienceChange] = msgspec.field(default_factory=list)


class AudienceGetResult(Result, kw_only=True):
    audiences: list[AudienceWithHistory] = msgspec.field(name="list", default_factory=list)


class AudienceDeleteParams(Params, kw_only=True):
    advertiser_id: str
    custom_audience_ids: list[str]


DMP_CUSTOM_AUDIENCE_FILE_UPLOAD = Endpoint(
    name="dmp.custom_audience.file.upload",
    method="POST",
    path="/dmp/custom_audience/file/upload/",
    params=AudienceFileUploadParams,
    result=AudienceFileUploadResult,
    effect=Effect.WRITE,
    upload="file",
    source="https://business-api.tiktok.com/portal/docs?id=1739940567842818",
)


DMP_CUSTOM_AUDIENCE_CREATE = Endpoint(
    name="dmp.custom_audience.create",
    method="POST",
    path="/dmp/custom_audience/create/",
    params=AudienceCreateParams,
    result=CustomAudienceId,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739940570793985",
)


DMP_CUSTOM_AUDIENCE_UPDATE = Endpoint(
    name="dmp.custom_audience.update",
    method="POST",
    path="/dmp/custom_audience/update/",
    params=AudienceUpdateParams,
    result=NothingToTell,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739940572667906",
)


DMP_CUSTOM_AUDIENCE_LIST = Endpoint(
    name="dmp.custom_audience.list",
    method="GET",
    path="/dmp/custom_audience/list/",
    params=AudienceListParams,
    result=AudiencePage,
    effect=Effect.READ,
    max_page_size=100,
    source="https://business-api.tiktok.com/portal/docs?id=1739940506015746",
)


DMP_CUSTOM_AUDIENCE_GET = Endpoint(
    name="dmp.custom_audience.get",
    method="GET",
    path="/dmp/custom_audience/get/",
    params=AudienceGetParams,
    result=AudienceGetResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1739940507792385",
)


DMP_CUSTOM_AUDIENCE_DELETE = Endpoint(
    name="dmp.custom_audience.delete",
    method="POST",
    path="/dmp/custom_audience/delete/",
    params=AudienceDeleteParams,
    result=NothingToTell,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1739940539757569",
)
