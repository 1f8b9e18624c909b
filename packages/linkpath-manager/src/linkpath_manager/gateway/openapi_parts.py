"""Parts of the OpenAPI document that all routes share."""

from typing import Any, Final

from .schemas import Schema

_TEXT: Final[Schema] = {"type": "string"}
HEADERS: Final[dict[str, Any]] = {
    "X-Request-Id": {"description": "The request's id: yours, if you sent one, or a new one.", "schema": _TEXT},
    "Link": {"description": 'The next page\'s address, rel="next", where one follows.', "schema": _TEXT},
    "ETag": {"description": "The object's version, for If-Match and If-None-Match.", "schema": _TEXT},
    "Location": {"description": "The address of what was created.", "schema": _TEXT},
    "Retry-After": {"description": "After how many seconds to try again.", "schema": {"type": "integer"}},
    "RateLimit-Policy": {
        "description": "The limits that this request counts towards: q requests in any w seconds.",
        "schema": _TEXT,
        "example": '"standard";q=1000;w=60, "burst";q=200;w=10',
    },
    "RateLimit": {
        "description": "How they stand: r more are taken now, and one more than that in t seconds.",
        "schema": _TEXT,
        "example": '"standard";r=812;t=37, "burst";r=199;t=10',
    },
    "X-RateLimit-Limit": {
        "description": "The limit of which the least is left. The next two headers tell of it too.",
        "schema": {"type": "integer"},
    },
    "X-RateLimit-Remaining": {"description": "How many more it takes now.", "schema": {"type": "integer"}},
    "X-RateLimit-Reset": {
        "description": "When it takes one more than that, in Unix seconds.",
        "schema": {"type": "integer"},
    },
    "Idempotent-Replayed": {
        "description": "true: this key was answered before, and this is that answer.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
LIMIT_HEADERS: Final = tuple(name for name in HEADERS if "RateLimit" in name)
"""On every answer to who has a valid token."""

VALIDATE_ONLY: Final[Schema] = {
    "name": "validate_only",
    "in": "query",
    "required": False,
    "description": "true: only tells what the write would do, and whether people would have to approve it.",
    "schema": {"type": "boolean"},
}
PREFER: Final[Schema] = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "`wait=N`: for how many seconds to wait for the end, 60 at most.",
    "schema": {"type": "string", "examples": ["wait=10"]},
}
IF_MATCH: Final[Schema] = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "ETags of which the object has to have one, for the write to be done.",
    "schema": {"type": "string"},
}
IF_NONE_MATCH: Final[Schema] = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETags that you have: if it is one of them, the answer is 304 and empty.",
    "schema": {"type": "string"},
}
VALIDATION: Final[Schema] = {
    "type": "object",
    "description": "What a write would do.",
    "required": ["object", "operation", "would"],
    "properties": {
        "object": {"const": "validation", "type": "string"},
        "operation": _TEXT,
        "would": {"type": "string", "enum": ["perform", "hold"]},
        "approvals_needed": {"type": "integer"},
        "title": _TEXT,
        "changes": {"type": "array", "items": {"$ref": "#/components/schemas/FieldChange"}},
        "money": {"$ref": "#/components/schemas/MoneyEffect"},
        "risks": {"type": "array", "items": _TEXT},
    },
}
IDEMPOTENCY_KEY: Final[Schema] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A new one for each write, and the same one when it is sent again: then it is done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
READINESS: Final[Schema] = {
    "type": "object",
    "description": "What GET /readyz answers, without a token: 200 where requests may be sent here, 503 where not.",
    "required": ["status", "checks"],
    "properties": {
        "status": {
            "type": "string",
            "enum": ["ok", "degraded", "unavailable"],
            "description": "degraded: it answers all the same, and something is to be mended.",
        },
        "checks": {
            "type": "object",
            "description": "By what is looked at: database, migrations, keys, limits; worker or workers; process, once "
            "it is told to end. What has to be asked for is at most a second old.",
            "additionalProperties": {
                "type": "object",
                "required": ["state", "ms"],
                "properties": {
                    "state": {"type": "string", "description": '"ok", or what is wrong.'},
                    "ms": {"type": "number", "description": "How long it took to find out."},
                },
            },
        },
    },
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
        "violated-policies": {
            "type": "array",
            "items": _TEXT,
            "description": "The limits that are used up, by their names in RateLimit.",
        },
        "hint": {"type": "string", "description": "What to do next."},
        "upstream": {
            "type": "object",
            "description": "TikTok's own words.",
            "properties": {"code": {"type": "integer"}, "message": _TEXT, "request_id": _TEXT},
        },
    },
}
