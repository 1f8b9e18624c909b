"""Structured logs: an event and fields, one line each, with whatever looks like a secret masked."""

import logging
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars, clear_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

__all__ = ["bind_contextvars", "clear_contextvars", "configure", "get_logger", "mask"]

_MASK = "***"
# What ends in `_id` names a thing and does not open it: `key_id`, `token_id`.
_SECRET_KEY = re.compile(r"(?i)^(?!.*_id$).*(token|secret|authorization|password|auth_code|key|cookie)")
_TOKEN_TEXT = re.compile(r"lp_[a-z]{2,8}_[0-9A-Za-z]+")
_QUERY_TEXT = re.compile(r"(?i)\b(access_token|token|secret|auth_code|code|password)=[^&\s\"']+")


def configure(level: str, *, json: bool) -> None:
    """Lines to standard error from `level` ("debug" to "critical") on: JSON, or coloured for a person.

    The calls below `level` cost a no-op. Fields bound with `bind_contextvars`, the request's id for one, are on every
    line of the task that bound them.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_endings(json=json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=_StandardError,
        cache_logger_on_first_use=True,
    )


def get_logger(name: str) -> Any:
    """A logger whose lines say `room=name`; it may be made before `configure` is called."""
    return structlog.get_logger(room=name)


def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor: `***` for what stands under a key that looks secret, and for LinkPath's tokens in any text.

    Values that are not JSON's become their text, bytes their length.
    """
    return {key: _masked(key, value) for key, value in event.items()}


class _StandardError:
    """Writes to what is standard error at that moment, one write a line, so that lines of processes do not mix.

    A line that cannot be written, on a full disk for one, is lost: nothing that is logged fails for it.
    """

    def __init__(self, *_names: Any) -> None:
        pass

    def msg(self, line: str) -> None:
        with suppress(OSError):
            sys.stderr.write(line + "\n")

    debug = info = warning = error = critical = exception = msg


def _endings(*, json: bool) -> list[Processor]:
    # A traceback is text that may quote a secret: it is made before the mask, and never with local variables.
    before: list[Processor] = [structlog.processors.format_exc_info, mask]
    if json:
        return [*before, structlog.processors.JSONRenderer()]
    plain = structlog.dev.plain_traceback
    return [*before, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


def _masked(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    return _MASK if _SECRET_KEY.match(key) else _masked_inside(value)


def _masked_inside(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            text = _TOKEN_TEXT.sub(_MASK, value) if "lp_" in value else value
            return _QUERY_TEXT.sub(rf"\1={_MASK}", text) if "=" in text else text
        case Mapping():
            return {str(key): _masked(str(key), item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked_inside(item) for item in value]
        case bytes() | bytearray():
            return f"<{len(value)} bytes>"
        case _:
            return _masked_inside(str(value))
