"""What answering depends on, looked at for whoever asks whether this process is ready."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from linkpath_manager.kit.clock import Clock

KEPT_MICROS: Final = 1_000_000
"""How long a look is told again: who asks often is no load on the database."""


@dataclass(frozen=True, slots=True)
class Check:
    """`state`: "ok", or what is wrong. `ms`: how long it took to find out."""

    state: str
    ms: float = 0.0


@dataclass
class Watch:
    """Tells how long each step took."""

    clock: Clock
    _since: int = field(init=False)

    def __post_init__(self) -> None:
        self._since = self.clock.steady_micros()

    def lap(self) -> float:
        """Milliseconds since the last lap."""
        before, self._since = self._since, self.clock.steady_micros()
        return (self._since - before) / 1_000


@dataclass
class LastLook:
    """The last look, told again for a second; of those who ask at once one looks, for all."""

    _seen: tuple[int, Mapping[str, Check]] | None = None
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def told(self, clock: Clock, look: Callable[[], Awaitable[Mapping[str, Check]]]) -> Mapping[str, Check]:
        """What `look` found within the last second, or finds now."""
        async with self._looking:
            if self._seen is None or clock.steady_micros() - self._seen[0] >= KEPT_MICROS:
                found = await look()
                self._seen = (clock.steady_micros(), found)
            return self._seen[1]
