"""What is told of changes: writes that people decide on."""

from datetime import UTC, date, datetime
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from linkpath_manager.domain.change import Change, ChangeStatus, FieldChange, MoneyEffect
from linkpath_manager.domain.event import Event, EventType


class PreviousChange(Struct, frozen=True, kw_only=True):
    status: ChangeStatus


class ChangeTold(Struct, frozen=True, kw_only=True):
    """`previous` is null where the change is new."""

    object: Change
    previous: PreviousChange | None


def event_of(change: Change, previous: ChangeStatus | None) -> Event | None:
    """What is told of a change that has just become as it is; None: nothing is."""
    found = _TOLD.get(change.status)
    if found is None or change.status == previous:
        return None
    was = None if previous is None else PreviousChange(status=previous)
    return Event(found.name, change.advertiser_id, "change", change.id, ChangeTold(object=change, previous=was))


_PENDING: Final = Change(
    id="chg_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
    status="pending",
    operation="campaigns.update",
    params={"id": "1780000000000000001", "budget": {"amount": "75.00"}},
    digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    advertiser_id="7000000000000000001",
    target={"object": "campaign", "id": "1780000000000000001", "name": "Spring sale"},
    title="Budget of campaign “Spring sale”: 50.00 → 75.00",
    asked_by={"kind": "oauth", "id": "ogr_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4", "name": "Budget assistant", "person_id": None},
    note="The campaign runs out of budget at noon.",
    before={"name": "Spring sale", "status": "ACTIVE", "budget": {"mode": "DAILY", "amount": "50.00"}},
    after={"name": "Spring sale", "status": "ACTIVE", "budget": {"mode": "DAILY", "amount": "75.00"}},
    changes=[FieldChange(field="budget.amount", before="50.00", after="75.00")],
    money=MoneyEffect(currency="EUR", increase="25.00", period="day", words="Up to 25.00 EUR more a day."),
    risks=[],
    approvals_needed=1,
    decisions=[],
    undo_of=None,
    undone_by=None,
    created_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
    expires_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
    decided_at=None,
    applied_at=None,
    result=None,
    error=None,
    url="https://linkpath.example/changes?id=chg_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
)
_AT: Final = datetime(2026, 11, 20, 8, 5, tzinfo=UTC)
_APPLIED: Final[dict[str, Any]] = {"status": "applied", "decided_at": _AT, "applied_at": _AT, "result": {}}
_FAILED: Final[dict[str, Any]] = {
    "status": "failed",
    "decided_at": _AT,
    "error": {"code": "upstream_rejected", "message": "TikTok refuses the budget."},
}

PENDING: Final = EventType(
    name="change.pending",
    summary="A write waits for people to decide on it.",
    payload=ChangeTold,
    example=ChangeTold(object=_PENDING, previous=None),
    changelog=((date(2026, 11, 26), "First told."),),
)

APPLIED: Final = EventType(
    name="change.applied",
    summary="A change that people approved was made.",
    payload=ChangeTold,
    example=ChangeTold(object=replace(_PENDING, **_APPLIED), previous=PreviousChange(status="applying")),
    changelog=((date(2026, 11, 26), "First told."),),
)

FAILED: Final = EventType(
    name="change.failed",
    summary="A change that people approved could not be made; its error says why.",
    payload=ChangeTold,
    example=ChangeTold(object=replace(_PENDING, **_FAILED), previous=PreviousChange(status="applying")),
    changelog=((date(2026, 11, 26), "First told."),),
)

_TOLD: Final[dict[str, EventType]] = {"pending": PENDING, "applied": APPLIED, "failed": FAILED}
