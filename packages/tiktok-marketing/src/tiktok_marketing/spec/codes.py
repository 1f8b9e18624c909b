"""TikTok's return codes: what each means, and what a client does next.

The verdict of a call is the `code` of its body; HTTP says 200 to nearly all of them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

_APPENDIX = "https://business-api.tiktok.com/portal/docs?id=1737172488964097 (return codes), read 2026-08-13"


class Kind(StrEnum):
    """What a client does next."""

    OK = "ok"
    PARTIAL = "partial"
    """Read which items failed: neither success nor failure."""
    THROTTLED = "throttled"
    """Pause every call of the app."""
    THROTTLED_LOCAL = "throttled_local"
    """Pause the calls for this advertiser and path, or this pixel."""
    AUTH = "auth"
    """A person connects again."""
    PERMISSION = "permission"
    """A person gives a role or a scope."""
    INVALID = "invalid"
    """Mend the request."""
    NOT_FOUND = "not_found"
    """Look up the id; one made seconds ago may need a moment."""
    DUPLICATE = "duplicate"
    """Read what the first of the two calls did."""
    CONFLICT = "conflict"
    """Try again, a little later each time."""
    NOT_READY = "not_ready"
    """Ask again later."""
    SERVER = "server"
    """TikTok's own failure: a read is tried again, of a write nobody knows."""
    MAINTENANCE = "maintenance"
    """Wait until TikTok is back."""


@dataclass(frozen=True, slots=True)
class ReturnCode:
    """One code. `retryable`: the same request can succeed later, as it stands."""

    code: int
    name: str
    kind: Kind
    category: str
    meaning: str
    retryable: bool = False
    http_status: int = 200
    confidence: Literal["sure", "likely", "inferred"] = "sure"
    source: str = _APPENDIX


OK = 0
PARTIAL_SUCCESS = 20001
INVALID_PARAMS = 40000
NO_PERMISSION = 40001
PARAM_ERROR = 40002
NOT_FOUND = 40007
TOO_MANY_IDS = 40011
TOO_FREQUENT_ENDPOINT = 40016
DUPLICATE_REQUEST = 40050
TOO_MANY_REQUESTS = 40100
INVALID_AUTH_PARAMS = 40101
ACCESS_TOKEN_EXPIRED = 40102
ACCESS_TOKEN_EMPTY = 40104
ACCESS_TOKEN_INVALID = 40105
REFRESH_TOKEN_INVALID = 40107
INVALID_AUTH_CODE = 40110
APP_BLOCKED_OR_MISSING = 40113
DEVELOPER_NO_PERMISSION = 40125
FIELD_VALUE_RATE_LIMIT = 40132
ADVERTISER_RATE_LIMIT = 40133
TASK_NOT_READY = 40201
WRITE_CONFLICT = 40202
ADVERTISER_NOT_FOUND = 40300
AD_LIMIT_REACHED = 40502
SYSTEM_ERROR = 50000
PROCESSING_ERROR = 50002
MAINTENANCE = 60001

_ROWS = (
    ReturnCode(0, "OK", Kind.OK, "success", "Success."),
    ReturnCode(20001, "PARTIAL_SUCCESS", Kind.PARTIAL, "success", "Part succeeded: the data says which items failed."),
    ReturnCode(
        40000, "INVALID_PARAMS", Kind.INVALID, "general", "Invalid parameters; also seen for a token of another app."
    ),
    ReturnCode(40001, "NO_PERMISSION", Kind.PERMISSION, "general", "No role on this advertiser, or no scope."),
    ReturnCode(40002, "PARAM_ERROR", Kind.INVALID, "general", "A field or a business rule; the message says which."),
    ReturnCode(40006, "VERSION_INCOMPATIBLE", Kind.INVALID, "general", "The API version does not fit the parameters."),
    ReturnCode(40007, "NOT_FOUND", Kind.NOT_FOUND, "general", "The object or the operation does not exist."),
    ReturnCode(40008, "NOT_IMPLEMENTED", Kind.INVALID, "general", "The endpoint does not exist here."),
    ReturnCode(40009, "SANDBOX_UNSUPPORTED_PARAM", Kind.INVALID, "sandbox", "The sandbox does not take this value."),
    ReturnCode(40010, "DOMAIN_UNSUPPORTED", Kind.INVALID, "general", "Wrong host for this API version."),
    ReturnCode(40011, "TOO_MANY_IDS", Kind.INVALID, "general", "Too many ids in one request: split it."),
    ReturnCode(40013, "SANDBOX_ACCOUNT_NOT_FOUND", Kind.INVALID, "sandbox", "No such sandbox account."),
    ReturnCode(40014, "SANDBOX_UNSUPPORTED", Kind.INVALID, "sandbox", "The sandbox cannot do this."),
    ReturnCode(
        40016,
        "TOO_FREQUENT_ENDPOINT",
        Kind.THROTTLED,
        "rate_limit",
        "Too many calls of this endpoint by the app.",
        retryable=True,
    ),
    ReturnCode(40050, "DUPLICATE_REQUEST", Kind.DUPLICATE, "general", "The same body request_id within 10 seconds."),
    ReturnCode(40051, "INVALID_API_VERSION", Kind.INVALID, "general", "Invalid API version in the path."),
    ReturnCode(40052, "ACO_MATERIAL_EXISTS", Kind.INVALID, "general", "This automated creative material exists."),
    ReturnCode(40053, "INVALID_VIDEO_ID", Kind.INVALID, "general", "Not a usable video of this advertiser."),
    ReturnCode(40065, "AGE_TARGETING_POLICY_US", Kind.INVALID, "policy", "Not allowed for ages 13–17 in the US."),
    ReturnCode(
        40100,
        "TOO_MANY_REQUESTS",
        Kind.THROTTLED,
        "rate_limit",
        "Too many calls by the app: a second, a minute or a day.",
        retryable=True,
    ),
    ReturnCode(
        40101, "INVALID_AUTH_PARAMS", Kind.AUTH, "auth", "The secret is not the app's, or the code is not a code."
    ),
    ReturnCode(
        40102,
        "ACCESS_TOKEN_EXPIRED",
        Kind.AUTH,
        "auth",
        "A TikTok-account token has expired: refresh it.",
        retryable=True,
    ),
    ReturnCode(40103, "REFRESH_TOKEN_EXPIRED", Kind.AUTH, "auth", "The refresh token has expired."),
    ReturnCode(40104, "ACCESS_TOKEN_EMPTY", Kind.AUTH, "auth", "No access token in the header."),
    ReturnCode(40105, "ACCESS_TOKEN_INVALID", Kind.AUTH, "auth", "The access token is wrong or revoked."),
    ReturnCode(40106, "CORE_USER_INVALID", Kind.PERMISSION, "auth", "The person behind the token is not valid here."),
    ReturnCode(
        40107, "REFRESH_TOKEN_INVALID", Kind.AUTH, "auth", "The refresh token is wrong, or of a grant without one."
    ),
    ReturnCode(40108, "INVALID_GRANT_TYPE", Kind.INVALID, "auth", "Unknown grant_type."),
    ReturnCode(40109, "DECIPHER_ERROR", Kind.AUTH, "auth", "The token cannot be deciphered."),
    ReturnCode(40110, "INVALID_AUTH_CODE", Kind.AUTH, "auth", "The auth_code is used, expired or cancelled."),
    ReturnCode(40112, "WRONG_PASSWORD", Kind.AUTH, "auth", "Wrong password."),
    ReturnCode(40113, "APP_BLOCKED_OR_MISSING", Kind.AUTH, "auth", "The app is blocked, or not the token's app."),
    ReturnCode(
        40115, "AUTH_TIMESTAMP_EXPIRED", Kind.AUTH, "auth", "The auth_code is stale, or exchanged at the wrong place."
    ),
    ReturnCode(40116, "AUTH_SIGNATURE_INVALID", Kind.AUTH, "auth", "Invalid signature."),
    ReturnCode(40117, "METHOD_NOT_ALLOWED", Kind.INVALID, "auth", "The HTTP method is not allowed."),
    ReturnCode(40118, "NOT_ALLOWLISTED", Kind.PERMISSION, "auth", "Only apps or advertisers on a list may do this."),
    ReturnCode(
        40119, "COMPANY_MISMATCH", Kind.PERMISSION, "auth", "Developer and advertiser are of different companies."
    ),
    ReturnCode(40121, "NOT_TCM_CREATOR", Kind.PERMISSION, "auth", "Not a Creator Marketplace creator."),
    ReturnCode(40122, "TCM_REGION", Kind.PERMISSION, "auth", "The creator's region is not covered."),
    ReturnCode(40124, "DEV_PROFILE_NOT_APPROVED", Kind.PERMISSION, "auth", "The developer's profile is not approved."),
    ReturnCode(40125, "DEVELOPER_NO_PERMISSION", Kind.PERMISSION, "auth", "The app lacks the scope."),
    ReturnCode(
        40132,
        "FIELD_VALUE_RATE_LIMIT",
        Kind.THROTTLED_LOCAL,
        "rate_limit",
        "Too many calls for one pixel.",
        retryable=True,
    ),
    ReturnCode(
        40133,
        "ADVERTISER_RATE_LIMIT",
        Kind.THROTTLED_LOCAL,
        "rate_limit",
        "Too many calls for one advertiser on this path.",
        retryable=True,
    ),
    ReturnCode(40200, "TASK_ERROR", Kind.SERVER, "async", "The task failed: make it again.", retryable=True),
    ReturnCode(40201, "TASK_NOT_READY", Kind.NOT_READY, "async", "The task is not ready.", retryable=True),
    ReturnCode(40202, "WRITE_CONFLICT", Kind.CONFLICT, "runtime", "Two writes met on one object.", retryable=True),
    ReturnCode(
        40300, "ADVERTISER_NOT_FOUND", Kind.PERMISSION, "advertiser", "The advertiser does not exist or is deleted."
    ),
    ReturnCode(40301, "ADVERTISER_MISMATCH", Kind.PERMISSION, "advertiser", "The advertiser cannot be matched."),
    ReturnCode(40502, "AD_LIMIT_REACHED", Kind.INVALID, "quota", "The account holds as many ads as it may."),
    ReturnCode(
        40700,
        "INTERNAL_VALIDATION",
        Kind.INVALID,
        "internal",
        "Internal validation: try once more, then mend.",
        retryable=True,
    ),
    ReturnCode(40900, "FILE_SIGNATURE_MISMATCH", Kind.INVALID, "file", "The file is not what its MD5 says."),
    ReturnCode(40901, "VIDEO_TRANSCODING", Kind.NOT_READY, "file", "The video is being transcoded.", retryable=True),
    ReturnCode(40902, "URL_FETCH_FAILED", Kind.INVALID, "file", "The address cannot be fetched.", retryable=True),
    ReturnCode(
        40903, "IMAGE_URL_UNAVAILABLE", Kind.INVALID, "file", "The image's address is unavailable.", retryable=True
    ),
    ReturnCode(40904, "ILLEGAL_IMAGE", Kind.INVALID, "file", "Not a supported image."),
    ReturnCode(40905, "FILE_NOT_FOUND", Kind.NOT_FOUND, "file", "The file does not exist."),
    ReturnCode(40906, "FILE_EMPTY", Kind.INVALID, "file", "The file is empty."),
    ReturnCode(40907, "FILE_TOO_LARGE", Kind.INVALID, "file", "The file is too large."),
    ReturnCode(40908, "FILE_TYPE_UNSUPPORTED", Kind.INVALID, "file", "The type of file is not supported."),
    ReturnCode(40909, "CALCULATE_TYPE_UNSUPPORTED", Kind.INVALID, "file", "The calculate_type is not supported."),
    ReturnCode(40910, "FILE_EXPIRED", Kind.INVALID, "file", "The uploaded file has expired."),
    ReturnCode(40911, "DUPLICATE_MATERIAL_NAME", Kind.INVALID, "file", "The material's name is taken."),
    ReturnCode(40912, "IMAGE_URL_INVALID", Kind.INVALID, "file", "The image's address is invalid."),
    ReturnCode(40913, "IMAGE_FETCH_FAILED", Kind.INVALID, "file", "The image cannot be fetched.", retryable=True),
    ReturnCode(40914, "FILE_INVALID", Kind.INVALID, "file", "The uploaded file is invalid."),
    ReturnCode(40915, "FILE_SPEC", Kind.INVALID, "file", "The file breaks the endpoint's specification."),
    ReturnCode(41000, "IP_COUNTRY_BANNED", Kind.PERMISSION, "blocked", "The caller's country is banned."),
    ReturnCode(41001, "INTERFACE_OFFLINE", Kind.INVALID, "auth", "The endpoint is retired."),
    ReturnCode(41002, "FIELDS_NOT_IN_USE", Kind.INVALID, "auth", "These fields are not in use."),
    ReturnCode(
        50000, "SYSTEM_ERROR", Kind.SERVER, "system", "A failure of TikTok's; wait some minutes.", retryable=True
    ),
    ReturnCode(
        50001,
        "SERVICE_UNAVAILABLE",
        Kind.SERVER,
        "system",
        "Temporarily unavailable.",
        retryable=True,
        confidence="likely",
        source="the connector of PostHog/posthog (tiktok_ads)",
    ),
    ReturnCode(
        50002,
        "PROCESSING_ERROR",
        Kind.SERVER,
        "system",
        "A failure while processing; at times a validation error.",
        retryable=True,
    ),
    ReturnCode(
        51001,
        "INTERNAL_SERVICE_TIMEOUT",
        Kind.SERVER,
        "system",
        "A timeout inside TikTok.",
        retryable=True,
        source="PostHog/posthog pull request 64006",
    ),
    ReturnCode(
        51002,
        "INTERNAL_SERVICE_ERROR",
        Kind.SERVER,
        "system",
        "A failure inside TikTok.",
        retryable=True,
        source="PostHog/posthog pull request 82513",
    ),
    ReturnCode(
        51021,
        "TOO_MANY_REQUESTS_51021",
        Kind.SERVER,
        "rate_limit",
        "Too many requests, it is said.",
        retryable=True,
        confidence="inferred",
        source="one third-party test",
    ),
    ReturnCode(
        51039,
        "INTERNAL_SERVICE_TIMEOUT_51039",
        Kind.SERVER,
        "system",
        "A timeout inside TikTok.",
        retryable=True,
        confidence="likely",
        source="PostHog/posthog pull request 82513",
    ),
    ReturnCode(
        51305, "SATELLITE_SERVICE_ERROR", Kind.SERVER, "system", "A service behind TikTok's failed.", retryable=True
    ),
    ReturnCode(60001, "MAINTENANCE", Kind.MAINTENANCE, "maintenance", "Maintenance.", retryable=True),
)

CODES: dict[int, ReturnCode] = {row.code: row for row in _ROWS}
"""Every known return code, by its number."""


def kind_of(code: int) -> Kind:
    """What a client does next on `code`, known or not: TikTok adds codes at will."""
    if known := CODES.get(code):
        return known.kind
    return Kind.SERVER if 50_000 <= code < 60_000 else Kind.INVALID
