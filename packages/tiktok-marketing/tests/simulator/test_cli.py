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

from tiktok_marketing.simulator import SCENARIOS

COMMAND = [sys.executable, "-c", "from tiktok_marketing.simulator.cli import main; main()"]
SMALL = ["--ads", "8", "--accounts", "1", "--days", "3", "--port", "0"]


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The running command and the facts it printed."""
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
    with subprocess.Popen(
        [*COMMAND, *SMALL, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        assert process.stdout
        facts: dict[str, str] = {}
        for line in process.stdout:
            if line.startswith("  curl"):
                break
            name, value = line[2:15].strip(), line[15:].strip()
            facts[name] = value
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
    with started("--state-dir", str(tmp_path)) as (_, second):
        pass

    ports = {"base URL", "authorise", "control"}
    assert {n: v for n, v in first.items() if n not in ports} == {n: v for n, v in second.items() if n not in ports}


def test_a_taken_port_and_a_broken_state_are_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "tiktok-simulator.sqlite3").write_text("no database, and certainly none of this simulator's making")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        busy = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, check=False)
    broken = subprocess.run(
        [*COMMAND, "--port", "0", "--state-dir", str(tmp_path)], capture_output=True, text=True, check=False
    )

    for result in (busy, broken):
        assert result.returncode == 1
        assert result.stdout.startswith("tiktok-simulator: ")
        assert len(result.stdout.splitlines()) == 1
        assert result.stderr == ""


def test_the_scenarios_are_listed_and_one_is_run() -> None:
    listed = subprocess.run([*COMMAND, "--list-scenarios"], capture_output=True, text=True, check=True).stdout
    with started("--scenario", "dying-token", "--no-fallback") as (_, facts):
        control = facts["control"]
        faults = httpx2.get(f"{control}faults").json()["faults"]
        knobs = httpx2.get(f"{control}knobs").json()

    assert [line.split()[0] for line in listed.splitlines()] == list(SCENARIOS)
    assert [fault["kind"] for fault in faults] == ["token_death"]
    assert knobs["fallback"] is False


def test_a_scenario_that_is_not_there_is_refused() -> None:
    result = subprocess.run([*COMMAND, "--scenario", "paradise"], capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert "new-account" in result.stderr
