"""The mirror's rows: the later reading stays, whichever comes first."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.store import EVERYWHERE, mirror
from linkpath_manager.store.mirror import MirrorRow


def reading(at: int, name: str = "") -> MirrorRow:
    return MirrorRow(
        workspace_id=WORKSPACE_ID,
        id="1",
        advertiser_id="7",
        campaign_id="1",
        adgroup_id=None,
        name=name or f"read at {at}",
        status="ACTIVE",
        objective="TRAFFIC",
        created_at=0,
        updated_at=at,
        read_at=at,
        first_read_at=at,
        document=b"{}",
        upstream=b"{}",
    )


async def put(house: Any, *rows: MirrorRow) -> None:
    async with house.db.transaction(EVERYWHERE) as tx:
        await mirror.put(tx, "campaign", rows)


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
async def test_the_latest_reading_stays_in_whatever_order_they_come_and_the_first_is_remembered(
    house: Any, order: tuple[int, ...]
) -> None:
    for at in order:
        await put(house, reading(at))

    assert await mirror.by_id(house.db, "campaign", WORKSPACE_ID, "1") == replace(reading(3), first_read_at=order[0])


async def test_of_two_readings_at_one_moment_the_second_stays(house: Any) -> None:
    await put(house, reading(1, "first"))
    await put(house, reading(1, "second"))

    assert await mirror.by_id(house.db, "campaign", WORKSPACE_ID, "1") == reading(1, "second")


async def test_the_index_holds_what_is_not_deleted(house: Any) -> None:
    await put(house, reading(5), replace(reading(5), id="2", status="DELETED"))

    held = mirror.Indexed(updated_at=5, status="ACTIVE", document=b"{}")
    assert await mirror.index(house.db, "campaign", WORKSPACE_ID, "7") == {"1": held}
    assert await mirror.index(house.db, "campaign", "ws_other", "7") == {}


async def test_what_was_seen_again_as_it_was_is_not_overwritten_by_what_was_read_before(house: Any) -> None:
    await put(house, reading(1))
    async with house.db.transaction(EVERYWHERE) as tx:
        await mirror.touch(tx, "campaign", WORKSPACE_ID, ["1"], 3)
    await put(house, reading(2))

    assert await mirror.by_id(house.db, "campaign", WORKSPACE_ID, "1") == replace(reading(1), read_at=3)


async def test_one_id_in_two_workspaces_is_two_rows(house: Any) -> None:
    await put(house, reading(1))

    assert await mirror.by_id(house.db, "campaign", "ws_other", "1") is None
    assert await mirror.names(house.db, "campaign", "ws_other", "7") == {}
    assert await mirror.names(house.db, "campaign", WORKSPACE_ID, "7") == {"1": "read at 1"}


async def test_nothing_to_put_is_no_error(house: Any) -> None:
    await put(house)
