"""What the simulated TikTok keeps of a report that is made in its own time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .record import Record


class ReportTask(Record):
    """`given`: the parameters as sent. How it goes was decided at its making, and shows as the clock gets there."""

    KIND = "report_task"
    app_id: str
    advertiser_ids: list[str]
    given: dict[str, Any]
    created_at: datetime
    processing_at: datetime
    finished_at: datetime
    failure: str | None = None  # why it ends as FAILED
    canceled_at: datetime | None = None
