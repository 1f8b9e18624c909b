"""The parts of an ad group as a caller gives them, and as TikTok takes them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from linkpath_manager.errors import InvalidRequest
from tiktok_marketing.spec.timestamps import format_utc

from . import edits
from .inputs import Amount, BudgetIn, Instant

# Source: behaviour reference §5.2, the fixed pairing of goal and billing event (sure).
_BILLING_EVENT = {
    "CLICK": "CPC",
    "PAGE_VISIT": "CPC",
    "REACH": "CPM",
    "SHOW": "CPM",
    "ENGAGED_VIEW": "CPV",
    "ENGAGED_VIEW_FIFTEEN": "CPV",
}
_OTHERWISE = "OCPM"


def billing_event(goal: str) -> str:
    """What TikTok bills for the goal; it wants both said."""
    return _BILLING_EVENT.get(goal, _OTHERWISE)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScheduleIn(_Part):
    """When the ad group may deliver. Without an end it runs until it is paused."""

    start_at: Instant | None = Field(default=None, description="Left out: at once.")
    end_at: Instant | None = None


_CAPPED: dict[str, Any] = {
    "properties": {"strategy": {"const": "COST_CAP"}, "amount": {"type": "string"}},
    "required": ["strategy", "amount"],
}
_FREE: dict[str, Any] = {"properties": {"strategy": {"const": "MAX_DELIVERY"}, "amount": {"type": "null"}}}


class BidIn(_Part):
    """MAX_DELIVERY spends the budget for as much as it buys; COST_CAP holds the cost of a result at `amount`."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [_CAPPED, _FREE]})

    strategy: Literal["MAX_DELIVERY", "COST_CAP"] = "MAX_DELIVERY"
    amount: Amount | None = None


class TargetingIn(_Part):
    """Who is to see the ads. What is left out is not narrowed."""

    location_ids: list[str] = Field(min_length=1, max_length=3_000)
    age_groups: list[str] | None = None
    gender: Literal["GENDER_UNLIMITED", "GENDER_MALE", "GENDER_FEMALE"] | None = None
    languages: list[str] | None = None
    operating_systems: list[Literal["ANDROID", "IOS"]] | None = Field(default=None, max_length=1)
    interest_category_ids: list[str] | None = None
    audience_ids: list[str] | None = None
    excluded_audience_ids: list[str] | None = None


def budget_fields(budget: BudgetIn | None) -> dict[str, Any]:
    """TikTok's fields for the budget."""
    if budget is None:  # The campaign's budget is spread; TikTok wants the fields all the same, and ignores them.
        return {"budget_mode": "BUDGET_MODE_INFINITE", "budget": 0}
    return edits.budget_fields(budget)


def schedule_fields(now: datetime, schedule: ScheduleIn, held: dict[str, Any] | None = None) -> dict[str, Any]:
    """TikTok's fields for the schedule; a start that is not given is the `held` one, else now."""
    start = format_utc(schedule.start_at or now)
    if schedule.start_at is None and held:
        start = held.get("schedule_start_time", start)
    if schedule.end_at is None:
        return {"schedule_type": "SCHEDULE_FROM_NOW", "schedule_start_time": start}
    if schedule.start_at is not None and schedule.end_at <= schedule.start_at:
        raise InvalidRequest("The schedule ends before it starts.", param="schedule.end_at", hint="Mend the dates.")
    end = format_utc(schedule.end_at)
    return {"schedule_type": "SCHEDULE_START_END", "schedule_start_time": start, "schedule_end_time": end}


def bid_fields(bid: BidIn, goal: str) -> dict[str, Any]:
    """TikTok's fields for the bid: the goal decides in which the amount travels."""
    if (bid.amount is None) != (bid.strategy == "MAX_DELIVERY"):
        raise InvalidRequest("COST_CAP has an amount, MAX_DELIVERY has none.", param="bid.amount", hint="Mend bid.")
    if bid.amount is None:
        return {"bid_type": "BID_TYPE_NO_BID"}
    field = "conversion_bid_price" if billing_event(goal) == _OTHERWISE else "bid_price"
    return {"bid_type": "BID_TYPE_CUSTOM", field: bid.amount}
