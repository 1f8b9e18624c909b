"""JSON as callers send it: numbers exact, and nested no deeper than anything that TikTok takes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import msgspec

DEEPEST = 64
"""Lists and objects within each other; TikTok's own are nested five deep. What goes on to read them is recursive."""

_JSON = msgspec.json.Decoder(float_hook=Decimal)


class Unreadable(Exception):
    """The text is no JSON that could be meant; the message says why."""


def read(text: str | bytes) -> Any:
    """The value that `text` stands for.

    Raises:
        Unreadable: it is no JSON, or nested too deeply.
    """
    try:
        value = _JSON.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Unreadable(str(error)) from error
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error
    if _is_deeper(value, DEEPEST):
        raise Unreadable("nested too deeply")
    return value


def _is_deeper(value: Any, levels: int) -> bool:
    layer = [value]
    for _ in range(levels + 1):
        layer = [inner for outer in layer for inner in _within(outer) if isinstance(inner, list | dict)]
        if not layer:
            return False
    return True


def _within(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
