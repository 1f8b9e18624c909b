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
from what_became import differences, left_open

UNLIMITED = {"limit_standard": "1000000", "limit_burst": "1000000", "limit_reporting": "1000000"}


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
            figures.wrong += asyncio.run(left_open(database))
            figures.audit = manager(here.first.settings, "audit", "verify").strip()
    finally:
        redis.kill()
        asyncio.run(postgres.drop(database))
    return figures


async def _restart_all(here: Fleet, figures: Figures, tell: Callable[[str], None]) -> None:
    began = time.monotonic()
    async with Balancer([server.url for server in here.servers]).running() as balancer:
        load = Load([balancer.url], here.first.token, figures.per_second)
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
    figures.wrong += differences(here, load)


async def _roll(members: list[Member], name: str, figures: Figures, tell: Callable[[str], None]) -> None:
    for number, member in enumerate(members, 1):
        code = await asyncio.to_thread(member.restart)
        figures.restarts += 1
        tell(f"{name} {number} restarted")
        if code != 0:
            figures.wrong.append(f"{name} {number} ended with {code}: {member.told()[-2000:]}")
