"""What a limit is, and what is answered to who asks to be let in."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

MICROS = 1_000_000


class Window(NamedTuple):
    """At most `limit` times in any half-open span of `seconds`. Windows of one name count together."""

    name: str
    limit: int
    seconds: int


class Verdict(NamedTuple):
    """Whether somebody was let in, and how each window stands now, in the order of the windows asked about.

    `wait` 0: let in, and counted. Else microseconds until a place is free in all windows, and nothing was counted.
    `remaining`: how many more a window takes now. `more_in`: microseconds until it takes one more than that; 0 where
    it is empty.
    """

    wait: int
    remaining: Sequence[int]
    more_in: Sequence[int]


class Limiter(Protocol):
    """Counts who was let in, by account and window. All windows that one asks about are decided in one step."""

    async def admit(self, account: str, windows: Sequence[Window]) -> Verdict:
        """Lets one in if each of `windows` has a place; who is refused takes none."""
        ...

    async def look(self, account: str, windows: Sequence[Window]) -> Verdict:
        """How `windows` stand; takes no place."""
        ...

    def state(self) -> str:
        """Either "ok", or what is wrong."""
        ...
