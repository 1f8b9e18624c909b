"""What is in the database: the processes that run, secrets that do not open, connections that wait for a person."""

from dataclasses import replace
from datetime import datetime

from linkpath_manager.domain.finding import Finding, mend, note, ok
from linkpath_manager.domain.process import WITHOUT_CLOCK, Process
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.operations import rotation
from linkpath_manager.operations.health import health_of
from linkpath_manager.operations.services import Services
from linkpath_manager.operations.upkeep import LOST_AFTER_SECONDS
from linkpath_manager.store import connections as connection_rows
from linkpath_manager.store import processes as process_rows
from linkpath_manager.store import workspaces


async def processes(services: Services) -> tuple[list[Finding], bool]:
    """Each process that lives, and whether there is any."""
    now = services.clock.now()
    rows = await process_rows.seen_since(services.db, to_micros(now) - LOST_AFTER_SECONDS * 1_000_000)
    if not rows:
        return [note("processes", "none runs on this database", "Start one: `linkpath-manager serve`.")], False
    living = _one_leads([_process(row) for row in rows])
    told = [ok("process", _line(process, now)) for process in living]
    workers = [process for process in living if process.part not in WITHOUT_CLOCK]
    if not workers:
        told.append(
            mend("worker", "none runs: accounts are not read, lost runs not found out", "`linkpath-manager worker`")
        )
    elif not any(process.leads for process in workers):
        told.append(note("leader", "none has said yet that it leads", "Ask again in ten seconds."))
    return told, True


async def secrets(services: Services) -> list[Finding]:
    """Whether all that is sealed opens."""
    lost = await rotation.lost(services)
    if not lost:
        return []
    hint = "Put the keys back from the backup (docs/how-to/keys.md)."
    return [mend("secrets", f"{lost} are sealed with keys that the key file lacks", hint)]


async def connections(services: Services) -> list[Finding]:
    """How the connections to TikTok do."""
    rows = [
        row for one in await workspaces.ids(services.db) for row in await connection_rows.of_workspace(services.db, one)
    ]
    now = services.clock.now()
    live = [row for row in rows if row.status in {"CONNECTED", "BROKEN"}]
    ill = [row for row in live if health_of(row, now).state != "HEALTHY"]
    hint = "GET /v1/connections says of each why, and what to do."
    if ill:
        return [note("connections", f"{len(ill)} of {len(live)} want attention", hint)]
    return [ok("connections", f"{len(live)} to TikTok, all well")] if live else []


def _process(row: process_rows.ProcessRow) -> Process:
    return Process(
        row.id, row.host, row.pid, row.part, bool(row.leads), from_micros(row.started_at), from_micros(row.seen_at)
    )


def _one_leads(living: list[Process]) -> list[Process]:
    """Of those that say that they lead, the one that was seen last: another that led before may have died."""
    leader = max((process for process in living if process.leads), key=lambda one: one.seen_at, default=None)
    return [replace(process, leads=process is leader) for process in living]


def _line(process: Process, now: datetime) -> str:
    what = process.part or "of an older LinkPath"
    leads = ", leads" if process.leads else ""
    where = f"{process.host} {process.pid}" if process.pid else process.host
    since = f"{process.started_at:%Y-%m-%d %H:%M} UTC"
    return f"{what}{leads}: {where}, since {since}, seen {(now - process.seen_at).total_seconds():.0f} s ago"
