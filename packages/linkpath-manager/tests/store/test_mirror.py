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


async def test_what_no_reading_has_shown_since_is_unseen_unless_deleted(house: Any) -> None:
    await put(house, reading(5))

    assert await mirror.unseen(house.db, "campaign", WORKSPACE_ID, "7", 5) == []
    assert await mirror.unseen(house.db, "campaign", WORKSPACE_ID, "7", 6) == [reading(5)]
    assert await mirror.unseen(house.db, "campaign", "ws_other", "7", 6) == []


async def test_one_id_in_two_workspaces_is_two_rows(house: Any) -> None:
    await put(house, reading(1))

    assert await mirror.by_id(house.db, "campaign", "ws_other", "1") is None
    assert await mirror.names(house.db, "campaign", "ws_other", "7") == {}
    assert await mirror.names(house.db, "campaign", WORKSPACE_ID, "7") == {"1": "read at 1"}


async def test_nothing_to_put_is_no_error(house: Any) -> None:
    await put(house)
