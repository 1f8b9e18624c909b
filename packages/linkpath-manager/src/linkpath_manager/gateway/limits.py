"""Limits on callers: which requests of an account are let in, and what its answers' headers say of that."""

from math import ceil
from typing import TYPE_CHECKING, Final

from linkpath_manager.domain.limits import LimitKind
from linkpath_manager.domain.measures import LIMITED
from linkpath_manager.domain.usage import Asked
from linkpath_manager.errors import RateLimited
from linkpath_manager.kit.limiting import Verdict, Window

from .exchange import Exchange

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

_MICROS: Final = 1_000_000
_DAY: Final = 86_400


class Turnstile:
    """Counts requests of one kind by account, and refuses those that are too many.

    `RateLimit-Policy` and `RateLimit` are those of draft-ietf-httpapi-ratelimit-headers-11: `t` is the seconds until a
    window takes one more. `X-RateLimit-…` tell of the window with the fewest places left, `Reset` its `t` as Unix time.
    """

    def __init__(self, services: "Services", kind: LimitKind) -> None:
        self._kind = kind
        self._limiter = services.limiter
        self._usage = services.usage
        self._refusals = services.board.slate[LIMITED]
        self._clock = services.clock
        self._windows = services.limits.windows(kind)
        self._limits = [b"%d" % window.limit for window in self._windows]
        policies = (b'"%b";q=%d;w=%d' % (it.name.encode(), it.limit, it.seconds) for it in self._windows)
        self._policy = (b"ratelimit-policy", b", ".join(policies))
        self._standing = b", ".join(b'"%b";r=%%d;t=%%d' % window.name.encode() for window in self._windows)

    async def let_in(self, exchange: Exchange, account: str) -> None:
        """Counts a request of `account`, and has its answer tell how the windows stand.

        Raises:
            RateLimited: it is one too many, and is not counted.
        """
        verdict = await self._limiter.admit(account, self._windows)
        now = self._clock.unix_seconds()
        self._usage.add(Asked(account, int(now) // _DAY, self._kind, not verdict.wait))
        self._tell(exchange, verdict, now)
        if verdict.wait:
            standing = zip(self._windows, verdict.remaining, strict=True)
            full = [window for window, places in standing if not places]
            for window in full:
                self._refusals.add((window.name,))
            raise _refusal(full, verdict.wait)

    def _tell(self, exchange: Exchange, verdict: Verdict, now: float) -> None:
        remaining, more_in = verdict.remaining, verdict.more_in
        narrowest = remaining.index(min(remaining))
        standing: list[int] = []
        for places, micros in zip(remaining, more_in, strict=True):
            standing += (places, -(-micros // _MICROS))
        reset = ceil(now + more_in[narrowest] / _MICROS)
        exchange.more_headers = (
            self._policy,
            (b"ratelimit", self._standing % tuple(standing)),
            (b"x-ratelimit-limit", self._limits[narrowest]),
            (b"x-ratelimit-remaining", b"%d" % remaining[narrowest]),
            (b"x-ratelimit-reset", b"%d" % reset),
        )


def _refusal(full: list[Window], wait: int) -> RateLimited:
    used_up = " and ".join(f"{it.limit:,} requests in {it.seconds} s ({it.name})" for it in full)
    return RateLimited(
        f"The account has used up its limit of {used_up}.",
        hint="Wait as long as Retry-After says. RateLimit on each answer tells what remains.",
        retry_after=wait / _MICROS,
        violated_policies=tuple(window.name for window in full),
    )
