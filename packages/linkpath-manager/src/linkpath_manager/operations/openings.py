"""Which grant opens each advertiser of a workspace: worked out anew whenever a grant has changed."""

from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.openings import Opener, opened_by
from linkpath_manager.store import advertisers, connections, workspaces
from linkpath_manager.store.database import hold


async def settle(tx: AsyncConnection, workspace_id: str, *, prefer: str | None = None) -> None:
    """Points every advertiser at the grant that is to open it, and sees to it that an open one is selected.

    `prefer` is the advertiser to be selected where none is, or the selected one is closed.
    """
    await hold(tx, "openings", workspace_id)
    openers = [
        Opener(row.id, row.status == "CONNECTED", frozenset(row.used))
        for row in await connections.in_transaction(tx, workspace_id)
    ]
    is_open = set()
    for advertiser_id, current in await advertisers.pointers(tx, workspace_id):
        connection_id = opened_by(advertiser_id, current, openers)
        if connection_id != current:
            await advertisers.change(tx, workspace_id, advertiser_id, connection_id=connection_id)
        if connection_id is not None:
            is_open.add(advertiser_id)
    if await workspaces.selected_in(tx, workspace_id) not in is_open:
        selected = prefer if prefer in is_open else min(is_open, default=None)
        await workspaces.select_advertiser(tx, workspace_id, selected)
