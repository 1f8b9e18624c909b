"""What became of the writes of a load: compared with what TikTok has, and with the runs that are open."""

import asyncio
import time
from collections import Counter

import postgres
from fleet import Fleet
from steady_load import Load

SETTLED_SECONDS = 40
OPEN_RUNS = "SELECT operation || ' ' || state FROM runs WHERE state IN ('started', 'unknown')"


def differences(here: Fleet, load: Load) -> list[str]:
    """What was made twice, answered and not made, or made and not answered."""
    at_tiktok: Counter[str] = Counter(
        node.fields["campaign_name"]
        for node in here.first.simulator.state.campaigns.values()
        if node.fields["campaign_name"].startswith("Load-")
    )
    return [
        *(f"{name} was made {times} times" for name, times in at_tiktok.items() if times > 1),
        *(f"{name} was answered and is not at TikTok" for name in load.made.keys() - at_tiktok.keys()),
        *(f"{name} is at TikTok and was never answered" for name in at_tiktok.keys() - load.made.keys()),
        *(f"{name} has no good answer" for name in load.lacking),
    ]


async def left_open(database: str) -> list[str]:
    """Runs that stay open, though they were waited for."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while left := await postgres.fetched(database, OPEN_RUNS):
        if time.monotonic() > deadline:
            return [f"a run stays open: {row[0]}" for row in left]
        await asyncio.sleep(0.2)
    return []
