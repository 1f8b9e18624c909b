"""`/_sim/scenarios`, `/_sim/snapshots`, `/_sim/namespaces`: whole worlds made, put aside, and kept side by side."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import asdict
from starlette.requests import Request

from .scenarios import DEFAULT, SCENARIOS, PlanChanged, plan_of, play
from .simulator import Simulator
from .snapshots import Snapshot, restore, take
from .switchboard import Impossible, Line, origin_of, read
from .worlds import PREFIX, Founding, World, Worlds

_MOST_SNAPSHOTS = 50


class ScenarioAsked(PlanChanged, kw_only=True, forbid_unknown_fields=True):
    name: str = DEFAULT


class SnapshotAsked(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]


def world_lines(simulator: Simulator) -> list[Line]:
    """The routes of scenarios and snapshots."""
    stage, shelf = _Stage(simulator), _Shelf(simulator)
    return [
        Line("GET", "/scenarios", "the worlds that can be made, a sentence each", stage.list),
        Line(
            "POST", "/scenario", "forget everything and make one: name; seed, accounts, ads, days to differ", stage.play
        ),
        Line("GET", "/snapshots", "those taken, by name", shelf.list),
        Line("POST", "/snapshots", "keep the world, the clock, faults and knobs as they are now: name", shelf.take),
        Line("POST", "/snapshots/{name}/restore", "be as at that snapshot again", shelf.restore),
        Line("DELETE", "/snapshots/{name}", "forget it", shelf.drop),
    ]


def namespace_lines(worlds: Worlds) -> list[Line]:
    """The routes of namespaces; only the first world has them."""
    register = _Register(worlds)
    return [
        Line("GET", "/namespaces", "those founded, with the way into each", register.list),
        Line(
            "POST",
            "/namespaces",
            "found one: name; scenario, seed, accounts, ads, days, now, speed, limited to differ",
            register.found,
        ),
        Line("DELETE", "/namespaces/{name}", "forget it and all that is in it", register.end),
    ]


class _Stage(msgspec.Struct, frozen=True):
    simulator: Simulator

    async def list(self, _: Request) -> object:
        return {name: scenario.says for name, scenario in SCENARIOS.items()}

    async def play(self, request: Request) -> object:
        asked = await read(request, ScenarioAsked)
        if asked.name not in SCENARIOS:
            raise Impossible(f"name: one of {', '.join(SCENARIOS)}")
        way_in = play(self.simulator, asked.name, plan_of(asked.name, _changes(asked)))
        return {"scenario": asked.name, "way_in": way_in, **self.simulator.counts()}


class _Shelf(msgspec.Struct, frozen=True):
    simulator: Simulator
    taken: dict[str, Snapshot] = msgspec.field(default_factory=dict)

    async def list(self, _: Request) -> object:
        return {"snapshots": {name: {"taken_at": snapshot.taken_at} for name, snapshot in self.taken.items()}}

    async def take(self, request: Request) -> object:
        name = (await read(request, SnapshotAsked)).name
        if name not in self.taken and len(self.taken) >= _MOST_SNAPSHOTS:
            raise Impossible(f"name: there are {_MOST_SNAPSHOTS} snapshots; delete some")
        self.taken[name] = take(self.simulator)
        return {"name": name, "taken_at": self.taken[name].taken_at}

    async def restore(self, request: Request) -> object:
        restore(self.simulator, self.taken[self._name(request)])
        return {"now": self.simulator.now(), **self.simulator.counts()}

    async def drop(self, request: Request) -> object:
        del self.taken[self._name(request)]
        return await self.list(request)

    def _name(self, request: Request) -> str:
        name = str(request.path_params["name"])
        if name not in self.taken:
            raise Impossible(f"name: there is no snapshot {name!r}")
        return name


class _Register(msgspec.Struct, frozen=True):
    worlds: Worlds

    async def list(self, request: Request) -> object:
        return {"namespaces": [_told(world, request) for world in self.worlds.named.values()]}

    async def found(self, request: Request) -> object:
        return _told(self.worlds.found(await read(request, Founding)), request)

    async def end(self, request: Request) -> object:
        self.worlds.end(str(request.path_params["name"]))
        return await self.list(request)


def _told(world: World, request: Request) -> dict[str, object]:
    """How to use the namespace: `base_url` is where a client is pointed to."""
    name = world.founding.name
    base_url = f"{origin_of(request)}{PREFIX}{name}"
    return {"name": name, "scenario": world.founding.scenario, "base_url": base_url} | asdict(world.way_in)


def _changes(asked: PlanChanged) -> PlanChanged:
    return PlanChanged(**{name: getattr(asked, name) for name in PlanChanged.__struct_fields__})
