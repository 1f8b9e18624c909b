"""`kill -9` in the middle of writes: nothing that was answered is lost, nothing happens twice."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from needs import need_postgresql
from prove_kill.aimed import prove_aimed
from prove_kill.proof import prove
from running_demo import Demo, started

LONGER_THAN_THE_PROCESS_LIVES_MS = 60_000
SEEN_WITHIN_SECONDS = 30


def test_a_write_that_tiktok_took_before_the_kill_is_found_and_not_sent_again(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    new = {"name": "Taken, then killed", "objective": "TRAFFIC", "budget": {"mode": "DAILY", "amount": "90.00"}}
    renamed = {"name": "Renamed, then killed"}

    with started(data_dir, "--ads", "30") as first, ThreadPoolExecutor() as threads:
        other = first.api.post("/v1/campaigns", json={"name": "Before", "objective": "REACH"}).json()
        address = f"/v1/campaigns/{other['id']}"
        slow(first, "campaign.create", "campaign.update")
        sent = [
            threads.submit(first.api.post, "/v1/campaigns", json=new, headers={"Idempotency-Key": "create-1"}),
            threads.submit(first.api.patch, address, json=renamed, headers={"Idempotency-Key": "change-1"}),
        ]
        seen_at_tiktok(first, "campaign.create", 2)
        seen_at_tiktok(first, "campaign.update", 1)
        first.kill()
        assert [unanswered(each) for each in sent] == [True, True]
    with started(data_dir) as second:
        created = second.api.post("/v1/campaigns", json=new, headers={"Idempotency-Key": "create-1"})
        changed = second.api.patch(address, json=renamed, headers={"Idempotency-Key": "change-1"})
        sent_again = [calls(second, name) for name in ("campaign.create", "campaign.update")]
        rows = second.at_tiktok("campaign/get", {"primary_status": "STATUS_ALL"})

    assert created.is_success
    assert changed.is_success
    assert [each.headers["Idempotent-Replayed"] for each in (created, changed)] == ["true", "true"]
    names = [row["campaign_name"] for row in rows]
    held = {row["campaign_name"]: row["campaign_id"] for row in rows}
    assert created.json()["id"] == held[str(new["name"])]
    assert changed.json() == {**changed.json(), "id": other["id"], "name": renamed["name"]}
    assert sent_again == [[], []]
    assert names.count(str(new["name"])) == names.count(renamed["name"]) == 1
    assert "Before" not in names


def test_writes_survive_being_killed_among_them_exactly_once(tmp_path: Path) -> None:
    """The short form of `scripts/prove-kill`."""
    figures = prove(rounds=2, seed=3, data_dir=tmp_path / "data")

    assert figures.wrong == []
    assert (figures.doubles, figures.lost) == (0, 0)
    assert figures.kills == 2
    assert figures.cut_off > 0
    assert figures.answered == figures.creates + figures.changes
    assert figures.campaigns == figures.creates
    assert figures.audit.endswith("the chain holds")


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_killed_between_tiktoks_acceptance_and_the_record_nothing_is_doubled_or_unreported(
    tmp_path: Path, database: str
) -> None:
    """The short form of `scripts/prove-kill --aimed` and `--postgresql`."""
    if database == "postgresql":
        need_postgresql()

    figures = prove_aimed(2, 5, tmp_path, on_postgresql=database == "postgresql", impatient=True)

    assert figures.wrong == []
    assert (figures.kills, figures.doubles, figures.unreported) == (2, 0, 0)
    assert figures.aimed > 0
    assert figures.answered == figures.writes
    assert figures.audit.endswith("the chain holds")


def slow(demo: Demo, *endpoints: str) -> None:
    """Has TikTok take the next call to each at once, and answer it when it is too late."""
    for endpoint in endpoints:
        fault = {"kind": "slow", "endpoint": endpoint, "delay_ms": LONGER_THAN_THE_PROCESS_LIVES_MS}
        demo.tiktok.post("/_sim/faults", json=fault).raise_for_status()


def seen_at_tiktok(demo: Demo, endpoint: str, count: int) -> None:
    """Waits until TikTok has taken as many calls."""
    deadline = time.monotonic() + SEEN_WITHIN_SECONDS
    while len(calls(demo, endpoint)) < count:
        if time.monotonic() > deadline:
            pytest.fail(f"TikTok saw no {endpoint} within {SEEN_WITHIN_SECONDS} s")


def calls(demo: Demo, endpoint: str) -> list[Any]:
    """Those of this life of the process that TikTok took."""
    journal = demo.tiktok.get("/_sim/journal", params={"endpoint": endpoint, "code": "0"})
    return list(journal.raise_for_status().json()["calls"])


def unanswered(sent: "Future[httpx2.Response]") -> bool:
    try:
        sent.result(SEEN_WITHIN_SECONDS)
    except httpx2.TransportError:
        return True
    return False
