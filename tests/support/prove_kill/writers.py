"""Whoever writes while the process is killed: several at once, until nobody answers any more."""

import asyncio
from dataclasses import dataclass

import httpx2
from running_demo import ANSWER_SECONDS, Demo

from .writes import Ledger, Write

WRITERS = 4
REPEAT_SECONDS = 1.0
FAULTS = 0.15  # of the writes have something go wrong at TikTok
FAULT_KINDS = ("cut_after", "cut_after", "truncate", "cut_before")  # the first three after it took effect
FAULTY_ENDPOINTS = ("campaign.create", "campaign.update", "campaign.status.update")


@dataclass
class Traffic:
    """What was sent in one life of the process."""

    sent: int = 0
    repeated: int = 0
    faults: int = 0


async def write_until_killed(demo: Demo, ledger: Ledger, kill_after_seconds: float) -> Traffic:
    """New writes, and repeats of those left open, until the process is killed among them."""
    traffic = Traffic()
    async with _door(demo) as door, asyncio.TaskGroup() as group:
        group.create_task(_repeat_in_turn(door, ledger, traffic))
        for _ in range(WRITERS):
            group.create_task(_write(demo, door, ledger, traffic))
        await asyncio.sleep(kill_after_seconds)  # the moment of death is what is being tried
        await asyncio.to_thread(demo.kill)
    return traffic


async def write_until_all_answered(demo: Demo, ledger: Ledger, within_seconds: float) -> Traffic:
    """Repeats of those left open, until all are answered or the time is over."""
    traffic = Traffic()
    try:
        async with asyncio.timeout(within_seconds), _door(demo) as door, asyncio.TaskGroup() as group:
            for write in list(ledger.pending):
                group.create_task(_repeat(door, ledger, write, traffic))
    except TimeoutError:
        pass  # what is still open is told by the ledger
    return traffic


async def repeat_answered(demo: Demo, writes: list[Write]) -> list[str]:
    """Sends answered writes once more; returns what came back otherwise than the first time."""
    different = []
    async with _door(demo) as door:
        for write in writes:
            response = await _send(door, write)
            replayed = response.headers.get("Idempotent-Replayed") == "true"
            if not replayed or response.json() != write.answer:
                different.append(f"{write.key}: {response.status_code} {response.text}, first {write.answer}")
    return different


def _door(demo: Demo) -> httpx2.AsyncClient:
    headers = {"Authorization": f"Bearer {demo.facts['token']}"}
    return httpx2.AsyncClient(base_url=demo.facts["manager"], headers=headers, timeout=ANSWER_SECONDS)


async def _write(demo: Demo, door: httpx2.AsyncClient, ledger: Ledger, traffic: Traffic) -> None:
    alive = True
    while alive:
        if ledger.dice.random() < FAULTS:
            alive = await _arm(demo, door, ledger, traffic)
        alive = alive and await _once(door, ledger, ledger.next_write(), traffic)


async def _repeat_in_turn(door: httpx2.AsyncClient, ledger: Ledger, traffic: Traffic) -> None:
    """Each of those left open once, the oldest first: TikTok's quota is needed for new ones too."""
    for write in list(ledger.pending):
        traffic.repeated += 1
        if not await _once(door, ledger, write, traffic):
            return


async def _repeat(door: httpx2.AsyncClient, ledger: Ledger, write: Write, traffic: Traffic) -> None:
    while write in ledger.pending:
        traffic.repeated += 1
        if not await _once(door, ledger, write, traffic):
            return
        if write in ledger.pending:
            await asyncio.sleep(REPEAT_SECONDS)


async def _once(door: httpx2.AsyncClient, ledger: Ledger, write: Write, traffic: Traffic) -> bool:
    """Sends `write`; False when the process died on it."""
    traffic.sent += 1
    try:
        response = await _send(door, write)
    except httpx2.TransportError:
        write.unanswered += 1
        return False
    ledger.told(write, response)
    return True


async def _send(door: httpx2.AsyncClient, write: Write) -> httpx2.Response:
    method, address = (
        ("PATCH", f"/v1/campaigns/{write.campaign_id}") if write.campaign_id else ("POST", "/v1/campaigns")
    )
    return await door.request(method, address, json=write.body, headers={"Idempotency-Key": write.key})


async def _arm(demo: Demo, door: httpx2.AsyncClient, ledger: Ledger, traffic: Traffic) -> bool:
    """Has one of the next writes to TikTok go wrong; False when the process died meanwhile."""
    fault = {"kind": ledger.dice.choice(FAULT_KINDS), "endpoint": ledger.dice.choice(FAULTY_ENDPOINTS)}
    try:
        await door.post(f"{demo.facts['simulator']}/_sim/faults", json=fault)
    except httpx2.TransportError:
        return False
    traffic.faults += 1
    return True
