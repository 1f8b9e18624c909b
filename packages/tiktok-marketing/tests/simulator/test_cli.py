"""The command: what it prints, and how it fails and ends."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tiktok_marketing.simulator import SCENARIOS
from tiktok_marketing.simulator.cli import main

COMMAND = [sys.executable, "-c", "from tiktok_marketing.simulator.launch import main; main()"]
SMALL = ["--ads", "8", "--accounts", "1", "--days", "3", "--port", "0"]


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The running command and the facts it printed, with all that it said before its last line."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
    with subprocess.Popen(
        [*COMMAND, *SMALL, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        assert process.stdout
        facts = {"said": ""}
        for line in process.stdout:
            facts["said"] += line
            if line.startswith("  curl"):
                break
            if line.startswith("  "):
                facts[line[2:15].strip()] = line[15:].strip()
        try:
            yield process, facts
        finally:
            process.kill()


def test_it_prints_all_one_needs_to_call_it_and_ends_on_interrupt() -> None:
    with started() as (process, facts):
        query = {"app_id": facts["app id"], "secret": facts["secret"]}
        headers = {"Access-Token": facts["access token"]}
        answer = httpx2.get(f"{facts['base URL']}oauth2/advertiser/get/", params=query, headers=headers).json()
        page = httpx2.get(facts["authorise"])
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=10)[0]

    assert [row["advertiser_id"] for row in answer["data"]["list"]] == [facts["advertisers"]]
    assert page.status_code == 200
    assert process.returncode in {0, 130}
    assert "Traceback" not in rest


def test_a_kept_state_has_the_same_token_after_a_kill(tmp_path: Path) -> None:
    with started("--state-dir", str(tmp_path)) as (process, first):
        process.kill()
        process.wait()
    with started("--state-dir", str(tmp_path), "--days", "4") as (_, second):
        pass

    assert "The world that was kept goes on as it is. Another one needs another --state-dir." in second["said"]
    ports = {"base URL", "authorise", "control", "said"}
    assert {n: v for n, v in first.items() if n not in ports} == {n: v for n, v in second.items() if n not in ports}


def test_what_takes_long_is_told_where_no_bar_can_be_drawn() -> None:
    with started("--ads", "2000") as (_, facts):
        pass

    assert facts["said"].startswith("Making a world with 2,000 ads\nA local TikTok is running.")


def test_a_port_that_is_taken_is_named_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refusal = refused(capsys, 1, "--port", str(port))

    assert refusal == (
        f"tiktok-simulator: Cannot listen on 127.0.0.1:{port} (Address already in use). "
        "Choose another with --port or --host; --port 0 takes any free one.\n"
    )


def test_a_state_that_cannot_be_kept_is_named_with_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file, mine = tmp_path / "tiktok-simulator.sqlite3", tmp_path / "mine"
    file.write_text("no database, and certainly none of this simulator's making")

    broken = refused(capsys, 1, "--state-dir", str(tmp_path))
    no_folder = refused(capsys, 1, "--state-dir", str(file))
    with started("--state-dir", str(mine)):
        shared = refused(capsys, 1, "--state-dir", str(mine))

    told = f"{file} is not a simulator's state (file is not a database). Move it away, or name another folder."
    assert broken == f"tiktok-simulator: {told}\n"
    assert (
        no_folder
        == f"tiktok-simulator: No state can be kept in {file} (File exists). Name a folder that can be written.\n"
    )
    assert (
        shared == f"tiktok-simulator: Another simulator works on {mine / file.name}. End it, or name another folder.\n"
    )


def refused(capsys: pytest.CaptureFixture[str], status: int, *options: str) -> str:
    """What the command says that ends by itself, with nothing on its standard output."""
    with pytest.raises(SystemExit) as end:
        main(["--port", "0", *options])
    said = capsys.readouterr()
    assert (end.value.code, said.out) == (status, "")
    return said.err


def test_the_scenarios_are_listed_and_one_is_run() -> None:
    listed = subprocess.run([*COMMAND, "--list-scenarios"], capture_output=True, text=True, check=True).stdout
    with started("--scenario", "dying-token", "--no-fallback") as (_, facts):
        control = facts["control"]
        faults = httpx2.get(f"{control}faults").json()["faults"]
        knobs = httpx2.get(f"{control}knobs").json()

    assert [line.split()[0] for line in listed.splitlines()] == list(SCENARIOS)
    assert [fault["kind"] for fault in faults] == ["token_death"]
    assert knobs["fallback"] is False


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--scenario", "paradise"), "new-account"),
        (("--ads", "100001"), "100000"),
        (("--level", "gold"), "ultimate"),
        (("--redirect-uri", "callback"), "http://127.0.0.1:8000/callback"),
        (("--nope",), "--nope"),
    ],
)
def test_an_option_that_cannot_be_is_refused_with_what_can(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told: str
) -> None:
    assert told in refused(capsys, 2, *options)


def test_the_help_lists_options_under_headings() -> None:
    said = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True).stdout

    headings = [line for line in said.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings == ["The world:", "How it answers:", "Where it is:", "Other:"]
    assert "  --port N            0 takes any free one.  [default: 8880; 0<=x<=65535]\n" in said


def test_starting_imports_nothing_that_only_other_programs_need() -> None:
    asked = "import sys, tiktok_marketing.simulator.cli; print(*sys.modules)"

    imported = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()

    assert {"aiohttp", "pydantic", "pytest", "redis", "rich", "typer", "tiktok_marketing.client"}.isdisjoint(imported)
