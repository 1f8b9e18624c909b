"""Pages of a list that is not TikTok's: where the one before ended."""

from typing import Any

from linkpath_manager.errors import InvalidRequest
from linkpath_manager.kit.cursors import CursorInvalid

from .operation import Context


def behind(ctx: Context, cursor: str | None, bound_to: str) -> list[Any] | None:
    """Where the page before ended, as it was sealed; None: this is the first.

    Raises:
        InvalidRequest: the cursor is not of this list.
    """
    if cursor is None:
        return None
    try:
        last: list[Any] = ctx.services.cursors.open(cursor, bound_to=bound_to)["after"]
    except (CursorInvalid, KeyError) as error:
        raise InvalidRequest(
            "The cursor is not of this list.", param="cursor", code="invalid_cursor", hint="Begin without a cursor."
        ) from error
    return last


def next_cursor(ctx: Context, last: list[Any], bound_to: str) -> str:
    """The cursor of the page behind `last`."""
    return ctx.services.cursors.seal({"after": last}, bound_to=bound_to)
