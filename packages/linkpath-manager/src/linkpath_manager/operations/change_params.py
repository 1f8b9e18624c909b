"""What is given to propose, decide on, withdraw or list changes."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from linkpath_manager.domain.change import ChangeStatus

from .inputs import CommaList
from .operation import Params

_EVERY: Final[tuple[ChangeStatus, ...]] = (
    *("pending", "approved", "applying", "applied", "failed"),
    *("unknown", "rejected", "cancelled", "expired", "stale"),
)  # fmt: skip
_Proposable = Literal[
    "campaigns.create",
    "campaigns.update",
    "campaigns.delete",
    "adgroups.create",
    "adgroups.update",
    "adgroups.delete",
    "ads.create",
    "ads.update",
    "ads.delete",
]
"""The operations that have a preview; a test compares."""
ChangeId = Annotated[str, Field(pattern=r"^chg_[0-9A-Z]{26}$", examples=["chg_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4"])]
Note = Annotated[str | None, Field(max_length=2_000, description="Why, in your words.")]


class ListChanges(Params):
    status: CommaList[ChangeStatus] = Field(default=_EVERY, min_length=1)
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, min_length=1, description="`next_cursor` of the page before.")


class ChangeRef(Params):
    id: ChangeId


class Propose(Params):
    operation: _Proposable = Field(description="What to do.", examples=["campaigns.update"])
    params: dict[str, Any] = Field(
        description="Its parameters, path and body together.",
        examples=[{"id": "1780000000000000001", "name": "Spring"}],
    )
    note: Note = None


class Decide(Params):
    id: ChangeId
    digest: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        description="Of the change that you looked at: nothing else is decided.",
    )
    note: Note = None


class Withdraw(Params):
    id: ChangeId
    note: Note = None
