"""The command line in this process, and data directories in every state that it may find."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from linkpath_manager import bootstrap
from linkpath_manager.cli.commands import app
from linkpath_manager.config import Settings


@dataclass(frozen=True)
class Told:
    """What a command answered. `lines` are those of standard error."""

    code: int
    out: str
    lines: list[str]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Told]]:
    """Runs `linkpath-manager` with the arguments; a traceback fails the test. How logs are told is as before then."""
    before = structlog.get_config()
    monkeypatch.setattr("linkpath_manager.kit.logs.configure", _tell_from)
    monkeypatch.setenv("COLUMNS", "40")

    def _run(*arguments: Any, **environment: str) -> Told:
        done = CliRunner().invoke(app, [str(one) for one in arguments], env=environment)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.output
        return Told(done.exit_code, done.stdout, done.stderr.splitlines())

    yield _run
    structlog.configure(**before)


def _tell_from(level: str, **_kinds: Any) -> None:
    """The level alone, and no logger keeps it: others' tests have loggers of the same modules."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(threshold))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A LinkPath's data, as its first start makes it."""

    async def _start() -> None:
        async with bootstrap.opened(Settings(data_dir=tmp_path / "data"), public_url=""):
            pass

    asyncio.run(_start())
    return tmp_path / "data"


def _broken(path: Path) -> None:
    (path / "linkpath.sqlite3").write_bytes(b"not a database, though it is long enough to be taken for one" * 5)


def _newer(path: Path) -> None:
    connection = sqlite3.connect(path / "linkpath.sqlite3")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


def _keyless(path: Path) -> None:
    (path / "keys.json").write_text('{"current": "k1", "keys": {}}')


STATES: dict[str, Callable[[Path], Any]] = {"broken": _broken, "newer": _newer, "keyless": _keyless}


@pytest.fixture
def spoil(data_dir: Path) -> Callable[[str], Path]:
    """Puts the data into a state in which LinkPath cannot start."""

    def _spoil(state: str) -> Path:
        STATES[state](data_dir)
        return data_dir

    return _spoil


@pytest.fixture
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Every file of a folder, but the lock and what SQLite keeps beside an open database."""

    def _contents(folder: Path) -> dict[str, bytes]:
        files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
        kept = [file for file in files if file.name != "lock" and not file.name.endswith(("-wal", "-shm"))]
        return {str(file.relative_to(folder)): file.read_bytes() for file in kept}

    return _contents
