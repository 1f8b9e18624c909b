"""Passwords: hashed with argon2id in threads of their own, a few at once, for the same time whatever is asked."""

import asyncio
import os
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

AT_ONCE: Final = 2
"""Hashes made at a time: each takes 64 MiB and a core for some 100 ms."""
MOST_WAITING: Final = 32
"""How many more may wait for their turn."""

T = TypeVar("T")


class TooBusy(Exception):
    """More passwords are waiting than can be looked at soon."""


class Passwords:
    """Makes and checks hashes. The event loop never waits for one."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._asked = 0

    async def hash(self, password: str) -> str:
        """Raises `TooBusy`."""
        return await self._in_thread(lambda: self._hasher.hash(_normal(password)))

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether `password` is the one; without a hash there is the same work, and the answer is no.

        Raises:
            TooBusy: it was not looked at.
        """
        return await self._in_thread(lambda: self._matches(password_hash, password))

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with less work than is usual now."""
        return self._hasher.check_needs_rehash(password_hash)

    def _matches(self, password_hash: str | None, password: str) -> bool:
        try:
            self._hasher.verify(password_hash or self._nobodys(), _normal(password))
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None

    def _nobodys(self) -> str:
        """A hash that no password has, of the usual work."""
        made = self._hasher
        parts = (os.urandom(size) for size in (made.salt_len, made.hash_len))
        salt, digest = (b64encode(part).decode().rstrip("=") for part in parts)
        return f"$argon2id$v=19$m={made.memory_cost},t={made.time_cost},p={made.parallelism}${salt}${digest}"

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self._asked >= AT_ONCE + MOST_WAITING:
            raise TooBusy
        self._asked += 1
        # Who goes away does not take the work along: it counts until it is done.
        done = asyncio.get_running_loop().run_in_executor(self._threads, work)
        done.add_done_callback(self._one_less)
        return await asyncio.shield(done)

    def _one_less(self, _done: "asyncio.Future[T]") -> None:
        self._asked -= 1


def _normal(password: str) -> str:
    """One spelling for what looks the same, on whatever keyboard it was typed (NIST SP 800-63B 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
