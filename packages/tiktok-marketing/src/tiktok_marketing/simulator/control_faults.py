"""`/_sim/faults`: orders for trouble, looked at before they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from fnmatch import filter as matching
from http import HTTPStatus

import msgspec
from starlette.requests import Request

from tiktok_marketing.spec import TYPED, catalogue

from .faults import KINDS, Fault, FaultKind
from .simulator import Simulator
from .switchboard import Impossible, Line, read
from .webhook_records import NAMES

LONGEST_DELAY_MS = 600_000


def fault_lines(simulator: Simulator) -> list[Line]:
    """The routes of faults."""
    desk = _Desk(simulator)
    return [
        Line("GET", "/faults", "the faults still to come", desk.list),
        Line(
            "POST",
            "/faults",
            "one fault: kind, which calls (endpoint, advertiser_id), how often (count, after, probability, seed), "
            "when (starts_at, ends_at), and what it says (code, message, status, delay_ms, field)",
            desk.add,
        ),
        Line("DELETE", "/faults", "none of them", desk.clear),
        Line("GET", "/fault-kinds", "what can go wrong", desk.kinds),
    ]


class _Desk(msgspec.Struct, frozen=True):
    simulator: Simulator

    async def list(self, _: Request) -> object:
        return {"faults": self.simulator.faults.orders}

    async def add(self, request: Request) -> object:
        fault = await read(request, Fault)
        if problem := next(_problems(fault), None):
            raise Impossible(problem)
        return self.simulator.faults.add(fault)

    async def clear(self, _: Request) -> object:
        self.simulator.faults.clear()
        return {"faults": []}

    async def kinds(self, _: Request) -> object:
        return {kind.value: {"sees": row.sees, "took_effect": row.took_effect} for kind, row in KINDS.items()}


def _problems(fault: Fault) -> Iterator[str]:
    if fault.count is not None and fault.count < 1:
        yield "count: at least 1"
    if fault.after < 0:
        yield "after: 0 or more calls"
    if not 0 <= fault.probability <= 1:
        yield "probability: between 0 and 1"
    if not 0 <= fault.delay_ms <= LONGEST_DELAY_MS:
        yield f"delay_ms: between 0 and {LONGEST_DELAY_MS}"
    if fault.kind is FaultKind.HTTP and (fault.status not in set(HTTPStatus) or fault.status < 400):
        yield "status: an HTTP error status, e.g. 502"
    yield from _problems_of_time(fault)
    if KINDS[fault.kind].hits == "deliveries":
        if not matching(NAMES, fault.endpoint):
            yield f"endpoint: one of {', '.join(NAMES)}, or a pattern of them"
    elif not _hits_any(fault.endpoint):
        close = get_close_matches(fault.endpoint, catalogue.names(), 1)
        yield f"endpoint: TikTok has none called {fault.endpoint!r}" + (f", but {close[0]!r}" if close else "")


def _problems_of_time(fault: Fault) -> Iterator[str]:
    times = [moment for moment in (fault.starts_at, fault.ends_at) if moment is not None]
    if any(moment.tzinfo is None for moment in times):
        yield "starts_at, ends_at: need a time zone, e.g. 2026-01-31T12:00:00Z"
    elif times != sorted(set(times)):
        yield "ends_at: after starts_at"


def _hits_any(pattern: str) -> bool:
    return pattern == "*" or bool(matching(TYPED, pattern) or matching(catalogue.names(), pattern))
