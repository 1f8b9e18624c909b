"""Writes down what could not be written when it happened, as soon as the database takes it."""

import structlog

from linkpath_manager.domain.actor import system
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import audit, changes

from . import applying
from .operation import Context
from .services import Services

log = structlog.get_logger()

_OPEN = frozenset({changes.APPROVED, changes.APPLYING})


async def catch_up(services: Services) -> None:
    """Tells refusals in the audit log, and applies approved changes or finds out what came of them.

    Raises:
        Unavailable: the database does not take it yet; nothing is forgotten.
    """
    if services.late.anything():
        await _tell_refusals(services)
        await _apply(services)
        log.info("process.caught_up")


async def _tell_refusals(services: Services) -> None:
    refusals = services.late.refusals
    while refusals:
        workspace_id = refusals[0][0]
        of_it = [record for owner_id, record in refusals if owner_id == workspace_id]
        async with services.db.transaction(workspace_id) as tx:
            for record in of_it:
                await audit.append(tx, workspace_id, record)
        told = {id(record) for record in of_it}
        others = [each for each in refusals if id(each[1]) not in told]
        refusals.clear()
        refusals.extend(others)


async def _apply(services: Services) -> None:
    for change_id, workspace_id in list(services.late.changes.items()):
        row = await changes.by_id(services.db, workspace_id, change_id)
        del services.late.changes[change_id]  # where it fails again, it is noted again
        if row and row.status in _OPEN:
            request_id = new_id("req", services.clock.now())
            ctx = Context(system(workspace_id), services, request_id, gate=services.gate)
            await applying.find_out(ctx, row)
