"""THE TABLE of what is done by the clock: which operation, how often."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from linkpath_manager.operations import Services, upkeep


@dataclass(frozen=True, slots=True)
class Job:
    """`work` is done, and again `every_seconds` after it ended."""

    name: str
    every_seconds: float
    work: Callable[[Services], Awaitable[None]]


JOBS: tuple[Job, ...] = (
    Job("runs.settle", 1, upkeep.settle_due),
    Job("accounts.sync", 1, upkeep.sync_due),
    Job("connections.tell_revoked", 30, upkeep.tell_revoked_due),
)
