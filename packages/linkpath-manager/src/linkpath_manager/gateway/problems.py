"""What went wrong, as the caller reads it: `application/problem+json` (RFC 9457)."""

import math
from typing import Any

import msgspec

from linkpath_manager.errors import LinkPathError, PermissionDenied, RateLimited, Unauthenticated

from .exchange import Header
from .refusals import BodyTooLarge, MethodNotAllowed

MEDIA_TYPE = "application/problem+json"

_HEADERS: tuple[Header, ...] = (
    (b"content-type", MEDIA_TYPE.encode()),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)
_encode = msgspec.json.Encoder().encode


def internal_error() -> LinkPathError:
    """What the caller is told when we do not know what happened; the log has the rest."""
    return LinkPathError(
        "LinkPath failed while it worked on this request.",
        hint="Read the state before you send it again; if it stays, report the request_id.",
    )


def type_of(kind: type[LinkPathError]) -> str:
    """Where the reference explains the kind of problem."""
    return f"/docs/errors#{kind.code}"


def document(error: LinkPathError, *, request_id: str, instance: str) -> dict[str, Any]:
    """The problem's members; what is not known is left out."""
    known = {
        "type": type_of(type(error)),
        "title": error.title,
        "status": error.status,
        "detail": error.message,
        "instance": instance,
        "code": error.reason,
        "param": error.param,
        "errors": [{"pointer": one.pointer, "code": one.code, "detail": one.detail} for one in error.errors] or None,
        "request_id": request_id,
        "retryable": error.retryable,
        "hint": error.hint,
        "upstream": _upstream(error),
        "violated-policies": (error.violated_policies or None) if isinstance(error, RateLimited) else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def encoded(error: LinkPathError, *, request_id: str, instance: str) -> bytes:
    """The problem as JSON."""
    return _encode(document(error, request_id=request_id, instance=instance))


def headers(error: LinkPathError) -> tuple[Header, ...]:
    """The headers of the answer, with those that the kind of problem asks for."""
    return (*_HEADERS, *asked_for(error))


def asked_for(error: LinkPathError) -> tuple[Header, ...]:
    """The headers that the kind of problem asks for, in whatever form it is answered."""
    more: list[Header] = []
    if error.retry_after is not None:
        more.append((b"retry-after", b"%d" % max(0, math.ceil(error.retry_after))))
    if isinstance(error, MethodNotAllowed):
        more.append((b"allow", error.allowed.encode()))
    if isinstance(error, BodyTooLarge):
        more.append((b"connection", b"close"))  # what is left of the body is not read
    return tuple(more)


def challenge(error: LinkPathError, where: str, *, proven: bool) -> str | None:
    """What WWW-Authenticate says (RFC 6750 §3): `where` tokens are got, and what is wrong with the one that was sent.

    `proven`: one was sent. None: the problem is none of tokens.
    """
    if isinstance(error, Unauthenticated):
        return f'{where}, error="invalid_token"' if proven else where
    if isinstance(error, PermissionDenied) and error.scope:
        return f'{where}, error="insufficient_scope", scope="{error.scope}"'
    return None


def _upstream(error: LinkPathError) -> dict[str, Any] | None:
    if error.upstream is None:
        return None
    told = {"code": error.upstream.code, "message": error.upstream.message, "request_id": error.upstream.request_id}
    return {name: value for name, value in told.items() if value is not None}
