"""Guessing made slow: after some failures each further attempt at the same thing has to wait, longer each time."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from linkpath_manager.errors import RateLimited
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.hashing import sha256_hex
from linkpath_manager.kit.networks import network_of
from linkpath_manager.store import EVERYWHERE, attempts
from linkpath_manager.store.attempts import AttemptsRow
from linkpath_manager.store.database import hold

from .services import Services

FORGET_AFTER: Final = timedelta(days=1)
"""How long nobody must have tried for the failures to be forgotten."""
_LONGEST_WAIT_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Guarded:
    """Something that is guessed at. `free` attempts fail without a wait; then it is 2 s, 4 s, … 5 minutes."""

    key: str
    free: int


def of_email(email: str) -> Guarded:
    """The password of the person with that address, whether or not there is one."""
    return Guarded(sha256_hex(f"email {email}".encode()), free=5)


def of_address(network_address: str) -> Guarded:
    """Whatever is tried from one place. Many people may share it."""
    return Guarded(sha256_hex(f"address {network_of(network_address)}".encode()), free=30)


def of_person(person_id: str) -> Guarded:
    """What somebody is asked for who has proven the password, or has stolen the session: codes, and the password."""
    return Guarded(sha256_hex(f"person {person_id}".encode()), free=5)


async def claim(services: Services, *guarded: Guarded) -> None:
    """Counts an attempt at each of `guarded` as failed, before it is made: at one moment no more are made than counted.

    Raises:
        RateLimited: one of them has to wait; nothing was counted.
    """
    now = to_micros(services.clock.now())
    keys = sorted(one.key for one in guarded)
    async with services.db.transaction(EVERYWHERE) as tx:
        for key in keys:
            await hold(tx, "attempts", key)
        counted = await attempts.of_keys(tx, keys)
        blocked_until = max((row.blocked_until for row in counted.values()), default=0)
        if blocked_until > now:
            raise _too_many((blocked_until - now) / 1_000_000)
        for one in guarded:
            await attempts.put(tx, _counted(counted.get(one.key), one, now))


async def succeeded(services: Services, *forgiven: Guarded, uncounted: Iterable[Guarded] = ()) -> None:
    """Takes back what `claim` counted: all failures of `forgiven`, the last one of `uncounted`.

    What many share keeps its other failures: who knows one password could make room for guesses at others' with it.
    """
    async with services.db.transaction(EVERYWHERE) as tx:
        for one in forgiven:
            await attempts.remove(tx, one.key)
        for one in uncounted:
            await hold(tx, "attempts", one.key)
            for row in (await attempts.of_keys(tx, [one.key])).values():
                await attempts.put(tx, replace(row, failures=max(0, row.failures - 1), blocked_until=0))


def _counted(row: AttemptsRow | None, guarded: Guarded, now: int) -> AttemptsRow:
    forgotten = row is None or row.last_at < now - FORGET_AFTER // timedelta(microseconds=1)
    failures = 1 if row is None or forgotten else row.failures + 1
    past = failures - guarded.free
    wait = min(2 ** min(past, 10), _LONGEST_WAIT_SECONDS) if past > 0 else 0
    return AttemptsRow(guarded.key, failures, last_at=now, blocked_until=now + wait * 1_000_000)


def _too_many(seconds: float) -> RateLimited:
    whole = math.ceil(seconds)
    wait = f"{whole} second{'' if whole == 1 else 's'}" if whole < 60 else f"{math.ceil(whole / 60)} min"
    return RateLimited(
        "Too many attempts failed.",
        code="too_many_attempts",
        hint=f"Wait {wait}, then try again. Who forgot the password asks an owner or admin for a reset link.",
        retry_after=seconds,
    )
