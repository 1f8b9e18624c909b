"""What TikTok's refusals tell of its limits: whose it was, which, and for how long nobody calls.

The facts (behaviour reference §3.3, §3.4): a second's breach is over in the next second, a minute's after 5 minutes,
a day's at 00:00 UTC. A text names the limit of a second, and none of the longer ones. Reports that time out lower the
app's calls a second for 5 minutes.
"""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tiktok_marketing.client.errors import QPM_RECOVERY_SECONDS, QPS_RECOVERY_SECONDS, Span, Throttled
from tiktok_marketing.client.windows import LONG_AGO
from tiktok_marketing.spec.endpoint import Endpoint, Level, Quota

NEARLY_FULL = 0.95
"""From here on a limit that we count is the one that was hit."""

BURSTS_OF_A_DAY = 3
"""A minute's breach is over after its 5 minutes. Refused again at once, it may have been a clock; refused a third time
with no answer between, it is taken for the day's…"""

LOOK_SECONDS = 1_800.0
"""…and looked at again after so long, then after twice as long, until the day turns: another who shares the app unseen
looks the same, and to be silent until midnight because of them costs more than a few refused calls."""

NARROW_SECONDS = 300.0

Whose = Literal["app", "endpoint", "subject"]


@dataclass(frozen=True, slots=True)
class Used:
    """The parts of our own limits that are used, from 0 to 1."""

    app_day: float = 0.0
    endpoint_day: float = 0.0
    endpoint_minute: float = 0.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that TikTok did not take because of a limit; it was sent at that moment of the client's clock."""

    endpoint: Endpoint[Any, Any]
    subject: str | None
    failure: Throttled
    sent_at: float


@dataclass(frozen=True, slots=True)
class Known:
    """What a budget knows when a refusal comes: the moment, the seconds left of the day in UTC, its own counts."""

    now: float
    seconds_left: float
    used: Used = Used()


@dataclass(frozen=True, slots=True)
class Ruling:
    """Nobody calls for `seconds` what concerns `whose`; `narrow` is the calls a second that are left meanwhile."""

    whose: Whose
    span: Span
    seconds: float
    narrow: int | None = None


class Pausing(Protocol):
    """A budget, as far as it can be held back."""

    async def pause(self, seconds: float) -> None: ...

    async def pause_endpoint(self, endpoint: Endpoint[Any, Any], seconds: float) -> None: ...

    async def pause_subject(self, endpoint: Endpoint[Any, Any], subject: str | None, seconds: float) -> None: ...


async def carry_out(ruling: Ruling, refusal: Refusal, budget: Pausing) -> None:
    """Holds back whom the ruling concerns, and tells the failure for how long."""
    match ruling.whose:
        case "app":
            await budget.pause(ruling.seconds)
        case "endpoint":
            await budget.pause_endpoint(refusal.endpoint, ruling.seconds)
        case "subject":
            await budget.pause_subject(refusal.endpoint, refusal.subject, ruling.seconds)
    refusal.failure.window, refusal.failure.retry_after_seconds = ruling.span, ruling.seconds


@dataclass(slots=True)
class _Row:
    """Refusals of one limit, with no answer between. Calls sent before `shut_at` belong to the burst before it."""

    bursts: int = 0
    shut_at: float = LONG_AGO


class Refusals:
    """Remembers what was refused until something is answered."""

    def __init__(self, app_quota: Quota, level: Level) -> None:
        self._app_quota = app_quota
        self._level = level
        self._rows: dict[str, _Row] = {}

    def answered(self, endpoint: Endpoint[Any, Any], sent_at: float) -> None:
        """TikTok took a call: what held it before is over."""
        if not self._rows:
            return
        for name in (endpoint.name, "") if not endpoint.beside_app_quota else (endpoint.name,):
            if name in self._rows and sent_at > self._rows[name].shut_at:
                del self._rows[name]

    def rule(self, refusal: Refusal, known: Known) -> Ruling:
        failure, endpoint = refusal.failure, refusal.endpoint
        if failure.scope == "local":
            return Ruling("subject", "second", QPS_RECOVERY_SECONDS)
        if failure.window == "second":
            return self._second(endpoint, failure.limit)
        # An endpoint with limits of its own has a row of its own: that others are served says nothing of them.
        row = self._rows.setdefault(endpoint.name if endpoint.quota else "", _Row())
        if refusal.sent_at >= row.shut_at:
            row.bursts += 1
            row.shut_at = known.now
        return self._longer(refusal, known, row.bursts)

    def _second(self, endpoint: Endpoint[Any, Any], named: int | None) -> Ruling:
        own = endpoint.quota[self._level].qps if endpoint.quota else None
        if endpoint.beside_app_quota or (named is not None and named == own != self._app_quota.qps):
            return Ruling("endpoint", "second", QPS_RECOVERY_SECONDS)
        if named is None or named >= self._app_quota.qps:
            return Ruling("app", "second", QPS_RECOVERY_SECONDS)
        return Ruling("app", "second", QPS_RECOVERY_SECONDS if named else QPM_RECOVERY_SECONDS, narrow=named or None)

    def _longer(self, refusal: Refusal, known: Known, bursts: int) -> Ruling:
        told, used = refusal.failure.window, known.used
        whose = _whose(refusal.endpoint, used)
        if told == "unknown" and bursts == 1:
            return Ruling(whose, "second", QPS_RECOVERY_SECONDS)
        if told != "minute":
            if used.endpoint_day >= NEARLY_FULL:
                return Ruling("endpoint", "day", known.seconds_left)
            if used.app_day >= NEARLY_FULL:
                return Ruling("app", "day", known.seconds_left)
            looks = bursts - BURSTS_OF_A_DAY - (told == "unknown")
            if told == "day" or looks >= 0:
                seconds = known.seconds_left if told == "day" else LOOK_SECONDS * 2.0**looks
                own: Whose = "endpoint" if refusal.endpoint.quota else "app"
                return Ruling(own, "day", min(seconds, known.seconds_left))
        return Ruling(whose, "minute", QPM_RECOVERY_SECONDS)


def _whose(endpoint: Endpoint[Any, Any], used: Used) -> Whose:
    """The app's, unless the call counts against limits of its own alone, or these are full by our count."""
    own = endpoint.beside_app_quota or used.endpoint_minute >= NEARLY_FULL
    return "endpoint" if own else "app"
