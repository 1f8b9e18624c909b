"""The line of those who wait for gates: who goes next, and when."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from tiktok_marketing.client.windows import Gate

Order = tuple[int, int, int]
"""Whose turn it is: priority, round, arrival."""

MANY_SUBJECTS = 1_000


@dataclass(eq=False, slots=True)
class Waiter:
    """One call on its way. `order` sorts the line; `granted` resolves to the moment at which the call may go."""

    endpoint: str
    subject: str | None
    order: Order
    gates: tuple[Gate, ...]
    """The first one is the same for all in the line."""
    deadline: float | None
    granted: asyncio.Future[float]
    taken_at: float = 0.0
    """As its gates have it, once granted."""

    def free_at(self) -> float:
        return max(gate.free_at() for gate in self.gates)


@dataclass(slots=True)
class Turns:
    """Gives out places so that each subject has one call a round, however many it brought and whoever came first.

    A subject that had nothing waiting begins in the round which is being served: it does not stand behind the
    hundreds of another's, nor does it save up turns (start-time fair queueing).
    """

    _arrivals: int = 0
    _serving: dict[int, int] = field(default_factory=dict)
    _last: dict[tuple[int, str | None], int] = field(default_factory=dict)

    def place(self, priority: int, subject: str | None) -> Order:
        self._arrivals += 1
        now = self._serving.get(priority, 0)
        if len(self._last) >= MANY_SUBJECTS:
            self._last = {key: last for key, last in self._last.items() if last > self._serving.get(key[0], 0)}
        mine = max(now, self._last.get((priority, subject), 0)) + 1
        self._last[priority, subject] = mine
        return (priority, mine, self._arrivals)

    def served(self, order: Order) -> None:
        priority, mine, _ = order
        self._serving[priority] = max(self._serving.get(priority, 0), mine - 1)

    def left(self, order: Order, subject: str | None, still_waiting: Iterable[Order]) -> None:
        """One of `subject` gave up its place: the next one comes after those of the same subject that still wait."""
        priority = order[0]
        self._last[priority, subject] = max((mine for level, mine, _ in still_waiting if level == priority), default=0)


def _at_once(now: float) -> float:
    return now


def admit(line: list[Waiter], now: float, arrival: Callable[[float], float] = _at_once) -> list[Waiter]:
    """Takes those out of `line` whose gates are all open, in its order, and their places with them, from `arrival` on.

    Who stands before a gate of their own that is shut does not hold up those behind.
    """
    admitted: list[Waiter] = []
    staying: list[Waiter] = []
    for index, waiter in enumerate(line):
        if waiter.gates[0].free_at() > now:
            staying += line[index:]
            break
        if waiter.free_at() > now:
            staying.append(waiter)
        elif not waiter.granted.done():  # done: its caller was cancelled and is about to step out
            waiter.taken_at = arrival(now)
            for gate in waiter.gates:
                gate.take(waiter.taken_at)
            admitted.append(waiter)
    line[:] = staying
    return admitted


def next_moment(line: list[Waiter], now: float) -> float:
    """The earliest moment at which `admit` may take anybody out of `line`, which is not empty."""
    shared = line[0].gates[0].free_at()
    return shared if shared > now else min(waiter.free_at() for waiter in line)


def forecast(line: list[Waiter], last: Waiter, now: float) -> float:
    """The moment of `last`'s turn, if nobody comes, leaves or pauses: the line played through on copies."""
    gates = {id(gate): gate for waiter in line for gate in waiter.gates}
    copies = {name: gate.copy() for name, gate in gates.items()}
    rehearsed = [
        replace(waiter, gates=tuple(copies[id(gate)] for gate in waiter.gates))
        for waiter in line
        if waiter.order <= last.order
    ]
    while True:
        if any(waiter.order == last.order for waiter in admit(rehearsed, now)):
            return now
        now = next_moment(rehearsed, now)
