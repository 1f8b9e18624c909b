"""How many of an app's calls readings may use, so that people find some left."""

from dataclasses import dataclass, field
from typing import Final

from tiktok_marketing.spec.endpoint import APP_QUOTA, Level

SHARE: Final = 0.58
"""Of an app's quota that readings are given. What a look finds changed is read beside it."""

_SAVED_SECONDS: Final = 60.0


@dataclass
class Allowance:
    """Calls that readings may still make as one app: a share of its quota, saved up for at most a minute."""

    share: float = SHARE
    saved: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, app: str, level: Level, calls: int, at_seconds: float) -> bool:
        """Whether there are calls left; then `calls` are taken, of the next ones where there are not so many."""
        a_second = APP_QUOTA[level].qpm / 60 * self.share
        before, left = self.saved.get(app, (at_seconds, a_second * _SAVED_SECONDS))
        left = min(a_second * _SAVED_SECONDS, left + (at_seconds - before) * a_second)
        enough = left >= 1
        self.saved[app] = (at_seconds, left - calls if enough else left)
        return enough
