"""`/_sim/`: the simulator's own routes: seed it, move its clock, turn its knobs, look behind the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

import anyio.lowlevel
import msgspec
from starlette.requests import Request
from starlette.routing import Route

from . import invariants, truth
from .board import Board, board_of
from .control_faults import fault_lines
from .control_page import board_page
from .control_sources import source_lines
from .control_webhooks import webhook_lines
from .control_worlds import world_lines
from .journal import Entry
from .knobs import Knobs, KnobsTurned, knobs_of, turn
from .near_misses import near_misses
from .planting import Plan, plant
from .review import decided
from .scenarios import restage
from .simulator import Simulator
from .switchboard import Impossible, Line, day, number, origin_of, read, routes_of

LEVELS = ("advertiser", "campaign", "adgroup", "ad")
_FASTEST = 1_000_000
_CALLS_SHOWN = 12


class ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    advance_seconds: float | None = None
    set: datetime | None = None
    speed: float | None = None


class Verdict(msgspec.Struct, forbid_unknown_fields=True):
    ad_id: str
    approved: bool
    reasons: list[str] = []


def control_routes(simulator: Simulator, more: Iterable[Line] = ()) -> list[Route]:
    """The routes under `/_sim`, with those of `more`."""
    control = _Control(simulator)
    lines = [
        Line("POST", "/seed", "forget everything and make an agency: seed, accounts, ads, days", control.seed),
        Line("POST", "/reset", "the world and the clock as they were made, no faults, an empty journal", control.reset),
        Line("GET", "/clock", "now, speed", control.clock),
        Line(
            "POST",
            "/clock",
            "one or more of advance_seconds, set (RFC 3339), speed (0 freezes)",
            control.change_clock,
        ),
        Line(
            "GET",
            "/knobs",
            f"how it behaves: {', '.join(Knobs.__struct_fields__)}",
            control.knobs,
        ),
        Line("POST", "/knobs", "one or more of them", control.turn_knobs),
        Line("GET", "/journal", "the last calls: endpoint, code, limit, near_misses=1", control.journal),
        Line("GET", "/truth", "what a report must say: advertiser_id, start_date, end_date, level", control.truth),
        Line("GET", "/check", "the simulator's invariants: what is broken", control.check),
        Line("POST", "/review", "decide the newest review of an ad now: ad_id, approved, reasons", control.review),
        *fault_lines(simulator),
        *world_lines(simulator),
        *source_lines(simulator),
        *webhook_lines(simulator),
        *more,
    ]
    told = {"GET /_sim/": "this list"} | {f"{line.method} /_sim{line.path}": line.says for line in lines}

    async def index(request: Request) -> Board:
        origin = origin_of(request) + str(request.scope["path"]).removesuffix("/_sim/")
        return board_of(simulator, origin, told)

    def page(_: Request, board: object) -> str:
        last = simulator.journal.select(endpoint=None, code=None, limit=_CALLS_SHOWN)
        return board_page(cast("Board", board), [_told(entry) for entry in reversed(last)])

    return routes_of([Line("GET", "/", "this list", index, page), *lines])


class _Control(msgspec.Struct, frozen=True):
    simulator: Simulator

    async def seed(self, request: Request) -> object:
        plan = await read(request, Plan)
        way_in = plant(self.simulator, plan)
        return {"seeded": plan, "way_in": way_in, **self.simulator.counts()}

    async def reset(self, _: Request) -> object:
        restage(self.simulator)
        return self.simulator.counts()

    async def clock(self, _: Request) -> object:
        return {"now": self.simulator.now(), "speed": self.simulator.clock.speed}

    async def change_clock(self, request: Request) -> object:
        change, clock = await read(request, ClockChange), self.simulator.clock
        if change.set is not None and change.set.tzinfo is None:
            raise Impossible("set: needs a time zone, e.g. 2026-01-31T12:00:00Z")
        if change.speed is not None and not 0 <= change.speed <= _FASTEST:
            raise Impossible(f"speed: between 0 and {_FASTEST} virtual seconds a second")
        try:
            moment = (change.set or self.simulator.now()) + timedelta(seconds=change.advance_seconds or 0)
            clock.set(moment, change.speed)
        except OverflowError as error:
            raise Impossible(f"the clock cannot go there: {error}") from error
        self.simulator.keep_clock()
        return await self.clock(request)

    async def knobs(self, _: Request) -> object:
        return knobs_of(self.simulator)

    async def turn_knobs(self, request: Request) -> object:
        turn(self.simulator, await read(request, KnobsTurned))
        return knobs_of(self.simulator)

    async def journal(self, request: Request) -> object:
        asked = request.query_params
        code = number(asked["code"], "code") if "code" in asked else None
        limit = number(asked.get("limit", "100"), "limit")
        calls = self.simulator.journal.select(
            endpoint=asked.get("endpoint"),
            code=code,
            limit=limit,
            only=near_misses if asked.get("near_misses") in {"1", "true"} else None,
        )
        return {"calls": [_told(entry) for entry in calls]}

    async def truth(self, request: Request) -> object:
        asked = request.query_params
        advertiser_id, level = asked.get("advertiser_id", ""), asked.get("level", "advertiser")
        if advertiser_id not in self.simulator.state.advertisers:
            raise Impossible(f"advertiser_id: there is no advertiser {advertiser_id!r}")
        if level not in LEVELS:
            raise Impossible(f"level: one of {', '.join(LEVELS)}")
        start, end = (day(asked.get(name, ""), name) for name in ("start_date", "end_date"))
        if end < start:
            raise Impossible("end_date: before start_date")
        question = truth.Question(advertiser_id, start, end, level)
        told: dict[str, object] = {}
        for part in truth.telling(self.simulator.state, self.simulator.now(), question):
            told = part
            await anyio.lowlevel.checkpoint()
        return told

    async def check(self, _: Request) -> object:
        broken = invariants.check(self.simulator.state, self.simulator.now())
        return {"ok": not broken, "broken": broken}

    async def review(self, request: Request) -> object:
        verdict = await read(request, Verdict)
        ad = self.simulator.state.ads.get(verdict.ad_id)
        if ad is None:
            raise Impossible(f"ad_id: there is no ad {verdict.ad_id!r}")
        ad = decided(ad, self.simulator.now(), approved=verdict.approved, reasons=tuple(verdict.reasons))
        self.simulator.state.save(ad)
        return {"ad_id": ad.id, "review": ad.reviews[-1]}


def _told(entry: Entry) -> dict[str, object]:
    """The entry with what was probably meant, where it holds something odd."""
    told: dict[str, object] = msgspec.to_builtins(entry, builtin_types=(datetime,))
    missed = near_misses(entry)
    return told | {"near_misses": missed} if missed else told
