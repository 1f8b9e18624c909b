"""Several processes on one port: they share the database, are replaced when they die, and end together."""

import asyncio
import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import postgres
import pytest
from needs import need_postgresql
from running_linkpath import Serving, manager, serving

PROCESSES = 2
NEW = {"name": "Spring", "objective": "TRAFFIC"}


@pytest.fixture(scope="module")
def linkpath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    need_postgresql()
    name = asyncio.run(postgres.create())
    with serving(tmp_path_factory.mktemp("processes"), processes=PROCESSES, database=name, drain_seconds="1") as here:
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


def test_the_doctor_sees_each_process_and_which_one_leads(linkpath: Serving) -> None:
    findings = json.loads(manager(linkpath.settings, "doctor", "--json"))["findings"]

    seen = [one["told"] for one in findings if one["name"] == "process"]
    assert [sum(f" {pid}, since " in told for told in seen) for pid in linkpath.processes()] == [1] * PROCESSES
    assert sum("server and worker, leads: " in told for told in seen) == 1
    assert {one["state"] for one in findings if one["name"] in {"database", "database clock", "TikTok app"}} == {"ok"}


def test_a_process_that_dies_is_replaced_and_the_rest_go_on(linkpath: Serving) -> None:
    before = set(linkpath.processes())
    victim = min(before)

    os.kill(victim, signal.SIGKILL)
    until(lambda: len(set(linkpath.processes()) - {victim}) == PROCESSES)

    with linkpath.client() as client:
        assert client.get("/v1/campaigns?limit=1").status_code == 200
    assert linkpath.process.poll() is None


def test_on_sighup_all_are_replaced_one_by_one_and_no_request_fails(linkpath: Serving) -> None:
    before = set(linkpath.processes())
    fewest, answers = PROCESSES, set()

    linkpath.process.send_signal(signal.SIGHUP)
    with linkpath.client() as client:
        deadline = time.monotonic() + 60
        while (now := set(linkpath.processes())) & before or len(now) > PROCESSES:
            assert time.monotonic() < deadline
            fewest = min(fewest, len(now))
            answers.add((client.get("/openapi.json").status_code, client.get("/readyz").status_code))
        answers.add((client.get("/openapi.json").status_code, client.get("/readyz").status_code))

    assert (fewest, answers) == (PROCESSES, {(200, 200)})
    assert len(linkpath.processes()) == PROCESSES
    assert linkpath.process.poll() is None


def test_told_to_end_it_says_so_and_answers_until_it_has_drained(linkpath: Serving) -> None:
    children = linkpath.processes()
    with linkpath.client() as client:
        linkpath.process.send_signal(signal.SIGTERM)
        until(lambda: client.get("/readyz").status_code == 503)
        told, answered = client.get("/readyz"), client.get("/v1/campaigns?limit=1")

    assert told.json()["checks"]["process"]["state"] == "ends: send no more requests here"
    assert (answered.status_code, answered.headers["connection"]) == (200, "close")
    assert linkpath.process.wait(30) == 0
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
