"""The asyncio client of TikTok's Marketing API: calls, pages, uploads, reports, all within its limits and done once."""

from tiktok_marketing.client.asgi import AsgiTransport
from tiktok_marketing.client.client import BASE_URL, TikTokClient
from tiktok_marketing.client.clock import Clock, LoopClock
from tiktok_marketing.client.envelope import Answer, raw_rows
from tiktok_marketing.client.errors import (
    AuthError,
    DeadlineExceeded,
    DuplicateRequest,
    Incomplete,
    InvalidParams,
    Maintenance,
    MalformedAnswer,
    NotDelivered,
    NotFound,
    NotReady,
    OutcomeUnknown,
    PermissionDenied,
    Refused,
    ServerError,
    Throttled,
    TikTokError,
    Unread,
    WriteConflict,
)
from tiktok_marketing.client.multipart import Progress
from tiktok_marketing.client.pages import JsonPage, Pages, as_json
from tiktok_marketing.client.quota import AppQuota, Budget, Priority
from tiktok_marketing.client.records import CallRecord
from tiktok_marketing.client.redis_quota import RedisQuota
from tiktok_marketing.client.refusals import Refusal
from tiktok_marketing.client.report_tasks import ReportProgress, TaskReport
from tiktok_marketing.client.signatures import is_signed
from tiktok_marketing.client.sync import SyncTaskReport, SyncTikTokClient
from tiktok_marketing.client.transport import (
    AiohttpTransport,
    Download,
    NoAnswer,
    NotSent,
    Request,
    Response,
    StreamedBody,
    Transport,
    TransportError,
)
from tiktok_marketing.client.uploads import File

__all__ = [
    "BASE_URL",
    "AiohttpTransport",
    "Answer",
    "AppQuota",
    "AsgiTransport",
    "AuthError",
    "Budget",
    "CallRecord",
    "Clock",
    "DeadlineExceeded",
    "Download",
    "DuplicateRequest",
    "File",
    "Incomplete",
    "InvalidParams",
    "JsonPage",
    "LoopClock",
    "Maintenance",
    "MalformedAnswer",
    "NoAnswer",
    "NotDelivered",
    "NotFound",
    "NotReady",
    "NotSent",
    "OutcomeUnknown",
    "Pages",
    "PermissionDenied",
    "Priority",
    "Progress",
    "RedisQuota",
    "Refusal",
    "Refused",
    "ReportProgress",
    "Request",
    "Response",
    "ServerError",
    "StreamedBody",
    "SyncTaskReport",
    "SyncTikTokClient",
    "TaskReport",
    "Throttled",
    "TikTokClient",
    "TikTokError",
    "Transport",
    "TransportError",
    "Unread",
    "WriteConflict",
    "as_json",
    "is_signed",
    "raw_rows",
]
