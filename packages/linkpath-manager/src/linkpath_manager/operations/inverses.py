"""What takes a change back: the write that makes what was before."""

from typing import Any

import msgspec
from pydantic import ValidationError

from linkpath_manager.domain.change import Change
from linkpath_manager.errors import Conflict
from linkpath_manager.store import changes
from linkpath_manager.store.changes import ChangeRow

from . import change_views
from .applying import gate_of
from .operation import Context, Operation, Params

_BACK_TO = ("name", "status", "budget", "bid", "targeting")
"""Fields of the public objects that an update takes in the form they are shown in."""
_CAME_TO_NOTHING = frozenset({"rejected", "cancelled", "expired", "stale", "failed"})


async def inverse(ctx: Context, row: ChangeRow) -> tuple[Operation[Any, Any], Params]:
    """The operation that takes the change back, and its params.

    Raises:
        Conflict: it was not applied, was taken back already, or TikTok has no way back.
    """
    shown = await change_views.view(ctx.services, row)
    if row.status != "applied":
        raise Conflict(f"The change is {row.status}: there is nothing to take back.", code="not_applied")
    if await _is_being_undone(ctx, row):
        raise Conflict(f"It was taken back by {row.undone_by}.", code="already_undone", hint="Undo that one.")
    op = gate_of(ctx).operation(row.operation)
    assert op.preview is not None  # noqa: S101  # only such operations become changes
    noun, _, _ = row.operation.partition(".")
    if op.preview.kind == "deleted":
        raise Conflict("TikTok brings nothing deleted back.", code="irreversible", hint="Create a new one.")
    if op.preview.kind == "created":
        return _asked(gate_of(ctx).operation(f"{noun}.delete"), {"id": shown.result["id"]})
    return _asked(op, {"id": row.target_id, **_former(shown)})


async def _is_being_undone(ctx: Context, row: ChangeRow) -> bool:
    """Whether a change takes it back, or may yet; one that came to nothing does not stand in another's way."""
    if row.undone_by is None:
        return False
    undo = await changes.by_id(ctx.services.db, row.workspace_id, row.undone_by)
    return undo is not None and undo.status not in _CAME_TO_NOTHING


def _former(shown: Change) -> dict[str, Any]:
    """The values from before, of the fields that were changed."""
    before, asked = shown.before or {}, shown.params
    beyond = sorted(name for name in asked if name not in {"id", "advertiser_id", *_BACK_TO})
    if beyond:
        raise Conflict(
            f"{', '.join(beyond)} cannot be taken back by itself.", code="irreversible", hint="Make the change by hand."
        )
    return {name: _as_asked(name, before.get(name)) for name in asked if name in _BACK_TO}


def _as_asked(name: str, value: Any) -> Any:
    if name == "budget":
        return {"amount": value["amount"]}
    if name == "bid":
        return {key: value[key] for key in ("strategy", "amount") if value.get(key) is not None}
    if isinstance(value, dict):
        return {key: one for key, one in value.items() if one is not None}
    return value


def _asked(op: Operation[Any, Any], values: dict[str, Any]) -> tuple[Operation[Any, Any], Params]:
    try:
        params: Params = op.params.model_validate_json(msgspec.json.encode(values))
    except ValidationError as error:
        raise Conflict(
            f"What was before cannot be asked for again: {error.errors()[0]['msg']}.",
            code="irreversible",
            hint="Make the change by hand.",
        ) from error
    return op, params
