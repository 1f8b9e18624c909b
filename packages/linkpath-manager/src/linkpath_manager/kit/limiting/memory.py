"""Limits of one process."""

from collections.abc import Sequence

from linkpath_manager.kit.clock import Clock

from .ledger import Ledger
from .window import Verdict, Window


class MemoryLimiter:
    """`Limiter` for one process; it forgets when the process ends.

    With several `processes` that do not know of each other each lets in its share: the limit divided by them.
    """

    def __init__(self, clock: Clock, *, processes: int = 1) -> None:
        self._clock = clock
        self._processes = processes
        self._ledger = Ledger()

    async def admit(self, account: str, windows: Sequence[Window]) -> Verdict:
        """Lets one in if each of `windows` has a place; who is refused takes none."""
        return self._ledger.admit(account, windows, self._clock.steady_micros(), self._processes)

    async def look(self, account: str, windows: Sequence[Window]) -> Verdict:
        """How `windows` stand; takes no place."""
        return self._ledger.look(account, windows, self._clock.steady_micros(), self._processes)

    def state(self) -> str:
        """Always "ok"."""
        return "ok"
