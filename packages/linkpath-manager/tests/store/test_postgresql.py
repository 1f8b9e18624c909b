"""PostgreSQL: walls between workspaces, who may open it, what a restart of the server does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import asyncpg
import postgres
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from needs import need_postgresql
from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from linkpath_manager.errors import Unavailable
from linkpath_manager.store import (
    EVERYWHERE,
    Database,
    DatabaseNewer,
    DatabaseUnusable,
    advertisers,
    migrate_postgresql,
    newest_revision,
    open_postgresql,
    workspaces,
)
from linkpath_manager.store.advertisers import AdvertiserRow
from linkpath_manager.store.database import Prepared
from linkpath_manager.store.line import Line
from linkpath_manager.store.memory import Memory
from linkpath_manager.store.schema import advertisers as table
from linkpath_manager.store.tables import metadata
from linkpath_manager.store.walls import walled_tables

ALL_IDS = Prepared(select(table.c.id).order_by(table.c.id), everywhere=True)
NO_CHANNEL = ""  # the server lets nobody listen on it
IDS_WITHOUT_A_WHERE = Prepared(select(table.c.id).where(bindparam("workspace_id") != ""))


def opening(name: str) -> Any:
    return open_postgresql(postgres.app_url(name), connections=2)


@pytest.fixture(scope="module")
def migrated() -> Iterator[str]:
    """An empty database, migrated, to be copied."""
    need_postgresql()
    name = asyncio.run(postgres.create())
    asyncio.run(migrate_postgresql(postgres.owner_url(name), postgres.APP))
    yield name
    asyncio.run(postgres.drop(name))


@pytest.fixture
async def name(migrated: str) -> AsyncIterator[str]:
    """An empty database, migrated."""
    name = await postgres.create(migrated)
    yield name
    await postgres.drop(name)


@pytest.fixture
async def db(name: str) -> AsyncIterator[Database]:
    database = await opening(name)
    for workspace_id in ("ws_a", "ws_b"):
        async with database.transaction(workspace_id) as tx:
            await workspaces.add(tx, workspace_id, workspace_id, 0)
            await advertisers.put(tx, [row(workspace_id, f"of {workspace_id}")])
    yield database
    await database.close()


def row(workspace_id: str, advertiser_id: str) -> AdvertiserRow:
    return AdvertiserRow(workspace_id, advertiser_id, None, "A", "USD", "UTC", b"{}", 0)


async def test_the_schema_is_the_one_that_the_code_speaks_of(name: str) -> None:
    engine = create_async_engine(postgres.owner_url(name).replace("postgresql:", "postgresql+asyncpg:"))

    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()

    assert found == []


async def test_every_table_of_a_workspace_has_a_wall() -> None:
    with_workspace = {one.name for one in metadata.sorted_tables if "workspace_id" in one.c}

    assert walled_tables().keys() == {*with_workspace, "workspaces"}
    assert {"campaigns", "runs", "audit", "connections", "api_keys", "oauth_tokens"} <= walled_tables().keys()


async def test_a_query_that_forgot_its_where_sees_its_own_workspace_alone(db: Database) -> None:
    seen = {of: await db.read(IDS_WITHOUT_A_WHERE, workspace_id=of) for of in ("ws_a", "ws_b", "ws_c")}

    assert seen == {"ws_a": [("of ws_a",)], "ws_b": [("of ws_b",)], "ws_c": []}
    assert await db.read(ALL_IDS) == [("of ws_a",), ("of ws_b",)]


async def test_a_write_that_forgot_its_where_touches_its_own_workspace_alone(db: Database) -> None:
    async with db.transaction("ws_a") as tx:
        await tx.execute(text("UPDATE advertisers SET name = 'changed'"))
        await tx.execute(text("DELETE FROM workspaces"))

    async with db.transaction(EVERYWHERE) as tx:
        names = (await tx.execute(text("SELECT workspace_id, name FROM advertisers ORDER BY 1"))).all()
        left = (await tx.execute(text("SELECT id FROM workspaces"))).all()
    assert [tuple(one) for one in names] == [("ws_a", "changed"), ("ws_b", "A")]
    assert [tuple(one) for one in left] == [("ws_b",)]


async def test_a_row_of_another_workspace_cannot_be_written(db: Database) -> None:
    async def smuggle() -> None:
        async with db.transaction("ws_a") as tx:
            await advertisers.put(tx, [row("ws_b", "smuggled")])

    with pytest.raises(DBAPIError, match="row-level security"):
        await smuggle()


async def test_a_workspace_id_cannot_break_out_of_its_quotes(db: Database) -> None:
    assert await db.read(IDS_WITHOUT_A_WHERE, workspace_id="x'; SET LOCAL linkpath.workspace_id = '*") == []


@pytest.mark.parametrize(("url", "reason"), [
    (lambda name: f"{postgres.SERVER}/{name}", "superuser"),
    (postgres.owner_url, "owns the tables"),
])  # fmt: skip
async def test_a_role_that_walls_do_not_hold_is_refused(name: str, url: Any, reason: str) -> None:
    with pytest.raises(DatabaseUnusable, match=reason):
        await open_postgresql(url(name), connections=1)


async def test_a_missing_wall_is_refused_and_named(name: str) -> None:
    engine = create_async_engine(postgres.owner_url(name).replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE runs DISABLE ROW LEVEL SECURITY"))
    await engine.dispose()

    with pytest.raises(DatabaseUnusable, match="no row-level security on runs: run `linkpath-manager migrate`"):
        await opening(name)


@pytest.mark.usefixtures("name")
async def test_a_database_without_a_schema_is_refused() -> None:
    empty = await postgres.create()
    try:
        with pytest.raises(DatabaseUnusable, match="run `linkpath-manager migrate`"):
            await opening(empty)
    finally:
        await postgres.drop(empty)


async def test_a_newer_schema_is_refused_by_serving_and_by_migrating(name: str) -> None:
    engine = create_async_engine(postgres.owner_url(name).replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()

    for attempt in (opening(name), migrate_postgresql(postgres.owner_url(name), postgres.APP)):
        with pytest.raises(DatabaseNewer, match="newer LinkPath"):
            await attempt


async def test_migrating_again_changes_nothing(name: str, db: Database) -> None:
    assert await migrate_postgresql(postgres.owner_url(name), postgres.APP) == newest_revision()
    assert await db.read(ALL_IDS) == [("of ws_a",), ("of ws_b",)]


async def test_an_address_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(DatabaseUnusable) as refused:
        await open_postgresql("postgresql://app:canary@127.0.0.1:1/linkpath", connections=1)

    assert "canary" not in str(refused.value)
    assert "127.0.0.1:1/linkpath" in str(refused.value)


async def test_after_the_server_was_restarted_requests_go_on(name: str, db: Database) -> None:
    await postgres.cut_off(name)

    answers: list[Any] = []
    for _ in range(3):
        try:
            answers.append(await db.read(ALL_IDS))
        except Unavailable as error:
            answers.append(error)
    async with db.transaction("ws_a") as tx:
        await advertisers.put(tx, [row("ws_a", "later")])

    assert answers[-1] == [("of ws_a",), ("of ws_b",)]
    assert await db.read(ALL_IDS) == [("later",), ("of ws_a",), ("of ws_b",)]


async def test_a_database_that_is_gone_is_said_to_be_unavailable(name: str, db: Database) -> None:
    await postgres.drop(name)

    with pytest.raises(Unavailable):
        await db.read(ALL_IDS)
    with pytest.raises(Unavailable):
        async with db.transaction("ws_a"):
            pass


async def test_one_of_many_leads_and_another_takes_over(name: str, db: Database) -> None:
    other = await opening(name)

    led = [await db.leads(), await other.leads(), await db.leads()]
    await db.close()
    while not await other.leads():  # noqa: ASYNC110  # the server tells nobody that a lock is free
        await asyncio.sleep(0)

    assert led == [True, False, True]
    await other.close()


async def test_a_line_that_could_not_be_opened_is_not_left_open(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Line, "CHANNEL", NO_CHANNEL)

    with pytest.raises(asyncpg.PostgresError) as refused:
        await Line(postgres.app_url(name)).open()

    assert await connections_left(name, 0) == 0, refused.value


async def test_a_database_whose_commits_cannot_be_heard_is_not_left_open(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Line, "CHANNEL", NO_CHANNEL)

    with pytest.raises(DatabaseUnusable) as refused:
        await opening(name)

    assert await connections_left(name, 0) == 0, refused.value


async def test_a_line_that_breaks_while_it_is_mended_is_one_line_in_the_end(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = CountedLine(postgres.app_url(name))
    await line.open()

    with monkeypatch.context() as broken:
        broken.setattr(CountedLine, "CHANNEL", NO_CHANNEL)
        await postgres.cut_off(name)
        await until(lambda: line.opened >= 3)
    await until(lambda: line.version() == line.version())  # another each time while it is down

    assert await connections_left(name, 1) == 1
    await line.close()


class CountedLine(Line):
    """Counts how often it was opened, well or not."""

    opened = 0

    async def open(self) -> None:
        self.opened += 1
        await super().open()


async def connections_left(name: str, enough: int) -> int:
    """How many are connected to the database, once no more than `enough` are, or after a while."""
    connected = f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608  # a name of our own
    for _ in range(200):
        left = len(await postgres.fetched("postgres", connected))
        if left <= enough:
            break
        await asyncio.sleep(0.01)
    return left


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not reached():  # noqa: ASYNC110  # what is waited for happens at the server
            await asyncio.sleep(0.01)


async def test_nothing_is_remembered_while_commits_cannot_be_heard() -> None:
    memory = Memory(Line("postgresql://nobody@127.0.0.1:1/nothing").version)
    worked_out = []

    async def work_out() -> None:
        worked_out.append("again")

    for _ in range(3):
        await memory.recall("key", work_out)
        await asyncio.sleep(0)

    assert worked_out == ["again"] * 3
