"""What can go wrong, by what the caller does next.

LinkPathError
├── InvalidRequest         400  mend the request
│   └── IdempotencyKeyReused 422  the key was used with another body: take a new one
├── Unauthenticated        401  send a valid token
├── PermissionDenied       403  ask for the scope
├── NotFound               404  look up the id
├── Conflict               409  read again
│   ├── InProgress         409  the same key is being worked on: wait
│   └── PreconditionFailed 412  read again: If-Match names another version
├── RateLimited            429  wait `retry_after` seconds (LinkPath's limit)
├── Unavailable            503  LinkPath itself cannot work now
│   └── StorageUnavailable 503  its database takes no writes: the disk is full, or it is read-only
└── UpstreamError          502  it was TikTok
    ├── UpstreamRejected   422  TikTok refuses these values: mend them
    ├── ReconnectNeeded    403  the grant ended: a person reconnects
    ├── UpstreamBusy       503  wait: TikTok's quota, or it is down
    ├── OutcomeUnknown     502  a write was sent and no answer came: it is being reconciled
    └── NotMade            502  the write did nothing, as was found out: send it again
"""

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with the request. `pointer` is a JSON pointer into the body, or a parameter's name."""

    pointer: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class UpstreamDetail:
    """TikTok's own words on a failure. `code` is None where no envelope came."""

    code: int | None
    message: str
    request_id: str | None


class LinkPathError(Exception):
    """The root: carries all that a door needs to answer, and never a secret."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong inside LinkPath"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        param: str | None = None,
        retry_after: float | None = None,
        errors: tuple[FieldError, ...] = (),
        upstream: UpstreamDetail | None = None,
        code: str | None = None,
    ) -> None:
        """`retry_after` is in seconds; `code` overrides the class's with a more exact one."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.param = param
        self.retry_after = retry_after
        self.errors = errors
        self.upstream = upstream
        self.replayed = False
        self.reason = code or self.code

    def record(self) -> dict[str, Any]:
        """What is kept of it with a run, and given back when the run is replayed."""
        return {"kind": type(self).__name__, "message": self.message, "hint": self.hint, "param": self.param,
                "code": self.reason, "upstream": self.upstream and [
                    self.upstream.code, self.upstream.message, self.upstream.request_id]}  # fmt: skip


class InvalidRequest(LinkPathError):
    status = 400
    code = "invalid_request"
    title = "The request is not valid"


class IdempotencyKeyReused(InvalidRequest):
    status = 422
    code = "idempotency_key_reused"
    title = "This idempotency key belongs to another request"


class Unauthenticated(LinkPathError):
    status = 401
    code = "unauthenticated"
    title = "A valid token is needed"


class PermissionDenied(LinkPathError):
    """`scope` is the one that the token lacks, where that is all that it lacks."""

    status = 403
    code = "permission_denied"
    title = "The token does not allow this"
    scope: str | None = None


class NotFound(LinkPathError):
    status = 404
    code = "not_found"
    title = "There is no such thing here"


class Conflict(LinkPathError):
    status = 409
    code = "conflict"
    title = "The state does not allow this"


class InProgress(Conflict):
    code = "idempotency_in_progress"
    title = "The first request with this key is still being worked on"
    retryable = True


class PreconditionFailed(Conflict):
    status = 412
    code = "precondition_failed"
    title = "The object is no longer the one you read"


class RateLimited(LinkPathError):
    """`violated_policies`: names of the limits that are used up, as the header RateLimit has them."""

    status = 429
    code = "rate_limited"
    title = "Too many requests"
    retryable = True

    def __init__(self, message: str, *, violated_policies: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(message, **more)
        self.violated_policies = violated_policies


class Unavailable(LinkPathError):
    status = 503
    code = "unavailable"
    title = "LinkPath cannot answer now"
    retryable = True


class StorageUnavailable(Unavailable):
    code = "storage_unavailable"
    title = "LinkPath cannot write anything down now"


class UpstreamError(LinkPathError):
    status = 502
    code = "upstream_error"
    title = "TikTok failed"
    retryable = True


class UpstreamRejected(UpstreamError):
    status = 422
    code = "upstream_rejected"
    title = "TikTok refuses these values"
    retryable = False


class ReconnectNeeded(UpstreamError):
    status = 403
    code = "reconnect_needed"
    title = "The connection to TikTok ended"
    retryable = False


class UpstreamBusy(UpstreamError):
    status = 503
    code = "upstream_busy"
    title = "TikTok is busy"


class OutcomeUnknown(UpstreamError):
    code = "outcome_unknown"
    title = "TikTok did not say whether the change was made"
    retryable = False


class NotMade(UpstreamError):
    code = "not_performed"
    title = "The change was not made"


KINDS: dict[str, type[LinkPathError]] = {
    kind.__name__: kind
    for kind in (
        LinkPathError, InvalidRequest, IdempotencyKeyReused, Unauthenticated, PermissionDenied, NotFound, Conflict,
        InProgress, PreconditionFailed, RateLimited, Unavailable, StorageUnavailable, UpstreamError, UpstreamRejected,
        ReconnectNeeded, UpstreamBusy, OutcomeUnknown, NotMade,
    )
}  # fmt: skip


def from_record(record: dict[str, Any]) -> LinkPathError:
    """The error that `record` was made from."""
    upstream = UpstreamDetail(*record["upstream"]) if record["upstream"] else None
    return KINDS[record["kind"]](
        record["message"], hint=record["hint"], param=record["param"], code=record["code"], upstream=upstream
    )
