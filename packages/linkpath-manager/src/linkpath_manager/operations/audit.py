"""Checking the audit log."""

from dataclasses import dataclass

from linkpath_manager.store import audit, workspaces

from .services import Services


@dataclass(frozen=True, slots=True)
class Verified:
    """`rows` were read in one workspace; `broken_at` is the first row that does not hold, None when all do."""

    workspace_id: str
    rows: int
    broken_at: int | None


async def verify(services: Services) -> list[Verified]:
    """Every workspace's chain, from its first row to its last."""
    found = []
    for workspace_id in await workspaces.ids(services.db):
        rows, broken_at = await audit.first_break(services.db, workspace_id)
        found.append(Verified(workspace_id, rows, broken_at))
    return found
