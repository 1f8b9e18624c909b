"""Databases of a PostgreSQL server for tests: made from templates, dropped afterwards."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import asyncpg

SERVER = os.environ.get("LINKPATH_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")
OWNER, APP = "linkpath_test_owner", "linkpath_test_app"
_numbers = count(1)
_spare: dict[str, list[str]] = {}

_KEEP = """DO $$ DECLARE t text; BEGIN
  CREATE SCHEMA kept;
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', t);
  END LOOP;
END $$"""
_RESTORE = """DO $$ DECLARE t text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'kept' LOOP
    EXECUTE format('DELETE FROM public.%1$I', t);
    EXECUTE format('INSERT INTO public.%1$I SELECT * FROM kept.%1$I', t);
  END LOOP;
END $$"""


@contextmanager
def at(server: str) -> Iterator[None]:
    """Another server is meant while the block runs, with the same roles."""
    global SERVER  # noqa: PLW0603  # of all that is made here
    before, SERVER = SERVER, server
    try:
        assert asyncio.run(reachable())
        yield
    finally:
        SERVER = before


async def reachable() -> bool:
    """Whether the server answers and lets us make databases."""
    try:
        await _make_roles()
    except (OSError, asyncpg.PostgresError):
        return False
    return True


def owner_url(name: str) -> str:
    return _url(OWNER, name)


def app_url(name: str) -> str:
    return _url(APP, name)


async def create(template: str | None = None) -> str:
    """The name of a new database of the owner's; with `template`, a copy of that one, to which nobody is connected."""
    name = f"linkpath_test_{os.getpid()}_{next(_numbers)}"
    origin = f" TEMPLATE {template}" if template else ""
    await do(f"CREATE DATABASE {name} OWNER {OWNER}{origin}")
    if template is None:
        await do(f"GRANT CREATE, USAGE ON SCHEMA public TO {OWNER}", name)
    return name


async def copy_of(template: str) -> str:
    """A database that is as the template is: one that was given back, or a new one."""
    spare = _spare.setdefault(template, [])
    if spare:
        return spare.pop()
    name = await create(template)
    await do(_KEEP, name)
    return name


async def give_back(name: str, template: str) -> None:
    """Has a copy be as its template again, for whoever wants the next: six times as quick as a new one."""
    await cut_off(name)
    await do(_RESTORE, name)
    _spare[template].append(name)


async def drop_copies(template: str) -> None:
    """Drops those that were given back."""
    for name in _spare.pop(template, []):
        await drop(name)


async def drop(name: str) -> None:
    await do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def cut_off(name: str) -> None:
    """Ends every connection to the database, as a restart of the server or a kill of its users does."""
    await do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608  # of our own names alone


async def take_away(name: str) -> None:
    """The database is not to be found, as when its server is away, until it is put back."""
    await do(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")  # nobody connects again before it is renamed
    await cut_off(name)
    await do(f"ALTER DATABASE {name} RENAME TO {name}_away")


async def put_back(name: str) -> None:
    await do(f"ALTER DATABASE {name}_away RENAME TO {name}")
    await do(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def do(statement: str, database: str = "postgres") -> None:
    """Has the server's superuser execute a statement in the database."""
    connection = await asyncpg.connect(f"{SERVER}/{database}", timeout=5)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def fetched(name: str, query: str) -> list[asyncpg.Record]:
    """The rows that the database holds, whosever they are."""
    connection = await asyncpg.connect(f"{SERVER}/{name}", timeout=5)
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


async def forget_processes(name: str) -> None:
    """Has the database know of no LinkPath process: what the dead left open is adopted at once."""
    await do("DELETE FROM processes", name)


async def let_write(name: str, *, may: bool) -> None:
    """Gives the app's role the right to write in the database, or takes it."""
    verb, whose = ("GRANT", "TO") if may else ("REVOKE", "FROM")
    await do(f"{verb} INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public {whose} {APP}", name)


async def _make_roles() -> None:
    for role in (OWNER, APP):
        make = f"CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL"
        await do(f"DO $$ BEGIN {make}; END $$")


def _url(role: str, name: str) -> str:
    host = SERVER.rpartition("@")[2]
    return f"postgresql://{role}@{host}/{name}"
