"""What is worked out from the database is remembered until something is committed, by whomever."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from linkpath_manager.store import EVERYWHERE, open_sqlite, workspaces
from linkpath_manager.store.database import Database, Prepared
from linkpath_manager.store.memory import Memory
from linkpath_manager.store.schema import workspaces as table

NAMES = Prepared(select(table.c.name).order_by(table.c.id), everywhere=True)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = open_sqlite(tmp_path / "linkpath.sqlite3")
    yield database
    await database.close()


async def names(db: Database) -> list[str]:
    """The workspaces' names, remembered."""

    async def read() -> list[str]:
        return [row[0] for row in await db.read(NAMES)]

    return await db.memory.recall("names", read)


def gives(value: Any) -> Any:
    async def work_out() -> Any:
        return value

    return work_out


async def test_nothing_is_worked_out_twice_between_two_commits(db: Database) -> None:
    worked_out = []

    async def work_out() -> None:
        worked_out.append("once")

    for _ in range(3):
        await db.memory.recall("key", work_out)
        await asyncio.sleep(0)

    assert worked_out == ["once"]


async def test_a_commit_of_this_process_is_seen_when_it_has_ended(db: Database) -> None:
    before = await names(db)

    async with db.transaction(EVERYWHERE) as tx:
        await workspaces.add(tx, "ws_1", "One", 0)

    assert (before, await names(db)) == ([], ["One"])


async def test_a_transaction_that_is_rolled_back_is_not_seen(db: Database) -> None:
    with suppress(ZeroDivisionError):
        async with db.transaction(EVERYWHERE) as tx:
            await workspaces.add(tx, "ws_1", "One", 0)
            raise ZeroDivisionError

    assert await names(db) == []


async def test_a_commit_of_another_connection_is_seen_in_the_next_turn_of_the_loop(db: Database) -> None:
    before = await names(db)

    with closing(sqlite3.connect(db.path)) as other, other:
        other.execute("INSERT INTO workspaces (id, name, created_at) VALUES ('ws_1', 'One', 0)")
    await asyncio.sleep(0)

    assert (before, await names(db)) == ([], ["One"])


def test_a_loop_that_ended_before_its_next_turn_leaves_no_certainty_behind() -> None:
    version = iter((1, 1, 2, 2))
    memory = Memory(lambda: next(version))

    async def recalled(value: str) -> str:
        return str(await memory.recall("key", gives(value)))

    assert [asyncio.run(recalled("old")), asyncio.run(recalled("new"))] == ["old", "new"]


async def test_what_fails_is_not_remembered() -> None:
    memory = Memory(lambda: 1)

    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await memory.recall("key", fail)

    assert await memory.recall("key", gives("value")) == "value"


async def test_nothing_too_is_remembered() -> None:
    memory = Memory(lambda: 1)

    assert [await memory.recall("key", gives(None)), await memory.recall("key", gives("other"))] == [None, None]


async def test_the_oldest_value_makes_room_for_the_newest() -> None:
    memory = Memory(lambda: 1, most=2)
    for key in ("a", "b", "c"):
        await memory.recall(key, gives("first"))

    again = {key: await memory.recall(key, gives("again")) for key in ("c", "b", "a")}

    assert again == {"c": "first", "b": "first", "a": "again"}


async def test_a_key_that_another_process_revokes_is_refused_at_once(house: Any) -> None:
    before = await house.ask("GET", "/v1/campaigns")

    version = house.version()
    async with house.another_process() as other:
        async with other.transaction(EVERYWHERE) as tx:
            await tx.execute(text("UPDATE api_keys SET revoked_at = 1"))
        await house.heard_of_commits(version)

    assert (before.status_code, await house.refused("GET", "/v1/campaigns")) == (200, (401, "unauthenticated"))


async def test_a_key_that_is_remembered_expires_by_the_clock(house: Any) -> None:
    expires = int((house.time.now().timestamp() + 60) * 1_000_000)
    await house.sql("UPDATE api_keys SET expires_at = :at", at=expires)

    before = await house.ask("GET", "/v1/campaigns")
    house.time.advance(seconds=60)

    assert (before.status_code, await house.refused("GET", "/v1/campaigns")) == (200, (401, "unauthenticated"))


async def test_the_advertisers_of_a_revoked_connection_are_gone_at_once(house: Any) -> None:
    before = await house.ask("GET", "/v1/campaigns")
    connection = (await house.ok("GET", "/v1/connections"))["data"][0]

    await house.ok("DELETE", f"/v1/connections/{connection['id']}")

    assert before.status_code == 200
    assert (await house.ask("GET", "/v1/campaigns")).status_code in {400, 404}


async def test_a_list_that_was_asked_before_holds_what_was_made_since(house: Any) -> None:
    before = await house.ok("GET", "/v1/campaigns?limit=3")

    made = await house.campaign()

    after = await house.ok("GET", "/v1/campaigns?limit=3")
    assert after["data"] == [made, *before["data"][:2]]
    assert after["total_count"] == before["total_count"] + 1
