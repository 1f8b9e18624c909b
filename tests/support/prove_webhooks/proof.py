"""Processes that make events and post them are killed again and again; then it is counted what arrived."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import postgres
from own_postgres import OwnPostgresql
from receiving import Receiver, receiving

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.delivery.signing import new_secret
from linkpath_manager.errors import Unavailable
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.operations import Services
from linkpath_manager.operations.webhook_secrets import sealed_secret
from linkpath_manager.store import deliveries, events, fanouts, migrate_postgresql, webhook_endpoints
from linkpath_manager.store.webhook_endpoints import EndpointRow
from prove_webhooks.process import settings_of

T = TypeVar("T")

START_SECONDS = 60
END_SECONDS = 180
"""Longer than a lease: what a process that was killed had claimed is posted once that has ended."""
MOST_TWICE = 0.02
"""So large a share of events may arrive twice: those whose process died between the post and its record."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`kills` of `processes`, each after it has worked for up to `seconds`; `per_second` events of each.

    `of_the_database` of the kills are PostgreSQL's, as by a power cut.
    """

    kills: int
    events: int
    processes: int = 2
    per_second: int = 20
    seconds: float = 1.0
    seed: int = 1
    of_the_database: int = 0


@dataclass
class Figures:
    """What a proof counted. It holds when `wrong` is empty."""

    database: str
    kills: int
    of_the_database: int
    """So many of the kills were the database's."""
    told: int
    """Events that were committed."""
    lost: int
    twice: int
    strangers: int
    """Events that arrived and were never committed."""
    waiting: int
    wrong: list[str] = field(default_factory=list)


async def prove(plan: Plan, data_dir: Path, *, on_postgresql: bool, server: OwnPostgresql | None = None) -> Figures:
    """Runs the plan and counts. `server`: the PostgreSQL that may be killed."""
    async with AsyncExitStack() as stack:
        database = "-"
        if on_postgresql:
            name = await postgres.create()
            stack.push_async_callback(postgres.drop, name)
            await migrate_postgresql(postgres.owner_url(name), postgres.APP)
            database = postgres.app_url(name)
        receiver = await stack.enter_async_context(receiving())
        await _make_endpoint(data_dir, database, receiver.url)
        killed = await _kill_and_kill(plan, data_dir, database, server)
        return await _counted(killed, data_dir, database, receiver)


async def _make_endpoint(data_dir: Path, database: str, url: str) -> None:
    async with bootstrap.tools(settings_of(str(data_dir), database)) as services:
        now = services.clock.now()
        endpoint_id = new_id("whe", now)
        row = EndpointRow(
            id=endpoint_id,
            workspace_id=WORKSPACE_ID,
            url=url,
            event_types="*",
            created_at=to_micros(now),
            updated_at=to_micros(now),
            sealed_secret=sealed_secret(services, endpoint_id, new_secret()),
        )
        async with services.db.transaction(WORKSPACE_ID) as tx:
            await webhook_endpoints.add(tx, row)


async def _kill_and_kill(plan: Plan, data_dir: Path, database: str, server: OwnPostgresql | None) -> tuple[int, int]:
    """How often it killed, and how often of that the database; ends with processes that go on until nothing waits."""
    chance, kills, of_the_database = random.Random(plan.seed), 0, 0
    running = [await _started(plan, data_dir, database) for _ in range(plan.processes)]
    async with bootstrap.tools(settings_of(str(data_dir), database)) as services:

        async def enough() -> bool:
            return kills >= plan.kills and await events.newest(services.db, WORKSPACE_ID) >= plan.events

        try:
            while not await _once_there(enough):
                await asyncio.sleep(chance.random() * plan.seconds)
                kills += 1
                if server and kills * plan.of_the_database // plan.kills > of_the_database:
                    of_the_database += 1
                    await asyncio.to_thread(_kill_database, server)
                    continue
                victim = chance.randrange(plan.processes)
                await _kill(running[victim])
                running[victim] = await _started(plan, data_dir, database)
            (data_dir / "enough").touch()
            await _until_all_ended(services)
        finally:
            for process in running:
                await _kill(process)
    return kills, of_the_database


def _kill_database(server: OwnPostgresql) -> None:
    server.stop(signal.SIGQUIT)
    server.start()


async def _once_there(ask: Callable[[], Awaitable[T]]) -> T:
    """What it answers once the database is there, which may have been away."""
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                return await ask()
            except Unavailable:
                await asyncio.sleep(0.1)


async def _until_all_ended(services: Services) -> None:
    async def all_ended() -> bool:
        return not ((await deliveries.waiting(services.db))[0] or await _not_fanned_out(services))

    async with asyncio.timeout(END_SECONDS):
        await asyncio.sleep(1)
        while not await _once_there(all_ended):  # noqa: ASYNC110  # of the database alone
            await asyncio.sleep(0.5)


async def _not_fanned_out(services: Services) -> bool:
    return bool(await fanouts.behind(services.db))


async def _counted(killed: tuple[int, int], data_dir: Path, database: str, receiver: Receiver) -> Figures:
    arrived = Counter(post.headers["x-linkpath-event-id"] for post in receiver.posts)
    async with bootstrap.tools(settings_of(str(data_dir), database)) as services:
        told, at = set[str](), 0
        while rows := await events.page(services.db, WORKSPACE_ID, events.EventFilter(), 1_000, at=at, ascending=True):
            told |= {row.id for row in rows}
            at = rows[-1].sequence
        waiting = (await deliveries.waiting(services.db))[0]
    figures = Figures(
        database="sqlite" if database == "-" else "postgresql",
        kills=killed[0],
        of_the_database=killed[1],
        told=len(told),
        lost=len(told - arrived.keys()),
        twice=sum(count > 1 for count in arrived.values()),
        strangers=len(arrived.keys() - told),
        waiting=waiting,
    )
    never = {"lost": figures.lost, "that nobody made": figures.strangers, "waiting": figures.waiting}
    figures.wrong += [f"{count} {what}" for what, count in never.items() if count]
    if figures.twice > MOST_TWICE * figures.told:
        figures.wrong.append(f"{figures.twice} twice, of {figures.told}")
    return figures


async def _started(plan: Plan, data_dir: Path, database: str) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "prove_webhooks.process", str(data_dir), database, str(plan.per_second)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert process.stdout
    async with asyncio.timeout(START_SECONDS):
        assert await process.stdout.readline() == b"ready\n"
    return process


async def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()
