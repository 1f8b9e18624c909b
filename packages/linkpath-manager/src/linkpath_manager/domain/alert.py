"""Alerts: thresholds of spend, and when one is reached."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from .budget import Budget
from .currency import amount_text

AlertLevel = Literal["workspace", "advertiser", "campaign", "adgroup"]
Period = Literal["DAILY", "LIFETIME"]

_MODES = {"DAILY": {"DAILY", "DYNAMIC_DAILY"}, "LIFETIME": {"LIFETIME"}}


class AlertSubject(Struct, frozen=True, kw_only=True):
    """What is watched; of a workspace its own id."""

    level: AlertLevel
    id: str


class AlertThreshold(Struct, frozen=True, kw_only=True):
    """A percentage of the subject's own budget, or an amount of money; the other is null."""

    percent: str | None
    amount: str | None
    currency: str


class AlertReading(Struct, frozen=True, kw_only=True):
    """What was spent in the period when it was last looked at; `budget`: of the subject, null where it has none."""

    period_start: date | None
    spend: str
    budget: str | None
    as_of: datetime


class Alert(Struct, frozen=True, kw_only=True, tag_field="object", tag="alert"):
    """A threshold. `state` is REACHED until the period or what the threshold comes to is another one.

    `last` is null until spend was looked at once.
    """

    id: str
    name: str | None
    advertiser_id: str | None
    subject: AlertSubject
    period: Period
    threshold: AlertThreshold
    state: Literal["ARMED", "REACHED"]
    reached_at: datetime | None
    last: AlertReading | None
    created_at: datetime
    updated_at: datetime


class Weighed(NamedTuple):
    """`limit`: what the threshold comes to. `key`: the crossing that was told last, of which period and limit."""

    limit: Decimal | None
    key: str | None
    reached: bool
    told: bool
    """Whether it is to be told now: it is reached, and was not told of this period and limit."""


def budget_of(budget: Budget | None, period: Period) -> Decimal | None:
    """The budget that a percentage of that period is one of."""
    if budget is None or budget.amount is None or budget.mode not in _MODES[period]:
        return None
    return Decimal(budget.amount)


def weigh(
    *,
    spend: Decimal,
    percent: Decimal | None,
    amount: Decimal | None,
    budget: Decimal | None,
    period_start: date | None,
    told_key: str | None,
) -> Weighed:
    """Whether a threshold is reached, and whether that is news; exact, whatever the currency.

    A crossing is of one period and one limit: another day, another budget or another threshold arms it again. Without
    a budget a percentage comes to nothing, and is never reached.
    """
    limit = amount if percent is None else None if budget is None else budget * percent / 100
    if limit is None or limit <= 0 or spend < limit:
        return Weighed(limit, told_key, reached=False, told=False)
    key = f"{period_start or 'lifetime'}/{limit.normalize():f}"
    return Weighed(limit, key, reached=True, told=key != told_key)


def day_in(time_zone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(time_zone)).date()


def share_of_day(time_zone: str, now: datetime) -> Decimal:
    """How much of the account's day is gone, from 0 up to 1; a day has 23 hours, 24 or 25."""
    zone = ZoneInfo(time_zone)
    today = now.astimezone(zone).date()
    begins = datetime(today.year, today.month, today.day, tzinfo=zone)
    tomorrow = today + timedelta(days=1)
    ends = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)
    whole = Decimal(str(ends.timestamp())) - Decimal(str(begins.timestamp()))
    gone = Decimal(str(now.timestamp())) - Decimal(str(begins.timestamp()))
    return gone / whole


def forecast(spend: Decimal, share: Decimal, currency: str) -> str | None:
    """What the day will have spent at this pace; None while too little of it is gone to tell."""
    return amount_text(spend / share, currency) if share >= Decimal("0.02") else None
