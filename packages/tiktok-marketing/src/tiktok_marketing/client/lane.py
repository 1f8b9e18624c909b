"""Calls that wait before one gate which they share: let in by turns, refused when they cannot make it in time."""

import asyncio
import bisect

from tiktok_marketing.client.clock import Clock
from tiktok_marketing.client.errors import DeadlineExceeded
from tiktok_marketing.client.line import Turns, Waiter, admit, forecast, next_moment
from tiktok_marketing.client.windows import LONG_AGO, Gate

IDLE_SECONDS = 4.0
"""After so long without a call there is no connection any more (as in the transport)."""

CONNECT_SECONDS = 0.15
"""By how much later a call may arrive that has to connect first, with TCP and TLS: those after it must not catch up."""


class Lane:
    """The line before `gate`, and one timer for its next turn. Nothing runs while nobody waits."""

    def __init__(self, gate: Gate, clock: Clock) -> None:
        self.gate = gate
        self._clock = clock
        self._line: list[Waiter] = []
        self._turns = Turns()
        self._timer: asyncio.Task[None] | None = None
        self._timer_moment = 0.0
        self._last_call = LONG_AGO
        self._connected_at = LONG_AGO

    @property
    def waiting(self) -> list[Waiter]:
        return self._line

    def goes_at_once(self, gates: tuple[Gate, ...], now: float) -> bool:
        """Lets a call in that nobody stands before."""
        if self._line or any(gate.free_at() > now for gate in gates):
            return False
        arrives = self._arrival(now)
        for gate in gates:
            gate.take(arrives)
        return True

    def join(
        self, endpoint: str, subject: str | None, gates: tuple[Gate, ...], deadline: float | None, priority: int
    ) -> Waiter:
        """A place in the line; `gates` begin with the lane's own. A turn that is surely too late is refused now."""
        granted = asyncio.get_running_loop().create_future()
        waiter = Waiter(endpoint, subject, self._turns.place(priority, subject), gates, deadline, granted)
        bisect.insort(self._line, waiter, key=lambda waiting: waiting.order)
        arrived = self._clock.monotonic()
        if self.gate.free_at() > arrived:
            self._wake_at(self.gate.free_at())
        else:
            self.turn()
        if deadline is not None and not granted.done():
            self._refuse_if_late(waiter, forecast(self._line, waiter, arrived))
        return waiter

    def step_out(self, waiter: Waiter) -> None:
        """The caller was cancelled: its place in the line, or the call it was just granted, goes to others."""
        if waiter in self._line:
            self._take_out(waiter)
        elif not waiter.granted.cancelled() and waiter.granted.exception() is None:
            for gate in waiter.gates:
                gate.give_back(waiter.taken_at)
        self.turn()

    def turn(self) -> None:
        """Lets in who may go, refuses who cannot make it in time any more, and sets the next turn."""
        now = self._clock.monotonic()
        for waiter in admit(self._line, now, self._arrival):
            self._turns.served(waiter.order)
            waiter.granted.set_result(now)
        for waiter in [waiter for waiter in self._line if waiter.deadline is not None and not waiter.granted.done()]:
            self._refuse_if_late(waiter, waiter.free_at())
        if self._line:
            self._wake_at(next_moment(self._line, now))
        elif self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arrival(self, now: float) -> float:
        """The moment at which a call that goes now is counted."""
        if now - self._last_call > IDLE_SECONDS:
            self._connected_at = now + CONNECT_SECONDS
        self._last_call = now
        return max(now, self._connected_at)

    def _take_out(self, waiter: Waiter) -> None:
        self._line.remove(waiter)
        alike = (other.order for other in self._line if other.subject == waiter.subject)
        self._turns.left(waiter.order, waiter.subject, alike)

    def _refuse_if_late(self, waiter: Waiter, moment: float) -> None:
        """`moment`: the turn of `waiter`, or the earliest one that can still be.

        What moves a turn back is followed by a look at all deadlines, so that none needs a timer of its own.
        """
        if waiter.deadline is not None and moment > waiter.deadline:
            self._take_out(waiter)
            seconds = moment - self._clock.monotonic()
            waiter.granted.set_exception(DeadlineExceeded(retry_after_seconds=seconds, endpoint=waiter.endpoint))

    def _wake_at(self, moment: float) -> None:
        """Makes sure that there is a turn at `moment`, or before."""
        if self._timer is not None:
            if self._timer_moment <= moment:
                return
            self._timer.cancel()
        self._timer_moment = moment
        self._timer = asyncio.create_task(self._turn_at(moment))

    async def _turn_at(self, moment: float) -> None:
        await self._clock.sleep(moment - self._clock.monotonic())
        self._timer = None
        self.turn()
