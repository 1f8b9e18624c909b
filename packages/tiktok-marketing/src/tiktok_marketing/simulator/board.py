"""What `/_sim/` says of the simulator at a glance: its time, its world, the way in, its routes."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiktok_marketing.spec.endpoint import API_PREFIX

from .consent import consent_link
from .knobs import Knobs, knobs_of
from .planting import Entrance, known_entrance
from .simulator import Simulator


class Board(msgspec.Struct, kw_only=True, frozen=True):
    """`holds` counts what there is, deleted things too; `way_in` is None without an agency.

    `authorise` is a link to the page of consent, for the first address that the app can be sent back to.
    """

    simulator: str = "a local TikTok Marketing API v1.3"
    base_url: str
    level: str
    now: datetime
    speed: float
    holds: dict[str, int]
    knobs: Knobs
    faults: int
    way_in: Entrance | None
    authorise: str | None
    routes: dict[str, str]


def board_of(simulator: Simulator, origin: str, routes: dict[str, str]) -> Board:
    """As it stands; `origin` is where the caller reached it."""
    way_in = known_entrance(simulator.state)
    return Board(
        base_url=f"{origin}{API_PREFIX}/",
        level=simulator.level,
        now=simulator.now(),
        speed=simulator.clock.speed,
        holds=simulator.counts(),
        knobs=knobs_of(simulator),
        faults=len(simulator.faults.orders),
        way_in=way_in,
        authorise=_authorise(simulator, origin, way_in.app_id) if way_in else None,
        routes=routes,
    )


def _authorise(simulator: Simulator, origin: str, app_id: str) -> str | None:
    uris = simulator.state.apps[app_id].redirect_uris
    return consent_link(origin, app_id, uris[0]) if uris else None
