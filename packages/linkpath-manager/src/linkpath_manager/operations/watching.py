"""What LinkPath tells of itself to who watches it: counted by every process, and read from the database."""

import asyncio
import resource
from importlib.metadata import version
from pathlib import Path
from typing import Final

import structlog

from linkpath_manager.domain import measures
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.measuring import Family, Told
from linkpath_manager.store import queues

from .services import Services

log = structlog.get_logger()

QUEUES_MICROS: Final = 5_000_000
"""How long what was read of the queues is told again: who asks often is no load on the database."""
_PAGE: Final = resource.getpagesize()


async def told(services: Services) -> Told:
    """Everything in `measures`, of all processes that share the folder of figures, and of the database."""
    (figures, living), waiting = await asyncio.gather(asyncio.to_thread(services.board.read), _waiting(services))
    _put(figures, measures.PROCESSES, living)
    _put(figures, measures.DATABASE_UP, 0 if waiting is None else 1)
    if waiting is not None:
        _put_queues(figures, waiting, to_micros(services.clock.now()))
    return figures


async def note_process(services: Services) -> None:
    """Writes down how this process stands: memory, files, connections, how long a turn of its loop takes."""
    loop, slate = asyncio.get_running_loop(), services.board.slate
    before = loop.time()
    await asyncio.sleep(0)
    slate[measures.PROCESS_LAG].set((), loop.time() - before)
    used = resource.getrusage(resource.RUSAGE_SELF)
    slate[measures.PROCESS_CPU].set((), used.ru_utime + used.ru_stime)
    slate[measures.PROCESS_MEMORY].set((), _resident_bytes())
    slate[measures.PROCESS_FILES].set((), _open_files())
    slate[measures.BUILD].set((version("linkpath-manager"),), 1)
    for pool in services.db.pools():
        slate[measures.DATABASE_CONNECTIONS].set((pool.name, "in use"), pool.in_use)
        slate[measures.DATABASE_CONNECTIONS].set((pool.name, "idle"), pool.idle)
        slate[measures.DATABASE_LIMIT].set((pool.name,), pool.limit)


async def _waiting(services: Services) -> queues.Queues | None:
    """The queues as they were at most some seconds ago; None: the database does not answer."""
    now = services.clock.steady_micros()
    kept = services.queues
    if kept is None or now - kept[0] >= QUEUES_MICROS:
        try:
            standing = await queues.standing(services.db, to_micros(services.clock.now()))
        except Exception as error:  # noqa: BLE001  # whatever it is: figures are told without the database
            log.warning("queues.unread", error=type(error).__name__)
            services.queues = None
            return None
        services.queues = kept = (now, standing)
    return kept[1]


def _put_queues(figures: Told, waiting: queues.Queues, now: int) -> None:
    for state, (count, since) in waiting.runs.items():
        _put(figures, measures.RUNS_OPEN, count, state)
        _put(figures, measures.RUNS_OLDEST, _age(since, now), state)
    _put(figures, measures.CHANGES_PENDING, waiting.changes_pending)
    _put(figures, measures.CHANGES_OLDEST, _age(waiting.changes_since, now))
    _put(figures, measures.ACCOUNTS, waiting.accounts)
    _put(figures, measures.ACCOUNTS_DUE, waiting.accounts_due)
    _put(figures, measures.ACCOUNTS_OVERDUE, _age(waiting.accounts_due_since, now))
    _put(figures, measures.DELIVERIES_WAITING, waiting.deliveries)
    _put(figures, measures.DELIVERIES_LATE, _age(waiting.deliveries_due_since, now))
    for status, count in waiting.connections.items():
        _put(figures, measures.CONNECTIONS, count, status)


def _put(figures: Told, family: Family, value: float, *labels: str) -> None:
    figures.setdefault(family.name, {})[labels] = [float(value)]


def _age(since: int | None, now: int) -> float:
    return 0.0 if since is None else max(0, now - since) / 1_000_000


def _open_files() -> float:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


def _resident_bytes() -> float:
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * _PAGE
    except OSError:  # no Linux: the most it ever held
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024
