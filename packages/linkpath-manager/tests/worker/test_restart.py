"""A process that dies in the middle of a write: the next one finds out what came of it."""

import asyncio
from typing import Any

import pytest

from linkpath_manager.kit.clock import to_micros
from linkpath_manager.store import EVERYWHERE, processes
from linkpath_manager.store.processes import ProcessRow

LOST = {"name": "Lost", "objective": "TRAFFIC"}


async def hang(house: Any, request: Any, *, after_the_answer: bool) -> asyncio.Task[Any]:
    """A request that hangs for ever at its write: before TikTok has it, or when TikTok has answered."""
    reached = asyncio.Event()

    async def hold(method: str, _path: str) -> None:
        if method == "POST":
            reached.set()
            await asyncio.Event().wait()

    setattr(house.wire, "after" if after_the_answer else "before", hold)
    task = asyncio.create_task(house.ask(*request, key="k1"))
    await reached.wait()
    return task


@pytest.mark.parametrize("level", ["campaign", "ad"])
async def test_what_tiktok_took_before_the_crash_is_found_and_not_sent_again(
    house: Any, after_a_crash: Any, level: str
) -> None:
    tree = await house.tree()
    body = LOST if level == "campaign" else house.ad_body(tree["adgroup"]) | {"name": "Lost"}
    request = ("POST", f"/v1/{level}s", body)
    house.simulator.journal.clear()
    task = await hang(house, request, after_the_answer=True)

    async with after_a_crash(house) as next_start:
        left = [run.state for run in (await next_start.runs(operation=f"{level}s.create"))]
        await next_start.round()
        settled = (await next_start.runs(operation=f"{level}s.create"))[-1]
        answer = await next_start.ask(*request, key="k1")

    assert left[-1] == "unknown"
    assert settled.state == "succeeded"
    assert house.named_at_tiktok(level, "Lost") == [settled.target_id]
    assert (answer.status_code, answer.json()["id"]) == (201, settled.target_id)
    assert answer.headers["idempotent-replayed"] == "true"
    assert len(house.calls(f"{level}.create")) == 1
    task.cancel()


async def test_what_tiktok_never_got_is_said_to_be_not_made_and_may_be_sent_again(
    house: Any, after_a_crash: Any
) -> None:
    request = ("POST", "/v1/campaigns", LOST)
    task = await hang(house, request, after_the_answer=False)

    async with after_a_crash(house) as next_start:
        at_once = await next_start.ask(*request, key="k1")
        house.time.advance(seconds=30)
        await next_start.round()
        settled = (await next_start.runs(operation="campaigns.create"))[0]
        answer = await next_start.ask(*request, key="k1")

    assert (at_once.status_code, at_once.json()["code"]) == (502, "outcome_unknown")
    assert (settled.state, settled.target_id, settled.idempotency_key) == ("failed", None, None)
    assert answer.status_code == 201
    assert house.named_at_tiktok("campaign", "Lost") == [answer.json()["id"]]
    task.cancel()


async def test_a_crash_in_a_delete_and_an_update_is_found_out_too(house: Any, after_a_crash: Any) -> None:
    tree = await house.tree()
    requests = [
        ("DELETE", f"/v1/ads/{tree['ad']}", None),
        ("PATCH", f"/v1/campaigns/{tree['campaign']}", {"budget": {"amount": "90.00"}}),
    ]
    tasks = [await hang(house, request, after_the_answer=True) for request in requests]

    async with after_a_crash(house) as next_start:
        await next_start.round()
        ends = [run.state for run in (await next_start.runs())[-2:]]
        ad = await next_start.ok("GET", f"/v1/ads/{tree['ad']}")
        campaign = await next_start.ok("GET", f"/v1/campaigns/{tree['campaign']}")

    assert ends == ["succeeded", "succeeded"]
    assert ad["status"] == "DELETED"
    assert campaign["budget"] == {"mode": "DAILY", "amount": "90.00", "currency": "USD"}
    for task in tasks:
        task.cancel()


async def test_after_the_database_was_away_nobody_is_taken_for_dead_before_all_could_tell(house: Any) -> None:
    await house.round()
    task = await hang(house, ("POST", "/v1/campaigns", LOST), after_the_answer=True)
    await house.sql("UPDATE runs SET process_id = 'proc_other' WHERE state = 'started'")
    async with house.db.transaction(EVERYWHERE) as tx:
        now = to_micros(house.time.now())
        await processes.seen(tx, ProcessRow("proc_other", "far", now, now))

    house.time.advance(minutes=2)  # no process could give a sign of life for so long
    states = []
    for _ in range(4):
        await house.round()
        states.append((await house.runs(operation="campaigns.create"))[-1].state)
        house.time.advance(seconds=6)

    assert states == ["started", "started", "started", "succeeded"]
    assert len(house.named_at_tiktok("campaign", "Lost")) == 1
    task.cancel()


async def test_a_run_that_ended_before_the_crash_stays_ended(house: Any, after_a_crash: Any) -> None:
    created = await house.ask("POST", "/v1/campaigns", LOST, key="k1")

    async with after_a_crash(house) as next_start:
        await next_start.round()
        again = await next_start.ask("POST", "/v1/campaigns", LOST, key="k1")
        audited = await next_start.audit()

    assert again.content == created.content
    assert audited == (await house.audit())
