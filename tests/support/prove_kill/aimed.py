"""Kill -9 aimed at the moment between TikTok's acceptance of a write and its record, on either database."""

import asyncio
import os
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import postgres
from running_linkpath import Serving, manager, serving

from tiktok_marketing.simulator.journal import Entry, Journal

from .writes import Ledger, Write, seen_at_tiktok

WRITES_A_LIFE = 4
LATEST_MOMENT_SECONDS = 0.03  # after TikTok has taken it: by then most writes are recorded
LONGEST_LIFE_SECONDS = 15
SETTLE_SECONDS = 120
SETTLE_SECONDS_A_WRITE = 1.0  # finding one out costs calls, of which TikTok takes ten a second at its lowest level
REPEATED_AT_ONCE = 32
REPEAT_SECONDS = 0.5
UNLIMITED = {"limit_standard": "1000000", "limit_burst": "1000000"}
_WRITES = {"campaign.create", "campaign.update", "campaign.status.update"}


@dataclass
class Aimed:
    """What a proof counted. It holds when `wrong` is empty."""

    seed: int
    database: str
    kills: int = 0
    writes: int = 0
    answered: int = 0
    taken_unanswered: int = 0
    """Writes that TikTok had taken and whose process was killed before it answered."""
    aimed: int = 0
    """Kills that left at least one such write."""
    campaigns: int = 0
    doubles: int = 0
    unreported: int = 0
    """What TikTok holds and nobody was told, or the audit log does not."""
    seconds: float = 0
    audit: str = ""
    wrong: list[str] = field(default_factory=list)


def prove_aimed(
    rounds: int,
    seed: int,
    folder: Path,
    *,
    on_postgresql: bool,
    impatient: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Aimed:
    """Kills `serve` `rounds` times just after TikTok took a write.

    `impatient`: the silence by which processes on PostgreSQL know the dead is not waited for.
    """
    began = time.monotonic()
    figures = Aimed(seed, "postgresql" if on_postgresql else "sqlite")
    with _database(on_postgresql) as name, serving(folder, database=name, **UNLIMITED) as linkpath:
        ledger = Ledger(f"aim-{seed}", linkpath.way_in.advertiser_ids[0], Random(seed))
        trigger = _Trigger(linkpath)
        for number in range(rounds):
            asyncio.run(_life(linkpath, ledger, trigger))
            figures.kills += 1
            taken = _taken_unanswered(ledger, trigger.taken)
            figures.taken_unanswered += taken
            figures.aimed += bool(taken)
            linkpath.process.wait()
            linkpath.start_again()
            tell(
                f"kill {number + 1}: {len(ledger.writes)} writes, {len(ledger.pending)} open, {taken} taken unanswered"
            )
        if impatient and name:
            asyncio.run(postgres.forget_processes(name))
        asyncio.run(_settle(linkpath, ledger))
        _count(linkpath, ledger, figures)
    figures.seconds = round(time.monotonic() - began, 1)
    return figures


class _Ear(Journal):
    """The proof's own at TikTok."""

    told: Callable[[Entry], None] = print

    def add(self, entry: Entry) -> None:
        Journal.add(self, entry)
        self.told(entry)


class _Trigger:
    """Kills the process when TikTok has taken so many writes, a moment later."""

    def __init__(self, linkpath: Serving) -> None:
        self._linkpath = linkpath
        self._left: int | None = None
        self._after_seconds = 0.0
        self.taken: set[tuple[str | None, str]] = set()
        """What TikTok took in this life: a new campaign's name, or the campaign that was changed."""
        linkpath.simulator.journal = _Ear(entries=linkpath.simulator.journal.entries, told=self.heard)

    def heard(self, entry: Any) -> None:
        if entry.endpoint not in _WRITES or entry.code != 0:
            return
        self.taken.add((entry.params.get("campaign_id"), str(entry.params.get("campaign_name") or "")))
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                self._fire()

    def set(self, writes: int, after_seconds: float) -> None:
        self.taken.clear()
        self._left, self._after_seconds = writes, after_seconds

    def _fire(self) -> None:
        if self._after_seconds:
            threading.Timer(self._after_seconds, self.kill).start()
        else:
            self.kill()

    def kill(self) -> None:
        self._left = None
        if self._linkpath.process.poll() is None:
            os.killpg(self._linkpath.process.pid, signal.SIGKILL)


async def _life(linkpath: Serving, ledger: Ledger, trigger: _Trigger) -> None:
    """New writes and repeats of open ones at once, until the process is killed among them."""
    dice = ledger.dice
    open_ones = list(ledger.pending)[:WRITES_A_LIFE]
    trigger.set(dice.randint(1, 3), dice.choice([0.0, dice.uniform(0, LATEST_MOMENT_SECONDS)]))
    async with _door(linkpath) as door, asyncio.TaskGroup() as group:
        for write in open_ones:
            group.create_task(_once(door, ledger, write))
        for _ in range(WRITES_A_LIFE):
            group.create_task(_write_on(door, ledger))
        asyncio.get_running_loop().call_later(LONGEST_LIFE_SECONDS, trigger.kill)


async def _write_on(door: httpx2.AsyncClient, ledger: Ledger) -> None:
    while await _once(door, ledger, ledger.next_write()):
        pass


async def _settle(linkpath: Serving, ledger: Ledger) -> None:
    """Repeats what is open, so many at once, until all of it is answered."""

    async def repeat(left: deque[Write]) -> None:
        while left and time.monotonic() < deadline:
            write = left.popleft()
            await _once(door, ledger, write)
            if write in ledger.pending:
                left.append(write)
                await asyncio.sleep(REPEAT_SECONDS)

    deadline = time.monotonic() + SETTLE_SECONDS + SETTLE_SECONDS_A_WRITE * len(ledger.pending)
    async with _door(linkpath) as door, asyncio.TaskGroup() as group:
        left = deque(ledger.pending)
        for _ in range(REPEATED_AT_ONCE):
            group.create_task(repeat(left))


async def _once(door: httpx2.AsyncClient, ledger: Ledger, write: Write) -> bool:
    """Sends `write`; False when the process died on it."""
    method, address = (
        ("PATCH", f"/v1/campaigns/{write.campaign_id}") if write.campaign_id else ("POST", "/v1/campaigns")
    )
    try:
        answer = await door.request(method, address, json=write.body, headers={"Idempotency-Key": write.key})
    except httpx2.TransportError:
        write.unanswered += 1
        return False
    ledger.told(write, answer)
    return True


def _door(linkpath: Serving) -> httpx2.AsyncClient:
    headers = {"Authorization": f"Bearer {linkpath.token}"}
    return httpx2.AsyncClient(base_url=linkpath.url, headers=headers, timeout=60)


def _at_tiktok(linkpath: Serving, ledger: Ledger) -> list[dict[str, Any]]:
    nodes = list(linkpath.simulator.state.campaigns.values())
    ours = [node for node in nodes if node.fields["campaign_name"].startswith(f"{ledger.tag} ")]
    return [{**node.fields, "campaign_id": node.id, "operation_status": node.operation_status} for node in ours]


def _taken_unanswered(ledger: Ledger, taken: set[tuple[str | None, str]]) -> int:
    """How many of the open writes TikTok has taken in the life that has just ended."""
    return sum((write.campaign_id, str(write.body.get("name") or "")) in taken for write in ledger.pending)


def _count(linkpath: Serving, ledger: Ledger, figures: Aimed) -> None:
    rows = _at_tiktok(linkpath, ledger)
    names = Counter(row["campaign_name"] for row in rows)
    told = {write.answer["id"] for write in ledger.writes if write.answer}
    audited = Counter(row["target_id"] for row in _audit(linkpath) if row["outcome"] == "succeeded: ok")
    figures.writes, figures.answered = len(ledger.writes), sum(write.answer is not None for write in ledger.writes)
    figures.campaigns = len(rows)
    figures.doubles = sum(count - 1 for count in names.values())
    figures.unreported = sum(row["campaign_id"] not in told or not audited[row["campaign_id"]] for row in rows)
    for row in rows:
        expected = ledger.campaigns.get(row["campaign_id"])
        if expected != seen_at_tiktok(row) and row["campaign_id"] not in ledger.open_to_change():
            figures.wrong.append(f"{row['campaign_id']} is {seen_at_tiktok(row)}, answered was {expected}")
    figures.wrong += [f"never answered: {write.key}" for write in ledger.pending]
    figures.wrong += [f"refused: {each}" for each in ledger.refusals]
    figures.wrong += [f"{figures.doubles} doubles"] * bool(figures.doubles)
    figures.wrong += [f"{figures.unreported} unreported"] * bool(figures.unreported)
    figures.audit = manager(linkpath.settings, "audit", "verify").strip()


def _audit(linkpath: Serving) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    asked = {"operation": "campaigns.create", "limit": "1000"}
    with linkpath.client() as client:
        while True:
            page = client.get("/v1/audit-log", params=asked).raise_for_status().json()
            rows += page["data"]
            if not page["has_more"]:
                return rows
            asked["cursor"] = page["next_cursor"]


@contextmanager
def _database(on_postgresql: bool) -> Iterator[str | None]:  # noqa: FBT001  # said by name at its one call
    if not on_postgresql:
        yield None
        return
    assert asyncio.run(postgres.reachable()), "no PostgreSQL answers here"
    name = asyncio.run(postgres.create())
    try:
        yield name
    finally:
        asyncio.run(postgres.drop(name))
