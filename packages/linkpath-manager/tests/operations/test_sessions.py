"""Sessions: who is behind a cookie, for how long, and with what rights."""

from typing import Any

import pytest
from one_database import on_sqlite

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.actor import Actor
from linkpath_manager.domain.roles import PERMISSIONS, Role
from linkpath_manager.errors import PermissionDenied
from linkpath_manager.operations import sessions
from linkpath_manager.operations.sessions import SignedIn, csrf_token, signed_in
from linkpath_manager.store import EVERYWHERE, people

"""Where one database shows as much as two."""


async def test_a_cookie_leads_to_the_person_their_roles_and_the_rights_of_the_selected_workspace(house: Any) -> None:
    ada = await house.person("ada", Role.BUYER)
    await house.join(ada.id, Role.ANALYST, "ws_second_one")
    cookie = await sessions.begin(house.services, ada, "Browser")

    who = await signed_in(house.services, cookie)

    assert who
    assert who == SignedIn(
        session_id=who.session_id,
        person_id="usr_ada",
        email="ada@example.com",
        name="Ada",
        workspaces={WORKSPACE_ID: Role.BUYER, "ws_second_one": Role.ANALYST},
        workspace_id=WORKSPACE_ID,
        csrf_token=csrf_token(cookie),
    )
    assert who.actor == Actor("person", ada.id, WORKSPACE_ID, "Ada", PERMISSIONS[Role.BUYER], person_id=ada.id)


async def test_a_session_works_in_the_workspace_it_selected_and_in_no_strangers(house: Any) -> None:
    ada = await house.person("ada", Role.BUYER)
    await house.join(ada.id, Role.ANALYST, "ws_second_one")
    cookie = await sessions.begin(house.services, ada, "Browser")
    who = await signed_in(house.services, cookie)
    assert who

    await sessions.select_workspace(house.services, who, "ws_second_one")
    with pytest.raises(PermissionDenied):
        await sessions.select_workspace(house.services, who, "ws_strangers")

    again = await signed_in(house.services, cookie)
    assert again
    assert (again.workspace_id, again.actor.scopes) == ("ws_second_one", PERMISSIONS[Role.ANALYST])


@on_sqlite
async def test_a_member_of_nothing_is_somebody_without_rights(house: Any) -> None:
    cookie = await sessions.begin(house.services, await house.person("ada", None), "Browser")

    who = await signed_in(house.services, cookie)

    assert who
    assert (who.workspaces, who.workspace_id) == ({}, "")
    with pytest.raises(PermissionDenied):
        _ = who.actor


@on_sqlite
async def test_any_other_cookie_leads_to_nobody(house: Any) -> None:
    await sessions.begin(house.services, await house.person("ada", None), "Browser")

    for cookie in (None, "", "x" * 43, "ä" * 43, "x" * 1_000_000, "' OR 1=1 --"):
        assert await signed_in(house.services, cookie) is None


@on_sqlite
async def test_a_session_lasts_a_week_from_each_use_and_a_month_at_most(house: Any) -> None:
    cookie = await sessions.begin(house.services, await house.person("ada", None), "Browser")
    used = []
    for _ in range(6):
        house.time.advance(days=6.9)
        used.append(await signed_in(house.services, cookie) is not None)

    assert used == [True, True, True, True, False, False]


@on_sqlite
async def test_a_session_that_nobody_uses_for_a_week_is_over(house: Any) -> None:
    cookie = await sessions.begin(house.services, await house.person("ada", None), "Browser")
    house.time.advance(days=7)

    assert await signed_in(house.services, cookie) is None


@on_sqlite
async def test_looking_twice_within_minutes_writes_nothing(house: Any) -> None:
    cookie = await sessions.begin(house.services, await house.person("ada", None), "Browser")
    before = house.version()
    house.time.advance(minutes=4)
    await signed_in(house.services, cookie)

    assert house.version() == before


@on_sqlite
async def test_a_session_that_owes_the_second_factor_opens_nothing_and_is_short(house: Any) -> None:
    ada = await house.person("ada", None, sealed_totp="sealed")
    half = await sessions.begin(house.services, ada, "Browser")
    whole = await sessions.begin(house.services, ada, "Browser", second_factor=True)

    assert await signed_in(house.services, half) is None
    assert await signed_in(house.services, whole) is not None
    found = await sessions.known(house.services, half)
    assert found
    assert (found.is_half, found.person.id) == (True, ada.id)
    house.time.advance(minutes=10)
    assert await sessions.known(house.services, half) is None


async def test_ended_sessions_are_over_at_once_and_the_others_go_on(house: Any) -> None:
    ada = await house.person("ada", None)
    cookies = [await sessions.begin(house.services, ada, f"Browser {number}") for number in range(3)]
    first = await signed_in(house.services, cookies[0])
    assert first

    await sessions.end(house.services, ada.id, only=first.session_id)
    one_over = [await signed_in(house.services, cookie) is not None for cookie in cookies]
    second = await signed_in(house.services, cookies[1])
    assert second
    await sessions.end(house.services, ada.id, but=second.session_id)
    one_left = [await signed_in(house.services, cookie) is not None for cookie in cookies]

    assert one_over == [False, True, True]
    assert one_left == [False, True, False]


@on_sqlite
async def test_a_person_who_is_disabled_is_out_at_once(house: Any) -> None:
    ada = await house.person("ada", None)
    cookie = await sessions.begin(house.services, ada, "Browser")
    async with house.db.transaction(EVERYWHERE) as tx:
        await people.change(tx, ada.id, disabled_at=2)

    assert await signed_in(house.services, cookie) is None


async def test_what_is_stored_opens_no_session(house: Any) -> None:
    cookie = await sessions.begin(house.services, await house.person("ada", None), "Browser")

    assert not [name for name, held in (await house.stored()).items() if cookie.encode() in held]
