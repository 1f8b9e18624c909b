"""What could not be written down when it happened, besides ends of runs: kept in memory until it can be."""

from collections import deque
from dataclasses import dataclass, field

from linkpath_manager.store.audit import AuditRecord

_MOST_REFUSALS = 1_000


@dataclass
class Late:
    """Of one process. `catching_up.py` writes it down; what is lost with the process is found out as any orphan is."""

    changes: dict[str, str] = field(default_factory=dict)
    """Approved changes that could not be applied, or not be recorded: workspace by id."""
    refusals: deque[tuple[str, AuditRecord]] = field(default_factory=lambda: deque(maxlen=_MOST_REFUSALS))
    """With their workspaces; of more than are kept, the newest."""

    def anything(self) -> bool:
        return bool(self.changes or self.refusals)
