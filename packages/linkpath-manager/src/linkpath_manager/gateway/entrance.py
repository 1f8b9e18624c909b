"""Before anything is done for a request: who asks, and whether they may ask now."""

from typing import TYPE_CHECKING

from linkpath_manager.domain.actor import Actor
from linkpath_manager.domain.limits import LimitKind
from linkpath_manager.errors import Unauthenticated

from .authenticate import actor_of
from .exchange import Exchange
from .limits import Turnstile
from .strangers import Strangers
from .surface import Surface

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services


class Entrance:
    """Of one route. Its requests count as `kind`."""

    def __init__(self, surface: Surface, services: "Services", kind: LimitKind) -> None:
        self._surface = surface
        self._services = services
        self._strangers = Strangers(services)
        self._turnstile = Turnstile(services, kind)

    async def let_in(self, exchange: Exchange) -> Actor:
        """Who asks.

        Raises:
            Unauthenticated: there is no token that proves it.
            RateLimited: there were too many requests of this account, or too many without proof from this address.
        """
        if self._strangers.any:
            self._strangers.refuse(exchange.network_address)
        try:
            actor = await actor_of(exchange, self._surface, self._services)
        except Unauthenticated:
            self._strangers.note(exchange.network_address)
            raise
        await self._turnstile.let_in(exchange, actor.workspace_id)
        return actor
