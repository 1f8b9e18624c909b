"""Where everything is wired: the only place that knows which parts there are."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from linkpath_manager.config import Settings
from linkpath_manager.delivery import Guard, Poster
from linkpath_manager.domain.limits import Limits
from linkpath_manager.domain.measures import FAMILIES
from linkpath_manager.domain.process import Part
from linkpath_manager.errors import StorageUnavailable
from linkpath_manager.gateway import StartPage, build_app, build_health_app
from linkpath_manager.gateway.app import Gateway
from linkpath_manager.kit.clock import Clock, SystemClock
from linkpath_manager.kit.cursors import Cursors
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.key_file import KeyFile, KeyFileBroken
from linkpath_manager.kit.limiting import Limiter, MemoryLimiter, RedisAddress, RedisLimiter
from linkpath_manager.kit.measuring import Board
from linkpath_manager.kit.tracing import opened as opened_tracing
from linkpath_manager.operations import Services, batches, report_work, sequences, unwritten, upkeep, usage
from linkpath_manager.operations.account_tokens import renewals_ended
from linkpath_manager.operations.at_work import SequencesAtWork
from linkpath_manager.operations.clients import TikTokClients
from linkpath_manager.operations.grants import still_good
from linkpath_manager.operations.runner import TheGate
from linkpath_manager.operations.upstream import require_run
from linkpath_manager.store import (
    Database,
    DatabaseUnusable,
    migrate_postgresql,
    newest_revision,
    open_postgresql,
    open_sqlite,
)
from linkpath_manager.worker import Worker
from tiktok_marketing.client import AppQuota, Budget, RedisQuota, Transport
from tiktok_marketing.client import Clock as ClientClock
from tiktok_marketing.spec import Level, Quota
from tiktok_marketing.spec.endpoint import APP_QUOTA

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = structlog.get_logger()

WORKSPACE_ID = "ws_default"
_SIGN_OF_LIFE_SECONDS = 5
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


class CannotStart(Exception):
    """LinkPath cannot work on this data; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class House:
    """A LinkPath that is open: what it works with, and its worker, which is not going yet."""

    services: Services
    worker: Worker

    def rest_door(self, start_page: StartPage | None = None) -> Gateway:
        """The ASGI application; `start_page` is what `/` shows."""
        return build_app(self.services, start_page=start_page)

    def health_door(self) -> Gateway:
        """The ASGI application of a process that only works: whether it is alive and ready, and its figures."""
        return build_health_app(self.services)


@dataclass(frozen=True, slots=True)
class Telling:
    """Where a process tells of itself: figures in a folder, spans where OpenTelemetry's variables say."""

    figures: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    public_url: str,
    clock: Clock | None = None,
    transport: Transport | None = None,
    client_clock: ClientClock | None = None,
    part: Part = Part.WHOLE,
    alone: bool = True,
) -> AsyncIterator[House]:
    """A LinkPath on its database, adopted from whoever had it before.

    `client_clock`: the time that TikTok's clients wait in, where it is not the event loop's.
    `part`: what this process does of the work.
    `alone`: no other process works on the data directory; with SQLite it is held, so that none can.

    Raises:
        CannotStart: another process has the folder, it cannot be written, or what is in it is damaged or newer; or
            PostgreSQL cannot be used.
    """
    alone = alone and settings.database_url is None
    with only_one(settings.data_dir) if alone else nullcontext():
        clock = clock or SystemClock()
        async with (
            _limiter(settings, clock) as limiter,
            tools(
                settings,
                public_url=public_url,
                clock=clock,
                transport=transport,
                client_clock=client_clock,
                limiter=limiter,
                telling=Telling(settings.figures_dir, os.environ),
            ) as services,
        ):
            services.part = part
            with _able_to_write():
                await upkeep.sign_of_life(services)
                await (upkeep.adopt_all if alone else upkeep.adopt_orphans)(services)
            try:
                yield House(services, Worker(services))
            finally:
                await _last_words(services)


@asynccontextmanager
async def at_work(settings: Settings, *, public_url: str) -> AsyncIterator[Services]:
    """Tools for what writes, beside a LinkPath that may be running: nobody takes its runs for those of the dead."""

    async def show_signs_of_life(services: Services) -> None:
        while True:
            await upkeep.sign_of_life(services)
            await asyncio.sleep(_SIGN_OF_LIFE_SECONDS)

    async with tools(settings, public_url=public_url) as services:
        services.part = Part.COMMAND
        await upkeep.sign_of_life(services)
        task = asyncio.create_task(show_signs_of_life(services))
        try:
            yield services
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await _last_words(services)


async def _last_words(services: Services) -> None:
    """Writes down what was only counted. Where that cannot be done any more, LinkPath ends all the same."""
    try:
        await unwritten.write_down(services)
        await usage.write_usage(services)
        await upkeep.last_sign(services)
    except Exception:
        log.exception("process.last_words_lost")


@asynccontextmanager
async def tools(
    settings: Settings,
    *,
    public_url: str = "",
    clock: Clock | None = None,
    transport: Transport | None = None,
    client_clock: ClientClock | None = None,
    limiter: Limiter | None = None,
    telling: Telling | None = None,
) -> AsyncIterator[Services]:
    """What operations work with, beside a LinkPath that may be running on the same data.

    `telling`: left out, what it counts and does is told nowhere.
    """
    try:
        db = await _database(settings)
    except DatabaseUnusable as error:
        raise CannotStart(str(error)) from error
    try:
        sealer = KeyFile(settings.keys_path)
    except KeyFileBroken as error:
        await db.close()
        raise CannotStart(str(error)) from error
    clock = clock or SystemClock()
    redis = _redis(settings)
    process_id = new_id("proc", clock.now())
    telling = telling or Telling()
    board = _board(telling.figures, process_id)
    tracing = opened_tracing(telling.environment, version=version("linkpath-manager"), instance=process_id)
    clients = TikTokClients(
        str(settings.tiktok_base_url).rstrip("/"),
        write_guard=require_run,
        last_look=lambda: still_good(services),
        transport=transport,
        clock=client_clock,
        budget=lambda app_id, level: _budget(redis, app_id, level, settings.processes),
        slate=board.slate,
        tracing=tracing,
    )
    services = Services(
        settings=settings,
        db=db,
        tiktok=clients,
        clock=clock,
        sealer=sealer,
        cursors=Cursors(lambda: sealer.derive("cursors")),
        public_url=public_url.rstrip("/"),
        process_id=process_id,
        board=board,
        tracing=tracing,
        limits=Limits(settings.limit_standard, settings.limit_reporting, settings.limit_uploads, settings.limit_burst),
        limiter=limiter or MemoryLimiter(clock),
        guard=Guard(settings.allowed_networks),
        poster=_poster(settings),
        gate=TheGate(),
        sequences=SequencesAtWork(batches.WORKS | report_work.WORKS, report_work.ENDINGS),
    )
    try:
        with _able_to_write():
            await upkeep.ensure_workspace(services, WORKSPACE_ID, "Workspace")
        yield services
    finally:
        await sequences.ended(services)
        await renewals_ended(services)
        await clients.aclose()
        await services.poster.aclose()
        if redis:
            await redis.aclose()
        await db.close()
        board.close()
        await asyncio.to_thread(tracing.close)


def _board(folder: Path | None, process_id: str) -> Board:
    """What is measured; where the folder cannot be written, this process tells of itself alone."""
    try:
        return Board(folder, process_id, FAMILIES)
    except OSError as error:
        log.warning("figures.not_shared", folder=str(folder), error=error.strerror)
        return Board(None, process_id, FAMILIES)


@contextmanager
def _able_to_write() -> Iterator[None]:
    try:
        yield
    except StorageUnavailable as error:
        raise CannotStart(f"{error.message} Make room, or let it write.") from error


async def _database(settings: Settings) -> Database:
    if settings.database_url is None:
        return open_sqlite(settings.database_path)
    return await open_postgresql(settings.database_url.get_secret_value(), connections=settings.database_connections)


async def migrated(settings: Settings) -> str:
    """Brings the database to this version's schema; returns its revision.

    Raises:
        CannotStart: it cannot be done; the message says why.
    """
    try:
        if settings.database_url is None:
            db = open_sqlite(settings.database_path)
            await db.close()
            return newest_revision()
        owner = settings.database_owner_url
        if owner is None:
            raise CannotStart(
                "LINKPATH_DATABASE_OWNER_URL is not set: the schema is changed by the role that owns it, "
                "and the one of LINKPATH_DATABASE_URL must not be that one."
            )
        return await migrate_postgresql(owner.get_secret_value(), settings.database_role)
    except DatabaseUnusable as error:
        raise CannotStart(str(error)) from error


def _poster(settings: Settings) -> Poster:
    """What posts webhooks; where LinkPath is tried out, also to programs on this computer."""
    loopback = LOOPBACK if settings.webhook_loopback else ()
    guard = Guard((*settings.allowed_networks, *loopback))
    return Poster(guard, loopback_http=settings.webhook_loopback)


def _redis(settings: Settings) -> "Redis | None":
    """What asks Redis for TikTok's quota; it connects when it is first asked."""
    if settings.redis_url is None:
        return None
    from redis.asyncio import Redis

    try:
        url = settings.redis_url.get_secret_value()
        client: Redis = Redis.from_url(url, socket_connect_timeout=1, socket_timeout=5)
    except ValueError as error:
        raise CannotStart(f"LINKPATH_REDIS_URL cannot be used: {error}.") from error
    return client


def _budget(redis: "Redis | None", app_id: str, level: Level, processes: int) -> Budget | None:
    """The calls that an app has left, for all processes together where there is a Redis; else each has its share.

    None: this process has them all.
    """
    if redis is not None:
        return RedisQuota(redis, app_id=app_id, level=level)
    if processes == 1:
        return None
    whole = APP_QUOTA[level]
    share = Quota(*(max(1, limit // processes) for limit in (whole.qps, whole.qpm, whole.qpd)))
    return AppQuota(level, app_quota=share)


@asynccontextmanager
async def _limiter(settings: Settings, clock: Clock) -> AsyncIterator[Limiter]:
    """What keeps the limits on callers: Redis, where one is named, for all processes together; else each its share."""
    if settings.redis_url is None:
        yield MemoryLimiter(clock, processes=settings.processes)
        return
    try:
        address = RedisAddress.of(settings.redis_url.get_secret_value())
    except ValueError as error:
        raise CannotStart(f"LINKPATH_REDIS_URL cannot be used: {error}.") from error
    async with RedisLimiter.opened(address, clock, processes=settings.processes) as limiter:
        yield limiter


@asynccontextmanager
async def working(house: House, *, grace_seconds: float = 0) -> AsyncIterator[None]:
    """The worker goes round while the block runs; then what it has begun may end, for so long at most."""
    task = asyncio.create_task(house.worker.run())
    rest = asyncio.create_task(house.worker.at_rest())
    try:
        yield
    finally:
        house.services.stopping.begin()
        await asyncio.wait({task, rest}, timeout=grace_seconds, return_when=asyncio.FIRST_COMPLETED)
        for each in (task, rest):
            each.cancel()
            with suppress(asyncio.CancelledError):
                await each


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Holds the folder for this process; the system lets go of it however the process ends."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        file = (data_dir / "lock").open("w")
    except OSError as error:
        raise CannotStart(
            f"{data_dir} cannot be written: {error.strerror}. Mend its owner, or name another data directory."
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(
                f"Another LinkPath works on {data_dir}. End it, or name another data directory."
            ) from None
        yield
