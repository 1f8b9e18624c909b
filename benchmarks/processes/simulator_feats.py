"""Feats of the simulator, each once by errand, in a process of its own. Arguments: which, and how many ads."""

import asyncio
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from processes.errands import errands, say
from tiktok_marketing.client import AsgiTransport, TikTokClient
from tiktok_marketing.simulator import Entrance, Plan, Simulator, State, VirtualClock, build_app, plant
from tiktok_marketing.spec import TYPED
from tiktok_marketing.spec.endpoint import Level

_NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
_TEN_YEARS = timedelta(days=3_652)
_LISTS = ("campaign.get", "adgroup.get", "ad.get")


def seed(ads: int) -> dict[str, float]:
    """How long a world of so many ads takes to make, and the memory of the process that holds it."""
    began = time.process_time()
    simulator, _ = _world(ads)
    seconds = time.process_time() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": megabytes, "ads": len(simulator.state.ads)}


def ten_years(ads: int) -> dict[str, float]:
    """How long it takes until, ten years on, every list has been answered with the status of all it holds."""
    simulator, way_in = _world(ads)
    began = time.process_time()
    simulator.clock.advance(_TEN_YEARS)
    listed = asyncio.run(_list_all(simulator, way_in))
    return {"seconds": time.process_time() - began, "listed": listed}


FEATS: dict[str, Callable[[int], dict[str, float]]] = {"seed": seed, "ten_years": ten_years}


def main(feat: str, ads: str) -> None:
    say("ready")
    for _ in errands():
        say(FEATS[feat](int(ads)))


def _world(ads: int) -> tuple[Simulator, Entrance]:
    clock = VirtualClock()
    clock.set(_NOON, speed=0)
    simulator = Simulator(State(), clock, limited=False)
    return simulator, plant(simulator, Plan(ads=ads))


async def _list_all(simulator: Simulator, way_in: Entrance) -> int:
    client = TikTokClient(
        "http://simulator", app_id=way_in.app_id, level=Level.ULTIMATE, transport=AsgiTransport(build_app(simulator))
    )
    listed = 0
    for advertiser_id in way_in.advertiser_ids:
        for name in _LISTS:
            row = TYPED[name]
            params = row.params(advertiser_id=advertiser_id, page_size=1000)
            listed += len((await client.call(row, params, token=way_in.access_token)).data.rows)
    await client.aclose()
    return listed


if __name__ == "__main__":
    main(*sys.argv[1:])
