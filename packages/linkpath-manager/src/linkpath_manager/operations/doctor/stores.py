"""PostgreSQL or SQLite, and Redis."""

import time
from pathlib import Path
from typing import Final

from linkpath_manager.domain.finding import Finding, mend, note, ok
from linkpath_manager.kit.limiting import RedisAddress
from linkpath_manager.kit.limiting.redis_line import RedisAway, RedisLine
from linkpath_manager.store import newest_revision
from linkpath_manager.store.examining import Examined, examine_postgresql, examine_sqlite

_AHEAD_SECONDS: Final = 1.0
_TOO_FAR_SECONDS: Final = 10.0


async def postgresql(url: str, *, connections: int) -> tuple[list[Finding], bool]:
    """What there is to say of it, and whether LinkPath can work on it. `connections` are those LinkPath may open."""
    found = await examine_postgresql(url)
    told = [_database(found, f"PostgreSQL {found.version}")]
    if found.version:
        told.append(_clock(found.ahead_seconds))
        if connections > found.connections - 5:
            told.append(
                mend(
                    "connections",
                    f"the processes here may open {connections}, and the server takes {found.connections}",
                    "Lower LINKPATH_DATABASE_CONNECTIONS, or raise max_connections.",
                )
            )
    return told, found.current


def sqlite(path: Path) -> tuple[list[Finding], bool]:
    """The same of the file at `path`."""
    found = examine_sqlite(path)
    if found.problem is None and found.revision is None:
        return [note("database", f"{path} is not there yet: the first start makes it")], False
    return [_database(found, f"SQLite {found.version}")], found.current


async def redis(url: str | None, *, needed: bool) -> Finding:
    """`needed`: LinkPath's processes are several."""
    name = "Redis"
    if url is None:
        if not needed:
            return ok(name, "not set, and not needed by one process")
        return note(name, "not set: each process keeps its share of every limit", "Set LINKPATH_REDIS_URL.")
    try:
        address = RedisAddress.of(url)
        began = time.perf_counter()
        line = await RedisLine.connected(address)
        try:
            told = (await line.ask("INFO")).decode()
            await line.ask("EVAL", "return 1", "0")
        finally:
            line.close()
    except (RedisAway, ValueError) as error:
        return mend(name, f"it does not answer: {error}", "Start it, or mend LINKPATH_REDIS_URL.")
    ms = (time.perf_counter() - began) * 1000
    facts = dict(text.split(":", 1) for text in told.splitlines() if ":" in text)
    where = f"Redis {facts.get('redis_version', '')} at {address.host}:{address.port}, {ms:.0f} ms"
    policy = facts.get("maxmemory_policy", "noeviction")
    if int(facts.get("maxmemory", 0)) and policy != "noeviction":
        return note(name, f"{where}; when it is full it forgets ({policy})", "Set maxmemory-policy to noeviction.")
    return ok(name, where)


def _database(found: Examined, what: str) -> Finding:
    name = "database"
    if found.problem:
        return mend(name, f"{found.place}: {found.problem}", found.hint or "See docs/how-to/postgresql.md.")
    newest = newest_revision()
    if found.revision == newest:
        return ok(name, f"{what}, {found.place}, schema {newest}")
    if str(found.revision) > newest:
        return mend(
            name, f"{found.place} is at schema {found.revision}, this is {newest}", "Install the newer LinkPath."
        )
    return mend(name, f"{found.place} is at schema {found.revision}, not {newest}", "Run `linkpath-manager migrate`.")


def _clock(ahead: float) -> Finding:
    name = "database clock"
    told = f"{abs(ahead):.1f} s {'ahead of' if ahead > 0 else 'behind'} this computer's"
    if abs(ahead) < _AHEAD_SECONDS:
        return ok(name, "the same as this computer's")
    hint = "Have both computers keep time by NTP."
    return mend(name, told, hint) if abs(ahead) > _TOO_FAR_SECONDS else note(name, told, hint)
