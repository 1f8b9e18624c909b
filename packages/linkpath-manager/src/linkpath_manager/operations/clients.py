"""TikTok's clients: one for each developer app, made when it is first needed."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from linkpath_manager.domain.measures import QUOTA_CALLS, QUOTA_LIMIT, QUOTA_WAIT, QUOTA_WAITING, TIKTOK_SECONDS
from linkpath_manager.kit.measuring import Slate
from linkpath_manager.kit.tracing import Attributes, Tracing
from tiktok_marketing.client import (
    AiohttpTransport,
    AppQuota,
    Budget,
    CallRecord,
    Clock,
    Download,
    Priority,
    Refusal,
    Request,
    Response,
    TikTokClient,
    Transport,
)
from tiktok_marketing.spec import Endpoint, Level
from tiktok_marketing.spec.endpoint import APP_QUOTA


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
    of it; None: the client's own. Calls are counted on `slate`, and told to
    `tracing`. `transport` and `clock`, the time that they wait in,
    are for all of them, if given.
    """

    base_url: str
    write_guard: Callable[[Endpoint[Any, Any]], None]
    last_look: Callable[[], Awaitable[None]]
    budget: Callable[[str, Level], Budget | None]
    slate: Slate
    tracing: Tracing = field(default_factory=Tracing)
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
                quota=self._watched(*key),
                clock=self.clock,
                write_guard=self.write_guard,
                observe=self._observe,
            )
        return self._made[key]

    def _watched(self, app_id: str, level: Level) -> Budget:
        limits = APP_QUOTA[level]
        for window, limit in (("second", limits.qps), ("minute", limits.qpm), ("day", limits.qpd)):
            self.slate[QUOTA_LIMIT].set((app_id, window), limit)
        return _Watched(self.budget(app_id, level) or AppQuota(level, clock=self.clock), self.slate, (app_id,))

    def _observe(self, record: CallRecord) -> None:
        code = "none" if record.code is None else str(record.code)
        self.slate[TIKTOK_SECONDS].observe((record.endpoint, code), record.seconds)
        told: Attributes = {
            "tiktok.code": code,
            "tiktok.request_id": record.request_id,
            "tiktok.attempt": record.attempt,
            "tiktok.seconds": record.seconds,
            "tiktok.waited_seconds": record.waited_seconds,
        }
        self.tracing.past(record.endpoint, record.seconds, told, failure=record.error)

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


@dataclass(frozen=True, slots=True)
class _Watched:
    """A budget that counts who waits and who was let go."""

    budget: Budget
    slate: Slate
    app: tuple[str]

    async def acquire(
        self,
        endpoint: Endpoint[Any, Any],
        subject: str | None = None,
        *,
        deadline: float | None = None,
        priority: Priority = Priority.PERSON,
    ) -> float:
        waiting = self.slate[QUOTA_WAITING]
        waiting.add(self.app)
        try:
            seconds = await self.budget.acquire(endpoint, subject, deadline=deadline, priority=priority)
        finally:
            waiting.add(self.app, -1.0)
        self.slate[QUOTA_CALLS].add(self.app)
        self.slate[QUOTA_WAIT].observe(self.app, seconds)
        return seconds

    async def refused(self, refusal: Refusal) -> None:
        await self.budget.refused(refusal)

    def answered(self, endpoint: Endpoint[Any, Any], sent_at: float) -> None:
        self.budget.answered(endpoint, sent_at)
