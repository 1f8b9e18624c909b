"""A whole LinkPath and its limits: as the settings say, kept through Redis where one is named."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import WORKSPACE_ID, CannotStart
from linkpath_manager.config import Settings
from linkpath_manager.domain.actor import ALL_SCOPES
from linkpath_manager.operations.access import issue_api_key

NOBODY = "redis://127.0.0.1:1/0"


@asynccontextmanager
async def linkpath(folder: Path, **given: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with a key, of a LinkPath with such settings."""
    settings = Settings.model_validate({"data_dir": folder} | given)
    async with bootstrap.opened(settings, public_url="http://linkpath.test") as house:
        token = await issue_api_key(house.services, WORKSPACE_ID, "test", ALL_SCOPES)
        transport = httpx2.ASGITransport(app=house.rest_door())
        headers = {"authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(transport=transport, base_url="http://linkpath.test", headers=headers) as client:
            yield client


async def test_the_limits_of_the_contract_hold_unless_settings_say_others(tmp_path: Path) -> None:
    async with linkpath(tmp_path / "usual") as client:
        me = (await client.get("/v1/me")).json()
        report = await client.get("/v1/reporting")
    async with linkpath(tmp_path / "other", limit_standard=7, limit_burst=3) as client:
        policy = (await client.get("/v1/me")).headers["ratelimit-policy"]

    assert me["limits"] == [
        {"name": "standard", "requests": 1000, "window_seconds": 60},
        {"name": "reporting", "requests": 100, "window_seconds": 60},
        {"name": "uploads", "requests": 50, "window_seconds": 60},
        {"name": "burst", "requests": 200, "window_seconds": 10},
    ]
    assert report.headers["ratelimit-policy"] == '"reporting";q=100;w=60, "burst";q=200;w=10'
    assert policy == '"standard";q=7;w=60, "burst";q=3;w=10'


async def test_two_hundred_at_once_are_taken_and_the_next_is_refused(tmp_path: Path) -> None:
    async with linkpath(tmp_path) as client:
        answers = await asyncio.gather(*(client.get("/v1/me") for _ in range(250)))

    assert [answer.status_code for answer in answers] == [200] * 200 + [429] * 50


async def test_without_its_redis_linkpath_answers_and_says_what_is_missing(tmp_path: Path) -> None:
    async with linkpath(tmp_path, redis_url=NOBODY, limit_burst=2) as client:
        statuses = [(await client.get("/v1/me")).status_code for _ in range(3)]
        ready = (await client.get("/readyz")).json()

    assert statuses == [200, 200, 429]
    away = "Redis is away (ConnectionRefusedError): this process keeps 1/1 of each limit by itself"
    assert ready["checks"]["limits"]["state"] == away


async def test_a_redis_that_is_no_address_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="LINKPATH_REDIS_URL cannot be used: the address"):
        async with linkpath(tmp_path, redis_url="redis://localhost/first"):
            pass


async def test_processes_without_redis_keep_a_share_each(tmp_path: Path) -> None:
    async with linkpath(tmp_path, processes=4, limit_burst=20) as client:
        answers = [await client.get("/v1/me") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]


async def test_what_was_asked_is_written_down_when_linkpath_ends(tmp_path: Path) -> None:
    async with linkpath(tmp_path, limit_burst=3) as client:
        for _ in range(5):
            await client.get("/v1/me")
    async with linkpath(tmp_path) as client:
        today = (await client.get("/v1/usage")).json()["days"][-1]

    assert today["standard"] == {"admitted": 3 + 1, "refused": 2}
