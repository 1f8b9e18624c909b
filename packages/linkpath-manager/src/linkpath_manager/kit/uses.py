"""When things were last used: noted at each use at no cost, written down by somebody else now and then."""

from typing import Final

_MINUTE: Final = 60_000_000


class Uses:
    """The last use of each thing, to the minute, until it is taken to be written down."""

    def __init__(self) -> None:
        self._minutes: dict[str, int] = {}
        self._new: dict[str, int] = {}

    def note(self, thing_id: str, now: int) -> None:
        """`now` is in UTC microseconds."""
        minute = now - now % _MINUTE
        if self._minutes.get(thing_id) != minute:
            self._minutes[thing_id] = self._new[thing_id] = minute

    def take(self) -> dict[str, int]:
        """The minutes since the last time that this was asked for, by id."""
        new, self._new = self._new, {}
        return new

    def put_back(self, taken: dict[str, int]) -> None:
        """They could not be written down: whoever asks next gets them, but for what was used since."""
        self._new = taken | self._new
