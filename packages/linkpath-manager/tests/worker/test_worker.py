"""The worker: each job in its time, none in the way of another."""

import asyncio
from typing import Any

from msgspec.structs import replace

from linkpath_manager.operations import Services
from linkpath_manager.worker import Worker
from linkpath_manager.worker.jobs import JOBS, Job


def advertisers_of(house: Any, endpoint: str) -> list[str]:
    return sorted(call.params["advertiser_id"] for call in house.calls(endpoint))


async def until(condition: Any) -> None:
    """Lets others have their turn until it holds."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  # what is waited for has no event to tell of itself
            await asyncio.sleep(0)


async def test_accounts_are_read_when_they_are_due_and_not_before(house: Any) -> None:
    await house.round()
    early = advertisers_of(house, "campaign.get")
    house.time.advance(seconds=300)
    await house.round()

    assert early == []
    assert advertisers_of(house, "campaign.get") == sorted(house.way_in.advertiser_ids)


async def test_an_account_that_cannot_be_read_keeps_none_from_its_turn(house: Any) -> None:
    house.time.advance(minutes=10)
    house.fault("fail", "campaign.get", code=40002)
    await house.round()
    synced = {item["id"]: item["synced_at"] for item in (await house.ok("GET", "/v1/advertisers"))["data"]}
    house.time.advance(seconds=30)
    await house.round()
    later = {item["id"]: item["synced_at"] for item in (await house.ok("GET", "/v1/advertisers"))["data"]}

    assert sorted(synced.values()) == ["2026-11-20T12:00:00Z", "2026-11-20T12:11:00Z", "2026-11-20T12:11:00Z"]
    assert sorted(later.values()) == ["2026-11-20T12:11:00Z", "2026-11-20T12:11:00Z", "2026-11-20T12:11:30Z"]


async def test_an_account_that_is_read_in_part_changes_nothing(house: Any) -> None:
    before = await house.ok("GET", "/v1/campaigns")
    campaign = house.one("campaign")
    house.state.save(replace(campaign, fields=campaign.fields | {"campaign_name": "Renamed"}))
    house.time.advance(minutes=10)
    for _ in house.way_in.advertiser_ids:
        house.fault("fail", "ad.get", code=40002)
    await house.round()

    assert await house.ok("GET", "/v1/campaigns") == before


async def test_a_job_that_fails_keeps_no_other_from_its_turn(house: Any) -> None:
    done: list[str] = []

    async def fails(_: Services) -> None:
        raise RuntimeError("a fault of ours")

    async def works(_: Services) -> None:
        done.append("worked")

    worker = Worker(house.services, (Job("bad", 60, fails), Job("good", 60, works)))
    await worker.round()
    await worker.round()

    assert done == ["worked", "worked"]


async def test_a_job_at_work_is_not_begun_again(house: Any) -> None:
    at_work: list[int] = []
    end = asyncio.Event()

    async def long(_: Services) -> None:
        at_work.append(1)
        await end.wait()

    worker = Worker(house.services, (Job("long", 0.001, long),))
    task = asyncio.create_task(worker.run())
    await until(lambda: at_work)
    await asyncio.sleep(0.01)  # ten times the job's interval
    begun = len(at_work)
    end.set()
    await until(lambda: len(at_work) > 1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert begun == 1


async def test_the_heartbeat_tells_that_it_goes_round(house: Any) -> None:
    before = await house.ask("GET", "/readyz")
    await house.round()
    alive = await house.ask("GET", "/readyz")
    house.time.advance(seconds=31)
    silent = await house.ask("GET", "/readyz")

    assert [answer.status_code for answer in (before, alive, silent)] == [503, 200, 503]
    assert alive.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "worker": "ok", "limits": "ok"},
    }
    assert silent.json()["checks"]["worker"] == "silent for 31 s"


def test_every_job_has_a_name_of_its_own_and_a_time() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert all(job.every_seconds > 0 for job in JOBS)
