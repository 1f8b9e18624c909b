"""What every kind of problem asks of the caller, and which kinds a route can answer with."""

from typing import Any, Final

from linkpath_manager import errors
from linkpath_manager.errors import LinkPathError
from linkpath_manager.operations.operation import Operation, Subject

from . import refusals
from .routes import Route

NEXT_STEP: Final[dict[str, str]] = {
    "internal_error": "Read the state before you send a write again. If it stays, report the request_id: the log of "
    "that moment has the rest.",
    "invalid_request": "Mend the request: errors lists each thing wrong, by a JSON pointer into the body or by the "
    "parameter's name, and says what is allowed.",
    "idempotency_key_reused": "Take a new Idempotency-Key for a new request. The same key is for the same request, "
    "sent again.",
    "unauthenticated": "Send the header Authorization: Bearer <token> with a token that is live. A revoked or expired "
    "one does not come back: take a new one.",
    "permission_denied": "Use a token that has the scope that the message names, or have an admin grant it.",
    "not_found": "Look up the id in the list. What belongs to an advertiser outside the token's grant is not found "
    "either.",
    "conflict": "Read the object again and decide anew: its state no longer allows what was asked.",
    "idempotency_in_progress": "Wait as long as Retry-After says, then send the same request with the same key: it is "
    "answered with the first one's result.",
    "precondition_failed": "Read the object again, decide anew, and send its new ETag in If-Match.",
    "rate_limited": "Wait as long as Retry-After says: then it is taken, unless others of the account ask first. "
    "The refused request was not counted. violated-policies names the limits that are used up.",
    "unavailable": "Wait as long as Retry-After says, and send it again. GET /readyz says what is missing.",
    "storage_unavailable": "Nothing was done. Whoever runs LinkPath has to make room on the disk, or let it write: GET "
    "/readyz says so. Then send it again; LinkPath goes on by itself.",
    "upstream_error": "TikTok failed in a way that cannot be told more exactly. Try again soon; "
    "upstream.request_id is what TikTok's support asks for.",
    "upstream_rejected": "TikTok refuses these values, for the reason in detail: mend them. The same request will be "
    "refused again.",
    "reconnect_needed": "The grant ended, or the person behind it lost a role: a person connects again with "
    "POST /v1/connections.",
    "upstream_busy": "TikTok's quota is used up, or it is down: wait as long as Retry-After says. Nothing was changed.",
    "outcome_unknown": "The write was sent and no answer came. LinkPath finds out by reading: repeat the request with "
    "the same Idempotency-Key to learn the end, or read the object. Do not send it anew.",
    "not_performed": "The write did nothing at TikTok, as LinkPath has found out by reading: send it again.",
    "route_not_found": "Look at the address: the hint names the one that is near. Addresses end without a slash.",
    "method_not_allowed": "Use one of the methods in the header Allow.",
    "body_too_large": "Send less in one request.",
    "unsupported_media_type": "Send JSON in UTF-8, with the header Content-Type: application/json.",
}
"""What to do next, by the code of the kind."""

_ALWAYS: tuple[type[LinkPathError], ...] = (
    errors.InvalidRequest,
    errors.Unauthenticated,
    errors.RateLimited,
)
_OF_WRITES: tuple[type[LinkPathError], ...] = (
    errors.Conflict,
    errors.InProgress,
    errors.IdempotencyKeyReused,
    errors.StorageUnavailable,
    refusals.BodyTooLarge,
    refusals.UnsupportedMediaType,
)
_OF_TIKTOK: tuple[type[LinkPathError], ...] = (
    errors.ReconnectNeeded,
    errors.UpstreamRejected,
    errors.UpstreamBusy,
    errors.UpstreamError,
)


def problems_of(route: Route, operation: Operation[Any, Any]) -> list[type[LinkPathError]]:
    """The kinds that the route can answer with, by status, then in the order of the kinds."""
    kinds = [*_ALWAYS]
    if operation.scope is not None:
        kinds.append(errors.PermissionDenied)
    if "{" in route.path or operation.subject is not Subject.WORKSPACE or operation.names_others:
        kinds.append(errors.NotFound)
    if route.method != "GET":
        kinds.extend(_OF_WRITES)
    if operation.preview is not None:
        kinds.append(errors.PreconditionFailed)
    if operation.reach == "tiktok":
        kinds.extend(_OF_TIKTOK)
    if operation.reach == "tiktok" and route.method != "GET":
        kinds.append(errors.OutcomeUnknown)
    kinds.append(LinkPathError)
    return sorted(kinds, key=lambda kind: kind.status)
