"""How a process is told to end: once to end well, twice to end at once."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import structlog

from linkpath_manager.kit.stopping import How, Stopping

log = structlog.get_logger()

LEAVE: Final = signal.SIGUSR1
"""From the supervisor: another process takes over."""

PROMPTLY: Final = signal.SIGUSR2
"""From the supervisor, which heard Ctrl-C. The terminal tells all processes of it, and these leave it to their own."""

_MEANING: Final = {
    signal.SIGTERM: How.DRAIN,
    signal.SIGINT: How.PROMPTLY,
    PROMPTLY: How.PROMPTLY,
    LEAVE: How.LEAVE,
}


@contextmanager
def obeying_signals(stopping: Stopping) -> Iterator[None]:
    """SIGTERM and Ctrl-C begin `stopping`; a second one ends the process where it stands."""
    loop = asyncio.get_running_loop()
    # A signal that was ignored from the start, as a shell's background has Ctrl-C, is obeyed as well.
    heard = [number for number in _MEANING if signal.getsignal(number) is not left_to_the_supervisor]
    for number in heard:
        loop.add_signal_handler(number, _told, stopping, number)
    try:
        yield
    finally:
        for number in heard:
            loop.remove_signal_handler(number)


def left_to_the_supervisor(_number: int, _frame: FrameType | None) -> None:
    """The handler of what a supervised process does not listen to: its supervisor hears it too, and says what to do."""


def _told(stopping: Stopping, number: signal.Signals) -> None:
    if stopping.begun:
        log.warning("process.ends_at_once", signal=number.name)
        os._exit(128 + number)
    log.info("process.ends", signal=number.name)
    stopping.begin(_MEANING[number])
