"""The commands: what each answers, and how each says that it cannot."""

import asyncio
import socket
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from linkpath_manager import bootstrap
from linkpath_manager.config import Settings
from linkpath_manager.domain.actor import ALL_SCOPES, Actor, Scope
from linkpath_manager.errors import Unauthenticated
from linkpath_manager.operations.access import authenticate
from linkpath_manager.store import EVERYWHERE, audit, newest_revision
from linkpath_manager.store.audit import AuditRecord

REASONS = {
    "broken": "cannot be used: file is not a database. Restore it from a backup, or name another data directory.",
    "newer": "was written by a newer LinkPath (schema 9999). Upgrade LinkPath, or name another data directory.",
    "keyless": "is damaged: put back its copy from the backup.",
}
COMMANDS = [("serve", "--port", "0"), ("migrate",), ("audit", "verify"), ("api-keys", "create", "test")]

# A migration opens nothing that is sealed, and needs no keys.
REFUSED = [(s, command) for s in REASONS for command in COMMANDS if (s, command[0]) != ("keyless", "migrate")]


def actor_of(data_dir: Path, token: str) -> Actor:
    async def _ask() -> Actor:
        async with bootstrap.tools(Settings(data_dir=data_dir)) as services:
            return await authenticate(services, token)

    return asyncio.run(_ask())


@pytest.mark.parametrize(("state", "arguments"), REFUSED)
def test_data_that_cannot_be_used_is_told_in_one_line_and_left_alone(
    command: Any, spoil: Any, contents: Any, state: str, arguments: tuple[str, ...]
) -> None:
    data_dir = spoil(state)
    before = contents(data_dir)

    told = command(*arguments, "--data-dir", data_dir)

    assert (told.code, told.out, len(told.lines)) == (1, "", 1)
    assert told.lines[0].startswith("linkpath-manager: ")
    assert str(data_dir) in told.lines[0]
    assert REASONS[state] in told.lines[0]
    assert contents(data_dir) == before


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_a_folder_that_cannot_be_written_is_told_in_one_line(
    command: Any, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("mine")

    told = command(*arguments, "--data-dir", tmp_path / "file" / "data")

    assert (told.code, told.out, len(told.lines)) == (1, "", 1)
    assert str(tmp_path / "file" / "data") in told.lines[0]
    assert "name another data directory" in told.lines[0]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_data_in_use_is_told_in_one_line(command: Any, data_dir: Path, contents: Any) -> None:
    before = contents(data_dir)
    with bootstrap.only_one(data_dir):
        told = command("serve", "--port", "0", "--data-dir", data_dir)

    assert (told.code, told.out) == (1, "")
    assert told.lines == [
        f"linkpath-manager: Another LinkPath works on {data_dir}. End it, or name another data directory."
    ]
    assert contents(data_dir) == before


def test_a_port_in_use_is_told_in_one_line_before_anything_is_made(command: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = command("serve", "--port", port, "--data-dir", tmp_path / "data")

    assert told.code == 1
    assert told.lines == [
        f"linkpath-manager: Cannot listen on 127.0.0.1:{port} (Address already in use). Choose another with --port."
    ]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(("environment", "name"), [
    ({"LINKPATH_PORT": "http"}, "LINKPATH_PORT"),
    ({"LINKPATH_PORT": "70000"}, "LINKPATH_PORT"),
    ({"LINKPATH_TIKTOK_LEVEL": "gold"}, "LINKPATH_TIKTOK_LEVEL"),
    ({"LINKPATH_TIKTOK_BASE_URL": "tiktok"}, "LINKPATH_TIKTOK_BASE_URL"),
    ({"LINKPATH_SYNC_INTERVAL_SECONDS": "0"}, "LINKPATH_SYNC_INTERVAL_SECONDS"),
])  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named(command: Any, environment: dict[str, str], name: str) -> None:
    told = command("serve", **environment)

    assert (told.code, len(told.lines)) == (1, 1)
    assert told.lines[0].startswith(f"linkpath-manager: {name} cannot be used: ")


def test_a_secret_setting_is_not_repeated(command: Any) -> None:
    told = command("serve", LINKPATH_TIKTOK_SECRET="canary", LINKPATH_PORT="x")

    assert "canary" not in " ".join(told.lines)


@pytest.mark.parametrize("arguments", [("worker",), ("serve", "--no-worker", "--port", "0")], ids=lambda it: it[0])
def test_work_is_divided_among_processes_on_postgresql_and_redis_only(
    command: Any, data_dir: Path, arguments: tuple[str, ...]
) -> None:
    on_sqlite = command(*arguments, "--data-dir", data_dir)
    alone = command(*arguments, LINKPATH_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

    assert (on_sqlite.code, len(on_sqlite.lines), alone.code, len(alone.lines)) == (1, 1, 1, 1)
    assert "needs PostgreSQL: SQLite is one process's" in on_sqlite.lines[0]
    assert "Set LINKPATH_DATABASE_URL" in on_sqlite.lines[0]
    assert "needs Redis" in alone.lines[0]
    assert "Set LINKPATH_REDIS_URL" in alone.lines[0]


def test_migrate_makes_the_database_and_says_which_schema_it_has(command: Any, tmp_path: Path) -> None:
    told = command("migrate", "--data-dir", tmp_path / "data")
    again = command("migrate", "--data-dir", tmp_path / "data")

    path = tmp_path / "data" / "linkpath.sqlite3"
    assert told.code == again.code == 0
    assert told.lines == again.lines == [f"{path} is at schema {newest_revision()}."]
    assert path.exists()


def test_the_data_directory_may_come_from_the_environment(command: Any, tmp_path: Path) -> None:
    told = command("migrate", LINKPATH_DATA_DIR=str(tmp_path / "there"))

    assert told.code == 0
    assert (tmp_path / "there" / "linkpath.sqlite3").exists()


def test_a_new_key_is_printed_once_and_opens_everything(command: Any, data_dir: Path) -> None:
    told = command("api-keys", "create", "mine", "--data-dir", data_dir)

    token = told.out.strip()
    actor = actor_of(data_dir, token)
    assert (told.code, told.lines) == (0, [])
    assert token.startswith("lp_live_")
    assert (actor.name, actor.scopes, actor.advertiser_ids) == ("mine", ALL_SCOPES, None)
    assert all(token.encode() not in file.read_bytes() for file in data_dir.rglob("*") if file.is_file())


def test_a_key_can_be_narrowed_to_scopes_and_advertisers(command: Any, data_dir: Path) -> None:
    told = command(
        "api-keys", "create", "mine", "--scope", "ads:read", "--scope", "reporting:read", "--advertiser", "7001",
        "--data-dir", data_dir,
    )  # fmt: skip

    actor = actor_of(data_dir, told.out.strip())
    assert actor.scopes == {Scope.ADS_READ, Scope.REPORTING_READ}
    assert actor.advertiser_ids == {"7001"}


def test_a_scope_that_there_is_not_makes_no_key(command: Any, data_dir: Path) -> None:
    told = command("api-keys", "create", "mine", "--scope", "everything", "--data-dir", data_dir)

    assert (told.code, told.out) == (2, "")


def test_a_new_key_of_a_name_ends_the_one_before(command: Any, data_dir: Path) -> None:
    old, new, other = (
        command("api-keys", "create", name, "--data-dir", data_dir).out.strip() for name in ("mine", "mine", "other")
    )

    assert actor_of(data_dir, new).name == "mine"
    assert actor_of(data_dir, other).name == "other"
    with pytest.raises(Unauthenticated, match="revoked"):
        actor_of(data_dir, old)


def test_a_key_can_be_made_beside_a_linkpath_that_runs(command: Any, data_dir: Path) -> None:
    with bootstrap.only_one(data_dir):
        told = command("api-keys", "create", "mine", "--data-dir", data_dir)

    assert told.code == 0
    assert actor_of(data_dir, told.out.strip()).name == "mine"


def write_audit(data_dir: Path, rows: int) -> None:
    async def _write() -> None:
        async with bootstrap.tools(Settings(data_dir=data_dir)) as services, services.db.transaction(EVERYWHERE) as tx:
            for number in range(rows):
                record = AuditRecord(number, "system", "system", "x", "run", None, None, "", "ok", "", "req")
                await audit.append(tx, bootstrap.WORKSPACE_ID, record)

    asyncio.run(_write())


def test_audit_verify_says_that_the_chain_holds(command: Any, data_dir: Path) -> None:
    write_audit(data_dir, 5)

    told = command("audit", "verify", "--data-dir", data_dir)

    assert (told.code, told.out, told.lines) == (0, "ws_default: 5 rows, the chain holds\n", [])


def test_audit_verify_fails_and_names_the_row_that_was_changed(command: Any, data_dir: Path) -> None:
    write_audit(data_dir, 5)
    connection = sqlite3.connect(data_dir / "linkpath.sqlite3")
    connection.execute("UPDATE audit SET outcome = 'failed' WHERE sequence = 3")
    connection.commit()
    connection.close()

    told = command("audit", "verify", "--data-dir", data_dir)

    assert (told.code, told.out) == (1, "ws_default: 3 rows, the chain is broken at row 3\n")
    assert told.lines == []


@pytest.mark.parametrize("arguments", [(), ("audit",), ("api-keys",)])
def test_without_a_command_the_help_is_shown(command: Any, arguments: tuple[str, ...]) -> None:
    told = command(*arguments)

    assert told.code in {0, 2}
    assert "Usage" in told.out + "".join(told.lines)


def test_a_path_is_told_to_the_letter_whatever_it_holds(command: Any, tmp_path: Path) -> None:
    data_dir = tmp_path / "[red]data[" / "of 2026"
    migrated = command("migrate", "--data-dir", data_dir)
    (data_dir / "keys.json").write_text("{}")
    refused = command("serve", "--port", "0", "--data-dir", data_dir)

    assert migrated.lines == [f"{data_dir / 'linkpath.sqlite3'} is at schema {newest_revision()}."]
    assert refused.lines[0].startswith(f"linkpath-manager: The key file {data_dir / 'keys.json'} is damaged:")


def test_audit_verify_makes_no_database_where_there_is_none(command: Any, tmp_path: Path) -> None:
    told = command("audit", "verify", "--data-dir", tmp_path / "elsewhere")

    assert told.code == 1
    assert "There is no LinkPath in" in "".join(told.lines)
    assert not (tmp_path / "elsewhere").exists()
