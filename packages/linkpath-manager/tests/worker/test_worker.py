"""The worker: each job in its time, none in the way of another."""

import asyncio
from typing import Any

from msgspec.structs import replace
from one_database import on_sqlite

from linkpath_manager.domain.process import Part
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.stopping import How
from linkpath_manager.operations import Services
from linkpath_manager.store import EVERYWHERE, processes
from linkpath_manager.store.processes import ProcessRow
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
    parts = ("database", "migrations", "keys", "worker", "limits")
    assert alive.json() == {"status": "ok", "checks": {part: {"state": "ok", "ms": 0.0} for part in parts}}
    assert silent.json()["checks"]["worker"]["state"] == "silent for 31 s"


async def test_a_server_alone_leaves_the_work_to_others_and_says_whether_there_are_any(house: Any) -> None:
    await house.round()
    house.services.part = Part.SERVER
    await house.sql("DELETE FROM processes")
    house.time.advance(minutes=10)
    server = Worker(house.services)
    house.simulator.journal.clear()
    await server.round()
    alone = await house.ask("GET", "/readyz")
    async with house.db.transaction(EVERYWHERE) as tx:
        now = to_micros(house.time.now())
        await processes.seen(tx, ProcessRow("proc_w", "far", now, now, part="worker", pid=7, leads=True))
    house.time.advance(seconds=1)
    beside = await house.ask("GET", "/readyz")

    assert house.calls() == []
    assert (alone.status_code, alone.json()["status"]) == (200, "degraded")
    assert alone.json()["checks"]["workers"]["state"] == "there is none"
    states = {part: check["state"] for part, check in beside.json()["checks"].items()}
    assert (beside.json()["status"], states) == (
        "ok",
        {"database": "ok", "migrations": "ok", "workers": "ok", "keys": "ok", "limits": "ok"},
    )


async def test_a_process_that_ends_says_so_finishes_its_jobs_and_leaves_the_lead(house: Any) -> None:
    at_work, end = asyncio.Event(), asyncio.Event()
    done: list[str] = []

    async def long(_: Services) -> None:
        at_work.set()
        await end.wait()
        done.append("long")

    async def of_process(_: Services) -> None:
        done.append("own")

    worker = Worker(house.services, (Job("long", 60, long), Job("own", 0.001, of_process, of_process=True)))
    task = asyncio.create_task(worker.run())
    async with asyncio.timeout(5):
        await at_work.wait()
        house.services.stopping.begin(How.DRAIN)
        told = await house.ask("GET", "/readyz")
        end.set()
        await worker.at_rest()
        before = len(done)
        await until(lambda: len(done) > before)
    async with house.another_process() as other:
        leads = await other.leads()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert (told.status_code, told.json()["checks"]["process"]["state"]) == (503, "ends: send no more requests here")
    assert done.count("long") == 1
    assert leads


async def test_a_process_that_only_leaves_is_not_called_unready(house: Any) -> None:
    await house.round()
    house.services.stopping.begin(How.LEAVE)

    assert (await house.ask("GET", "/readyz")).status_code == 200


@on_sqlite  # elsewhere the app's role may not write the revision
async def test_a_schema_that_is_newer_degrades_a_process_and_does_not_take_it_away(house: Any) -> None:
    await house.round()
    await house.sql("UPDATE alembic_version SET version_num = '9999'")
    answer = await house.ask("GET", "/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["checks"]["migrations"]["state"] == "the schema is a newer version's: replace this process"


def test_every_job_has_a_name_of_its_own_and_a_time() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert all(job.every_seconds > 0 for job in JOBS)
