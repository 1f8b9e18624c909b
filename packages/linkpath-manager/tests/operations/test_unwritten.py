"""A database that goes away in the middle of a write: what is said, and what becomes of the write when it is back."""

import asyncio
from typing import Any

import postgres
from one_database import on_postgresql

pytestmark = on_postgresql  # SQLite does not go away

NEW = {"name": "Lost", "objective": "TRAFFIC"}


def goes_away_when(house: Any, moment: str, path: str) -> None:
    """The database is away from when TikTok has the call, or has answered it."""

    async def take_away(method: str, called: str) -> None:
        if (method, called) == ("POST", path):
            setattr(house.wire, moment, nothing)
            await postgres.take_away(house.database)

    async def nothing(_method: str, _path: str) -> None:
        pass

    setattr(house.wire, moment, take_away)


async def ended(house: Any, operation: str) -> Any:
    """The last run of the operation, once the worker has found its connections again and the run has ended."""
    async with asyncio.timeout(30):
        while True:
            await house.round()
            if not house.services.unwritten:
                run = (await house.runs(operation=operation))[-1]
                if run.state in {"succeeded", "failed"}:
                    return run
            house.time.advance(seconds=3)


async def test_what_tiktok_took_while_the_database_went_away_is_noted_when_it_is_back(house: Any) -> None:
    house.simulator.journal.clear()
    goes_away_when(house, "after", "/campaign/create/")

    told = await house.ask("POST", "/v1/campaigns", NEW, key="k1")
    await postgres.put_back(house.database)
    run = await ended(house, "campaigns.create")
    again = await house.ask("POST", "/v1/campaigns", NEW, key="k1")

    assert (told.status_code, told.json()["code"], told.json()["retryable"]) == (503, "unavailable", True)
    assert int(told.headers["retry-after"]) >= 1
    assert "not sent to TikTok twice" in told.json()["hint"]
    assert run.state == "succeeded"
    assert (again.status_code, again.json()["id"]) == (201, run.target_id)
    assert house.named_at_tiktok("campaign", "Lost") == [run.target_id]
    assert len(house.calls("campaign.create")) == 1


async def test_without_a_key_such_a_write_is_said_to_be_unknown(house: Any) -> None:
    goes_away_when(house, "after", "/campaign/create/")

    told = await house.ask("POST", "/v1/campaigns", NEW)
    await postgres.put_back(house.database)
    run = await ended(house, "campaigns.create")

    assert (told.status_code, told.json()["code"], told.json()["retryable"]) == (502, "outcome_unknown", False)
    assert run.state == "succeeded"


async def test_what_tiktok_refused_while_the_database_went_away_is_told_as_it_was(house: Any) -> None:
    house.fault("fail", "campaign.create", code=40002)
    goes_away_when(house, "after", "/campaign/create/")

    told = await house.ask("POST", "/v1/campaigns", NEW, key="k1")
    await postgres.put_back(house.database)
    run = await ended(house, "campaigns.create")

    assert (told.status_code, told.json()["code"]) == (422, "upstream_rejected")
    assert run.state == "failed"


async def test_what_is_asked_while_the_database_is_away_is_refused_and_done_when_it_is_back(house: Any) -> None:
    await postgres.take_away(house.database)
    write = await house.ask("POST", "/v1/campaigns", NEW, key="k1")
    read = await house.ask("GET", "/v1/campaigns")
    ready = await house.ask("GET", "/readyz")
    await postgres.put_back(house.database)
    for _ in range(20):
        later = await house.ask("POST", "/v1/campaigns", NEW, key="k1")
        if later.status_code != 503:
            break
        await house.round()

    assert [answer.status_code for answer in (write, read, ready)] == [503, 503, 503]
    assert [answer.headers["retry-after"] for answer in (write, read)] == ["2", "2"]
    assert later.status_code == 201
    assert house.named_at_tiktok("campaign", "Lost") == [later.json()["id"]]
