"""Budgets, bids and schedules of the seeded world, all of which TikTok would accept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tiktok_marketing.spec.timestamps import format_utc

INFINITE, DAY, TOTAL = "BUDGET_MODE_INFINITE", "BUDGET_MODE_DAY", "BUDGET_MODE_TOTAL"
DYNAMIC = "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"

Price = Callable[[Decimal], Decimal]
"""Dollars → about as much in the advertiser's currency."""

_DAILY_DOLLARS = tuple(map(Decimal, (20, 25, 30, 40, 50, 60, 80, 100, 150, 200)))
_DYNAMIC_NOT_FOR = frozenset({"REACH", "VIDEO_VIEWS", "ENGAGEMENT"})
_FAR_END = timedelta(days=45)
# Weekdays from 8 to 22, as half hours of the week from Monday 00:00.
_WORKING_HOURS = ("0" * 16 + "1" * 28 + "0" * 4) * 5 + "0" * 96


def campaign_budget(fields: dict[str, Any], adgroups: int, price: Price, chance: Random) -> dict[str, Any]:
    """Room for about what `adgroups` ad groups spend, sometimes too little, often without limit."""
    daily = max(adgroups * chance.choice(_DAILY_DOLLARS), Decimal(50))
    if fields.get("budget_optimize_on"):
        modes = (DAY, DAY) if fields["objective_type"] in _DYNAMIC_NOT_FOR else (DAY, DYNAMIC)
        return {"budget_mode": chance.choice(modes), "budget": price(daily)}
    mode = chance.choices((INFINITE, DAY, TOTAL), (60, 25, 15))[0]
    if mode == INFINITE:
        return {"budget_mode": mode, "budget": Decimal(0)}
    return {"budget_mode": mode, "budget": price(daily * (1 if mode == DAY else chance.randrange(10, 60)))}


def schedule(created_at: datetime, now: datetime, chance: Random) -> dict[str, Any]:
    """Most ad groups run on; some end, a few have yet to start, a few run in working hours only."""
    draw = chance.random()
    fields: dict[str, Any] = {"schedule_type": "SCHEDULE_FROM_NOW", "schedule_start_time": format_utc(created_at)}
    if draw < 0.03:
        start = now + timedelta(days=chance.randrange(2, 14))
        fields |= {"schedule_type": "SCHEDULE_START_END", "schedule_start_time": format_utc(start)}
        fields["schedule_end_time"] = format_utc(start + timedelta(days=30))
    elif draw < 0.25:
        # Half of these are over by now, as far as the ad group's age allows.
        end = max(created_at + timedelta(days=chance.randrange(14, 60)), created_at + timedelta(days=14))
        end = end if draw < 0.14 else max(end, now + timedelta(days=chance.randrange(3, 60)))
        fields |= {"schedule_type": "SCHEDULE_START_END", "schedule_end_time": format_utc(end)}
    if chance.random() < 0.08:
        fields["dayparting"] = _WORKING_HOURS
    return fields


def adgroup_budget(campaign: dict[str, Any], fields: dict[str, Any], price: Price, chance: Random) -> dict[str, Any]:
    """None under a campaign that shares out its own; a lifetime budget only where there is an end."""
    if campaign.get("budget_optimize_on"):
        return {"budget_mode": INFINITE, "budget": Decimal(0)}
    daily = chance.choice(_DAILY_DOLLARS)
    ends = fields["schedule_type"] == "SCHEDULE_START_END"
    if ends and campaign["budget_mode"] != DAY and chance.random() < 0.6:
        return {"budget_mode": TOTAL, "budget": price(daily * _days(fields))}
    dynamic = campaign["objective_type"] not in _DYNAMIC_NOT_FOR and chance.random() < 0.12
    return {"budget_mode": DYNAMIC if dynamic else DAY, "budget": price(daily)}


def bid(campaign: dict[str, Any], billing: str, price: Price, chance: Random) -> dict[str, Any]:
    """Mostly none; else a cost cap, in the field that the billing event asks for."""
    if campaign.get("budget_optimize_on") or billing == "CPV" or chance.random() < 0.75:
        return {"bid_type": "BID_TYPE_NO_BID"}
    cents = {"CPC": (20, 150), "CPM": (300, 900), "OCPM": (300, 1500)}[billing]
    name = "conversion_bid_price" if billing == "OCPM" else "bid_price"
    return {"bid_type": "BID_TYPE_CUSTOM", name: price(Decimal(chance.randrange(*cents)) / 100)}


def _days(fields: dict[str, Any]) -> int:
    start, end = (datetime.fromisoformat(fields[name]) for name in ("schedule_start_time", "schedule_end_time"))
    return (end - start).days + 1
