"""A database looked at from outside, before LinkPath works on it: nothing is opened for long, nothing changed."""

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from .migrating import newest_revision
from .postgresql import GONE, shown
from .walls import missing_walls, role_problem

_CONNECT_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Examined:
    """`problem`: why LinkPath cannot work on it. `ahead_seconds`: by how much its clock is ahead of ours."""

    place: str
    problem: str | None = None
    hint: str | None = None
    version: str = ""
    revision: str | None = None
    ahead_seconds: float = 0
    connections: int = 0
    """How many the server takes."""

    @property
    def current(self) -> bool:
        """Whether it has this version's schema."""
        return self.problem is None and self.revision == newest_revision()


async def examine_postgresql(url: str) -> Examined:
    """The database at `url`, as its role sees it."""
    place = shown(url)
    try:
        connection = await asyncpg.connect(url, timeout=_CONNECT_SECONDS, command_timeout=_CONNECT_SECONDS)
    except (*GONE, asyncpg.PostgresError, ValueError) as error:
        cause = str(error) or type(error).__name__
        return Examined(place, f"it cannot be reached: {cause}", "Mend LINKPATH_DATABASE_URL, or start PostgreSQL.")
    try:
        return await _examined(connection, place)
    finally:
        await connection.close()


async def _examined(connection: asyncpg.Connection, place: str) -> Examined:
    migrate = "Run `linkpath-manager migrate`."
    asked_at = time.time()
    now, version, most = await connection.fetchrow(
        "SELECT extract(epoch FROM clock_timestamp())::float8, current_setting('server_version'), "
        "current_setting('max_connections')::int"
    )
    ahead = now - (asked_at + time.time()) / 2
    facts = {"version": version, "ahead_seconds": ahead, "connections": most}
    if connection.get_server_version().major < _OLDEST:
        return Examined(place, f"it is PostgreSQL {version}", f"Use PostgreSQL {_OLDEST} or later.", **facts)
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return Examined(place, "it has no LinkPath schema yet", migrate, **facts)
    revision = str(await connection.fetchval("SELECT version_num FROM alembic_version"))
    if problem := await role_problem(connection):
        return Examined(place, problem, "See docs/how-to/postgresql.md.", revision=revision, **facts)
    if tables := await missing_walls(connection):
        told = f"{', '.join(tables)} has no row-level security"
        return Examined(place, told, migrate, revision=revision, **facts)
    return Examined(place, revision=revision, **facts)


_OLDEST: Final = 15


def examine_sqlite(path: Path) -> Examined:
    """The file at `path`; without a revision there is none yet."""
    if not path.exists():
        return Examined(str(path))
    restore = "Restore it from a backup, or name another data directory."
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            (health,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        return Examined(str(path), f"it cannot be read: {error}", restore)
    if health != "ok":
        return Examined(str(path), f"it is damaged: {health}", restore, revision=revision)
    return Examined(str(path), version=sqlite3.sqlite_version, revision=revision)
