"""Key rotation while LinkPath works: everything sealed opens before, during and after, wherever it is cut off."""

import asyncio
from typing import Any
from unittest.mock import patch

import pytest

from linkpath_manager.kit.key_file import KeyFile
from linkpath_manager.operations import rotation
from linkpath_manager.operations.rotation import GRACE_SECONDS
from linkpath_manager.store import EVERYWHERE, sealed
from linkpath_manager.store.sealed import OAUTH_SUCCESSOR, PERSON_TOTP, SEALED

PEOPLE = "INSERT INTO people VALUES (:id, :id, 'A', 'hash', :sealed, NULL, '', 0, NULL)"
TOKENS = "INSERT INTO oauth_tokens VALUES (:id, 'ws_default', 'grant', 'refresh', '', 0, 0, NULL, NULL, :sealed)"


async def fill(house: Any, count: int) -> None:
    """Sealed texts in every table that has any, besides the connection's."""
    for number in range(count):
        for statement, column in ((PEOPLE, PERSON_TOTP), (TOKENS, OAUTH_SUCCESSOR)):
            row_id = f"row-{number:03}"
            text = house.services.sealer.seal(f"secret {number}", bound_to=column.place(row_id))
            await house.sql(statement, id=row_id, sealed=text)


async def everything(house: Any) -> dict[str, str]:
    """Every secret by its place, opened by a process that has just started."""
    keys = KeyFile(house.services.sealer.path)
    found = {}
    for column in SEALED:
        for row_id, text in await sealed.not_begun_with(house.db, column, "-", "", 1_000):
            found[column.place(row_id)] = keys.open(text, bound_to=column.place(row_id)).reveal()
    return found


async def keys_in_use(house: Any) -> dict[str, int]:
    return {use.id: use.sealed for use in await rotation.uses(house.services)}


async def test_a_rotation_seals_everything_anew_and_changes_no_secret(house: Any) -> None:
    await fill(house, 3)
    before = await everything(house)

    key_id, done = await rotation.rotate(house.services)

    assert len(before) == 7
    assert (key_id, done.count, done.broken) == ("k2", 7, set())
    assert await everything(house) == before
    assert await keys_in_use(house) == {"k2": 7, "k1": 0}
    assert (await house.campaign())["status"] == "PAUSED"


async def test_batches_hold_nothing_back(house: Any) -> None:
    await fill(house, 7)

    with patch.object(rotation, "BATCH", 3):
        _, done = await rotation.rotate(house.services)

    assert done.count == 15
    assert await keys_in_use(house) == {"k2": 15, "k1": 0}


async def test_reads_and_writes_go_on_during_rotations(house: Any) -> None:
    await fill(house, 6)
    before = await everything(house)
    stop = asyncio.Event()
    answers: list[int] = []

    async def work(method: str, path: str, body: dict[str, Any] | None) -> None:
        while not stop.is_set():
            answers.append((await house.ask(method, path, body)).status_code)
            await asyncio.sleep(0)

    connection = (await house.ok("GET", "/v1/connections"))["data"][0]["id"]
    async with asyncio.TaskGroup() as group:
        group.create_task(work("GET", "/v1/campaigns?limit=1", None))
        group.create_task(work("POST", f"/v1/connections/{connection}/test", {}))
        group.create_task(work("POST", "/v1/campaigns", {"name": "During", "objective": "TRAFFIC"}))
        with patch.object(rotation, "BATCH", 5):
            for _ in range(2):
                await rotation.rotate(house.services)
                assert await everything(house) == before
        stop.set()

    assert len(answers) > 6
    assert set(answers) == {200, 201}
    assert await everything(house) == before
    assert await keys_in_use(house) == {"k3": 13, "k2": 0, "k1": 0}


@pytest.mark.parametrize("writes", [0, 1, 4, 6])
async def test_a_rotation_that_is_cut_off_anywhere_loses_nothing_and_is_ended_later(house: Any, writes: int) -> None:
    await fill(house, 3)
    before = await everything(house)
    left = iter(range(writes))
    real = sealed.replace

    async def dies(*given: Any) -> bool:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return await real(*given)

    with patch.object(rotation, "BATCH", 2), patch.object(sealed, "replace", dies), pytest.raises(KeyboardInterrupt):
        await rotation.rotate(house.services)
    between = await everything(house)
    done = await rotation.reseal(house.services)

    assert between == before == await everything(house)
    assert 0 < done.count <= 7
    assert await keys_in_use(house) == {"k2": 7, "k1": 0}


async def test_a_secret_that_is_changed_meanwhile_is_not_overwritten(house: Any) -> None:
    await fill(house, 1)
    place = PERSON_TOTP.place("row-000")
    real = sealed.replace

    async def after_a_change(tx: Any, column: Any, row_id: str, former: str, text: str) -> bool:
        if column is PERSON_TOTP:
            newer = house.services.sealer.seal("newer", bound_to=place)
            await sealed_update(tx, newer)
        return await real(tx, column, row_id, former, text)

    async def sealed_update(tx: Any, newer: str) -> None:
        await tx.execute(PERSON_TOTP.table.update().values(sealed_totp=newer))

    with patch.object(sealed, "replace", after_a_change):
        await rotation.rotate(house.services)

    assert (await everything(house))[place] == "newer"


async def test_what_does_not_open_is_left_and_named(house: Any) -> None:
    await fill(house, 1)
    await house.sql("UPDATE people SET sealed_totp = 'v1.k9.AAAA'")

    _, done = await rotation.rotate(house.services)

    assert (done.count, done.broken) == (2, {"people/row-000/totp"})
    assert await rotation.lost(house.services) == 1
    assert await house.sql("SELECT sealed_totp FROM people") == [("v1.k9.AAAA",)]


async def test_a_key_is_dropped_when_nothing_and_nobody_uses_it(house: Any) -> None:
    await rotation.rotate(house.services)
    at_once = await rotation.drop_unused(house.services)
    house.time.advance(seconds=GRACE_SECONDS)
    await house.sql("UPDATE processes SET sealing_key_id = 'k1', seen_at = seen_at + 600000000")
    with_an_old_file = await rotation.drop_unused(house.services)
    await house.round()
    dropped = await rotation.drop_unused(house.services)

    assert at_once[0] == with_an_old_file[0] == []
    assert "a moment ago" in at_once[1]["k1"]
    assert "1 running processes still seal with it" in with_an_old_file[1]["k1"]
    assert dropped == (["k1"], {})
    assert len(await everything(house)) == 1


async def test_a_cursor_survives_a_rotation_and_is_refused_in_words_when_its_key_is_dropped(house: Any) -> None:
    page = await house.ok("GET", "/v1/ads?limit=2")
    address = f"/v1/ads?limit=2&cursor={page['next_cursor']}"
    second = await house.ok("GET", address)

    await rotation.rotate(house.services)
    survived = await house.ok("GET", address)
    house.services.sealer.drop("k1")

    assert survived["data"] == second["data"]
    assert await house.refused("GET", address.replace("limit=2", "limit=3")) == (400, "invalid_cursor")


async def test_rows_of_all_workspaces_are_sealed_anew(house: Any) -> None:
    async with house.db.transaction(EVERYWHERE) as tx:
        place = OAUTH_SUCCESSOR.place("other")
        values = {"hash": "other", "workspace_id": "ws_other", "grant_id": "g", "kind": "refresh", "scopes": ""}
        text = house.services.sealer.seal("theirs", bound_to=place)
        await tx.execute(
            OAUTH_SUCCESSOR.table.insert().values(**values, created_at=0, expires_at=0, sealed_successor=text)
        )

    await rotation.rotate(house.services)

    assert (await everything(house))[place] == "theirs"
    assert await keys_in_use(house) == {"k2": 2, "k1": 0}
