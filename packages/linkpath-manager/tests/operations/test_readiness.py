"""Readiness: each check with its state and time, looked at once a second however often it is asked for."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from linkpath_manager.domain.process import Part
from linkpath_manager.gateway.openapi import openapi_document
from linkpath_manager.gateway.surface import linkpath_surface
from linkpath_manager.kit.clock import ManualClock
from linkpath_manager.kit.stopping import How
from linkpath_manager.operations import upkeep
from linkpath_manager.operations.checks import Check, LastLook, Watch

NEW = {"name": "New", "objective": "TRAFFIC"}


def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 20, 12, tzinfo=UTC))


async def state_of(house: Any, part: str) -> tuple[int, str, str]:
    answer = await house.ask("GET", "/readyz")
    told = answer.json()
    return answer.status_code, told["status"], told["checks"][part]["state"]


async def test_of_many_that_ask_within_a_second_one_looks() -> None:
    looks: list[int] = []
    last, time = LastLook(), clock()

    async def look() -> dict[str, Check]:
        await asyncio.sleep(0)
        looks.append(len(looks))
        return {"database": Check(f"look {len(looks)}")}

    at_once = await asyncio.gather(*(last.told(time, look) for _ in range(20)))
    time.advance(timedelta(microseconds=999_999))
    later = await last.told(time, look)
    time.advance(timedelta(microseconds=1))
    anew = await last.told(time, look)

    assert [told["database"].state for told in (*at_once, later)] == ["look 1"] * 21
    assert anew["database"].state == "look 2"


async def test_a_look_that_its_caller_gave_up_keeps_nobody_from_looking() -> None:
    last, time, never = LastLook(), clock(), asyncio.Event()

    async def hang() -> dict[str, Check]:
        await never.wait()
        return {}

    async def look() -> dict[str, Check]:
        return {"database": Check("ok")}

    given_up = asyncio.create_task(last.told(time, hang))
    waiting = asyncio.create_task(last.told(time, look))
    await asyncio.sleep(0)
    given_up.cancel()

    assert await waiting == {"database": Check("ok")}


def test_each_step_is_told_with_its_own_milliseconds() -> None:
    time = clock()
    watch = Watch(time)
    time.advance(timedelta(microseconds=410))
    first = watch.lap()
    time.advance(timedelta(milliseconds=3))

    assert (first, watch.lap()) == (0.41, 3.0)


async def test_what_is_asked_for_is_a_second_old_at_most_and_the_end_is_told_at_once(house: Any) -> None:
    house.services.part = Part.SERVER
    await house.sql("DELETE FROM processes")
    before = await state_of(house, "workers")
    house.services.part = Part.WHOLE
    await house.round()
    house.services.part = Part.SERVER
    at_once = await state_of(house, "workers")
    house.time.advance(seconds=1)
    later = await state_of(house, "workers")
    house.services.stopping.begin(How.DRAIN)
    end = await state_of(house, "process")

    assert (before, at_once) == ((200, "degraded", "there is none"),) * 2
    assert later == (200, "ok", "ok")
    assert end == (503, "unavailable", "ends: send no more requests here")


async def test_a_command_that_runs_beside_servers_is_not_taken_for_their_worker(house: Any) -> None:
    await house.sql("DELETE FROM processes")
    house.services.part = Part.COMMAND
    await upkeep.sign_of_life(house.services)
    house.services.part = Part.SERVER

    assert await state_of(house, "workers") == (200, "degraded", "there is none")


@pytest.mark.parametrize(("content", "word"), [(None, "gone"), (b"{", "damaged")], ids=["gone", "damaged"])
async def test_without_its_file_of_keys_linkpath_works_on_and_says_so(
    house: Any, content: bytes | None, word: str
) -> None:
    await house.round()
    path = house.services.settings.keys_path
    whole = path.read_bytes()
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    ill = await state_of(house, "keys")
    made = await house.ask("POST", "/v1/campaigns", NEW)
    path.write_bytes(whole)
    house.time.advance(seconds=1)

    assert ill[:2] == (200, "degraded")
    assert word in ill[2]
    assert str(path) not in ill[2]
    assert made.status_code == 201
    assert await state_of(house, "keys") == (200, "ok", "ok")


async def test_the_openapi_document_says_the_shape(house: Any) -> None:
    await house.round()
    told = (await house.ask("GET", "/readyz")).json()
    shape = openapi_document(linkpath_surface())["components"]["schemas"]["Readiness"]
    check = shape["properties"]["checks"]["additionalProperties"]

    assert set(told) == set(shape["required"])
    assert told["status"] in shape["properties"]["status"]["enum"]
    assert [set(one) for one in told["checks"].values()] == [set(check["required"])] * len(told["checks"])
