"""The line of those who wait for gates: who goes next, and when."""

import asyncio
from dataclasses import dataclass, replace

from tiktok_marketing.client.windows import Gate


@dataclass(eq=False, slots=True)
class Waiter:
    """One call on its way. `order` sorts the line; `granted` resolves to the moment at which the call may go."""

    endpoint: str
    order: tuple[int, int]
    gates: tuple[Gate, ...]
    """The first one is the same for all in the line."""
    deadline: float | None
    granted: asyncio.Future[float]

    def free_at(self) -> float:
        return max(gate.free_at() for gate in self.gates)


def admit(line: list[Waiter], now: float) -> list[Waiter]:
    """Takes those out of `line` whose gates are all open, first come first served, and their places with them.

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
            for gate in waiter.gates:
                gate.take(now)
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
