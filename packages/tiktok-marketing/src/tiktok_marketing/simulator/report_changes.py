"""Whether an advertiser's figures of the UTC day have changed since they were last told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from . import notices
from .currencies import to_amount
from .figures import figures_of
from .freshness import as_reported
from .local_days import HOUR_SECONDS, day_at, local_day
from .outbox import Notice, ends_at, put
from .stages import MONEY
from .webhook_records import Subscription

if TYPE_CHECKING:
    from .simulator import Simulator

# Behaviour reference §11.1 (sure).
METRICS = ("spend", "impressions", "clicks", "video_play_actions")
FREQUENCIES = {"5_MINUTE": 5, "15_MINUTE": 15, "30_MINUTE": 30, "60_MINUTE": 60}
DEFAULT_FREQUENCY = "5_MINUTE"
_LOST = "Access to these ad accounts was lost: {}."

Values = dict[str, dict[str, str]]
_ZEROS = {name: "0.00" if name in MONEY else "0" for name in METRICS}


def begun_report(simulator: Simulator, subscription: Subscription, now: datetime) -> Subscription:
    """The subscription with the figures as they stand: changes are those against them."""
    values, lost = _values(simulator, subscription, now)
    return replace(subscription, told=_told(_floor(now, _period(subscription)), values, lost))


def look_at_report(simulator: Simulator, subscription: Subscription, now: datetime) -> None:
    """One notice for the newest period that is over, if anything changed since the last one that was looked at.

    A clock that jumps over several periods is told of them at once: at most one notice a period remains true.
    """
    period = _period(subscription)
    end = ends_at(simulator.state, subscription)
    boundary = _floor(now if end is None or now < end else end, period)
    looked = datetime.fromisoformat(subscription.told["looked_at"])
    if boundary <= looked or boundary == end:
        return
    values, lost = _values(simulator, subscription, boundary)
    changed = _differences(subscription.told, values, boundary)
    message = _LOST.format(", ".join(lost)) if lost and lost != subscription.told["lost"] else ""
    if changed or message:
        body = notices.report_changed(changed, message, boundary)
        put(simulator, Notice(subscription, subscription.entity, body, boundary, tuple(values)))
    simulator.state.save(replace(subscription, told=_told(boundary, values, lost)))


def _told(at: datetime, values: Values, lost: list[str]) -> dict[str, Any]:
    return {"looked_at": at.isoformat(), "day": _day(at), "values": values, "lost": lost}


def _values(simulator: Simulator, subscription: Subscription, at: datetime) -> tuple[Values, list[str]]:
    """What each ad account shows at `at` of the UTC day, and those that the token does not open any more."""
    grant = simulator.state.grants[subscription.detail["access_token"]]
    ids = subscription.detail["advertiser_ids"]
    lost = [one for one in ids if one not in grant.advertiser_ids]
    return {one: _of_day(simulator, one, at) for one in ids if one not in lost}, lost


def _of_day(simulator: Simulator, advertiser_id: str, at: datetime) -> dict[str, str]:
    advertiser, reading = simulator.state.advertisers[advertiser_id], as_reported(at)
    midnight = int(at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
    sums = [0] * len(METRICS)
    figures = figures_of(simulator.state)
    for day in {day_at(advertiser.timezone, midnight), day_at(advertiser.timezone, int(at.timestamp()))}:
        local = local_day(advertiser.timezone, day)
        starts = {hour: local.start + place * HOUR_SECONDS for place, hour in reversed(list(enumerate(local.hours)))}
        for fact in figures.hour_facts(advertiser_id, day, METRICS, reading):
            if starts[fact.hour] >= midnight:
                sums = [one + more for one, more in zip(sums, fact.figures, strict=True)]
    named = dict(zip(METRICS, sums, strict=True))
    return {
        name: f"{to_amount(amount, advertiser.currency):.2f}" if name in MONEY else str(amount)
        for name, amount in named.items()
    }


def _differences(told: dict[str, Any], values: Values, at: datetime) -> Values:
    """What is not as it was told; nothing was told yet of a day that has begun since."""
    known: Values = told["values"] if told["day"] == _day(at) else {}
    changed: Values = {}
    for advertiser_id, now in values.items():
        before = _ZEROS | known.get(advertiser_id, {})
        news = {name: value for name, value in now.items() if value != before[name]}
        if news:
            changed[advertiser_id] = news
    return changed


def _period(subscription: Subscription) -> timedelta:
    return timedelta(minutes=FREQUENCIES[subscription.detail.get("notify_frequency", DEFAULT_FREQUENCY)])


def _floor(moment: datetime, period: timedelta) -> datetime:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + (moment - epoch) // period * period


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
