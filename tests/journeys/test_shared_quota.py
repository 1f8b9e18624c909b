"""TikTok's limit is an app's: servers and workers keep it together, and machines give way to people."""

import asyncio
import time
from pathlib import Path

import aiohttp
import postgres
from fleet import Fleet, fleet
from needs import need_postgresql, need_program
from prove_rolling.proof import UNLIMITED
from redis_server import RedisServer

from tiktok_marketing.spec import Level
from tiktok_marketing.spec.endpoint import APP_QUOTA

PER_SECOND = APP_QUOTA[Level.BASIC].qps
CALLERS = 12
SECONDS = 6
TESTED = "oauth2.advertiser.get"


async def ask_for_a_while(here: Fleet) -> int:
    """Has people ask both servers, as fast as they are answered; how many answers were good."""
    headers = {"Authorization": f"Bearer {here.first.token}"}
    until = time.monotonic() + SECONDS
    good = 0

    async def ask(session: aiohttp.ClientSession, path: str) -> None:
        nonlocal good
        while time.monotonic() < until:
            async with session.post(path, json={}) as answer:
                good += answer.status == 200

    async with aiohttp.ClientSession(headers=headers) as session, asyncio.TaskGroup() as group:
        async with session.get(f"{here.servers[0].url}/v1/connections") as answer:
            connection_id = (await answer.json())["data"][0]["id"]
        for number in range(CALLERS):
            url = here.servers[number % len(here.servers)].url
            group.create_task(ask(session, f"{url}/v1/connections/{connection_id}/test"))
    return good


def test_two_servers_and_two_workers_use_one_quota_and_people_come_first(tmp_path: Path) -> None:
    need_postgresql()
    need_program("redis-server")
    database, redis = asyncio.run(postgres.create()), RedisServer()
    redis.start()
    # Accounts are due all the time, so that the workers would use the whole quota by themselves.
    settings = {**UNLIMITED, "tiktok_level": "basic", "sync_interval_seconds": "1"}
    try:
        with fleet(tmp_path, database, redis.url, **settings) as here:
            journal = here.first.simulator.journal
            journal.clear()
            good = asyncio.run(ask_for_a_while(here))
            calls = journal.select(endpoint=None, code=None, limit=10_000)
    finally:
        redis.kill()
        asyncio.run(postgres.drop(database))

    spent_seconds = (calls[-1].at - calls[0].at).total_seconds()
    by_people = sum(call.endpoint == TESTED for call in calls)
    assert len(calls) <= PER_SECOND * (spent_seconds + 1)
    assert good > 0
    assert by_people > 2 * (len(calls) - by_people)
