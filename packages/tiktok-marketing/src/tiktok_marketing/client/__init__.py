"""The asyncio client of TikTok's Marketing API: `call` and `pages`, inside TikTok's limits, with nothing done twice."""

from tiktok_marketing.client.asgi import AsgiTransport
from tiktok_marketing.client.client import BASE_URL, CallRecord, TikTokClient
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
    ServerError,
    Throttled,
    TikTokError,
    WriteConflict,
)
from tiktok_marketing.client.pages import JsonPage, Pages, as_json
from tiktok_marketing.client.quota import AppQuota, Priority
from tiktok_marketing.client.transport import (
    AiohttpTransport,
    NoAnswer,
    NotSent,
    Request,
    Response,
    Transport,
    TransportError,
)

__all__ = [
    "BASE_URL",
    "AiohttpTransport",
    "Answer",
    "AppQuota",
    "AsgiTransport",
    "AuthError",
    "CallRecord",
    "Clock",
    "DeadlineExceeded",
    "DuplicateRequest",
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
    "Request",
    "Response",
    "ServerError",
    "Throttled",
    "TikTokClient",
    "TikTokError",
    "Transport",
    "TransportError",
    "WriteConflict",
    "as_json",
    "raw_rows",
]
