"""What is told of reports that nobody waited for."""

from datetime import UTC, date, datetime
from typing import Final, Literal

from msgspec import Struct

from linkpath_manager.domain.event import Event, EventType


class ReportError(Struct, frozen=True, kw_only=True):
    code: str
    detail: str


class ReportRun(Struct, frozen=True, kw_only=True, tag_field="object", tag="report_run"):
    """A report that has ended. `id` is its operation's; the figures are at `result_url` for 30 days.

    What is null where it FAILED: `rows`, `complete` and `is_final`, which say what they say of a report. `error` says
    why it did.
    """

    id: str
    status: Literal["SUCCEEDED", "FAILED"]
    advertiser_id: str
    level: Literal["advertiser", "campaign", "adgroup", "ad"]
    start_date: date
    end_date: date
    dimensions: list[str]
    metrics: list[str]
    rows: int | None
    complete: bool | None
    is_final: bool | None
    result_url: str
    error: ReportError | None
    created_at: datetime
    ended_at: datetime


class ReportCompleted(Struct, frozen=True, kw_only=True):
    """There is no `previous`: a report ends once."""

    object: ReportRun
    previous: None


def completed(run: ReportRun) -> Event:
    return Event(COMPLETED.name, run.advertiser_id, "operation", run.id, ReportCompleted(object=run, previous=None))


COMPLETED: Final = EventType(
    name="report.completed",
    summary="A report that was asked for at /v1/reports is there, or could not be made.",
    payload=ReportCompleted,
    example=ReportCompleted(
        object=ReportRun(
            id="op_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
            status="SUCCEEDED",
            advertiser_id="7000000000000000001",
            level="campaign",
            start_date=date(2026, 1, 1),
            end_date=date(2026, 10, 31),
            dimensions=["day"],
            metrics=["spend", "clicks"],
            rows=9120,
            complete=True,
            is_final=True,
            result_url="/v1/reports/op_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
            error=None,
            created_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
            ended_at=datetime(2026, 11, 20, 8, 0, 4, tzinfo=UTC),
        ),
        previous=None,
    ),
    changelog=((date(2026, 11, 26), "First told."),),
)
