"""Several processes on one socket: begun together, replaced when one dies, ended together."""

import os
import signal
import time
from collections.abc import Callable
from typing import Final

import structlog

log = structlog.get_logger()

_ENDS: Final = (signal.SIGTERM, signal.SIGINT)
_SHORT_LIFE_SECONDS: Final = 5
"""A process that lived no longer is not replaced at once: it would only die again."""


def supervise(work: Callable[[Callable[[], None]], int], count: int, *, when_ready: Callable[[], None]) -> int:
    """Runs `work` in `count` processes until SIGTERM or SIGINT, then until each has ended; returns an exit code.

    `work` is handed a function to call when it is ready; when all have, `when_ready` is called, once. A process that
    ends by itself is replaced. If one ends before all were ready, all are ended: something is wrong with their start.
    """
    return _Supervisor(work, count).run(when_ready)


class _Supervisor:
    def __init__(self, work: Callable[[Callable[[], None]], int], count: int) -> None:
        self._work = work
        self._count = count
        self._begun: dict[int, float] = {}  # by process id, when
        self._ending = False
        self._hears, self._tells = os.pipe()

    def run(self, when_ready: Callable[[], None]) -> int:
        for number in _ENDS:
            signal.signal(number, self._end)
        for _ in range(self._count):
            self._begin()
        code = self._all_ready()
        if code == 0:
            when_ready()
            code = self._watch()
        self._end(signal.SIGTERM, None)
        while self._begun:
            self._wait()
        return code

    def _begin(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)  # none comes between the fork and the child's own handlers
        pid = os.fork()
        if pid == 0:
            os._exit(self._be_one())
        self._begun[pid] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)

    def _be_one(self) -> int:
        """The life of one process."""
        for number in _ENDS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
        os.close(self._hears)
        try:
            return self._work(self._tell_ready)
        except BaseException:
            log.exception("process.failed")
            return 1

    def _tell_ready(self) -> None:
        os.write(self._tells, b"r")

    def _all_ready(self) -> int:
        """0 when all said that they are ready; the exit code of one that ended before, or 0 when told to end."""
        os.set_blocking(self._hears, False)
        ready = 0
        while ready < self._count and not self._ending:
            try:
                ready += len(os.read(self._hears, 64))
            except BlockingIOError:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid:
                    self._begun.pop(pid, None)
                    return os.waitstatus_to_exitcode(status) or 1
                time.sleep(0.02)
        return 0

    def _watch(self) -> int:
        while not self._ending:
            began = self._wait()
            if began is None or self._ending:
                continue
            lived = time.monotonic() - began
            log.error("process.replaced", lived_seconds=round(lived, 1))
            if lived < _SHORT_LIFE_SECONDS:
                time.sleep(1)
            if not self._ending:
                self._begin()
        return 0

    def _wait(self) -> float | None:
        """Waits until a process has ended; when that one was begun. None: it was none of ours, or there is none."""
        try:
            pid, _ = os.waitpid(-1, 0)
        except ChildProcessError:
            self._begun.clear()
            return None
        return self._begun.pop(pid, None)

    def _end(self, _number: int, _frame: object) -> None:
        self._ending = True
        for pid in self._begun:
            os.kill(pid, signal.SIGTERM)
