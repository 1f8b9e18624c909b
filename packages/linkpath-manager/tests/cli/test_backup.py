"""`linkpath-manager backup` and `restore`: what comes back is what was there, or nothing does."""

import asyncio
import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from one_database import on_sqlite

from linkpath_manager import bootstrap
from linkpath_manager.config import Settings
from linkpath_manager.kit.archives import pack, unpack
from linkpath_manager.operations import backups

pytestmark = on_sqlite


@dataclass
class Kept:
    """A LinkPath with an agency in it, and a place beside it."""

    run: Callable[..., Any]
    data_dir: Path
    folder: Path

    def back_up(self, *more: str) -> Path:
        told = self.run("backup", self.folder / "linkpath.backup", "--data-dir", self.data_dir, *more)
        assert told.code == 0, told
        return Path(told.out.strip())

    def restore(self, *more: Any, to: str = "new") -> Any:
        return self.run("restore", *more, "--data-dir", self.folder / to)


@pytest.fixture
def kept(template: Any, tmp_path: Path, command: Any) -> Kept:
    shutil.copytree(template.data_dir, tmp_path / "data")
    return Kept(command, tmp_path / "data", tmp_path)


def rows(data_dir: Path) -> dict[str, list[Any]]:
    """Everything in the database."""
    with closing(sqlite3.connect(data_dir / "linkpath.sqlite3")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(map(repr, database.execute(f"SELECT * FROM {name}"))) for name in tables}  # noqa: S608  # names of its own


def test_what_was_destroyed_comes_back_whole(kept: Kept) -> None:
    before, keys = rows(kept.data_dir), (kept.data_dir / "keys.json").read_bytes()
    archive = kept.back_up()
    shutil.rmtree(kept.data_dir)

    told = kept.restore(archive, to="data")

    assert told.code == 0, told
    assert "rows of the audit log hold, every secret opens" in told.lines[-1]
    assert (rows(kept.data_dir), (kept.data_dir / "keys.json").read_bytes()) == (before, keys)
    assert {path.name for path in kept.data_dir.iterdir()} == {
        *("linkpath.sqlite3", "keys.json", "audit-anchors.jsonl", "lock"),
    }
    assert kept.run("audit", "verify", "--data-dir", kept.data_dir).code == 0


def test_a_backup_is_for_its_owner_alone_and_replaces_nothing(kept: Kept) -> None:
    archive = kept.back_up()
    content = archive.read_bytes()

    again = kept.run("backup", archive, "--data-dir", kept.data_dir)

    assert archive.stat().st_mode & 0o777 == 0o600
    assert (again.code, archive.read_bytes()) == (1, content)
    assert sorted(path.name for path in kept.folder.iterdir()) == ["data", "linkpath.backup"]


def test_what_is_written_meanwhile_is_in_it_or_not_but_never_in_part(kept: Kept) -> None:
    async def write_and_back_up() -> Path:
        settings, target = Settings(data_dir=kept.data_dir), kept.folder / "linkpath.backup"
        opening = bootstrap.opened(settings, public_url="")
        async with opening as house, house.services.db.transaction("ws_default"):
            backups.make(settings.database_path, settings.keys_path, target, "now")
        return target

    archive = asyncio.run(write_and_back_up())

    assert kept.restore(archive).code == 0


def test_without_its_keys_a_backup_is_restored_with_them_alone(kept: Kept) -> None:
    archive = kept.back_up("--without-keys")
    wrong = kept.folder / "wrong.json"
    wrong.write_text('{"current": "k_x", "keys": {"k_x": "' + "A" * 43 + '="}}')

    without = kept.restore(archive)
    with_wrong = kept.restore(archive, "--keys", wrong)
    with_right = kept.restore(archive, "--keys", kept.data_dir / "keys.json")

    with tarfile.open(archive) as opened:
        assert "keys.json" not in opened.getnames()
    assert "--keys FILE" in without.lines[-1]
    assert with_wrong.lines[-1].startswith("linkpath-manager: Nothing was restored: ")
    assert [one.code for one in (without, with_wrong, with_right)] == [1, 1, 0]


def _cut(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-5_000])


def _no_archive(archive: Path) -> None:
    archive.write_bytes(b"thesis")


def _repacked(archive: Path, change: Callable[[Path], None]) -> None:
    """The same with another database in it, told of as if it had always been that."""
    folder = archive.with_suffix(".unpacked")
    folder.mkdir()
    about = unpack(archive, folder)
    change(folder / backups.DATABASE)
    archive.unlink()
    pack({name: folder / name for name in (backups.DATABASE, backups.KEYS)}, about, archive)
    shutil.rmtree(folder)


def _other_bytes(archive: Path) -> None:
    with tarfile.open(archive) as opened:
        held = {entry: opened.extractfile(entry).read() for entry in opened}  # type: ignore[union-attr]  # all are files
    with tarfile.open(archive, "w:gz") as changed:
        for entry, content in held.items():
            other = content if entry.name == "contents.json" else content[:-1] + bytes([content[-1] ^ 1])
            changed.addfile(entry, io.BytesIO(other))


def _an_audit_row_changed(archive: Path) -> None:
    def change(database: Path) -> None:
        with closing(sqlite3.connect(database)) as opened:
            opened.execute("UPDATE audit SET outcome = 'other' WHERE sequence = 1")
            opened.commit()

    _repacked(archive, change)


def _newer(archive: Path) -> None:
    def change(database: Path) -> None:
        with closing(sqlite3.connect(database)) as opened:
            opened.execute("UPDATE alembic_version SET version_num = '9999'")
            opened.commit()

    _repacked(archive, change)


@pytest.mark.parametrize("spoil", [_cut, _no_archive, _other_bytes, _an_audit_row_changed, _newer])
def test_a_backup_that_is_not_whole_restores_nothing(kept: Kept, spoil: Callable[[Path], None]) -> None:
    archive = kept.back_up()
    spoil(archive)

    told = kept.restore(archive)

    assert told.code == 1
    assert told.lines[-1].startswith("linkpath-manager: Nothing was restored: ")
    assert [path.name for path in (kept.folder / "new").iterdir()] == ["lock"]


def test_nothing_is_restored_over_a_linkpath(kept: Kept) -> None:
    archive, before = kept.back_up(), rows(kept.data_dir)

    told = kept.restore(archive, to="data")

    assert "holds a LinkPath" in told.lines[-1]
    assert (told.code, rows(kept.data_dir)) == (1, before)


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(kept: Kept) -> None:
    database = kept.data_dir / "linkpath.sqlite3"
    content = bytearray(database.read_bytes())
    content[4096 * 3 : 4096 * 20] = os.urandom(4096 * 17)
    database.write_bytes(content)

    told = kept.run("backup", kept.folder / "linkpath.backup", "--data-dir", kept.data_dir)

    assert (told.code, told.out) == (1, "")
    assert "No backup was made" in told.lines[-1]
    assert not (kept.folder / "linkpath.backup").exists()


def test_postgresql_is_backed_up_by_its_own_means(kept: Kept) -> None:
    url = {"LINKPATH_DATABASE_URL": "postgresql://linkpath_app@db.example/linkpath"}

    told = [kept.run("backup", kept.folder / "b", **url), kept.run("restore", kept.folder / "b", **url)]

    assert [(one.code, "pg_dump" in one.lines[-1]) for one in told] == [(1, True)] * 2
