"""What is told of money: a threshold of spend that was reached."""

from datetime import UTC, date, datetime
from typing import Final, Literal

from msgspec import Struct

from linkpath_manager.domain.event import EventType


class Threshold(Struct, frozen=True, kw_only=True, tag_field="object", tag="threshold"):
    """An alert's threshold, and what was spent when it was reached; money is in `currency`.

    `period` is the day of the account's time zone, or the whole life of what is watched. `percent` is of `budget`;
    null: the threshold is an amount. `share_of_day` is how much of the day is gone, from 0 to 1, and `forecast` what
    the whole day will have spent at this pace; null: of a whole life, or too little of the day is gone to tell.
    """

    alert_id: str
    level: Literal["workspace", "advertiser", "campaign", "adgroup"]
    id: str
    period: Literal["DAILY", "LIFETIME"]
    period_start: date | None
    percent: str | None
    amount: str
    spend: str
    budget: str | None
    currency: str
    share_of_day: str | None
    forecast: str | None
    as_of: datetime


class ThresholdReached(Struct, frozen=True, kw_only=True):
    """There is no `previous`: a threshold is told once a period."""

    object: Threshold
    previous: None


THRESHOLD_REACHED: Final = EventType(
    name="budget.threshold_reached",
    summary="What was spent has reached an alert's threshold, told once a crossing and period.",
    payload=ThresholdReached,
    example=ThresholdReached(
        object=Threshold(
            alert_id="alr_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
            level="campaign",
            id="1780000000000000001",
            period="DAILY",
            period_start=date(2026, 11, 20),
            percent="80",
            amount="40.00",
            spend="41.37",
            budget="50.00",
            currency="EUR",
            share_of_day="0.6667",
            forecast="62.05",
            as_of=datetime(2026, 11, 20, 15, tzinfo=UTC),
        ),
        previous=None,
    ),
    changelog=((date(2026, 11, 26), "First told."),),
)
