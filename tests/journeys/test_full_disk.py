"""A LinkPath whose files can grow no more: it says so, does nothing by halves, and goes on when there is room."""

import resource
import time
from pathlib import Path

import httpx2
from running_linkpath import Serving, serving

NEW = {"name": "No room", "objective": "TRAFFIC"}
SECONDS = 25


def let_files_grow(linkpath: Serving, *, may: bool) -> None:
    """By the system's limit on the size of files: a write beyond it fails as one on a full disk does."""
    limit = resource.RLIM_INFINITY if may else 4_096
    resource.prlimit(linkpath.process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


def readiness(client: httpx2.Client) -> tuple[int, str]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["checks"]["database"]["state"]


def until_it_says(client: httpx2.Client, status: int) -> str:
    """What is said of the database, once readiness has that status."""
    deadline = time.monotonic() + SECONDS
    while (told := readiness(client))[0] != status:
        assert time.monotonic() < deadline, told
        time.sleep(0.1)
    return told[1]


def test_on_a_full_disk_nothing_is_done_by_halves_and_all_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with serving(tmp_path) as linkpath, linkpath.client() as client:
        linkpath.simulator.journal.clear()
        let_files_grow(linkpath, may=False)
        refused = client.post("/v1/campaigns", json=NEW, headers={"Idempotency-Key": "k1"})
        read = client.get("/v1/campaigns?limit=1")
        said = until_it_says(client, 503)
        asked = linkpath.simulator.journal.select(endpoint="campaign.create", code=None, limit=9)
        let_files_grow(linkpath, may=True)
        mended = until_it_says(client, 200)

        made = client.post("/v1/campaigns", json=NEW, headers={"Idempotency-Key": "k1"})
        told = client.get("/v1/audit-log?operation=campaigns.create").json()["data"]

    assert (refused.status_code, refused.json()["code"], refused.json()["retryable"]) == (
        503, "storage_unavailable", True,
    )  # fmt: skip
    assert (read.status_code, asked, said, mended) == (200, [], "cannot be written: the disk is full, or fails", "ok")
    assert (made.status_code, [row["outcome"] for row in told]) == (
        201,
        ["succeeded: ok", "refused: storage_unavailable"],
    )
