"""How often one account, a workspace, may ask LinkPath."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from linkpath_manager.kit.limiting import Window

LimitKind = Literal["standard", "reporting", "uploads"]
"""What a request counts as. Source: the REST contract's limits."""

LIMIT_KINDS: Final[tuple[LimitKind, ...]] = get_args(LimitKind)


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests of each kind in a minute, and in a burst: requests of all kinds together in ten seconds."""

    standard: int = 1_000
    reporting: int = 100
    uploads: int = 50
    burst: int = 200

    def windows(self, kind: LimitKind) -> tuple[Window, ...]:
        """The windows that a request of `kind` has to pass."""
        return (self._minute(kind), self._burst())

    def all_windows(self) -> tuple[Window, ...]:
        """Every window there is."""
        return (*map(self._minute, LIMIT_KINDS), self._burst())

    def _minute(self, kind: LimitKind) -> Window:
        return Window(kind, {"standard": self.standard, "reporting": self.reporting, "uploads": self.uploads}[kind], 60)

    def _burst(self) -> Window:
        return Window("burst", self.burst, 10)
