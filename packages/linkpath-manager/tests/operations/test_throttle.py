"""Guessing made slow."""

import asyncio
from typing import Any

from one_database import on_sqlite

from linkpath_manager.errors import InvalidRequest, RateLimited
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.operations import throttle
from linkpath_manager.operations.sign_in import Browser, sign_in

"""Where one database shows as much as two."""

EMAIL, PLACE = throttle.of_email("ada@example.com"), throttle.of_address("192.0.2.1")


async def tried(house: Any, *guarded: throttle.Guarded) -> float:
    """How long an attempt has to wait; 0: it was made."""
    try:
        await throttle.claim(house.services, *guarded)
    except RateLimited as error:
        return error.retry_after or -1
    return 0


async def test_five_fail_at_once_then_each_waits_twice_as_long_and_five_minutes_at_most(house: Any) -> None:
    waits = []
    for _ in range(16):
        assert await tried(house, EMAIL) == 0
        wait = await tried(house, EMAIL) if len(waits) >= 5 else 0
        waits.append(wait)
        house.time.advance(seconds=wait)

    assert waits == [0] * 5 + [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


@on_sqlite
async def test_a_quiet_day_is_forgiven(house: Any) -> None:
    for _ in range(6):
        await tried(house, EMAIL)
    house.time.advance(days=1, seconds=1)

    assert [await tried(house, EMAIL) for _ in range(5)] == [0] * 5


@on_sqlite
async def test_what_has_to_wait_is_not_counted_anywhere(house: Any) -> None:
    for _ in range(6):
        await tried(house, EMAIL)
    before = await house.sql("SELECT key, failures FROM sign_in_attempts ORDER BY key")

    assert await tried(house, EMAIL, PLACE) == 2
    assert await house.sql("SELECT key, failures FROM sign_in_attempts ORDER BY key") == before


async def test_success_forgives_the_person_and_to_the_place_its_own_attempt_alone(house: Any) -> None:
    for _ in range(29):
        await tried(house, PLACE)
    for _ in range(3):
        await tried(house, EMAIL, PLACE)
        await throttle.succeeded(house.services, EMAIL, uncounted=(PLACE,))

    assert [await tried(house, PLACE) for _ in range(3)] == [0, 0, 2]
    assert [await tried(house, EMAIL) for _ in range(5)] == [0] * 5


def test_a_place_is_an_address_and_of_ipv6_the_whole_network() -> None:
    assert throttle.of_address("2001:db8::1") == throttle.of_address("2001:db8::ffff:2%eth0")
    assert throttle.of_address("2001:db8::1") != throttle.of_address("2001:db8:0:1::1")
    assert throttle.of_address("::ffff:192.0.2.1") == PLACE != throttle.of_address("192.0.2.2")
    assert throttle.of_address("") != throttle.of_address("unix")


async def test_guesses_at_one_moment_are_no_more_than_one_after_the_other(house: Any) -> None:
    await house.person("ada")
    browser = Browser("192.0.2.1", "Browser")

    async def guess() -> str:
        try:
            await sign_in(house.services, browser, "ada@example.com", Secret("wrong words"))
        except (InvalidRequest, RateLimited) as error:
            return error.reason
        return "signed in"

    told = await asyncio.gather(*(guess() for _ in range(12)))

    assert sorted(told) == ["sign_in_refused"] * 6 + ["too_many_attempts"] * 6


async def test_what_is_kept_names_nobody(house: Any) -> None:
    await tried(house, throttle.of_email("someone@example.com"), throttle.of_address("198.51.100.77"))
    held = b" ".join((await house.stored()).values())

    assert b"someone@example.com" not in held
    assert b"198.51.100.77" not in held
