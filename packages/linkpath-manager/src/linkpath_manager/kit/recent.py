"""A small memory for what may be asked again soon."""

from collections import OrderedDict
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """The last `most` values, each for `seconds` at the longest."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._micros = round(seconds * 1_000_000)
        self._values: OrderedDict[str, tuple[int, V]] = OrderedDict()

    def put(self, key: str, value: V, now: int) -> None:
        """Keeps `value`; `now` is in UTC microseconds."""
        self._values[key] = (now, value)
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self._values.popitem(last=False)

    def get(self, key: str, now: int) -> V | None:
        """The value, if it is young enough at `now`."""
        kept = self._values.get(key)
        if kept is None or now - kept[0] > self._micros:
            return None
        return kept[1]
