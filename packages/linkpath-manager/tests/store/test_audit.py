"""The audit chain: whatever is done to a row shows."""

from dataclasses import asdict, replace
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.kit.hashing import chain
from linkpath_manager.operations import upkeep
from linkpath_manager.operations.audit import ANCHORS, Verified, anchor, verify
from linkpath_manager.store import EVERYWHERE, audit
from linkpath_manager.store.audit import AuditRecord

ROWS = 8
COLUMNS = (*AuditRecord.__dataclass_fields__, "previous_hash", "hash", "sequence", "workspace_id")


def record(number: int) -> AuditRecord:
    return AuditRecord(
        at=1_795_176_000_000_000 + number,
        actor_kind="api_key",
        actor_id="key_1",
        operation="campaigns.create",
        run_id=f"run_{number}",
        advertiser_id=None if number % 2 else "7001",
        target_id=str(number),
        params_digest="d" * 64,
        outcome="succeeded: ok",
        upstream_request_ids="",
        request_id=f"req_{number}",
    )


async def fill(house: Any) -> None:
    (house.services.settings.data_dir / ANCHORS).unlink(missing_ok=True)  # of the log that was there
    async with house.db.transaction(EVERYWHERE) as tx:
        await tx.execute(text("DELETE FROM audit"))
        for number in range(1, ROWS + 1):
            await audit.append(tx, WORKSPACE_ID, record(number))


async def broken_at(house: Any) -> int | None:
    return (await audit.first_break(house.db, WORKSPACE_ID))[1]


async def test_what_was_appended_holds_and_comes_back_in_order(house: Any) -> None:
    await fill(house)

    assert await verify(house.services) == [Verified(WORKSPACE_ID, ROWS, None)]
    assert [row async for row in audit.records(house.db, WORKSPACE_ID, page_size=3)] == [
        (n, record(n)) for n in range(1, ROWS + 1)
    ]


@pytest.mark.parametrize("page_size", range(1, ROWS + 2))
async def test_pages_of_any_length_read_the_same_chain(house: Any, page_size: int) -> None:
    await fill(house)

    assert await audit.first_break(house.db, WORKSPACE_ID, page_size) == (ROWS, None)
    await house.sql("UPDATE audit SET outcome = 'failed' WHERE sequence = 5")
    assert await audit.first_break(house.db, WORKSPACE_ID, page_size) == (5, 5)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("sequence", [1, 4, ROWS])
async def test_a_changed_value_shows_at_its_row(house: Any, column: str, sequence: int) -> None:
    await fill(house)
    value = {"at": 1, "sequence": 99, "workspace_id": "ws_other"}.get(column, "other")

    await house.sql(f"UPDATE audit SET {column} = :value WHERE sequence = :sequence", value=value, sequence=sequence)  # noqa: S608  # of column names alone

    if column == "workspace_id" and sequence == ROWS:
        assert await audit.first_break(house.db, "ws_other") == (
            1,
            ROWS,
        )  # the last row is missing here, and stands out there
    else:
        assert await broken_at(house) in {sequence, sequence + 1, 99}


@given(st.integers(1, ROWS), st.integers(1, ROWS))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_that_change_places_show(runs_in: Any, one: int, other: int) -> None:
    async def check(house: Any) -> None:
        await fill(house)
        for old, new in ((one, 100), (other, one), (100, other)):
            if one != other:
                await house.sql("UPDATE audit SET sequence = :new WHERE sequence = :old", new=new, old=old)
        assert await broken_at(house) == (None if one == other else min(one, other))

    runs_in(check)


@pytest.mark.parametrize("sequence", range(1, ROWS))
async def test_a_lost_row_shows(house: Any, sequence: int) -> None:
    await fill(house)
    await house.sql("DELETE FROM audit WHERE sequence = :lost", lost=sequence)

    assert await broken_at(house) == sequence + 1


@pytest.mark.parametrize("sequence", range(1, ROWS))
async def test_a_lost_row_shows_even_when_those_behind_it_move_up(house: Any, sequence: int) -> None:
    await fill(house)
    await house.sql("DELETE FROM audit WHERE sequence = :lost", lost=sequence)
    for later in range(sequence + 1, ROWS + 1):
        await house.sql("UPDATE audit SET sequence = :new WHERE sequence = :old", new=later - 1, old=later)

    assert await broken_at(house) == sequence


async def test_the_last_rows_can_be_cut_off_unseen(house: Any) -> None:
    """A known limit of a chain that nobody else keeps a copy of: what is behind the last row is not told by it."""
    await fill(house)
    await house.sql("DELETE FROM audit WHERE sequence > 5")

    assert await audit.first_break(house.db, WORKSPACE_ID) == (5, None)


async def test_each_workspace_has_a_chain_of_its_own(house: Any) -> None:
    await upkeep.ensure_workspace(house.services, "ws_other", "Other")
    await fill(house)
    async with house.db.transaction(EVERYWHERE) as tx:
        await audit.append(tx, "ws_other", record(1))
    await house.sql("UPDATE audit SET outcome = 'x' WHERE workspace_id = 'ws_other'")

    assert await verify(house.services) == [Verified(WORKSPACE_ID, ROWS, None), Verified("ws_other", 1, 1)]


async def test_a_cut_end_shows_by_the_anchor_of_the_day(house: Any) -> None:
    await fill(house)
    await anchor(house.services)
    await house.sql("DELETE FROM audit WHERE sequence > 5")

    assert await verify(house.services) == [Verified(WORKSPACE_ID, 5, ROWS)]


async def test_rows_behind_an_anchor_do_not_trouble_it_and_a_day_has_one(house: Any) -> None:
    await fill(house)
    await anchor(house.services)
    async with house.db.transaction(EVERYWHERE) as tx:
        await audit.append(tx, WORKSPACE_ID, record(ROWS + 1))
    await anchor(house.services)
    house.time.advance(days=1)
    await anchor(house.services)

    lines = (house.services.settings.data_dir / ANCHORS).read_text().splitlines()
    assert [msgspec.json.decode(line)["sequence"] for line in lines] == [ROWS, ROWS + 1]
    assert await verify(house.services) == [Verified(WORKSPACE_ID, ROWS + 1, None)]


async def test_a_whole_chain_made_anew_shows_by_the_anchor(house: Any) -> None:
    await fill(house)
    await anchor(house.services)
    async with house.db.transaction(EVERYWHERE) as tx:
        await tx.execute(text("DELETE FROM audit"))
        for number in range(1, ROWS + 1):
            await audit.append(tx, WORKSPACE_ID, replace(record(number), outcome="succeeded: another story"))

    assert await verify(house.services) == [Verified(WORKSPACE_ID, ROWS, ROWS)]


async def test_the_log_is_listed_newest_first_and_narrowed(house: Any) -> None:
    await fill(house)

    first = await house.ok("GET", "/v1/audit-log?limit=3")
    second = await house.ok("GET", f"/v1/audit-log?limit=3&cursor={first['next_cursor']}")
    one = await house.ok("GET", "/v1/audit-log?target_id=4")
    none = await house.ok("GET", "/v1/audit-log?operation=ads.create")

    assert [row["sequence"] for row in first["data"] + second["data"]] == [8, 7, 6, 5, 4, 3]
    assert (first["total_count"], second["has_more"]) == (ROWS, True)
    assert [(row["sequence"], row["run_id"], row["outcome"]) for row in one["data"]] == [(4, "run_4", "succeeded: ok")]
    assert none["data"] == []


async def test_rows_from_before_a_column_was_there_still_hold(house: Any) -> None:
    await fill(house)
    facts = {"sequence": 1, "workspace_id": WORKSPACE_ID, **asdict(record(1))}
    del facts["on_behalf_of"], facts["change_id"]

    (stored,) = await house.sql("SELECT hash FROM audit WHERE sequence = 1")
    assert stored[0] == chain("0" * 64, facts)
