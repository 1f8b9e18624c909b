"""What keeps webhooks in order: what is old is forgotten."""

from datetime import timedelta
from typing import Final

from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import first_id
from linkpath_manager.store import EVERYWHERE, deliveries

from .services import Services

KEPT: Final = timedelta(days=30)
"""So long events and deliveries can be looked at and told again."""
_AT_A_TIME: Final = 1_000


async def forget_told(services: Services) -> None:
    """Drops events and ended deliveries that are older than a month; what still waits keeps its event."""
    now = services.clock.now()
    before = now - KEPT
    async with services.db.transaction(EVERYWHERE) as tx:
        await deliveries.give_up(tx, first_id("dlv", before), to_micros(now))
    while await _forgot_some(services, first_id("dlv", before), to_micros(before)):
        pass


async def _forgot_some(services: Services, before_id: str, before: int) -> bool:
    async with services.db.transaction(EVERYWHERE) as tx:
        gone = await deliveries.forget(tx, before_id, _AT_A_TIME)
        told = await deliveries.forget_events(tx, before, _AT_A_TIME)
    return max(gone, told) == _AT_A_TIME
