"""The demo's folder: its own, or nobody's; anything else is left alone."""

import socket
from pathlib import Path
from typing import Any

import pytest

from linkpath_manager import bootstrap


def demo(command: Any, data_dir: Path, *more: str) -> Any:
    return command("demo", "--port", "0", "--data-dir", data_dir, *more)


@pytest.fixture
def demo_dir(data_dir: Path) -> Path:
    """A LinkPath's data that a demo made."""
    (data_dir / "linkpath-demo.json").write_text("{}\n")
    return data_dir


@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_a_folder_with_something_else_in_it_is_left_alone(
    command: Any, tmp_path: Path, contents: Any, more: tuple[str, ...]
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    told = demo(command, tmp_path, *more)

    assert (told.code, told.out) == (1, "")
    assert told.lines == [
        f"linkpath-manager: {tmp_path} holds something else than a demo's data. Name another one with --data-dir."
    ]
    assert contents(tmp_path) == {"thesis.txt": b"years of work"}


@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_a_real_linkpaths_data_is_left_alone(
    command: Any, data_dir: Path, contents: Any, more: tuple[str, ...]
) -> None:
    before = contents(data_dir)

    told = demo(command, data_dir, *more)

    assert (told.code, len(told.lines)) == (1, 1)
    assert contents(data_dir) == before


@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_a_demo_that_runs_is_left_alone(command: Any, demo_dir: Path, contents: Any, more: tuple[str, ...]) -> None:
    before = contents(demo_dir)
    with bootstrap.only_one(demo_dir):
        told = demo(command, demo_dir, *more)

    assert (told.code, told.out) == (1, "")
    assert told.lines == [
        f"linkpath-manager: Another LinkPath works on {demo_dir}. End it, or name another data directory."
    ]
    assert contents(demo_dir) == before


def test_a_file_is_no_folder(command: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    told = demo(command, tmp_path / "file")

    assert (told.code, told.lines) == (
        1, [f"linkpath-manager: {tmp_path / 'file'} is not a folder. Name another one with --data-dir."]
    )  # fmt: skip


def test_a_folder_that_cannot_be_made_is_told(command: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    told = demo(command, tmp_path / "file" / "demo")

    assert (told.code, len(told.lines)) == (1, 1)
    assert "cannot be written" in told.lines[0]


def test_a_simulators_state_that_cannot_be_read_is_told_with_the_way_out(
    command: Any, demo_dir: Path, contents: Any
) -> None:
    (demo_dir / "tiktok-simulator.sqlite3").write_bytes(b"not a database, though it is long enough to be one" * 9)
    before = contents(demo_dir)

    told = demo(command, demo_dir)

    assert (told.code, len(told.lines)) == (1, 1)
    assert "tiktok-simulator.sqlite3" in told.lines[0]
    assert told.lines[0].endswith("Or begin anew with --fresh.")
    assert contents(demo_dir) == before


def test_a_port_in_use_is_told_before_anything_is_made(command: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = command("demo", "--port", port, "--data-dir", tmp_path / "demo")

    assert (told.code, len(told.lines)) == (1, 1)
    assert f"Cannot listen on 127.0.0.1:{port}" in told.lines[0]
    assert not (tmp_path / "demo").exists()
