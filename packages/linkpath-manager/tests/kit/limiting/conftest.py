"""Small windows, and the plainest way to keep them: every moment of every account, counted anew each time."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from linkpath_manager.kit.limiting import Verdict, Window

MICROS = 1_000_000
BURST = Window("burst", 4, 10)
STANDARD = (Window("standard", 6, 60), BURST)
REPORTING = (Window("reporting", 3, 60), BURST)
KINDS = {"standard": STANDARD, "reporting": REPORTING}


@dataclass(frozen=True)
class Ask:
    """Somebody of `account` asks `after` microseconds of the one before."""

    after: int
    account: str
    windows: tuple[Window, ...]


ASKS = st.lists(
    st.builds(
        Ask,
        # Often at one moment, often exactly when a window ends or a microsecond beside that.
        after=st.one_of(
            st.sampled_from([0, 0, 1, 10 * MICROS - 1, 10 * MICROS, 10 * MICROS + 1, 60 * MICROS - 1, 60 * MICROS]),
            st.integers(0, 20 * MICROS),
        ),
        account=st.sampled_from(["north", "south"]),
        windows=st.sampled_from([STANDARD, REPORTING]),
    ),
    max_size=60,
)


@dataclass
class Model:
    """Who was let in when, and as what."""

    entered: list[tuple[str, str, int]] = field(default_factory=list)

    def inside(self, account: str, window: Window, now: int) -> list[int]:
        """The moments that count at `now`, oldest first."""
        begin = now - window.seconds * MICROS
        return [
            moment for whose, name, moment in self.entered if (whose, name) == (account, window.name) and moment > begin
        ]

    def admit(self, ask: Ask, now: int) -> Verdict:
        wait = self.wait(ask, now)
        if not wait:
            self.entered += [(ask.account, window.name, now) for window in ask.windows]
        counts = [self.inside(ask.account, window, now) for window in ask.windows]
        return Verdict(
            wait,
            [window.limit - len(moments) for window, moments in zip(ask.windows, counts, strict=True)],
            [
                moments[0] + window.seconds * MICROS - now if moments else 0
                for window, moments in zip(ask.windows, counts, strict=True)
            ],
        )

    def wait(self, ask: Ask, now: int) -> int:
        """Microseconds until all windows have a place."""
        ends = [now]
        for window in ask.windows:
            moments = self.inside(ask.account, window, now)
            if len(moments) >= window.limit:
                ends.append(moments[len(moments) - window.limit] + window.seconds * MICROS)
        return max(ends) - now


def most_within(span: int, moments: Sequence[int]) -> int:
    """The most of `moments`, which are in order, in any half-open span."""
    return max((bisect_left(moments, begin + span) - index for index, begin in enumerate(moments)), default=0)
