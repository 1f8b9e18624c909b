"""Making the simulated agency, and making it again as it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec.structs import replace

from .agency_records import App
from .behaviours.oauth import issue
from .record import Marker
from .seed import Progress, SeededWorld, seed_agency
from .simulator import Simulator
from .state import State

_PLAN_MARKER, _TOKEN_MARKER = "plan", "ready_token"


class Plan(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How big the agency is, and which of all possible ones."""

    seed: int = 7
    accounts: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3
    ads: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 600
    days: Annotated[int, msgspec.Meta(ge=1, le=730)] = 120


class _Planted(msgspec.Struct, kw_only=True):
    """What `replant` needs: the plan, and the moment and clock it was carried out under."""

    plan: Plan
    at: datetime
    clock: dict[str, Any] | None
    world: SeededWorld


class Entrance(msgspec.Struct, kw_only=True, frozen=True):
    """How to call the API as the seeded developer app; `access_token` opens all its advertisers."""

    app_id: str
    secret: str
    bc_id: str
    advertiser_ids: tuple[str, ...]
    access_token: str


def is_planted(state: State) -> bool:
    """Whether there is an agency."""
    return _PLAN_MARKER in state.markers


def plan_carried_out(state: State) -> Plan:
    """The plan that the agency was made by.

    Raises:
        KeyError: there is no agency.
    """
    return msgspec.convert(state.markers[_PLAN_MARKER].value, _Planted).plan


def plant(
    simulator: Simulator, plan: Plan, *, redirect_uris: Iterable[str] = (), progress: Progress | None = None
) -> Entrance:
    """Forgets everything and makes the agency that `plan` describes; the clock goes on as it is.

    Redirect addresses registered before stay registered.
    """
    snapshot = simulator.clock.snapshot()
    return _make(simulator, plan, simulator.now(), snapshot, redirect_uris=redirect_uris, progress=progress)


def replant(simulator: Simulator) -> None:
    """The agency as it was made, on the clock it was made under; without one, nothing is left but apps.

    Access tokens stay valid: the advertisers have the same ids again.
    """
    grants = list(simulator.state.grants.values())
    marker = simulator.state.markers.get(_PLAN_MARKER)
    if marker is None:
        _clear(simulator)
        return
    planted = msgspec.convert(marker.value, _Planted)
    _make(simulator, planted.plan, planted.at, planted.clock)
    simulator.state.save(*grants)


def entrance(simulator: Simulator) -> Entrance:
    """The way in, with the ready token; a new token where that one was revoked.

    Raises:
        KeyError: there is no agency.
    """
    state = simulator.state
    way_in = known_entrance(state)
    if way_in is None:
        raise KeyError(_PLAN_MARKER)
    if way_in.access_token:
        return way_in
    grant = issue(way_in.app_id, list(way_in.advertiser_ids), simulator.now())
    state.save(grant, Marker(id=_TOKEN_MARKER, value=grant.id))
    return replace(way_in, access_token=grant.id)


def known_entrance(state: State) -> Entrance | None:
    """The way in as it is, its token empty where that was revoked; None where there is no agency."""
    if not is_planted(state):
        return None
    world = msgspec.convert(state.markers[_PLAN_MARKER].value, _Planted).world
    marker = state.markers.get(_TOKEN_MARKER)
    grant = state.grants.get(marker.value) if marker else None
    return Entrance(
        app_id=world.app_id,
        secret=world.secret,
        bc_id=world.bc_id,
        advertiser_ids=world.advertiser_ids,
        access_token=grant.id if grant and grant.revoked_at is None else "",
    )


def register_redirects(state: State, app_id: str, redirect_uris: Iterable[str]) -> None:
    """Lets the app be sent back to these addresses too."""
    app = state.apps[app_id]
    if new := [uri for uri in dict.fromkeys(redirect_uris) if uri not in app.redirect_uris]:
        state.save(replace(app, redirect_uris=[*app.redirect_uris, *new]))


def _make(
    simulator: Simulator,
    plan: Plan,
    at: datetime,
    clock: dict[str, Any] | None,
    *,
    redirect_uris: Iterable[str] = (),
    progress: Progress | None = None,
) -> Entrance:
    apps = _clear(simulator)
    simulator.clock.restore(clock)
    simulator.keep_clock()
    world = seed_agency(simulator.state, at, progress=progress, **msgspec.structs.asdict(plan))
    planted = _Planted(plan=plan, at=at, clock=clock, world=world)
    simulator.state.save(Marker(id=_PLAN_MARKER, value=msgspec.to_builtins(planted)))
    kept = apps[world.app_id].redirect_uris if world.app_id in apps else []
    register_redirects(simulator.state, world.app_id, [*kept, *redirect_uris])
    simulator.reload()
    return entrance(simulator)


def _clear(simulator: Simulator) -> dict[str, App]:
    """Forgets everything but the apps; returns them."""
    apps = dict(simulator.state.apps)
    simulator.state.clear()
    simulator.state.save(*apps.values())
    simulator.reload()
    return apps
