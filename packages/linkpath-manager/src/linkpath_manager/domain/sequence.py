"""Long work that goes on by itself, and batches: many writes in one request."""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

Action = Literal["create", "update", "delete"]


class Progress(Struct, frozen=True, kw_only=True):
    """How far it is. `done` are those that have come to their end: succeeded, held for people to decide on, failed."""

    total: int
    done: int
    succeeded: int
    held: int
    failed: int


class LongOperation(Struct, frozen=True, kw_only=True, tag_field="object", tag="operation"):
    """Work that may take minutes. It goes on whatever becomes of the request, or of the process that does it."""

    id: str
    operation: str
    status: Literal["running", "cancelling", "done", "cancelled"]
    progress: Progress
    created_at: datetime
    ended_at: datetime | None
    result_url: str


class BatchItem(Struct, frozen=True, kw_only=True):
    """What became of one item. `status` is the one that it would have been answered with as a request of its own.

    `result` is the object after the write. `change_id`: it was not done, and waits for people to decide on that change.
    `error` has what a problem has.
    """

    index: int
    action: str | None
    id: str | None
    status: int
    result: dict[str, Any] | None
    change_id: str | None
    error: dict[str, Any] | None


class Batch(Struct, frozen=True, kw_only=True, tag_field="object", tag="batch"):
    """The ends of all items, in their order."""

    id: str
    operation: str
    status: Literal["done", "cancelled"]
    progress: Progress
    items: list[BatchItem]
