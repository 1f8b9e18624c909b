"""One call, with the waiting, the repeating and the telling that belong to it."""

import asyncio
import itertools
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from tiktok_marketing.client.clock import Clock
from tiktok_marketing.client.encoding import Given, build_request, carries, secrets_of, subject_of
from tiktok_marketing.client.envelope import Answer
from tiktok_marketing.client.errors import DeadlineExceeded, Throttled, TikTokError
from tiktok_marketing.client.multipart import Attachment, build_upload
from tiktok_marketing.client.quota import Budget, Priority
from tiktok_marketing.client.records import CallRecord
from tiktok_marketing.client.refusals import Refusal
from tiktok_marketing.client.retry import REPEAT_WITHIN_SECONDS, Attempt, Failure, Raise, next_step
from tiktok_marketing.client.transport import NoAnswer, Request, Response, Transport, TransportError
from tiktok_marketing.spec.endpoint import Effect, Endpoint

D = TypeVar("D")

log = logging.getLogger(__name__)

ATTEMPT_SECONDS = 60.0
"""How long one attempt may take. A write gets them whatever the deadline: cut short, its outcome would be unknown."""

SLOWEST_BYTES_A_SECOND = 100_000
"""An upload gets the time on top that it takes at this rate."""

SHORTEST_ATTEMPT_SECONDS = 0.001  # zero would mean «for ever» to aiohttp


Reader = Callable[[Endpoint[Any, Any], Response], Answer[Any]]
"""Makes the answer of what came, or raises."""


@dataclass(frozen=True, slots=True)
class Call(Generic[D]):
    """`deadline` is a moment of the client's clock. `read` makes the answer of what came."""

    endpoint: Endpoint[Any, Any]
    params: Given = field(repr=False)
    token: str | None = field(repr=False)
    deadline: float | None
    priority: Priority
    read: Callable[[Endpoint[Any, Any], Response], Answer[D]]
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Performs calls for one developer app."""

    base_url: str
    transport: Transport = field(repr=False)
    clock: Clock
    budget: Budget
    random: Callable[[], float]
    observe: Callable[[CallRecord], None] | None
    write_guard: Callable[[Endpoint[Any, Any]], None] | None

    async def perform(self, call: Call[D]) -> Answer[D]:
        """The answer.

        Raises:
            TikTokError: of the class that says what to do next.
        """
        unanswered_at: float | None = None
        for number in itertools.count(1):
            sent_at: float | None = None
            arrived = self.clock.monotonic()
            try:
                waited = await self._wait_for_turn(call, unanswered_at)
                sent_at = self.clock.monotonic()
                answer = await self._attempt(call, number, waited)
            except (TikTokError, TransportError) as error:
                failure = error
            else:
                self.budget.answered(call.endpoint, sent_at)
                return answer
            if isinstance(failure, NoAnswer) and unanswered_at is None:
                unanswered_at = sent_at
            if sent_at is None:
                self._tell(call, number, self.clock.monotonic() - arrived, 0.0, failure)
            else:
                await self._tell_budget(call, failure, sent_at)
            step = next_step(call.endpoint, failure, self._known(call, number, unanswered_at))
            if isinstance(step, Raise):
                step.error.hide(secrets_of(call.params, call.token))
                raise step.error
            await self.clock.sleep(step.after_seconds)
        raise AssertionError("itertools.count does not end")

    async def _wait_for_turn(self, call: Call[Any], unanswered_at: float | None) -> float:
        """Seconds waited until the call may be sent."""
        if self.write_guard is not None and call.endpoint.effect is not Effect.READ:
            self.write_guard(call.endpoint)
        deadline = call.deadline
        if unanswered_at is not None and not call.endpoint.repeatable:
            deadline = min(unanswered_at + REPEAT_WITHIN_SECONDS, math.inf if deadline is None else deadline)
        waited = await self.budget.acquire(
            call.endpoint, subject_of(call.params), deadline=deadline, priority=call.priority
        )
        if deadline is not None and self.clock.monotonic() >= deadline:
            raise DeadlineExceeded(retry_after_seconds=0, endpoint=call.endpoint.name)
        return waited

    async def _attempt(self, call: Call[D], number: int, waited: float) -> Answer[D]:
        started = self.clock.monotonic()
        outcome: Answer[D] | Failure | asyncio.CancelledError
        try:
            outcome = call.read(call.endpoint, await self.transport.send(self._request(call, started)))
        except TikTokError as error:
            error.hide(secrets_of(call.params, call.token))
            outcome = error
        except (TransportError, asyncio.CancelledError) as error:
            outcome = error
        self._tell(call, number, waited, self.clock.monotonic() - started, outcome)
        if isinstance(outcome, Answer):
            return outcome
        raise outcome

    def _request(self, call: Call[Any], now: float) -> Request:
        seconds = ATTEMPT_SECONDS
        if call.file is not None:
            seconds += call.file.length / SLOWEST_BYTES_A_SECOND
            return build_upload(self.base_url, call.endpoint, call.params, call.token, seconds, call.file)
        if call.deadline is not None and call.endpoint.repeatable:
            seconds = max(SHORTEST_ATTEMPT_SECONDS, min(seconds, call.deadline - now))
        return build_request(self.base_url, call.endpoint, call.params, call.token, seconds)

    async def _tell_budget(self, call: Call[Any], failure: Failure, sent_at: float) -> None:
        """A call that was refused for its limit holds others back; one refused for anything else passed the limits."""
        if isinstance(failure, Throttled):
            await self.budget.refused(Refusal(call.endpoint, subject_of(call.params), failure, sent_at))
        elif isinstance(failure, TikTokError) and failure.code is not None:
            self.budget.answered(call.endpoint, sent_at)

    def _known(self, call: Call[Any], number: int, unanswered_at: float | None) -> Attempt:
        now = self.clock.monotonic()
        return Attempt(
            number=number,
            deduplicated=carries(call.params, call.endpoint.dedup),
            unanswered_seconds=None if unanswered_at is None else now - unanswered_at,
            remaining_seconds=None if call.deadline is None else call.deadline - now,
            chance=self.random(),
        )

    def _tell(
        self,
        call: Call[D],
        number: int,
        waited: float,
        seconds: float,
        outcome: Answer[D] | Failure | asyncio.CancelledError,
    ) -> None:
        if self.observe is None:
            return
        code, request_id = (None, "")
        if isinstance(outcome, Answer | TikTokError):
            code, request_id = outcome.code, outcome.request_id
        record = CallRecord(
            endpoint=call.endpoint.name,
            attempt=number,
            code=code,
            request_id=request_id,
            seconds=seconds,
            waited_seconds=waited,
            error=None if isinstance(outcome, Answer) else type(outcome).__name__,
        )
        try:
            self.observe(record)
        except Exception:
            # A call must not fail for its onlooker: of a write that happened it would look as if it had not.
            log.exception("the observer of calls failed", extra={"endpoint": record.endpoint})
