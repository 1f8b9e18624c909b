"""The registry of event types: what LinkPath tells, a file a noun."""

from typing import Final

from linkpath_manager.domain.event import EventType

from . import ad, adgroup, budget, campaign, change, connection, endpoint, report

EVENT_TYPES: Final[dict[str, EventType]] = {
    one.name: one
    for one in (
        campaign.STATUS_CHANGED,
        adgroup.STATUS_CHANGED,
        ad.APPROVED,
        ad.REJECTED,
        budget.THRESHOLD_REACHED,
        change.PENDING,
        change.APPLIED,
        change.FAILED,
        connection.BROKEN,
        report.COMPLETED,
        endpoint.DISABLED,
    )
}

__all__ = ["EVENT_TYPES"]
