"""Files on their way into a library: names, temporary files, files in chunks."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class FileName(Params, kw_only=True):
    file_name: str | UnsetType = UNSET
    file_type: str | UnsetType = UNSET


class FileNameCheckParams(Params, kw_only=True):
    """Either one name, or up to 20 `files`."""

    advertiser_id: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET
    file_type: str | UnsetType = UNSET
    files: list[FileName] | UnsetType = UNSET


class TemporaryUploadParams(Params, kw_only=True):
    """The file itself goes beside these, as `file`, when `upload_type` is FILE."""

    advertiser_id: str
    upload_type: str
    content_type: str
    signature: str | UnsetType = UNSET
    """MD5 of the file, in lower-case hex."""
    url: str | UnsetType = UNSET
    name: str | UnsetType = UNSET


class StartUploadParams(Params, kw_only=True):
    advertiser_id: str
    size: int
    """In bytes."""
    content_type: str
    name: str | UnsetType = UNSET


class TransferUploadParams(Params, kw_only=True):
    """The chunk itself goes beside these, as `file`."""

    advertiser_id: str
    upload_id: str
    signature: str
    """MD5 of the chunk, in lower-case hex."""
    start_offset: int


class FinishUploadParams(Params, kw_only=True):
    advertiser_id: str
    upload_id: str


class FileNameCheck(Result, kw_only=True):
    """`batch_results` where `files` was asked for, the other fields where one name was."""

    duplicate: bool | None = None
    duplicate_template_id: str | None = None
    file_name: str | None = None
    batch_results: list[dict[str, str | bool | None]] = msgspec.field(default_factory=list)
    """`file_name`, `duplicate`, and where it is one, `duplicate_template_id`."""


class StoredFile(Result, kw_only=True):
    """A file of the repository: it stays for 24 hours, and goes into a library by UPLOAD_BY_FILE_ID."""

    file_id: str
    file_name: str | None = None
    signature: str | None = None
    file_size: int | None = None
    size: int | None = None
    create_time: str | None = None


class UploadStarted(Result, kw_only=True):
    upload_id: str
    file_name: str | None = None
    start_offset: int = 0
    end_offset: int = 0


class UploadProgress(Result, kw_only=True):
    """What to send next, from `start_offset` up to but not including `end_offset`; equal when all is there."""

    start_offset: int = 0
    end_offset: int = 0


FILE_NAME_CHECK = Endpoint(
    name="file.name.check",
    method="GET",
    path="/file/name/check/",
    params=FileNameCheckParams,
    result=FileNameCheck,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1759130033155073",
)


FILE_TEMPORARILY_UPLOAD = Endpoint(
    name="file.temporarily.upload",
    method="POST",
    path="/file/temporarily/upload/",
    params=TemporaryUploadParams,
    result=StoredFile,
    effect=Effect.WRITE,
    upload="file",
    source="https://business-api.tiktok.com/portal/docs?id=1737720893061122",
)


FILE_START_UPLOAD = Endpoint(
    name="file.start.upload",
    method="POST",
    path="/file/start/upload/",
    params=StartUploadParams,
    result=UploadStarted,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1737721229896705",
)


FILE_TRANSFER_UPLOAD = Endpoint(
    name="file.transfer.upload",
    method="POST",
    path="/file/transfer/upload/",
    params=TransferUploadParams,
    result=UploadProgress,
    effect=Effect.WRITE,
    upload="file",
    source="https://business-api.tiktok.com/portal/docs?id=1737721489945601",
)


FILE_FINISH_UPLOAD = Endpoint(
    name="file.finish.upload",
    method="POST",
    path="/file/finish/upload/",
    params=FinishUploadParams,
    result=StoredFile,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1737721642924033",
)
