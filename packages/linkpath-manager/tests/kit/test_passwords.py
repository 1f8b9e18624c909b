"""Passwords: argon2id, in threads, a few at a time, the same work whoever is asked for."""

import asyncio
import threading
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY

from linkpath_manager.kit.passwords import AT_ONCE, MOST_WAITING, Passwords, TooBusy


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(PasswordHasher.from_parameters(CHEAPEST))


async def test_a_password_matches_its_own_hash_alone(passwords: Passwords) -> None:
    held = await passwords.hash("correct horse")

    assert await passwords.matches(held, "correct horse")
    assert not await passwords.matches(held, "correct horse ")
    assert not await passwords.matches(None, "correct horse")
    assert not await passwords.matches("no hash at all", "correct horse")
    assert held != await passwords.hash("correct horse")


async def test_what_looks_the_same_is_the_same(passwords: Passwords) -> None:
    assert await passwords.matches(await passwords.hash("Zürich"), "Zu\u0308rich")


async def test_usually_the_work_is_what_the_standard_asks_for() -> None:
    held = await Passwords().hash("correct horse")

    assert held.startswith("$argon2id$")
    assert extract_parameters(held) == RFC_9106_LOW_MEMORY


async def test_a_hash_made_with_less_work_is_outdated(passwords: Passwords) -> None:
    held = await passwords.hash("correct horse")

    assert Passwords().is_outdated(held)
    assert not passwords.is_outdated(held)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """In which threads argon2 ran, how many at most at a time, and a gate that holds them."""
    gate, running, told = threading.Event(), [0], {"threads": set(), "most": 0}
    gate.set()

    for name in ("hash", "verify"):
        original = getattr(PasswordHasher, name)

        def watched(*arguments: Any, _original: Any = original) -> Any:
            told["threads"].add(threading.current_thread().name)
            running[0] += 1
            told["most"] = max(told["most"], running[0])
            gate.wait(10)
            try:
                return _original(*arguments)
            finally:
                running[0] -= 1

        monkeypatch.setattr(PasswordHasher, name, watched)
    return told | {"told": told, "gate": gate}


async def test_argon2_never_runs_on_the_event_loop_and_never_more_at_once_than_allowed(
    passwords: Passwords, seen: dict[str, Any]
) -> None:
    seen["gate"].clear()
    asked = [asyncio.ensure_future(passwords.matches(None, "words")) for _ in range(20)]
    asked.append(asyncio.ensure_future(passwords.hash("words")))  # type: ignore[arg-type]  # what it returns is not looked at
    for _ in range(100):
        await asyncio.sleep(0)  # the loop turns while they work
    seen["gate"].set()
    await asyncio.gather(*asked)

    assert seen["told"]["most"] <= AT_ONCE
    assert {name.partition("_")[0] for name in seen["told"]["threads"]} == {"password"}
    assert threading.current_thread().name not in seen["told"]["threads"]


async def test_a_flood_is_told_to_come_back_and_who_leaves_makes_no_room(
    passwords: Passwords, seen: dict[str, Any]
) -> None:
    seen["gate"].clear()
    asked = [asyncio.ensure_future(passwords.matches(None, "words")) for _ in range(AT_ONCE + MOST_WAITING)]
    await asyncio.sleep(0)
    asked[-1].cancel()
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await passwords.matches(None, "words")
    seen["gate"].set()
    await asyncio.gather(*asked, return_exceptions=True)

    assert not await passwords.matches(None, "words")
