"""One item of a batch, as the operation that it asks for."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from linkpath_manager.errors import FieldError, InvalidRequest

from .operation import Operation, Params

_SEVERAL = 20
_UNKNOWN = "extra_forbidden"


def operation_of(item: Mapping[str, Any], by_action: Mapping[str, Operation[Any, Any]]) -> Operation[Any, Any]:
    """The operation of the item's `action`.

    Raises:
        InvalidRequest: it has none, or another.
    """
    op = by_action.get(str(item.get("action")))
    if op is None:
        allowed = ", ".join(by_action)
        raise InvalidRequest(
            "An item has an action." if "action" not in item else f"There is no action {str(item['action'])[:80]!r}.",
            param="action",
            hint=f"One of: {allowed}.",
            errors=(FieldError("/action", "not_allowed", f"One of: {allowed}."),),
        )
    return op


def params_of(item: Mapping[str, Any], op: Operation[Any, Any]) -> Params:
    """The item's fields as `op` takes them.

    Raises:
        InvalidRequest: with one entry of `errors` for each thing wrong, the pointers being into the item.
    """
    values = {name: value for name, value in item.items() if name != "action"}
    if nulls := [name for name, value in values.items() if value is None]:
        raise _refusal([FieldError(f"/{name}", "not_allowed", f'"{name}" is null: leave it out.') for name in nulls])
    try:
        params: Params = op.params.model_validate(values)
    except ValidationError as error:
        raise _refusal([_told(one) for one in error.errors()[:_SEVERAL]]) from error
    return params


def _told(found: ErrorDetails) -> FieldError:
    pointer = "".join(f"/{part}" for part in found["loc"])
    if found["type"] == _UNKNOWN:
        return FieldError(pointer, "unknown_field", f'Unknown field "{pointer.lstrip("/")}".')
    code = "missing" if found["type"] == "missing" else "invalid"
    return FieldError(pointer, code, f'"{pointer.lstrip("/")}": {found["msg"]}.')


def _refusal(errors: list[FieldError]) -> InvalidRequest:
    return InvalidRequest(
        errors[0].detail,
        param=errors[0].pointer.lstrip("/").replace("/", "."),
        hint="Mend the fields named in errors; the reference at /docs lists them.",
        errors=tuple(errors),
    )
