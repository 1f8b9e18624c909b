"""The simulated TikTok's time: real time by default, shifted, frozen or sped up on request."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)
"""Where the clock can be set. Every day since a world was made is worked out: centuries would take hours."""


def _real_now() -> datetime:
    return datetime.now(UTC)


class VirtualClock(msgspec.Struct):
    """`now()` runs `speed` virtual seconds a real second from where it was last set; 0 is frozen."""

    real_now: Callable[[], datetime] = _real_now
    speed: float = 1.0
    _virtual_origin: datetime | None = None
    _real_origin: datetime = msgspec.field(default_factory=_real_now)

    def now(self) -> datetime:
        """The simulated moment, aware, in UTC."""
        real = self.real_now()
        if self._virtual_origin is None:
            return real
        return self._virtual_origin + (real - self._real_origin) * self.speed

    @property
    def is_real(self) -> bool:
        """Whether it was never set, so that its time is everybody's."""
        return self._virtual_origin is None

    def set(self, moment: datetime, speed: float | None = None) -> None:
        """Continues from `moment` (aware), at `speed` if one is given.

        Raises:
            OverflowError: it lies before `FIRST` or after `LAST`.
        """
        if not FIRST <= moment <= LAST:
            raise OverflowError(f"{moment:%Y-%m-%d} is not between {FIRST:%Y} and {LAST:%Y}")
        self._virtual_origin = moment.astimezone(UTC)
        self._real_origin = self.real_now()
        if speed is not None:
            self.speed = speed

    def advance(self, by: timedelta) -> None:
        """Jumps forward (or, for experiments, back).

        Raises:
            OverflowError: as `set`.
        """
        self.set(self.now() + by)

    def run_real(self) -> None:
        """Back to real time."""
        self._virtual_origin, self.speed = None, 1.0

    def snapshot(self) -> dict[str, Any] | None:
        """What `restore` needs in order to go on in another process; None while it is real time."""
        if self._virtual_origin is None:
            return None
        origins = {"virtual": self._virtual_origin.isoformat(), "real": self._real_origin.isoformat()}
        return {**origins, "speed": self.speed}

    def restore(self, snapshot: dict[str, Any] | None) -> None:
        """Goes on from `snapshot` as if the process had never stopped."""
        if snapshot is None:
            return self.run_real()
        self._virtual_origin = datetime.fromisoformat(snapshot["virtual"])
        self._real_origin = datetime.fromisoformat(snapshot["real"])
        self.speed = float(snapshot["speed"])
        return None
