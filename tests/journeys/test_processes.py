"""Several processes on one port: they share the database, are replaced when they die, and end together."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import postgres
import pytest
from running_linkpath import Serving, serving

PROCESSES = 2
NEW = {"name": "Spring", "objective": "TRAFFIC"}


@pytest.fixture(scope="module")
def linkpath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    if not asyncio.run(postgres.reachable()):
        assert not os.environ.get("CI"), "no PostgreSQL answers here"
        pytest.skip("no PostgreSQL answers here")
    name = asyncio.run(postgres.create())
    with serving(tmp_path_factory.mktemp("processes"), processes=PROCESSES, database=name) as here:
        yield here
    asyncio.run(postgres.drop(name))


def until(holds: object, *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]  # a callable
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_one_process_made_every_other_shows(linkpath: Serving) -> None:
    clients = [linkpath.client() for _ in range(8)]  # connections of their own: the system spreads them
    made = [
        client.post("/v1/campaigns", json=NEW | {"name": f"Made {n}"}).json()["id"] for n, client in enumerate(clients)
    ]

    shown = [{one["id"] for one in client.get("/v1/campaigns?q=Made&limit=50").json()["data"]} for client in clients]

    assert shown == [set(made)] * 8
    assert len(linkpath.processes()) == PROCESSES
    for client in clients:
        client.close()


def requests_told(client: httpx2.Client) -> float:
    """How many requests for what this test alone asks the process tells that answers `client`."""
    counted = re.search(
        r'requests_total\{route="/v1/audit-log",method="GET",status="200"\} (\d+)', client.get("/metrics").text
    )
    return float(counted[1]) if counted else 0


def test_any_process_tells_what_all_have_counted_the_dead_included(linkpath: Serving) -> None:
    clients = [linkpath.client() for _ in range(8)]  # connections of their own: the system spreads them
    for client in clients * 3:
        client.get("/v1/audit-log?limit=1").raise_for_status()

    told = {requests_told(client) for client in clients}
    os.kill(min(linkpath.processes()), signal.SIGKILL)
    until(lambda: len(linkpath.processes()) == PROCESSES)
    with linkpath.client() as client:
        later = requests_told(client)

    assert (told, later) == ({24.0}, 24.0)
    for client in clients:
        client.close()


def test_a_process_that_dies_is_replaced_and_the_rest_go_on(linkpath: Serving) -> None:
    before = set(linkpath.processes())
    victim = min(before)

    os.kill(victim, signal.SIGKILL)
    until(lambda: len(set(linkpath.processes()) - {victim}) == PROCESSES)

    with linkpath.client() as client:
        assert client.get("/v1/campaigns?limit=1").status_code == 200
    assert linkpath.process.poll() is None


def test_told_to_end_all_end_and_nothing_is_left(linkpath: Serving) -> None:
    children = linkpath.processes()

    assert linkpath.end() == 0
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
