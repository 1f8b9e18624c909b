"""TikTok's clients: one for each developer app, made when it is first needed."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from tiktok_marketing.client import (
    AiohttpTransport,
    Budget,
    Clock,
    Download,
    Request,
    Response,
    TikTokClient,
    Transport,
)
from tiktok_marketing.spec import Endpoint, Level


class App(Protocol):
    """What of a developer app decides its client."""

    @property
    def app_id(self) -> str: ...

    @property
    def level(self) -> Level: ...


@dataclass
class TikTokClients:
    """Each app has its own client, hence its own budget of calls: TikTok's limits are the app's.

    `last_look` is awaited before each sending, and raises to refuse it. `budget` makes an app's budget, by TikTok's id
    of it; None: the client's own. `transport` and `clock`, the time that they wait in, are for all of them, if given.
    """

    base_url: str
    write_guard: Callable[[Endpoint[Any, Any]], None]
    last_look: Callable[[], Awaitable[None]]
    budget: Callable[[str, Level], Budget | None]
    transport: Transport | None = None
    clock: Clock | None = None
    _made: dict[tuple[str, Level], TikTokClient] = field(default_factory=dict)

    def of(self, app: App) -> TikTokClient:
        """The app's client. An app whose level was changed has another one: its limits are others."""
        key = (app.app_id, app.level)
        if key not in self._made:
            self._made[key] = TikTokClient(
                self.base_url,
                app_id=app.app_id,
                level=app.level,
                transport=_Guarded(self.transport or AiohttpTransport(), self.last_look),
                quota=self.budget(*key),
                clock=self.clock,
                write_guard=self.write_guard,
            )
        return self._made[key]

    async def aclose(self) -> None:
        for client in self._made.values():
            await client.aclose()


@dataclass(frozen=True, slots=True)
class _Guarded:
    """A transport that looks once more before anything leaves: pages, repeats and waits for the quota take time."""

    transport: Transport
    last_look: Callable[[], Awaitable[None]]

    async def send(self, request: Request) -> Response:
        await self.last_look()
        return await self.transport.send(request)

    def download(self, request: Request) -> AbstractAsyncContextManager[Download]:
        return self.transport.download(request)

    async def close(self) -> None:
        await self.transport.close()
