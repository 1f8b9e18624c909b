"""What stands behind the door: the two tables, the gate, and who proves who asks."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from linkpath_manager.domain.actor import Actor
from linkpath_manager.domain.event import EventType
from linkpath_manager.domain.events import EVENT_TYPES
from linkpath_manager.operations.operation import Context, Operation
from linkpath_manager.operations.runner import Performed

from .routes import ROUTES, Route

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

Authenticate = Callable[["Services", str], Awaitable[Actor]]
"""Who holds the token; raises `Unauthenticated`."""

CompleteCallback = Callable[["Services", str, dict[str, str]], Awaitable[Any]]
"""The connection that TikTok's redirect completes, from the request's id and the redirect's query."""


class Run(Protocol):
    """The gate."""

    async def __call__(self, ctx: Context, op: Operation[Any, Any], params: Any) -> Performed[Any]: ...


@dataclass(frozen=True, slots=True)
class Surface:
    """All that the door opens and calls. Another one opens other operations by the same rules."""

    routes: tuple[Route, ...]
    operations: Mapping[str, Operation[Any, Any]]
    run: Run
    authenticate: Authenticate
    complete_callback: CompleteCallback
    event_types: Mapping[str, EventType] = field(default_factory=dict)

    def operation(self, route: Route) -> Operation[Any, Any]:
        return self.operations[route.operation]


def linkpath_surface() -> Surface:
    """What LinkPath opens."""
    from linkpath_manager.operations import OPERATIONS, run
    from linkpath_manager.operations.access import authenticate
    from linkpath_manager.operations.callback import complete_callback

    return Surface(ROUTES, OPERATIONS, run, authenticate, complete_callback, EVENT_TYPES)
