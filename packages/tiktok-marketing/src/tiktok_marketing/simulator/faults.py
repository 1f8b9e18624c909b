"""Faults on request: what the next calls to an endpoint, or to any, suffer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import msgspec


class FaultKind(StrEnum):
    """What goes wrong."""

    FAIL = "fail"
    """Answered with `code` and `message`, nothing done."""
    HTTP = "http"
    """Answered with HTTP `status` and a gateway's HTML, nothing done."""
    LIMITED = "limited"
    """Answered 40100, nothing done."""
    SLOW = "slow"
    """Done at once, answered after `delay_ms`: a caller who gives up early does not know that it took effect."""
    CUT_BEFORE = "cut_before"
    """The connection breaks, nothing done."""
    CUT_AFTER = "cut_after"
    """Done, then the connection breaks in the middle of the answer."""
    TRUNCATE = "truncate"
    """Done, answered with the first half of the JSON."""


class ConnectionCut(ConnectionResetError):
    """Ends the answer in the middle: a server closes the socket, an in-process client gets this exception."""


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One order for trouble; `endpoint` is a row's name such as `campaign.create`, or `*` for any."""

    kind: FaultKind
    endpoint: str = "*"
    count: int = 1
    """How many calls suffer it."""
    code: int = 50000
    message: str = "System error. Please try again later."
    status: int = 502
    delay_ms: int = 1000
    id: str = ""


@dataclass
class Faults:
    """The orders not used up, oldest first."""

    orders: list[Fault] = field(default_factory=list)
    _given: int = 0

    def add(self, fault: Fault) -> Fault:
        """Takes the order and gives it an id."""
        self._given += 1
        fault.id = f"fault-{self._given}"
        self.orders.append(fault)
        return fault

    def take(self, endpoint_name: str) -> Fault | None:
        """The oldest order that a call to `endpoint_name` suffers; it then counts one call less."""
        for fault in self.orders:
            if fault.endpoint in ("*", endpoint_name):
                fault.count -= 1
                if fault.count <= 0:
                    self.orders.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self.orders.clear()
