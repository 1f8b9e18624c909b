"""Parts of the OpenAPI document that all routes share."""

from typing import Any, Final

from .schemas import Schema

_TEXT: Final[Schema] = {"type": "string"}
HEADERS: Final[dict[str, Any]] = {
    "X-Request-Id": {"description": "The request's id: yours, if you sent one, or a new one.", "schema": _TEXT},
    "Link": {"description": 'The next page\'s address, rel="next", where one follows.', "schema": _TEXT},
    "Location": {"description": "The address of what was created.", "schema": _TEXT},
    "Retry-After": {"description": "After how many seconds to try again.", "schema": {"type": "integer"}},
    "Idempotent-Replayed": {
        "description": "true: this key was answered before, and this is that answer.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
IDEMPOTENCY_KEY: Final[Schema] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A new one for each write, and the same one when it is sent again: then it is done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
PROBLEM: Final[Schema] = {
    "type": "object",
    "description": "A failure (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id", "retryable"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Where this kind is explained."},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What went wrong, with the values."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "code": {"type": "string", "description": "Stable: branch on it."},
        "param": {"type": "string", "description": "The first parameter or field to mend."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body, or a parameter's name."},
                    "code": _TEXT,
                    "detail": _TEXT,
                },
            },
        },
        "request_id": _TEXT,
        "retryable": {"type": "boolean", "description": "Whether the same request can succeed later."},
        "hint": {"type": "string", "description": "What to do next."},
        "upstream": {
            "type": "object",
            "description": "TikTok's own words.",
            "properties": {"code": {"type": "integer"}, "message": _TEXT, "request_id": _TEXT},
        },
    },
}
