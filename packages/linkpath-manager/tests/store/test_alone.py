"""What one task of one process does at a time, on either database."""

import asyncio
import sys
from typing import Any

import pytest

HOLDER = """
import asyncio, sys
from linkpath_manager.config import Settings
from linkpath_manager.bootstrap import _database

async def hold():
    db = await _database(Settings())
    async with db.alone("it", within_seconds=20):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


async def hold(db: Any, held: asyncio.Event, until: asyncio.Event) -> None:
    async with db.alone("it", within_seconds=5):
        held.set()
        await until.wait()


async def is_free(db: Any, name: str = "it") -> bool:
    try:
        async with db.alone(name, within_seconds=0.15):
            return True
    except TimeoutError:
        return False


async def test_one_at_a_time_in_one_process_and_in_another(house: Any) -> None:
    held, until = asyncio.Event(), asyncio.Event()
    async with house.another_process() as other, asyncio.TaskGroup() as group:
        group.create_task(hold(house.db, held, until))
        await held.wait()
        during = [await is_free(house.db), await is_free(other), await is_free(other, "something else")]
        until.set()
    async with house.another_process() as other:
        after = [await is_free(other), await is_free(house.db)]

    assert during == [False, False, True]
    assert after == [True, True]


async def test_an_error_within_lets_go(house: Any) -> None:
    with pytest.raises(ValueError, match="within"):
        async with house.db.alone("it", within_seconds=1):
            raise ValueError("within")

    assert await is_free(house.db)


async def test_a_process_that_is_killed_lets_go_and_no_time_does(house: Any) -> None:
    settings = house.services.settings
    environment = {"LINKPATH_DATA_DIR": str(settings.data_dir)}
    if settings.database_url:
        environment["LINKPATH_DATABASE_URL"] = settings.database_url.get_secret_value()
    program = (sys.executable, "-c", HOLDER)
    holder = await asyncio.create_subprocess_exec(*program, env=environment, stdout=asyncio.subprocess.PIPE)
    try:
        assert holder.stdout is not None
        said = await holder.stdout.readline()
        while_it_lives = await is_free(house.db)
    finally:
        holder.kill()
        await holder.communicate()
    async with house.db.alone("it", within_seconds=10):
        pass

    assert (said, while_it_lives) == (b"held\n", False)
