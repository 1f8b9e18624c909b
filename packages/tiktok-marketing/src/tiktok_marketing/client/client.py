"""The client: one typed call for every row of the table, and all pages of a list."""

import itertools
import math
import random
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, Self, TypeVar, cast

import msgspec

from tiktok_marketing.client.clock import Clock, LoopClock
from tiktok_marketing.client.encoding import advertiser_of, build_request, carries, secrets_of
from tiktok_marketing.client.envelope import Answer, read_answer
from tiktok_marketing.client.errors import DeadlineExceeded, Throttled, TikTokError
from tiktok_marketing.client.pages import Pages, read_pages
from tiktok_marketing.client.quota import AppQuota, Priority
from tiktok_marketing.client.retry import REPEAT_WITHIN_SECONDS, Attempt, Failure, Raise, hold_back_seconds, next_step
from tiktok_marketing.client.transport import AiohttpTransport, NoAnswer, Request, Transport, TransportError
from tiktok_marketing.spec.endpoint import Effect, Endpoint, Level, P, Paged, Params, R

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)
P_co = TypeVar("P_co", bound=Params, covariant=True)

BASE_URL = "https://business-api.tiktok.com"

ATTEMPT_SECONDS = 60.0
"""How long one attempt may take. A write gets them whatever the deadline: cut short, its outcome would be unknown."""


SHORTEST_ATTEMPT_SECONDS = 0.001  # zero would mean «for ever» to aiohttp


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One attempt, for logs and metrics: nothing secret. `code` is None when there was no answer to read it from."""

    endpoint: str
    attempt: int
    code: int | None
    request_id: str
    seconds: float
    waited_seconds: float
    error: str | None
    """The class of what went wrong."""


class PagedEndpoint(Protocol[P_co, Row_co]):
    """A row of the table whose result comes in pages."""

    @property
    def params(self) -> type[P_co]: ...

    @property
    def result(self) -> type[Paged[Row_co]]: ...


@dataclass(frozen=True, slots=True)
class _Call(Generic[R]):
    endpoint: Endpoint[Any, R]
    params: Params
    token: str | None
    deadline: float | None
    priority: Priority


class TikTokClient:
    """TikTok's Marketing API for one developer app; many callers and many tokens share it and its quota.

    `write_guard` is called before each sending of what is not a READ, and raises to refuse it. `observe` is called
    after each attempt.
    """

    def __init__(  # noqa: PLR0913 - each seam has a default
        self,
        base_url: str = BASE_URL,
        *,
        app_id: str,
        level: Level = Level.BASIC,
        transport: Transport | None = None,
        quota: AppQuota | None = None,
        clock: Clock | None = None,
        random: Callable[[], float] = random.random,
        observe: Callable[[CallRecord], None] | None = None,
        write_guard: Callable[[Endpoint[Any, Any]], None] | None = None,
    ) -> None:
        self.app_id = app_id
        self._base_url = base_url
        self._transport = transport or AiohttpTransport()
        self._clock = clock or LoopClock()
        self._quota = quota or AppQuota(level, clock=self._clock)
        self._random = random
        self._observe = observe
        self._write_guard = write_guard

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._transport.close()

    async def call(
        self,
        endpoint: Endpoint[P, R],
        params: P,
        *,
        token: str | None = None,
        deadline_seconds: float | None = 60,
        priority: Priority = Priority.PERSON,
    ) -> Answer[R]:
        """TikTok's answer, repeated attempts and waiting for the quota included.

        Within `deadline_seconds` the last attempt begins; a read also ends.

        Raises:
            TikTokError: of the class that says what to do next.
        """
        return await self._perform(_Call(endpoint, params, token, self._moment(deadline_seconds), priority))

    async def pages(
        self,
        endpoint: PagedEndpoint[P, Row],
        params: P,
        *,
        token: str | None = None,
        page_size: int | None = None,
        key: Callable[[Row], Hashable] | None = None,
        deadline_seconds: float | None = None,
        priority: Priority = Priority.PERSON,
    ) -> Pages[Row]:
        """Every row of a list once, in order. `page_size`: the endpoint's largest unless given.

        `key` identifies a row, so that one that comes twice while another is lost is noticed.

        Raises:
            Incomplete: what came is not what TikTok counts, or changes faster than it can be read.
            TikTokError: one of the calls failed.
        """
        row: Endpoint[P, Any] = cast("Endpoint[P, Any]", endpoint)  # the protocol only tells mypy what its rows are
        size = page_size or row.max_page_size
        if size is None:
            raise ValueError(f"{row.name} does not come in pages")
        deadline = self._moment(deadline_seconds)

        def fetch(number: int) -> Awaitable[Answer[Any]]:
            asked = msgspec.structs.replace(params, page=number, page_size=size)
            return self._perform(_Call(row, asked, token, deadline, priority))

        return await read_pages(fetch, key, row.name)

    def _moment(self, seconds: float | None) -> float | None:
        return None if seconds is None else self._clock.monotonic() + seconds

    async def _perform(self, call: _Call[R]) -> Answer[R]:
        unanswered_at: float | None = None
        for number in itertools.count(1):
            sent_at: float | None = None
            try:
                waited = await self._wait_for_turn(call, unanswered_at)
                sent_at = self._clock.monotonic()
                return await self._attempt(call, number, waited)
            except (TikTokError, TransportError) as error:
                failure = error
            if isinstance(failure, NoAnswer) and unanswered_at is None:
                unanswered_at = sent_at
            if isinstance(failure, Throttled):
                self._hold_back(call, failure, number)
            step = next_step(call.endpoint, failure, self._known(call, number, unanswered_at))
            if isinstance(step, Raise):
                raise step.error
            await self._clock.sleep(step.after_seconds)
        raise AssertionError("itertools.count does not end")

    async def _wait_for_turn(self, call: _Call[Any], unanswered_at: float | None) -> float:
        """Seconds waited until the call may be sent."""
        if self._write_guard is not None and call.endpoint.effect is not Effect.READ:
            self._write_guard(call.endpoint)
        deadline = call.deadline
        if unanswered_at is not None and call.endpoint.effect is not Effect.READ:
            deadline = min(unanswered_at + REPEAT_WITHIN_SECONDS, math.inf if deadline is None else deadline)
        waited = await self._quota.acquire(
            call.endpoint, advertiser_of(call.params), deadline=deadline, priority=call.priority
        )
        if deadline is not None and self._clock.monotonic() >= deadline:
            raise DeadlineExceeded(retry_after_seconds=0, endpoint=call.endpoint.name)
        return waited

    async def _attempt(self, call: _Call[R], number: int, waited: float) -> Answer[R]:
        started = self._clock.monotonic()
        outcome: Answer[R] | Failure
        try:
            outcome = read_answer(call.endpoint, await self._transport.send(self._request(call, started)))
        except TikTokError as error:
            error.hide(secrets_of(call.params, call.token))
            outcome = error
        except TransportError as error:
            outcome = error
        self._tell(call, number, waited, started, outcome)
        if isinstance(outcome, Answer):
            return outcome
        raise outcome

    def _request(self, call: _Call[Any], now: float) -> Request:
        seconds = ATTEMPT_SECONDS
        if call.deadline is not None and call.endpoint.effect is Effect.READ:
            seconds = max(SHORTEST_ATTEMPT_SECONDS, min(seconds, call.deadline - now))
        return build_request(self._base_url, call.endpoint, call.params, call.token, seconds)

    def _hold_back(self, call: _Call[Any], failure: Throttled, number: int) -> None:
        failure.retry_after_seconds = hold_back_seconds(failure, number)
        if failure.scope == "app":
            self._quota.pause(failure.retry_after_seconds)
        else:
            self._quota.pause_advertiser(call.endpoint, advertiser_of(call.params), failure.retry_after_seconds)

    def _known(self, call: _Call[Any], number: int, unanswered_at: float | None) -> Attempt:
        now = self._clock.monotonic()
        return Attempt(
            number=number,
            deduplicated=carries(call.params, call.endpoint.dedup),
            unanswered_seconds=None if unanswered_at is None else now - unanswered_at,
            remaining_seconds=None if call.deadline is None else call.deadline - now,
            chance=self._random(),
        )

    def _tell(self, call: _Call[R], number: int, waited: float, started: float, outcome: Answer[R] | Failure) -> None:
        if self._observe is None:
            return
        code, request_id = (None, "")
        if not isinstance(outcome, TransportError):
            code, request_id = outcome.code, outcome.request_id
        record = CallRecord(
            endpoint=call.endpoint.name,
            attempt=number,
            code=code,
            request_id=request_id,
            seconds=self._clock.monotonic() - started,
            waited_seconds=waited,
            error=None if isinstance(outcome, Answer) else type(outcome).__name__,
        )
        self._observe(record)
