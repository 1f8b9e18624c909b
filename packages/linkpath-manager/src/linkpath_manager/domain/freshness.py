"""How fresh what is known of an advertiser is, and when to look again: pure functions of what was seen."""

from typing import Final, Literal, NamedTuple

from msgspec import Struct

Level = Literal["campaign", "adgroup", "ad"]
LEVELS: Final[tuple[Level, ...]] = ("campaign", "adgroup", "ad")

WHOLE_EVERY: Final = 24 * 3_600 * 1_000_000
"""How often, in microseconds, an account is read whole, whatever the cheap checks say: drift is mended then."""

_FIRST_RETRY: Final = 30_000_000
_QUIET_SHARE: Final = 8  # an account that was quiet for eight hours is looked at after one more
_ROUND: Final = 6
_TURNS: Final[dict[int, Level]] = {2: "campaign", 5: "adgroup"}


class Pace(NamedTuple):
    """Microseconds between two looks at an account: at a busy one, and at most at one that sleeps."""

    busy: int
    asleep: int


class Seen(Struct, frozen=True, kw_only=True):
    """What is known of an account between two looks. Moments are in UTC microseconds.

    `turn` counts the looks. `failures`: in a row. `drifted`: objects that only a whole reading showed to be other than
    they were held to be. By level: `digests` of what the last look saw, `pages` of a thousand that it lies on.
    """

    whole_at: int | None = None
    checked_at: int | None = None
    changed_at: int | None = None
    delivering: int = 0
    in_review: int = 0
    failures: int = 0
    turn: int = 0
    drifted: int = 0
    digests: dict[str, str] = {}
    pages: dict[str, int] = {}
    reading: dict[str, int] | None = None
    """Objects read so far, by level, while the account is read for the first time."""


def interval(seen: Seen, now: int, pace: Pace) -> int:
    """How long to let the account be.

    What TikTok delivers, and what its reviewers have before them, changes without anybody doing anything: it is looked
    at as often as a busy account. What only people change is left the longer alone the longer they have not.
    """
    if seen.failures:
        return min(_FIRST_RETRY << min(seen.failures - 1, 20), max(_FIRST_RETRY, pace.asleep))
    if seen.delivering or seen.in_review:
        return pace.busy
    quiet = now - max(seen.changed_at or 0, 0) if seen.changed_at else now - (seen.whole_at or now)
    return max(pace.busy, min(pace.asleep, quiet // _QUIET_SHARE))


def next_due(seen: Seen, now: int, pace: Pace) -> int:
    """When to look again, by what was seen `now`; an account that was never read whole is due at once."""
    if seen.whole_at is None and not seen.failures:
        return now
    return now + interval(seen, now, pace)


def is_asleep(seen: Seen, now: int, pace: Pace) -> bool:
    return not seen.failures and interval(seen, now, pace) >= pace.asleep > pace.busy


def whole_is_due(seen: Seen, now: int) -> bool:
    return seen.whole_at is None or now - seen.whole_at >= WHOLE_EVERY


def levels_due(seen: Seen, now: int, pace: Pace, *, plenty: bool = False) -> tuple[Level, ...]:
    """The levels to look at now: all of an account that is awake, and of any where calls are `plenty`.

    Of one that sleeps the ads, whose statuses say what became of all above them; campaigns and ad groups in turn,
    each at every sixth look. So a sleeping account costs four calls in three looks, where all of it would cost nine.
    """
    if plenty or not is_asleep(seen, now, pace):
        return LEVELS
    also = _TURNS.get(seen.turn % _ROUND)
    return (also, "ad") if also else ("ad",)
