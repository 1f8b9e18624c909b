"""Callers who do not prove who they are: an address that fails too often is not listened to for a while."""

from typing import TYPE_CHECKING, Final

from linkpath_manager.domain.measures import LIMITED
from linkpath_manager.errors import RateLimited
from linkpath_manager.kit.limiting import Window
from linkpath_manager.kit.networks import network_of

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

_SECONDS: Final = 60


class Strangers:
    """Counts requests without a valid token, by address. `any`: whether there were some of late."""

    def __init__(self, services: "Services") -> None:
        self._clock = services.clock
        self._ledger = services.strangers
        self._refusals = services.board.slate[LIMITED]
        self._window = Window("failures", services.settings.limit_strangers, _SECONDS)

    @property
    def any(self) -> bool:
        return len(self._ledger) > 0

    def refuse(self, address: str) -> None:
        """Nothing, if the address may try.

        Raises:
            RateLimited: it failed too often; its token is not looked at.
        """
        wait = self._ledger.look(network_of(address), (self._window,), self._clock.steady_micros()).wait
        if wait:
            self._refusals.add(("strangers",))
            raise RateLimited(
                f"{address} sent {self._window.limit} requests without a valid token within {_SECONDS} s.",
                hint="Wait as long as Retry-After says, and send a token that is live.",
                retry_after=wait / 1_000_000,
            )

    def note(self, address: str) -> None:
        """A request from `address` had no valid token."""
        self._ledger.admit(network_of(address), (self._window,), self._clock.steady_micros())
