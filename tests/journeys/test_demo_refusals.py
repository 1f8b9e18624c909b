"""When the demo cannot start: one clear line that says what to do, and nothing touched."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from running_demo import Demo, Ended, refused, started


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo that has ended."""
    data_dir = tmp_path_factory.mktemp("ended") / "data"
    with started(data_dir, "--ads", "20") as demo:
        demo.interrupt()
    return data_dir


def line_of(ended: Ended) -> str:
    """The one line that it said on standard error, without its prefix."""
    assert ended.status == 1
    assert ended.output == ""
    (line,) = ended.errors.splitlines()
    return line.removeprefix("linkpath-manager: ")


def test_a_port_in_use_is_named_and_another_asked_for(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        said = line_of(refused("--port", str(port), "--data-dir", str(tmp_path / "data")))

    assert said == f"Cannot listen on 127.0.0.1:{port} (Address already in use). Choose another with --port."
    assert not (tmp_path / "data").exists()


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")

    said = line_of(refused("--port", "0", "--data-dir", str(file)))

    assert said == f"{file} is not a folder. Name another one with --data-dir."
    assert file.read_text() == "mine"


@pytest.mark.parametrize("options", [(), ("--fresh",)])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "thesis.txt").write_text("mine")

    said = line_of(refused("--port", "0", "--data-dir", str(tmp_path), *options))

    assert said == f"{tmp_path} holds something else than a demo's data. Name another one with --data-dir."
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("options", [(), ("--fresh",)])
def test_a_folder_in_use_stays_with_whoever_has_it(demo: Demo, options: tuple[str, ...]) -> None:
    folder = demo.data_dir

    said = line_of(refused("--port", "0", "--data-dir", str(folder), *options))

    assert said == f"Another LinkPath works on {folder}. End it, or name another data directory."
    assert demo.api.get("/v1/me").status_code == 200


@pytest.mark.parametrize("name", ["linkpath.sqlite3", "tiktok-simulator.sqlite3", "keys.json"])
def test_a_damaged_file_is_named_with_what_to_do(kept: Path, name: str) -> None:
    file = kept / name
    whole = file.read_bytes()
    file.write_bytes(b"neither a database nor keys, and longer than a header of either" * 80)

    try:
        said = line_of(refused("--port", "0", "--data-dir", str(kept)))
    finally:
        file.write_bytes(whole)

    assert str(file) in said
    assert said.endswith(("--fresh.", "data directory.", "connect every TikTok account again."))


def test_a_database_of_a_newer_linkpath_is_not_touched(kept: Path) -> None:
    file = kept / "linkpath.sqlite3"
    with closing(sqlite3.connect(file)) as database, database:
        (before,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
        database.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")

    try:
        said = line_of(refused("--port", "0", "--data-dir", str(kept)))
    finally:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("UPDATE alembic_version SET version_num = ?", (before,))

    assert said == (
        f"{file} was written by a newer LinkPath (schema 9999_from_the_future). "
        "Upgrade LinkPath, or name another data directory."
    )


def test_an_option_that_cannot_be_is_named() -> None:
    ended = refused("--port", "70000")

    assert ended.status == 2
    assert "--port" in ended.errors
    assert "Traceback" not in ended.errors
