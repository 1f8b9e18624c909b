"""How many of an app's calls readings may use, so that people find some left."""

from dataclasses import dataclass, field
from typing import Final

from tiktok_marketing.spec.endpoint import APP_QUOTA, Level

SHARE: Final = 0.58
"""Of an app's quota that readings are given. What a look finds changed is read beside it."""

PLENTY: Final = 0.85
"""Of that share: who uses less may look more closely than need be."""

_SAVED_SECONDS: Final = 60.0


@dataclass
class _Saved:
    """Calls that may still be made, saved up for at most a minute; fewer than none where more were made."""

    left: float
    at_seconds: float

    def now(self, at_seconds: float, a_second: float) -> float:
        most = a_second * _SAVED_SECONDS
        self.left = max(-most, min(most, self.left + (at_seconds - self.at_seconds) * a_second))
        self.at_seconds = at_seconds
        return self.left


@dataclass
class Allowance:
    """Calls that readings may still make as one app: a share of its quota."""

    share: float = SHARE
    saved: dict[tuple[str, float], _Saved] = field(default_factory=dict)
    """By app and part of the share."""

    def take(self, app: str, level: Level, calls: int, at_seconds: float) -> bool:
        """Whether there are calls left; then `calls` are taken, of the next ones where there are not so many."""
        if self._left(app, level, 1, at_seconds) < 1:
            return False
        for part in (1, PLENTY):
            self._left(app, level, part, at_seconds)
            self.saved[app, part].left -= calls
        return True

    def is_plenty(self, app: str, level: Level, at_seconds: float) -> bool:
        """Whether readings have used so little that there is more than they need."""
        return self._left(app, level, PLENTY, at_seconds) >= 1

    def _left(self, app: str, level: Level, part: float, at_seconds: float) -> float:
        a_second = APP_QUOTA[level].qpm / 60 * self.share * part
        saved = self.saved.setdefault((app, part), _Saved(a_second * _SAVED_SECONDS, at_seconds))
        return saved.now(at_seconds, a_second)
