"""How many posts one endpoint gets at a time, so that none holds up another. No I/O."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

T = TypeVar("T")

AT_ONCE: Final = 10
"""Posts to one endpoint at a time, by one process."""
MOST_CLAIMED: Final = 100
_WORK_SECONDS: Final = 0.5
"""So much work is claimed ahead of an endpoint that answers quickly."""
_WEIGHT: Final = 0.2


@dataclass
class Lane(Generic[T]):
    """One endpoint's: what was claimed for it and waits, how much is under way, how quick it has been."""

    waiting: deque[T] = field(default_factory=deque)
    under_way: int = 0
    seconds: float = _WORK_SECONDS

    def room(self, *, trying: bool) -> int:
        """How many more to claim; one in all while it is tried whether it goes again."""
        held = len(self.waiting) + self.under_way
        wanted = 1 if trying else int(min(MOST_CLAIMED, max(AT_ONCE, AT_ONCE * _WORK_SECONDS / self.seconds)))
        return max(0, wanted - held) if trying or held <= wanted // 2 else 0

    def took(self, seconds: float) -> None:
        """Notes how long a post took."""
        self.seconds = max(0.001, self.seconds + _WEIGHT * (seconds - self.seconds))
