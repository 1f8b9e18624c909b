"""Namespaces: worlds of their own in one process, each with its API, its authorisation page and its control routes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.types import ASGIApp

from .clock import VirtualClock
from .planting import Entrance, entrance
from .scenarios import DEFAULT, PlanChanged, plan_of, play
from .simulator import Simulator
from .state import State
from .switchboard import Impossible

PREFIX = "/ns/"
_MOST = 200


class Founding(PlanChanged, kw_only=True, forbid_unknown_fields=True):
    """A namespace to be: its name, which world, and its clock; without `now` and `speed` it has real time."""

    name: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,99}$")]
    scenario: str = DEFAULT
    now: Annotated[datetime, Meta(tz=True)] | None = None
    speed: Annotated[float, Meta(ge=0, le=1_000_000)] | None = None
    limited: bool = True


class World(msgspec.Struct, frozen=True):
    """A namespace as it was founded."""

    founding: Founding
    simulator: Simulator
    app: ASGIApp

    @property
    def way_in(self) -> Entrance:
        return entrance(self.simulator)


class Worlds(msgspec.Struct):
    """All namespaces, by name. They live in memory, and end with the process."""

    open: Callable[[Simulator], ASGIApp]
    named: dict[str, World] = msgspec.field(default_factory=dict)

    def found(self, founding: Founding) -> World:
        """The namespace, made on the first asking; the same order again finds it as it has become.

        Raises:
            Impossible: the name is another's, there is no such scenario, or there are too many.
        """
        known = self.named.get(founding.name)
        if known:
            if known.founding != founding:
                raise Impossible(f"name: {founding.name!r} is there already, and was founded otherwise")
            return known
        if len(self.named) >= _MOST:
            raise Impossible(f"name: there are {_MOST} namespaces; delete some")
        simulator = _made(founding)
        self.named[founding.name] = World(founding, simulator, self.open(simulator))
        return self.named[founding.name]

    def end(self, name: str) -> None:
        """Forgets the namespace.

        Raises:
            Impossible: there is none of that name.
        """
        if self.named.pop(name, None) is None:
            raise Impossible(f"name: there is no namespace {name!r}")


def _made(founding: Founding) -> Simulator:
    clock = VirtualClock()
    if founding.now is not None or founding.speed is not None:
        try:
            clock.set(founding.now or clock.now(), founding.speed)
        except OverflowError as error:
            raise Impossible(f"now: {error}") from error
    simulator = Simulator(State(), clock, limited=founding.limited)
    try:
        changes = PlanChanged(**{name: getattr(founding, name) for name in PlanChanged.__struct_fields__})
        play(simulator, founding.scenario, plan_of(founding.scenario, changes))
    except KeyError as error:
        raise Impossible(f"scenario: there is no {founding.scenario!r}") from error
    return simulator
