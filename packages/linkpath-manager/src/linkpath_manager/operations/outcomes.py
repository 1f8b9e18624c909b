"""What people decided on changes, and what came of them, counted: once the transaction that says so is committed."""

from typing import Literal

from linkpath_manager.domain.measures import CHANGE_DECISION_SECONDS, CHANGES_ENDED
from linkpath_manager.store.changes import ChangeRow

from .services import Services


def decided(services: Services, row: ChangeRow, decision: Literal["approved", "rejected"], at: int) -> None:
    """`at` in UTC microseconds."""
    services.board.slate[CHANGE_DECISION_SECONDS].observe((decision,), (at - row.created_at) / 1_000_000)


def ended(services: Services, row: ChangeRow, outcome: str) -> None:
    """Of a change that takes another back, when it is applied, the other is undone."""
    series = services.board.slate[CHANGES_ENDED]
    series.add((outcome,))
    if outcome == "applied" and row.undo_of:
        series.add(("undone",))
