"""PostgreSQL and Redis restarted under load: errors say when to come again, and nothing is lost or done twice."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import postgres
from fleet import Fleet, fleet
from own_postgres import OwnPostgresql, own_postgresql
from prove_rolling.proof import UNLIMITED
from redis_server import RedisServer
from running_linkpath import manager
from steady_load import Load
from what_became import differences, left_open

MOST_SECONDS = 10
"""In which LinkPath has to be as before."""
LEADERS = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = 290167320"


@dataclass
class Outage:
    """One thing that was away, and how LinkPath did."""

    what: str
    put_off: int = 0
    """Requests that were told to come again."""
    back_after_seconds: float = 0
    """From when it was back until the last request was sent that was put off."""
    leads_after_seconds: float = 0


@dataclass
class Figures:
    """What a proof counted. It holds when `wrong` is empty."""

    per_second: float
    requests: int = 0
    writes: int = 0
    outages: list[Outage] = field(default_factory=list)
    said: dict[str, int] = field(default_factory=dict)
    seconds: float = 0
    audit: str = ""
    wrong: list[str] = field(default_factory=list)


def prove(
    folder: Path,
    *,
    per_second: float = 100,
    servers: int = 2,
    workers: int = 2,
    away_seconds: float = 2,
    calm_seconds: float = 4,
    tell: Callable[[str], None] = lambda _: None,
) -> Figures:
    """Restarts PostgreSQL well and badly, and Redis, while requests come.

    Each is away for `away_seconds`; LinkPath counts as itself again when nothing was put off for `calm_seconds`.
    """
    figures, redis = Figures(per_second), RedisServer()
    with own_postgresql() as server:
        database = asyncio.run(postgres.create())
        redis.start()
        try:
            with fleet(folder, database, redis.url, servers=servers, workers=workers, **UNLIMITED) as here:
                tell(f"{servers} servers and {workers} workers are ready")
                proof = _Proof(here, database, server, redis, figures, (away_seconds, calm_seconds), tell)
                asyncio.run(proof.run())
                figures.wrong += asyncio.run(left_open(database))
                figures.audit = manager(here.first.settings, "audit", "verify").strip()
        finally:
            redis.kill()
    return figures


@dataclass
class _Proof:
    here: Fleet
    database: str
    server: OwnPostgresql
    redis: RedisServer
    figures: Figures
    seconds: tuple[float, float]
    tell: Callable[[str], None]

    async def run(self) -> None:
        began, figures = time.monotonic(), self.figures
        urls = [server.url for server in self.here.servers]
        load = Load(urls, self.here.first.token, figures.per_second, patient=True)
        async with load.going():
            await asyncio.sleep(2)  # of load before anything happens
            await self._away(load, "PostgreSQL, restarted", self.server.stop, self.server.start)
            await self._away(load, "PostgreSQL, killed", lambda: self.server.stop(signal.SIGQUIT), self.server.start)
            await self._away(load, "Redis, killed", self.redis.kill, self.redis.start)
        figures.seconds = round(time.monotonic() - began, 1)
        figures.requests, figures.writes, figures.said = load.asked, len(load.made), dict(load.put_off.most_common())
        figures.wrong += [f"failed: {text} ({times} times)" for text, times in Counter(load.failures).most_common(10)]
        figures.wrong += differences(self.here, load)

    async def _away(self, load: Load, what: str, stop: Callable[[], None], start: Callable[[], None]) -> None:
        before, (away_seconds, calm_seconds) = load.put_off.total(), self.seconds
        await asyncio.to_thread(stop)
        await asyncio.sleep(away_seconds)
        await asyncio.to_thread(start)
        back_at, leads_at = time.monotonic(), None
        while time.monotonic() < max(load.last_put_off, back_at) + calm_seconds or leads_at is None:
            if leads_at is None and len(await postgres.fetched(self.database, LEADERS)) == 1:
                leads_at = time.monotonic()
            if time.monotonic() > back_at + 4 * MOST_SECONDS:
                break
            await asyncio.sleep(0.1)
        outage = Outage(
            what,
            load.put_off.total() - before,
            round(max(0.0, load.last_put_off - back_at), 1),
            round((leads_at or time.monotonic()) - back_at, 1),
        )
        self.figures.outages.append(outage)
        self.tell(str(outage))
        if max(outage.back_after_seconds, outage.leads_after_seconds) > MOST_SECONDS:
            self.figures.wrong.append(f"{what}: not as before after {MOST_SECONDS} s: {outage}")
