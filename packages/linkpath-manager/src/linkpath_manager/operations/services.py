"""What operations work with: handed in by bootstrap, never looked up."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from linkpath_manager.config import Settings
from linkpath_manager.delivery import Guard
from linkpath_manager.domain.limits import Limits
from linkpath_manager.domain.measures import FAMILIES
from linkpath_manager.domain.report import Report
from linkpath_manager.domain.usage import Asked
from linkpath_manager.kit.clock import Clock
from linkpath_manager.kit.cursors import Cursors
from linkpath_manager.kit.key_file import KeyFile
from linkpath_manager.kit.limiting import Ledger, Limiter
from linkpath_manager.kit.measuring import Board
from linkpath_manager.kit.passwords import Passwords
from linkpath_manager.kit.recent import Recent
from linkpath_manager.kit.tally import Tally
from linkpath_manager.kit.uses import Uses
from linkpath_manager.store import Database, newest_revision
from linkpath_manager.store.queues import Queues

from .clients import TikTokClients
from .operation import Gate

_HEARTBEAT_SECONDS = 30
_STRANGERS = 10_000


@dataclass
class Heartbeat:
    """When the worker last went round. None: it never did."""

    at: datetime | None = None


@dataclass
class Services:
    """One process's tools. `public_url` is where browsers reach LinkPath, without a final slash.

    `process_id` tells this process from the others that share the database. `limiter` keeps `limits`; `strangers`
    remembers which addresses sent no valid token; `usage` counts requests until they are written down, `board` what is
    measured; `queues` is what was last read for it, and when. `gate` is for what has operations performed that nobody
    asked for. By connection: `renewals`, those of tokens that are under way, and `successes`, when TikTok last took the
    grant and for which workspace, not written down yet.
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
    strangers: Ledger = field(default_factory=lambda: Ledger(most_accounts=_STRANGERS))
    guard: Guard = field(default_factory=Guard)
    usage: Tally[Asked] = field(default_factory=Tally)
    board: Board = field(default_factory=lambda: Board(None, "", FAMILIES))
    heartbeat: Heartbeat = field(default_factory=Heartbeat)
    key_uses: Uses = field(default_factory=Uses)
    passwords: Passwords = field(default_factory=Passwords)
    renewals: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    successes: dict[str, tuple[str, int]] = field(default_factory=dict)
    queues: tuple[int, Queues] | None = None
    reports: Recent[Report] = field(default_factory=lambda: Recent(most=16, seconds=60))

    async def readiness(self) -> dict[str, str]:
        """Each thing that answering depends on: "ok", or what is wrong."""
        try:
            revision = await self.db.revision()
        except Exception as error:  # noqa: BLE001  # whatever it is, the probe is to say it
            return {"database": f"cannot be read: {error}", "migrations": "unknown"} | self._others()
        migrations = "ok" if revision == newest_revision() else "the schema is not this version's"
        return {"database": "ok", "migrations": migrations} | self._others()

    def _others(self) -> dict[str, str]:
        return {"worker": self._worker(), "limits": self.limiter.state()}

    def _worker(self) -> str:
        if self.heartbeat.at is None:
            return "has not gone round yet"
        silent = (self.clock.now() - self.heartbeat.at).total_seconds()
        return "ok" if silent < _HEARTBEAT_SECONDS else f"silent for {silent:.0f} s"
