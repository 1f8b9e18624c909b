"""Answers bent on request: `data` of a list as a fault wants it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from .envelope import encode
from .faults import Fault, FaultKind

UNHEARD_OF = "SIMULATED_UNKNOWN_VALUE"
_JSON = msgspec.json.Decoder(float_hook=Decimal)

Data = dict[str, Any]


def distorted(fault: Fault, data: object, page_before: Callable[[], object]) -> object:
    """`data` as `fault` bends it; `page_before` gives what the call answers when asked for the page before its own."""
    plain = _plain(data)
    rows = _rows(plain)
    if rows is None:
        return data
    match fault.kind:
        case FaultKind.EMPTY:
            _replace(plain, [], -int(plain.get("page_info", {}).get("total_number", 0)))
        case FaultKind.ROWS_INSERTED | FaultKind.ROWS_REPEATED if "page_info" in plain:
            shifted = _shifted(rows, _rows(_plain(page_before())) or [], plain["page_info"]["page_size"])
            _replace(plain, shifted, int(fault.kind is FaultKind.ROWS_INSERTED))
        case FaultKind.UNKNOWN_ENUM:
            _replace(plain, [row | {fault.field: UNHEARD_OF} if fault.field in row else row for row in rows], 0)
        case FaultKind.MISSING_FIELD:
            _replace(plain, [{name: row[name] for name in row if name != fault.field} for row in rows], 0)
        case _:
            return data
    return plain


def _plain(data: object) -> Data:
    value = _JSON.decode(encode(data))
    return value if isinstance(value, dict) else {}


def _list_name(data: Data) -> str | None:
    if "list" in data:
        return "list"
    lists = [
        name for name, value in data.items() if isinstance(value, list) and all(isinstance(i, dict) for i in value)
    ]
    return lists[0] if len(lists) == 1 else None


def _rows(data: Data) -> list[Data] | None:
    """The objects of the answer's list, None where it has no single one."""
    name = _list_name(data)
    return data[name] if name and all(isinstance(row, dict) for row in data[name]) else None


def _shifted(rows: list[Data], before: list[Data], page_size: int) -> list[Data]:
    """The page when everything has moved one place down: its last row goes to the next page only when it is full."""
    return [*before[-1:], *(rows[:-1] if len(rows) == page_size else rows)]


def _replace(data: Data, rows: list[Data], more: int) -> None:
    """Puts `rows` in place, with `more` objects in all."""
    data[_list_name(data) or "list"] = rows
    info = data.get("page_info")
    if isinstance(info, dict) and more:
        total = int(info["total_number"]) + more
        info |= {"total_number": total, "total_page": -(-total // max(1, int(info["page_size"])))}
