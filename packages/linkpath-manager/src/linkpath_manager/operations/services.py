"""What operations work with: handed in by bootstrap, never looked up."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from linkpath_manager.config import Settings
from linkpath_manager.delivery import Guard, Poster
from linkpath_manager.domain.limits import Limits
from linkpath_manager.domain.measures import FAMILIES
from linkpath_manager.domain.process import Part
from linkpath_manager.domain.report import Report
from linkpath_manager.domain.usage import Asked
from linkpath_manager.kit.clock import Clock, from_micros
from linkpath_manager.kit.cursors import Cursors
from linkpath_manager.kit.key_file import KeyFile
from linkpath_manager.kit.limiting import Ledger, Limiter
from linkpath_manager.kit.measuring import Board
from linkpath_manager.kit.passwords import Passwords
from linkpath_manager.kit.recent import Recent
from linkpath_manager.kit.stopping import How, Stopping
from linkpath_manager.kit.tally import Tally
from linkpath_manager.kit.tracing import Tracing
from linkpath_manager.kit.uses import Uses
from linkpath_manager.store import Database, newest_revision, processes
from linkpath_manager.store.queues import Queues

from .allowance import Allowance
from .at_work import SequencesAtWork
from .checks import Check, LastLook, Watch
from .clients import TikTokClients
from .late import Late
from .operation import Gate

_HEARTBEAT_SECONDS = 30
_STRANGERS = 10_000
_BREAK_MICROS = 15_000_000
NEWER: Final = "the schema is a newer version's: replace this process"


@dataclass
class Heartbeat:
    """When the worker last went round. None: it never did."""

    at: datetime | None = None


@dataclass
class Signs:
    """The signs of life that this process gave. `since`: from when on without a break, in UTC microseconds."""

    since: int | None = None
    _last: int = 0

    def given(self, now: int) -> None:
        if self.since is None or now - self._last > _BREAK_MICROS:
            self.since = now
        self._last = now


@dataclass
class Services:
    """One process's tools. `public_url` is where browsers reach LinkPath, without a final slash.

    `process_id` tells this process from the others that share the database, `part` what it does of the work; when
    `stopping` begins it is to end. `limiter` keeps `limits`; `strangers` remembers which addresses sent no valid token;
    `usage` counts requests until they are written down, `tracing` is told of spans, `board` is what is measured;
    `queues` is what was last read for it, and when; `last_look` what was seen of what answering depends on. `gate` is
    for what has operations performed that nobody asked for. By connection: `renewals`, those of tokens that are under
    way, and `successes`, when TikTok last took the grant and for which workspace, not written
    down yet. `unwritten` tells the ends of runs, by id, that the database could not take.
    """

    settings: Settings
    db: Database
    tiktok: TikTokClients
    clock: Clock
    sealer: KeyFile
    cursors: Cursors
    public_url: str
    process_id: str
    gate: Gate
    limits: Limits
    limiter: Limiter
    part: Part = Part.WHOLE
    stopping: Stopping = field(default_factory=Stopping)
    late: Late = field(default_factory=Late)
    strangers: Ledger = field(default_factory=lambda: Ledger(most_accounts=_STRANGERS))
    guard: Guard = field(default_factory=Guard)
    allowance: Allowance = field(default_factory=Allowance)
    poster: Poster = field(default_factory=lambda: Poster(Guard()))
    usage: Tally[Asked] = field(default_factory=Tally)
    tracing: Tracing = field(default_factory=Tracing)
    board: Board = field(default_factory=lambda: Board(None, "", FAMILIES))
    last_look: LastLook = field(default_factory=LastLook)
    heartbeat: Heartbeat = field(default_factory=Heartbeat)
    signs: Signs = field(default_factory=Signs)
    key_uses: Uses = field(default_factory=Uses)
    passwords: Passwords = field(default_factory=Passwords)
    renewals: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    successes: dict[str, tuple[str, int]] = field(default_factory=dict)
    queues: tuple[int, Queues] | None = None
    unwritten: dict[str, Callable[[], Awaitable[object]]] = field(default_factory=dict)
    sequences: SequencesAtWork = field(default_factory=SequencesAtWork)
    reports: Recent[Report] = field(default_factory=lambda: Recent(most=16, seconds=60))

    async def readiness(self) -> dict[str, Check]:
        """Each thing that answering depends on. What has to be asked for is at most a second old."""
        checks = dict(await self.last_look.told(self.clock, self._look))
        if self.part.works:
            checks["worker"] = Check(self._worker())
        checks["limits"] = Check(self.limiter.state())
        # One that leaves is not asked by who sends requests: others answer at its address.
        if self.stopping.how in {How.DRAIN, How.PROMPTLY}:
            checks["process"] = Check("ends: send no more requests here")
        return checks

    async def _look(self) -> dict[str, Check]:
        watch = Watch(self.clock)
        try:
            revision = await self.db.revision()
            trouble = self.db.storage.trouble
            checks = {"database": Check(f"cannot be written: {trouble}" if trouble else "ok", watch.lap())}
            checks["migrations"] = Check(_migrations(revision), watch.lap())
            if not self.part.works:
                checks["workers"] = Check(await self._workers(), watch.lap())
        except Exception as error:  # noqa: BLE001  # whatever it is, the probe is to say it
            checks = {"database": Check(f"cannot be read: {error}", watch.lap()), "migrations": Check("unknown")}
        checks["keys"] = Check(await asyncio.to_thread(self.sealer.state), watch.lap())
        return checks

    def _worker(self) -> str:
        if self.heartbeat.at is None:
            return "has not gone round yet"
        silent = (self.clock.now() - self.heartbeat.at).total_seconds()
        return "ok" if silent < _HEARTBEAT_SECONDS else f"silent for {silent:.0f} s"

    async def _workers(self) -> str:
        """For a process that leaves the worker's part to others: whether there are any."""
        seen_at = await processes.work_seen_at(self.db)
        if seen_at is None:
            return "there is none"
        silent = (self.clock.now() - from_micros(seen_at)).total_seconds()
        return "ok" if silent < _HEARTBEAT_SECONDS else f"none has given a sign of life for {silent:.0f} s"


def _migrations(revision: str) -> str:
    newest = newest_revision()
    if revision == newest:
        return "ok"
    return NEWER if revision > newest else "the schema is not this version's"
