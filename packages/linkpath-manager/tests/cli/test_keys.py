"""`linkpath-manager keys`: rotation from the command line, beside a LinkPath that may run."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from linkpath_manager import bootstrap
from linkpath_manager.config import Settings
from linkpath_manager.store import EVERYWHERE
from linkpath_manager.store.sealed import PERSON_TOTP


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with capture_logs():
        yield


async def with_services(data_dir: Path, work: Any) -> Any:
    async with bootstrap.tools(Settings(data_dir=data_dir)) as services:
        return await work(services)


def add_person(data_dir: Path) -> None:
    """Somebody with a second factor."""

    async def add(services: Any) -> None:
        sealed = services.sealer.seal("totp secret", bound_to=PERSON_TOTP.place("per_1"))
        row = "INSERT INTO people VALUES ('per_1', 'a@example.com', 'A', 'hash', :sealed, NULL, '', 0, NULL)"
        async with services.db.transaction(EVERYWHERE) as tx:
            await tx.execute(text(row), {"sealed": sealed})

    asyncio.run(with_services(data_dir, add))


def opened(data_dir: Path) -> str:
    """The second factor's secret, as LinkPath reads it."""

    async def read(services: Any) -> str:
        async with services.db.transaction(EVERYWHERE) as tx:
            sealed = (await tx.execute(text("SELECT sealed_totp FROM people"))).scalar_one()
        return str(services.sealer.open(sealed, bound_to=PERSON_TOTP.place("per_1")).reveal())

    return str(asyncio.run(with_services(data_dir, read)))


def made_long_ago(data_dir: Path, key_id: str) -> None:
    """Has the key been replaced long ago, and whatever ran then have ended."""
    path = data_dir / "keys.json"
    held = json.loads(path.read_text())
    held["retired"][key_id] = 1
    path.write_text(json.dumps(held))
    with closing(sqlite3.connect(data_dir / "linkpath.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM processes")


def test_keys_rotate_beside_a_linkpath_that_runs(command: Any, data_dir: Path) -> None:
    add_person(data_dir)
    with bootstrap.only_one(data_dir):
        before = command("keys", "list", "--data-dir", data_dir)
        rotated = command("keys", "rotate", "--data-dir", data_dir)
        after = command("keys", "list", "--data-dir", data_dir)

    assert before.out == "k1  CURRENT  1 secret\n"
    assert (rotated.code, rotated.out) == (0, "k2 is the current key; 1 secret sealed with it anew\n")
    assert after.out.splitlines()[0] == "k2  CURRENT  1 secret"
    assert after.out.splitlines()[1].startswith("k1  RETIRED since 20")
    assert after.out.endswith(" UTC  0 secrets\n")
    assert opened(data_dir) == "totp secret"


def test_a_key_that_was_just_replaced_is_kept_and_dropped_later(command: Any, data_dir: Path) -> None:
    command("keys", "rotate", "--data-dir", data_dir)
    at_once = command("keys", "drop-unused", "--data-dir", data_dir)
    made_long_ago(data_dir, "k1")
    later = command("keys", "drop-unused", "--data-dir", data_dir)
    again = command("keys", "drop-unused", "--data-dir", data_dir)

    assert (at_once.code, at_once.out) == (1, "")
    assert "k1 is kept: it was replaced a moment ago: try again after" in "".join(at_once.lines)
    assert (later.code, later.out) == (0, "k1 dropped\n")
    assert (again.code, again.out, again.lines[-1]) == (0, "", "There is no former key.")


def test_a_key_that_something_is_sealed_with_is_kept(command: Any, data_dir: Path) -> None:
    add_person(data_dir)
    asyncio.run(with_services(data_dir, rotate_the_file_alone))
    made_long_ago(data_dir, "k1")

    refused = command("keys", "drop-unused", "--data-dir", data_dir)
    resealed = command("keys", "reseal", "--data-dir", data_dir)
    dropped = command("keys", "drop-unused", "--data-dir", data_dir)

    assert refused.code == 1
    assert "k1 is kept: 1 secrets are sealed with it: run `keys reseal`" in "".join(refused.lines)
    assert resealed.out == "k2 is the current key; 1 secret sealed with it anew\n"
    assert (dropped.code, dropped.out) == (0, "k1 dropped\n")
    assert opened(data_dir) == "totp secret"


async def rotate_the_file_alone(services: Any) -> None:
    """As a rotation leaves it that was killed at once."""
    services.sealer.rotate(0)


def test_a_key_that_waits_becomes_the_current_one(command: Any, data_dir: Path) -> None:
    added = command("keys", "add", "--data-dir", data_dir)
    listed = command("keys", "list", "--data-dir", data_dir)
    rotated = command("keys", "rotate", "--data-dir", data_dir)

    assert added.out == "k2\n"
    assert listed.out == "k1  CURRENT  0 secrets\nk2  WAITING  0 secrets\n"
    assert rotated.out == "k2 is the current key; 0 secrets sealed with it anew\n"


def test_secrets_whose_key_is_lost_are_told(command: Any, data_dir: Path) -> None:
    add_person(data_dir)
    (data_dir / "keys.json").unlink()
    command("keys", "rotate", "--data-dir", data_dir)
    held = json.loads((data_dir / "keys.json").read_text())
    del held["keys"]["k1"]
    (data_dir / "keys.json").write_text(json.dumps(held))

    listed = command("keys", "list", "--data-dir", data_dir)
    resealed = command("keys", "reseal", "--data-dir", data_dir)

    assert (listed.code, listed.out) == (1, "k2  CURRENT  0 secrets\n")
    assert "1 secrets are sealed with keys that" in "".join(listed.lines)
    assert resealed.code == 1
    assert "did not open and were left as they are: people/per_1/totp." in "".join(resealed.lines)


def test_the_key_file_can_be_elsewhere(command: Any, data_dir: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "secrets" / "keys.json"

    command("keys", "rotate", "--data-dir", data_dir, LINKPATH_KEYS_FILE=str(elsewhere))

    assert json.loads(elsewhere.read_text())["current"] == "k2"
    assert json.loads((data_dir / "keys.json").read_text())["current"] == "k1"


@pytest.mark.parametrize("name", ["list", "add", "rotate", "reseal", "drop-unused"])
def test_a_command_about_keys_makes_no_linkpath_where_there_is_none(command: Any, tmp_path: Path, name: str) -> None:
    told = command("keys", name, "--data-dir", tmp_path / "elsewhere")

    assert told.code == 1
    assert "There is no LinkPath in" in "".join(told.lines)
    assert not (tmp_path / "elsewhere").exists()
