"""`/_sim/`: the simulator's own routes: seed it, move its clock, order faults, look behind the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import invariants, truth
from .envelope import encode
from .faults import Fault, FaultKind
from .planting import Plan, plant, replant
from .review import decided
from .simulator import Simulator

T = TypeVar("T")
Handler = Callable[[Request], Awaitable[object]]
LEVELS = ("advertiser", "campaign", "adgroup", "ad")
LONGEST_DELAY_MS = 600_000
ROUTES = {
    "GET /_sim/": "this list",
    "POST /_sim/seed": "forget everything and make an agency: seed, accounts, ads, days",
    "POST /_sim/reset": "the agency and the clock as they were at seeding, no faults, an empty journal",
    "GET /_sim/clock": "now, speed",
    "POST /_sim/clock": "one or more of advance_seconds, set (RFC 3339), speed (0 freezes)",
    "GET /_sim/faults": "the faults still to come",
    "POST /_sim/faults": "one fault: kind, endpoint, count, code, message, status, delay_ms",
    "DELETE /_sim/faults": "none of them",
    "GET /_sim/journal": "the last calls: endpoint, code, limit",
    "GET /_sim/truth": "what a report must say: advertiser_id, start_date, end_date, level",
    "GET /_sim/check": "the simulator's invariants: what is broken",
    "POST /_sim/review": "decide the newest review of an ad now: ad_id, approved, reasons",
}


class Impossible(Exception):
    """A control request that cannot be done: HTTP 400."""


class ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    advance_seconds: float | None = None
    set: datetime | None = None
    speed: float | None = None


class Verdict(msgspec.Struct, forbid_unknown_fields=True):
    ad_id: str
    approved: bool
    reasons: list[str] = []


def control_routes(simulator: Simulator) -> list[Route]:
    """The routes of `ROUTES`, answered with JSON; a bad request is 400 with `{"error": …}`."""
    control = _Control(simulator)
    table: list[tuple[str, str, Handler]] = [
        ("GET", "/", control.index),
        ("POST", "/seed", control.seed),
        ("POST", "/reset", control.reset),
        ("GET", "/clock", control.clock),
        ("POST", "/clock", control.change_clock),
        ("GET", "/faults", control.faults),
        ("POST", "/faults", control.add_fault),
        ("DELETE", "/faults", control.clear_faults),
        ("GET", "/journal", control.journal),
        ("GET", "/truth", control.truth),
        ("GET", "/check", control.check),
        ("POST", "/review", control.review),
    ]
    return [Route(path, _as_json(handler), methods=[method]) for method, path, handler in table]


@dataclass(frozen=True, slots=True)
class _Control:
    simulator: Simulator

    async def index(self, _: Request) -> object:
        return {"simulator": "a local TikTok Marketing API v1.3", "level": self.simulator.level, "routes": ROUTES}

    async def seed(self, request: Request) -> object:
        plan = await _read(request, Plan)
        plant(self.simulator, plan)
        return {"seeded": plan, **self._counts()}

    async def reset(self, _: Request) -> object:
        self.simulator.faults.clear()
        self.simulator.journal.clear()
        self.simulator.limits.forget()
        replant(self.simulator)
        return self._counts()

    async def clock(self, _: Request) -> object:
        return {"now": self.simulator.now(), "speed": self.simulator.clock.speed}

    async def change_clock(self, request: Request) -> object:
        change, clock = await _read(request, ClockChange), self.simulator.clock
        if change.set is not None and change.set.tzinfo is None:
            raise Impossible("set: needs a time zone, e.g. 2026-01-31T12:00:00Z")
        if change.speed is not None and not 0 <= change.speed <= 1_000_000:
            raise Impossible("speed: between 0 and 1000000 virtual seconds a second")
        try:
            clock.set(change.set or self.simulator.now(), change.speed)
            clock.advance(timedelta(seconds=change.advance_seconds or 0))
        except OverflowError as error:
            raise Impossible(f"the clock cannot go there: {error}") from error
        self.simulator.keep_clock()
        return await self.clock(request)

    async def faults(self, _: Request) -> object:
        return {"faults": self.simulator.faults.orders}

    async def add_fault(self, request: Request) -> object:
        fault = await _read(request, Fault)
        if fault.count < 1:
            raise Impossible("count: at least 1")
        if not 0 <= fault.delay_ms <= LONGEST_DELAY_MS:
            raise Impossible(f"delay_ms: between 0 and {LONGEST_DELAY_MS}")
        if fault.kind is FaultKind.HTTP and (fault.status not in set(HTTPStatus) or fault.status < 400):
            raise Impossible("status: an HTTP error status, e.g. 502")
        return self.simulator.faults.add(fault)

    async def clear_faults(self, _: Request) -> object:
        self.simulator.faults.clear()
        return {"faults": []}

    async def journal(self, request: Request) -> object:
        asked = request.query_params
        code = _number(asked["code"], "code") if "code" in asked else None
        limit = _number(asked.get("limit", "100"), "limit")
        return {"calls": self.simulator.journal.select(endpoint=asked.get("endpoint"), code=code, limit=limit)}

    async def truth(self, request: Request) -> object:
        asked = request.query_params
        advertiser_id, level = asked.get("advertiser_id", ""), asked.get("level", "advertiser")
        if advertiser_id not in self.simulator.state.advertisers:
            raise Impossible(f"advertiser_id: there is no advertiser {advertiser_id!r}")
        if level not in LEVELS:
            raise Impossible(f"level: one of {', '.join(LEVELS)}")
        start, end = (_day(asked.get(name, ""), name) for name in ("start_date", "end_date"))
        if end < start:
            raise Impossible("end_date: before start_date")
        return truth.truth(self.simulator.state, self.simulator.now(), advertiser_id, start, end, level)

    async def check(self, _: Request) -> object:
        broken = invariants.check(self.simulator.state, self.simulator.now())
        return {"ok": not broken, "broken": broken}

    async def review(self, request: Request) -> object:
        verdict = await _read(request, Verdict)
        ad = self.simulator.state.ads.get(verdict.ad_id)
        if ad is None:
            raise Impossible(f"ad_id: there is no ad {verdict.ad_id!r}")
        ad = decided(ad, self.simulator.now(), approved=verdict.approved, reasons=tuple(verdict.reasons))
        self.simulator.state.save(ad)
        return {"ad_id": ad.id, "review": ad.reviews[-1]}

    def _counts(self) -> dict[str, int]:
        state = self.simulator.state
        kinds = ("business_centers", "advertisers", "campaigns", "adgroups", "ads")
        return {kind: len(getattr(state, kind)) for kind in kinds}


def _as_json(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            status, value = 200, await handler(request)
        except Impossible as impossible:
            status, value = 400, {"error": str(impossible)}
        return Response(bytes(encode(value)), status, media_type="application/json")

    return answer


async def _read(request: Request, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Impossible(str(error)) from error


def _number(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise Impossible(f"{name}: a whole number")
    return int(text)


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Impossible(f"{name}: a day as YYYY-MM-DD") from error
