"""PostgreSQL's own dumps: whole or not made, and restored behind the same walls."""

import asyncio
import subprocess
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import postgres
import pytest
from needs import need_postgresql, need_program
from sqlalchemy import text

from linkpath_manager.store import EVERYWHERE, migrate_postgresql, open_postgresql


@pytest.fixture(scope="module", autouse=True)
def _server() -> None:
    need_postgresql()
    need_program("pg_dump")


@pytest.fixture
async def database() -> AsyncIterator[str]:
    """A database with two workspaces."""
    name = await postgres.create()
    await migrate_postgresql(postgres.owner_url(name), postgres.APP)
    db = await open_postgresql(postgres.app_url(name), connections=1)
    async with db.transaction(EVERYWHERE) as tx:
        await tx.execute(text("INSERT INTO workspaces VALUES ('ws_a', 'A', NULL, 1), ('ws_b', 'B', NULL, 1)"))
    await db.close()
    yield name
    await postgres.drop(name)


@pytest.fixture
async def backup_role() -> AsyncIterator[str]:
    role = f"linkpath_test_backup_{uuid.uuid4().hex[:8]}"
    await postgres.do(f"CREATE ROLE {role} LOGIN BYPASSRLS")
    await postgres.do(f"GRANT pg_read_all_data TO {role}")
    yield role
    await postgres.do(f"DROP ROLE {role}")


async def does(*command: str) -> tuple[int, str]:
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


async def seen(name: str, workspace_id: str) -> list[str]:
    db = await open_postgresql(postgres.app_url(name), connections=1)
    async with db.transaction(workspace_id) as tx:
        found = [row[0] for row in await tx.execute(text("SELECT id FROM workspaces ORDER BY id"))]
    await db.close()
    return found


async def test_a_dump_is_restored_whole_and_behind_the_same_walls(
    database: str, backup_role: str, tmp_path: Path
) -> None:
    dump, other = str(tmp_path / "linkpath.dump"), await postgres.create()
    url = postgres.owner_url(database).replace(postgres.OWNER, backup_role)

    dumped = await does("pg_dump", "--format=custom", f"--file={dump}", url)
    restored = await does(
        "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={postgres.owner_url(other)}", dump
    )
    await migrate_postgresql(postgres.owner_url(other), postgres.APP)

    assert (dumped, restored) == ((0, ""), (0, ""))
    assert (await seen(other, EVERYWHERE), await seen(other, "ws_a")) == (["ws_a", "ws_b"], ["ws_a"])
    await postgres.drop(other)


async def test_who_is_held_by_the_walls_makes_no_dump_of_half_the_rows(database: str, tmp_path: Path) -> None:
    code, said = await does("pg_dump", f"--file={tmp_path / 'dump'}", postgres.owner_url(database))

    assert code == 1
    assert "row-level security" in said
