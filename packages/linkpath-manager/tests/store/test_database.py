"""The database file: made, migrated, refused with the reason, safe for one writer and many readers."""

import asyncio
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import bindparam, create_engine, select, text

from linkpath_manager.store import EVERYWHERE, DatabaseNewer, DatabaseUnusable, newest_revision, open_sqlite
from linkpath_manager.store.database import Prepared
from linkpath_manager.store.schema import workspaces
from linkpath_manager.store.tables import metadata

NAMES = Prepared(select(workspaces.c.name).order_by(workspaces.c.id), everywhere=True)
ONE = Prepared(select(workspaces.c.name).where(workspaces.c.id == bindparam("id")), everywhere=True)


@pytest.fixture
async def database(tmp_path: Path) -> Any:
    db = open_sqlite(tmp_path / "new" / "linkpath.sqlite3")
    yield db
    await db.close()


async def add(db: Any, workspace_id: str) -> None:
    async with db.transaction(EVERYWHERE) as tx:
        await tx.execute(workspaces.insert().values(id=workspace_id, name=workspace_id, created_at=0))


async def test_a_new_database_has_the_schema_that_the_code_speaks_of(database: Any) -> None:
    engine = create_engine(f"sqlite:///{database.path}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []
    assert await database.revision() == newest_revision()


async def test_every_index_and_constraint_of_the_code_is_in_the_file(database: Any) -> None:
    told = {row[0] for row in database._reader.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    sql = " ".join(row[0] for row in database._reader.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL"))

    assert {index.name for table in metadata.tables.values() for index in table.indexes} <= told
    assert "runs_key" in sql
    assert "LIKE '%.create'" in sql


async def test_an_opened_database_keeps_what_it_held(database: Any) -> None:
    await add(database, "ws_1")
    again = open_sqlite(database.path)

    assert await again.read(NAMES) == [("ws_1",)]
    await again.close()


async def test_what_is_committed_is_read_at_once_and_what_fails_never(database: Any) -> None:
    async def fail() -> None:
        async with database.transaction(EVERYWHERE) as tx:
            await tx.execute(workspaces.insert().values(id="ws_1", name="ws_1", created_at=0))
            assert await database.read(NAMES) == []
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    before = await database.read(NAMES)
    await add(database, "ws_2")

    assert (before, await database.read_one(ONE, id="ws_2"), await database.read_one(ONE, id="ws_1")) == (
        [],
        ("ws_2",),
        None,
    )


async def test_writers_go_one_after_the_other_and_none_is_lost(database: Any) -> None:
    await asyncio.gather(*(add(database, f"ws_{number:02}") for number in range(30)))

    assert len(await database.read(NAMES)) == 30


async def test_a_writer_that_is_cancelled_at_any_step_leaves_the_next_a_connection(database: Any) -> None:
    counting = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT max(i) FROM n")

    async def write(number: int) -> None:
        async with database.transaction(EVERYWHERE) as tx:
            await tx.execute(workspaces.insert().values(id=f"lost_{number}", name="", created_at=0))
            await tx.execute(counting)
            await asyncio.Event().wait()

    for number in range(40):
        writing = asyncio.create_task(write(number))
        for _ in range(number):  # each time a little further
            await asyncio.sleep(0)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        async with asyncio.timeout(10):
            await add(database, f"ws_{number:02}")

    assert [name for (name,) in await database.read(NAMES)] == [f"ws_{number:02}" for number in range(40)]


async def test_two_processes_can_write_by_turns(database: Any) -> None:
    other = open_sqlite(database.path)
    await asyncio.gather(*(add((database, other)[number % 2], f"ws_{number:02}") for number in range(20)))

    assert len(await other.read(NAMES)) == len(await database.read(NAMES)) == 20
    await other.close()


async def test_the_reader_writes_nothing(database: Any) -> None:
    with pytest.raises(sqlite3.OperationalError):
        database._reader.execute("DELETE FROM workspaces")


async def test_a_commit_survives_the_loss_of_power(database: Any) -> None:
    pragmas = [database._reader.execute("PRAGMA journal_mode").fetchone()[0]]
    async with database.transaction(EVERYWHERE) as tx:
        pragmas.append((await tx.exec_driver_sql("PRAGMA synchronous")).scalar())

    assert pragmas == ["wal", 2]


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "linkpath.sqlite3"
    content = b"not a database, but long enough to have a header of a hundred bytes" * 3
    path.write_bytes(content)

    with pytest.raises(DatabaseUnusable, match=r"Restore it from a backup, or name another data directory"):
        open_sqlite(path)

    assert path.read_bytes() == content


async def test_a_damaged_database_is_refused(database: Any, tmp_path: Path) -> None:
    await database.close()
    path = tmp_path / "damaged.sqlite3"
    content = database.path.read_bytes()
    path.write_bytes(content[:100] + b"\0" * 2_000 + content[2_100:])

    with pytest.raises(DatabaseUnusable):
        open_sqlite(path)


async def test_a_newer_database_is_refused_and_left_alone(database: Any) -> None:
    await database.close()
    connection = sqlite3.connect(database.path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = database.path.read_bytes()

    with pytest.raises(DatabaseNewer, match="was written by a newer LinkPath \\(schema 9999\\)"):
        open_sqlite(database.path)

    assert database.path.read_bytes() == before


@pytest.mark.parametrize("blocked", ["a file", "a folder"])
def test_a_path_that_cannot_be_written_is_refused(tmp_path: Path, blocked: str) -> None:
    path = tmp_path / "linkpath.sqlite3"
    if blocked == "a file":
        path.write_text("")
        path = path / "linkpath.sqlite3"
    else:
        path.mkdir()

    with pytest.raises(DatabaseUnusable, match="cannot be used"):
        open_sqlite(path)


async def test_a_path_with_signs_that_mean_something_elsewhere_works(tmp_path: Path) -> None:
    db = open_sqlite(tmp_path / "100% {of} it's ünïcode" / "linkpath.sqlite3")
    await add(db, "ws_1")

    assert await db.read(NAMES) == [("ws_1",)]
    await db.close()


async def test_what_a_killed_writer_left_half_done_is_not_there(database: Any, tmp_path: Path) -> None:
    await add(database, "ws_1")
    left = tmp_path / "left"
    async with database.transaction(EVERYWHERE) as tx:
        await tx.execute(workspaces.insert().values(id="ws_2", name="ws_2", created_at=0))
        shutil.copytree(database.path.parent, left)
    next_start = open_sqlite(left / database.path.name)

    assert await next_start.read(NAMES) == [("ws_1",)]
    await next_start.close()
