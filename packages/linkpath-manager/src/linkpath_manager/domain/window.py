"""Windows: ranges of an advertiser's days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from linkpath_manager.errors import InvalidRequest

Preset = Literal[
    "today", "yesterday", "last_7d", "last_14d", "last_30d", "last_90d", "this_month", "last_month"
]  # fmt: skip
PRESETS: tuple[str, ...] = get_args(Preset)

SETTLING_DAYS = 28
"""For how long TikTok still changes a day's figures: the longest attribution window.

Source: https://business-api.tiktok.com/portal/docs?id=1738864894606337 (data latency).
"""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `start` to `end`, both included, in the advertiser's time zone.

    Raises:
        InvalidRequest: `end` is before `start`.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidRequest(
                f"the range ends on {self.end}, before it starts on {self.start}",
                param="end_date",
                hint="Give an end_date that is not before start_date.",
            )

    @property
    def length(self) -> int:
        """In days, at least 1."""
        return (self.end - self.start).days + 1

    def days(self) -> list[date]:
        """Oldest first."""
        return [self.start + _DAY * n for n in range(self.length)]


def cut(window: Window, max_days: int) -> list[Window]:
    """`window` in as few windows of at most `max_days` as can be, oldest first: every day is in one of them."""
    starts = range(0, window.length, max_days)
    firsts = [window.start + _DAY * n for n in starts]
    return [Window(first, min(first + _DAY * (max_days - 1), window.end)) for first in firsts]


def presets(name: str, today: date) -> Window:
    """The window of that name; `last_7d` and the like end yesterday, `this_month` today.

    Raises:
        InvalidRequest: there is no such name.
    """
    month = today.replace(day=1)
    match name:
        case "today":
            return Window(today, today)
        case "yesterday":
            return Window(today - _DAY, today - _DAY)
        case "this_month":
            return Window(month, today)
        case "last_month":
            return Window((month - _DAY).replace(day=1), month - _DAY)
        case _ if name in PRESETS:
            days = int(name.removeprefix("last_").removesuffix("d"))
            return Window(today - _DAY * days, today - _DAY)
        case _:
            hint = f"The presets are {', '.join(PRESETS)}."
            raise InvalidRequest(f"there is no date preset {name!r}", param="date_preset", hint=hint)


def is_final(window: Window, today: date) -> bool:
    """Whether TikTok changes none of the window's figures any more; `today` is the advertiser's."""
    return (today - window.end).days > SETTLING_DAYS
