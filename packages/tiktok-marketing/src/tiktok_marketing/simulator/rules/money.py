"""Rules about budgets and bids, checked in the order of behaviour reference §14.4."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from tiktok_marketing.simulator import currencies
from tiktok_marketing.simulator.behaviour import bad_value

from .text import check_choice, missing, read_moment

DAY, DYNAMIC_DAILY = "BUDGET_MODE_DAY", "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"
TOTAL, INFINITE = "BUDGET_MODE_TOTAL", "BUDGET_MODE_INFINITE"
DAILY_MODES = frozenset({DAY, DYNAMIC_DAILY})
CAMPAIGN_MODES_WITH_CBO = frozenset({TOTAL, DYNAMIC_DAILY, DAY})
CAMPAIGN_MODES = frozenset({INFINITE, TOTAL, DAY})
ADGROUP_MODES = frozenset({TOTAL, DYNAMIC_DAILY, DAY})
# Amounts in dollars, times the currency's ratio (behaviour reference §5.1, sure).
CAMPAIGN_MINIMUM, ADGROUP_MINIMUM, SHOP_MINIMUM, MAXIMUM = 50, 20, 10, 10_000_000
CPC_BID_MAXIMUM = 30
SPEND_SHARE = Decimal("1.05")
_LOCKED_FROM = time(23, 55)
_SHOP_SOURCES = frozenset({"STORE", "SHOWCASE"})


def check_campaign_budget(fields: dict[str, Any], currency: str) -> None:
    """Mode, precision, minimum and maximum of a campaign's budget."""
    modes = CAMPAIGN_MODES_WITH_CBO if fields.get("budget_optimize_on") else CAMPAIGN_MODES
    if fields.get("objective_type") == "RF_REACH":
        modes = frozenset({INFINITE})
    if "budget_mode" not in fields:
        raise bad_value(missing("budget_mode"))
    check_choice("budget_mode", fields["budget_mode"], modes)
    if fields["budget_mode"] == INFINITE:
        return
    shop = fields.get("objective_type") == "PRODUCT_SALES" and fields.get("campaign_product_source") == "STORE"
    _check_range("budget", _required(fields, "budget"), currency, SHOP_MINIMUM if shop else CAMPAIGN_MINIMUM)


def check_adgroup_budget(fields: dict[str, Any], campaign: dict[str, Any], currency: str, now: datetime) -> None:
    """Mode against the campaign's, precision, minimum and maximum of an ad group's own budget."""
    mode = fields["budget_mode"]
    check_choice("budget_mode", mode, ADGROUP_MODES)
    if mode == TOTAL and campaign.get("budget_mode") == DAY:
        raise bad_value("budget_mode: A campaign with a daily budget takes no ad group with a lifetime budget.")
    if mode == TOTAL and fields["schedule_type"] != "SCHEDULE_START_END":
        raise bad_value("schedule_type: A lifetime budget needs SCHEDULE_START_END with an end time.")
    days = _scheduled_days(fields, now) if mode == TOTAL else 1
    minimum = SHOP_MINIMUM if fields.get("product_source") in _SHOP_SOURCES else ADGROUP_MINIMUM
    _check_range("budget", _required(fields, "budget"), currency, minimum * days)


def check_covers_spend(path: str, budget: Decimal, spent: Decimal) -> None:
    """A changed budget is at least 105 % of what is spent already."""
    if budget < spent * SPEND_SHARE:
        raise bad_value(f"{path}: The budget must be at least 105% of the current spend {spent}.")


def check_not_locked(timezone: str, now: datetime) -> None:
    """No daily budget is changed between 23:55 and midnight of the advertiser."""
    if now.astimezone(ZoneInfo(timezone)).time() >= _LOCKED_FROM:
        raise bad_value("The daily budget cannot be changed between 23:55 and 00:00 in the advertiser's time zone.")


def next_midnight(timezone: str, now: datetime) -> datetime:
    """When the advertiser's next day begins."""
    local = now.astimezone(ZoneInfo(timezone))
    return datetime.combine(local.date() + timedelta(days=1), time(), ZoneInfo(timezone)).astimezone(now.tzinfo)


def check_amount(path: str, amount: Decimal, currency: str) -> None:
    """A positive amount with no more decimals than the currency has."""
    if not amount.is_finite() or amount <= 0:
        raise bad_value(f"{path}: Must be greater than 0.")
    decimals = -int(amount.normalize().as_tuple().exponent)
    allowed = currencies.digits(currency)
    if decimals > allowed:
        raise bad_value(f"{path}: {currency} allows at most {allowed} decimal places.")


def check_bid(path: str, bid: Decimal, fields: dict[str, Any], campaign: dict[str, Any], currency: str) -> None:
    """A bid below the budgets above it, and for clicks below TikTok's base limit."""
    check_amount(path, bid, currency)
    for owner, budget in (("ad group", fields.get("budget")), ("campaign", campaign.get("budget"))):
        if budget and bid >= Decimal(str(budget)):
            raise bad_value(f"{path}: The bid must be lower than the {owner} budget.")
    limit = CPC_BID_MAXIMUM * currencies.ratio(currency)
    if fields["billing_event"] == "CPC" and bid > limit:
        raise bad_value(f"{path}: The bid cannot exceed {limit} {currency}.")


def _required(fields: dict[str, Any], name: str) -> Decimal:
    if name not in fields:
        raise bad_value(missing(name))
    return Decimal(fields[name])


def _check_range(path: str, amount: Decimal, currency: str, minimum: int) -> None:
    check_amount(path, amount, currency)
    ratio = currencies.ratio(currency)
    if amount < minimum * ratio:
        raise bad_value(f"{path}: The budget must be at least {minimum * ratio} {currency}.")
    if amount >= MAXIMUM * ratio:
        raise bad_value(f"{path}: The budget must be less than {MAXIMUM * ratio} {currency}.")


def _scheduled_days(fields: dict[str, Any], now: datetime) -> int:
    start = max(read_moment(fields["schedule_start_time"]), now)
    return max(1, ceil((read_moment(fields["schedule_end_time"]) - start) / timedelta(days=1)))
