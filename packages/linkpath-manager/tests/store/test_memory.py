"""What is worked out from the database is remembered until something is committed, by whomever."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from linkpath_manager.store import open_database, workspaces
from linkpath_manager.store.database import Database, Prepared
from linkpath_manager.store.memory import Memory
from linkpath_manager.store.schema import workspaces as table

NAMES = Prepared(select(table.c.name).order_by(table.c.id))


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = open_database(tmp_path / "linkpath.sqlite3")
    yield database
    await database.close()


def names(db: Database) -> list[str]:
    """The workspaces' names, remembered."""
    return db.memory.recall("names", lambda: [row[0] for row in db.read(NAMES)])


async def test_nothing_is_worked_out_twice_between_two_commits(db: Database) -> None:
    worked_out = []

    for _ in range(3):
        db.memory.recall("key", lambda: worked_out.append("once"))
        await asyncio.sleep(0)

    assert worked_out == ["once"]


async def test_a_commit_of_this_process_is_seen_when_it_has_ended(db: Database) -> None:
    before = names(db)

    async with db.transaction() as tx:
        await workspaces.add(tx, "ws_1", "One", 0)

    assert (before, names(db)) == ([], ["One"])


async def test_a_transaction_that_is_rolled_back_is_not_seen(db: Database) -> None:
    with suppress(ZeroDivisionError):
        async with db.transaction() as tx:
            await workspaces.add(tx, "ws_1", "One", 0)
            raise ZeroDivisionError

    assert names(db) == []


async def test_a_commit_of_another_connection_is_seen_in_the_next_turn_of_the_loop(db: Database) -> None:
    before = names(db)

    with closing(sqlite3.connect(db.path)) as other, other:
        other.execute("INSERT INTO workspaces (id, name, created_at) VALUES ('ws_1', 'One', 0)")
    await asyncio.sleep(0)

    assert (before, names(db)) == ([], ["One"])


def test_a_loop_that_ended_before_its_next_turn_leaves_no_certainty_behind() -> None:
    versions = iter((1, 2))
    memory = Memory(lambda: next(versions))

    async def recalled(value: str) -> str:
        return memory.recall("key", lambda: value)

    assert [asyncio.run(recalled("old")), asyncio.run(recalled("new"))] == ["old", "new"]


async def test_what_fails_is_not_remembered() -> None:
    memory = Memory(lambda: 1)

    with pytest.raises(ZeroDivisionError):
        memory.recall("key", lambda: 1 // 0)

    assert memory.recall("key", lambda: "value") == "value"


async def test_nothing_too_is_remembered() -> None:
    memory = Memory(lambda: 1)

    assert [memory.recall("key", lambda: None), memory.recall("key", lambda: "other")] == [None, None]


async def test_the_oldest_value_makes_room_for_the_newest() -> None:
    memory = Memory(lambda: 1, most=2)
    for key in ("a", "b", "c"):
        memory.recall(key, lambda: "first")

    again = {key: memory.recall(key, lambda: "again") for key in ("c", "b", "a")}

    assert again == {"c": "first", "b": "first", "a": "again"}


async def test_a_key_that_another_process_revokes_is_refused_at_once(house: Any) -> None:
    before = await house.ask("GET", "/v1/campaigns")

    with closing(sqlite3.connect(house.db.path)) as other, other:
        other.execute("UPDATE api_keys SET revoked_at = 1")
    await asyncio.sleep(0)  # the request comes in after the commit, which in one process needs saying

    assert (before.status_code, await house.refused("GET", "/v1/campaigns")) == (200, (401, "unauthenticated"))


async def test_a_key_that_is_remembered_expires_by_the_clock(house: Any) -> None:
    expires = int((house.time.now().timestamp() + 60) * 1_000_000)
    with closing(sqlite3.connect(house.db.path)) as other, other:
        other.execute("UPDATE api_keys SET expires_at = ?", (expires,))
    await asyncio.sleep(0)

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
