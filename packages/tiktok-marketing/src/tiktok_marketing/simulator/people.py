"""Counting people without keeping them: a set in constant memory that can be joined with others and taken from."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import blake2b

import msgspec

KEPT = 65_536
_ALL = 1 << 64
_LOW = (1 << 32) - 1


class People(msgspec.Struct, kw_only=True, frozen=True):
    """A set of people, exact up to `KEPT` of them and estimated beyond (standard error 0.4 %).

    Everybody has a 64-bit digest. The set keeps the smallest ones, those below `bound`; None: it keeps all. How many
    fall below the bound tells how many there are (a theta sketch: Dasgupta, Lang, Rhodes and Thaler, 2016).
    """

    digests: bytes = b""
    """Sorted, 8 bytes each."""
    bound: int | None = None

    @property
    def count(self) -> int:
        """How many people."""
        return self._scaled(len(self.digests) // 8)

    def found(self, share: float) -> int:
        """How many of them are found where `share` of all people are: always the same ones."""
        # The set holds the smallest digests, so chance is in the lower half of their bits only.
        limit = int(share * (1 << 32))
        return self._scaled(sum(digest & _LOW < limit for digest in self._digests()))

    def joined(self, other: People) -> People:
        """Those in either."""
        return people_of({*self._digests(), *other._digests()}, _lower(self.bound, other.bound))

    def without(self, other: People) -> People:
        """Those in `self` and not in `other`."""
        return people_of(set(self._digests()).difference(other._digests()), _lower(self.bound, other.bound))

    def _digests(self) -> array[int]:
        digests: array[int] = array("Q")
        digests.frombytes(self.digests)
        return digests

    def _scaled(self, kept: int) -> int:
        return kept if self.bound is None else round(kept * _ALL / self.bound)


class Gathering:
    """People as they come, one after the other; `people()` at any time."""

    def __init__(self) -> None:
        self._digests: set[int] = set()
        self._bound: int | None = None

    def add(self, identity: bytes) -> None:
        """Counts whoever has this identity, once."""
        self._add(int.from_bytes(blake2b(identity, digest_size=8).digest()))

    def add_hashed(self, identity: bytes) -> None:
        """The same for an identity that is a hash in hex already: its first digits are chance enough."""
        self._add(int(identity[:16], 16))

    def people(self) -> People:
        return people_of(self._digests, self._bound)

    def _add(self, digest: int) -> None:
        if self._bound is not None and digest >= self._bound:
            return
        self._digests.add(digest)
        if len(self._digests) > 2 * KEPT:
            self._digests, self._bound = _cut(self._digests, self._bound)


def people_of(digests: Iterable[int], bound: int | None = None) -> People:
    """The people with these digests, of which those from `bound` on do not count."""
    kept = {digest for digest in digests if bound is None or digest < bound}
    kept, bound = _cut(kept, bound)
    return People(digests=array("Q", sorted(kept)).tobytes(), bound=bound)


def _cut(digests: set[int], bound: int | None) -> tuple[set[int], int | None]:
    """The smallest `KEPT`, and the bound below which they are complete."""
    if len(digests) <= KEPT:
        return digests, bound
    smallest = sorted(digests)
    return set(smallest[:KEPT]), smallest[KEPT]


def _lower(one: int | None, other: int | None) -> int | None:
    return min((bound for bound in (one, other) if bound is not None), default=None)
