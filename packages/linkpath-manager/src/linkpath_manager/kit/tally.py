"""How often things happened: counted at next to no cost, written down by somebody else now and then."""

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Tally(Generic[K]):
    """Counts by key, since they were last taken to be written down."""

    def __init__(self) -> None:
        self._counts: dict[K, int] = {}

    def add(self, key: K) -> None:
        self._counts[key] = self._counts.get(key, 0) + 1

    @property
    def counts(self) -> Mapping[K, int]:
        """What was not taken yet."""
        return self._counts

    def take(self) -> dict[K, int]:
        """What was counted since the last time that this was asked for."""
        taken, self._counts = self._counts, {}
        return taken

    def put_back(self, taken: Mapping[K, int]) -> None:
        """It could not be written down: whoever asks next gets it with what was counted since."""
        for key, count in taken.items():
            self._counts[key] = self._counts.get(key, 0) + count
