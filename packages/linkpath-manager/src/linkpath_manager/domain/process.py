"""The processes of one LinkPath: what each does."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Part(StrEnum):
    """What a process does of LinkPath's work."""

    SERVER = "server"
    WORKER = "worker"
    WHOLE = "server and worker"
    COMMAND = "command"

    @property
    def works(self) -> bool:
        """Whether it does what nobody asks for, by the clock."""
        return self not in WITHOUT_CLOCK


WITHOUT_CLOCK: Final = frozenset({Part.SERVER, Part.COMMAND})


@dataclass(frozen=True, slots=True)
class Process:
    """A process as it last told of itself. `leads`: it does what one does for all."""

    id: str
    host: str
    pid: int | None
    part: str | None
    leads: bool
    started_at: datetime
    seen_at: datetime
