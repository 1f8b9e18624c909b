"""Events are written with what they tell of, in an order that has no gap, whoever appends."""

import asyncio
from typing import Any

import msgspec
import pytest

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.event import Event, ToldEvent
from linkpath_manager.domain.events import EVENT_TYPES
from linkpath_manager.store import events
from linkpath_manager.store.events import BEHIND_ALL, EventFilter

OTHER = "ws_other"


def happened(number: int, type_: str = "ad.approved", advertiser_id: str | None = "1") -> Event:
    return Event(type_, advertiser_id, "ad", str(number), {"object": {"id": str(number)}, "previous": None})


async def tell(house: Any, *told: Event, workspace_id: str = WORKSPACE_ID) -> list[str]:
    async with house.db.transaction(workspace_id) as tx:
        return await events.append(tx, workspace_id, told, house.time.now())


async def read(house: Any, workspace_id: str = WORKSPACE_ID, **wanted: Any) -> list[events.EventRow]:
    return await events.page(house.db, workspace_id, EventFilter(**wanted), 1_000, at=BEHIND_ALL)


async def test_the_kept_body_is_the_whole_event(house: Any) -> None:
    (event_id,) = await tell(house, happened(7))

    (row,) = await read(house)
    told = msgspec.json.decode(row.body, type=ToldEvent)
    assert told == ToldEvent(
        id=event_id,
        type="ad.approved",
        api_version="2026-11-01",
        created_at=house.time.now(),
        sequence=1,
        workspace_id=WORKSPACE_ID,
        advertiser_id="1",
        data={"object": {"id": "7"}, "previous": None},
    )
    assert await events.by_id(house.db, WORKSPACE_ID, event_id) == row
    assert await events.by_id(house.db, OTHER, event_id) is None


async def test_sequences_have_no_gap_though_many_append_at_once(house: Any) -> None:
    await asyncio.gather(*(tell(house, happened(2 * n), happened(2 * n + 1)) for n in range(20)))
    await tell(house, happened(1), workspace_id=OTHER)

    rows = await read(house)
    assert [row.sequence for row in rows] == list(range(40, 0, -1))
    assert {row.object_id for row in rows} == {str(n) for n in range(40)}
    assert await events.newest(house.db, WORKSPACE_ID) == 40
    assert [row.sequence for row in await read(house, OTHER)] == [1]


async def test_what_is_rolled_back_was_never_told(house: Any) -> None:
    async def cut_off() -> None:
        async with house.db.transaction(WORKSPACE_ID) as tx:
            await events.append(tx, WORKSPACE_ID, [happened(1)], house.time.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await cut_off()
    await tell(house, happened(2))

    assert [(row.sequence, row.object_id) for row in await read(house)] == [(1, "2")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "4321"),
        ({"types": ("ad.rejected", "change.pending")}, "42"),
        ({"types": ("ad",)}, ""),
        ({"advertiser_ids": ("1",)}, "31"),
        ({"advertiser_ids": ()}, ""),
        ({"object_id": "3"}, "3"),
        ({"types": ("ad.approved",), "advertiser_ids": ("1", "2")}, "31"),
    ],
    ids=str,
)
async def test_a_list_is_narrowed(house: Any, wanted: dict[str, Any], found: str) -> None:
    told = [happened(1), happened(2, "ad.rejected", "2"), happened(3), happened(4, "change.pending", None)]
    await tell(house, *told)

    assert "".join(row.object_id for row in await read(house, **wanted)) == found
    newer = await events.page(house.db, WORKSPACE_ID, EventFilter(**wanted), 1, at=0, ascending=True)
    assert [row.object_id for row in newer] == list(found[::-1][:1])


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_every_example_fits_its_schema(name: str) -> None:
    kind = EVENT_TYPES[name]
    written = msgspec.json.encode(kind.example)

    assert kind.name == name
    assert msgspec.json.decode(written, type=kind.payload) == kind.example
    assert set(msgspec.json.decode(written)) >= {"object", "previous"}
    assert kind.changelog == tuple(sorted(kind.changelog, reverse=True))
    assert kind.schema()["$defs"]
