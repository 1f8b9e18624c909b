"""Fixtures for tests of whatever calls TikTok: a simulated TikTok in the process, or on a socket.

Loaded by pytest through the entry point `pytest11`; imports nothing of the simulator until a test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from .planting import Entrance
    from .simulator import Simulator

MARK = "tiktok_simulator"
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
_SMALL = {"accounts": 2, "ads": 60, "days": 14}


class SimulatedTikTok(msgspec.Struct, frozen=True):
    """One world for one test: frozen at noon of 2026-06-15 UTC, without quotas, and the same on every run.

    `app` answers in the process: `tiktok_marketing.client.AsgiTransport(app)` or any ASGI transport calls it.
    """

    simulator: Simulator
    app: ASGIApp
    way_in: Entrance

    @property
    def access_token(self) -> str:
        """Opens all `advertiser_ids`."""
        return self.way_in.access_token

    @property
    def advertiser_ids(self) -> tuple[str, ...]:
        return self.way_in.advertiser_ids

    async def post_notices(self) -> None:
        """Posts what subscribers are to be told by now to `simulator.receiver`, or to this computer.

        `simulator.receiver = tiktok_marketing.simulator.to_app(app)` hands it to an ASGI application.
        """
        from .happenings import catch_up
        from .outbox import post_due

        catch_up(self.simulator)
        await post_due(self.simulator)

    def advance(self, **by: float) -> datetime:
        """Moves the clock by the arguments of `timedelta`, as in `advance(hours=6)`; returns what it then says."""
        self.simulator.clock.advance(timedelta(**by))
        self.simulator.keep_clock()
        return self.simulator.now()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"{MARK}(scenario='agency', now=None, limited=False, seed=7, accounts=2, ads=60, days=14): "
        "the world that the fixtures tiktok_simulator and tiktok_simulator_url make",
    )


@pytest.fixture
def tiktok_simulator(request: pytest.FixtureRequest) -> Iterator[SimulatedTikTok]:
    """A simulated TikTok in this process; `@pytest.mark.tiktok_simulator(…)` makes another world than the small one."""
    from . import Simulator, State, VirtualClock, build_app, play
    from .scenarios import DEFAULT, PlanChanged, plan_of

    asked = _asked(request)
    scenario = asked.pop("scenario", DEFAULT)
    clock = VirtualClock()
    clock.set(asked.pop("now", NOON), speed=0)
    simulator = Simulator(State(), clock, limited=asked.pop("limited", False))
    size = _SMALL | asked if scenario == DEFAULT else asked
    way_in = play(simulator, scenario, plan_of(scenario, PlanChanged(**size)))
    yield SimulatedTikTok(simulator, build_app(simulator), way_in)
    simulator.state.close()


@pytest.fixture
def tiktok_simulator_url(tiktok_simulator: SimulatedTikTok) -> Iterator[str]:
    """Where the test's `tiktok_simulator` answers on a socket of 127.0.0.1: the base URL of a client."""
    from . import running

    with running(tiktok_simulator.simulator) as url:
        yield url


def _asked(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What the marks of the test say, the nearest last."""
    asked: dict[str, Any] = {}
    for mark in reversed(list(request.node.iter_markers(MARK))):
        asked |= mark.kwargs
    return asked
