"""How much an account asked."""

from datetime import date
from typing import NamedTuple

from .limits import LimitKind


class Asked(NamedTuple):
    """What is counted of a request: whose it was, on which day in UTC, as what, and whether it was let in."""

    workspace_id: str
    day: int
    """Days since 1970-01-01."""
    kind: LimitKind
    let_in: bool

    @property
    def date(self) -> date:
        return date.fromordinal(_EPOCH + self.day)


_EPOCH = date(1970, 1, 1).toordinal()
