"""A rolling restart of servers and workers under load: no request fails, no run is lost or done twice."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import postgres
from balancer import Balancer
from fleet import Fleet, Member, fleet
from redis_server import RedisServer
from running_linkpath import manager
from steady_load import Load

SETTLED_SECONDS = 40
UNLIMITED = {"limit_standard": "1000000", "limit_burst": "1000000", "limit_reporting": "1000000"}
OPEN_RUNS = "SELECT operation || ' ' || state FROM runs WHERE state IN ('started', 'unknown')"


@dataclass
class Figures:
    """What a proof counted. It holds when `wrong` is empty."""

    per_second: float
    servers: int = 0
    workers: int = 0
    restarts: int = 0
    requests: int = 0
    failed: int = 0
    writes: int = 0
    longest_read_ms: int = 0
    longest_write_ms: int = 0
    seconds: float = 0
    audit: str = ""
    wrong: list[str] = field(default_factory=list)


def prove(
    folder: Path,
    *,
    per_second: float = 200,
    servers: int = 2,
    workers: int = 2,
    drain_seconds: float = 2,
    tell: Callable[[str], None] = lambda _: None,
) -> Figures:
    """Restarts each server and each worker once while requests come."""
    figures = Figures(per_second, servers, workers)
    database, redis = asyncio.run(postgres.create()), RedisServer()
    redis.start()
    try:
        settings = {**UNLIMITED, "drain_seconds": str(drain_seconds)}
        with fleet(folder, database, redis.url, servers=servers, workers=workers, **settings) as here:
            tell(f"{servers} servers and {workers} workers are ready")
            asyncio.run(_restart_all(here, figures, tell))
            asyncio.run(_settled(database, figures))
            figures.audit = manager(here.first.settings, "audit", "verify").strip()
    finally:
        redis.kill()
        asyncio.run(postgres.drop(database))
    return figures


async def _restart_all(here: Fleet, figures: Figures, tell: Callable[[str], None]) -> None:
    began = time.monotonic()
    async with Balancer([server.url for server in here.servers]).running() as balancer:
        load = Load(balancer.url, here.first.token, figures.per_second)
        async with load.going():
            await asyncio.sleep(1)  # of load before anything happens
            await asyncio.gather(
                _roll(here.servers, "server", figures, tell), _roll(here.workers, "worker", figures, tell)
            )
            await asyncio.sleep(1)
    figures.seconds = round(time.monotonic() - began, 1)
    figures.requests, figures.failed, figures.writes = load.asked, len(load.failures), len(load.made)
    figures.longest_read_ms, figures.longest_write_ms = (
        round(load.longest_seconds.get(method, 0) * 1000) for method in ("GET", "POST")
    )
    figures.wrong += [f"failed: {text} ({times} times)" for text, times in Counter(load.failures).most_common(10)]
    _compare(here, load, figures)


async def _roll(members: list[Member], name: str, figures: Figures, tell: Callable[[str], None]) -> None:
    for number, member in enumerate(members, 1):
        code = await asyncio.to_thread(member.restart)
        figures.restarts += 1
        tell(f"{name} {number} restarted")
        if code != 0:
            figures.wrong.append(f"{name} {number} ended with {code}: {member.told()[-2000:]}")


def _compare(here: Fleet, load: Load, figures: Figures) -> None:
    """What TikTok has with what was answered."""
    at_tiktok = Counter(
        node.fields["campaign_name"]
        for node in here.first.simulator.state.campaigns.values()
        if node.fields["campaign_name"].startswith("Load-")
    )
    figures.wrong += [f"{name} was made {times} times" for name, times in at_tiktok.items() if times > 1]
    figures.wrong += [f"{name} was answered and is not at TikTok" for name in load.made.keys() - at_tiktok.keys()]
    figures.wrong += [f"{name} is at TikTok and was never answered" for name in at_tiktok.keys() - load.made.keys()]


async def _settled(database: str, figures: Figures) -> None:
    """Waits until no run is open; a run that stays open is lost."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while left := await postgres.fetched(database, OPEN_RUNS):
        if time.monotonic() > deadline:
            figures.wrong += [f"a run stays open: {row[0]}" for row in left]
            return
        await asyncio.sleep(0.2)
