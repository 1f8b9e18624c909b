"""Several processes that do the same: begun together, replaced when one dies or all are to be new, ended together."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import structlog

from .ending import LEAVE, PROMPTLY, left_to_the_supervisor

log = structlog.get_logger()

_HEARD: Final = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD})
_LEFT_TO_US: Final = (signal.SIGINT, signal.SIGHUP)
_SHORT_LIFE_SECONDS: Final = 5
"""A process that lived no longer is not replaced at once: it would only die again."""
_LOOK_SECONDS: Final = 0.05
_REST_SECONDS: Final = 1.0
_PR_SET_PDEATHSIG: Final = 1
_ADOPTED: Final = "LINKPATH_ADOPTED"
"""In the environment of a process begun by SIGHUP: the descriptor to tell on that it is ready, and its sockets'."""

Work = Callable[[Callable[[], None]], int]


@dataclass(eq=False)
class _Child:
    pid: int
    hears: int
    begun: float
    ready: bool = False
    replaces: "_Child | None" = None
    leaving: bool = False


def supervise(work: Work, count: int, *, when_ready: Callable[[], None], sockets: tuple[int, ...] = ()) -> int:
    """Runs `work` in `count` processes until SIGTERM or Ctrl-C, then until each has ended; returns an exit code.

    `work` is handed a function to call when it is ready; when all have, `when_ready` is called, once. A process that
    ends by itself is replaced. If one ends before all were ready, all are ended: something is wrong with their start.
    SIGHUP replaces them one by one with processes that read the programs of LinkPath anew and are handed `sockets`,
    descriptors: each old one goes when its new one is ready, and all stay when a new one cannot start. The second
    SIGTERM or Ctrl-C ends all where they stand.
    """
    return _Supervisor(work, count, sockets).run(when_ready)


def adopted() -> tuple[Callable[[], None], list[int]] | None:
    """For a process that SIGHUP began: what it calls when it is ready, and its sockets. None for any other."""
    told = os.environ.pop(_ADOPTED, None)
    if told is None:
        return None
    tells, *sockets = (int(number) for number in told.split(","))
    _listen_as_child()
    return (lambda: _say_ready(tells)), sockets


class _Supervisor:
    def __init__(self, work: Work, count: int, sockets: tuple[int, ...]) -> None:
        self._work = work
        self._count = count
        self._sockets = sockets
        self._children: list[_Child] = []
        self._all_ready = False
        self._anew = False  # whether new ones read the programs anew: one was that did, and it went well
        self._to_replace: list[_Child] = []
        self._due: list[float] = []  # when to begin one in place of one that died
        self._code: int | None = None  # of the end; None: nobody has told us to end

    def run(self, when_ready: Callable[[], None]) -> int:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
        try:
            self._supervise(when_ready)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return self._code or 0

    def _supervise(self, when_ready: Callable[[], None]) -> None:
        for _ in range(self._count):
            self._begin()
        while self._children or (self._code is None and self._due):
            busy = self._due or self._to_replace or not all(child.ready for child in self._children)
            heard = signal.sigtimedwait(_HEARD, _LOOK_SECONDS if busy else _REST_SECONDS)
            if heard:
                self._obey(signal.Signals(heard.si_signo))
            self._look()
            if not self._all_ready and self._code is None and all(child.ready for child in self._children):
                self._all_ready = True
                when_ready()

    def _obey(self, number: signal.Signals) -> None:
        if number == signal.SIGHUP and self._all_ready and self._code is None:
            self._to_replace = [child for child in self._children if not child.leaving]
            log.info("processes.replacing", count=len(self._to_replace))
        elif number in {signal.SIGTERM, signal.SIGINT}:
            if self._code is None:
                self._end(0, PROMPTLY if number == signal.SIGINT else signal.SIGTERM)
            else:
                self._code = 128 + number
                self._tell(signal.SIGKILL)

    def _end(self, code: int, number: signal.Signals = signal.SIGTERM) -> None:
        self._code, self._to_replace = code, []
        self._tell(number)

    def _tell(self, number: signal.Signals) -> None:
        for child in self._children:
            if number == signal.SIGKILL or not child.leaving:
                _kill(child, number)

    def _look(self) -> None:
        """Sees who has ended and who is ready, and what follows from that."""
        for child in list(self._children):
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                self._bury(child, os.waitstatus_to_exitcode(status))
            elif not child.ready and _told(child):
                child.ready = True
                if child.replaces:
                    self._hand_over(child)
        if self._code is None:
            self._begin_those_due()

    def _begin_those_due(self) -> None:
        now = time.monotonic()
        for moment in [moment for moment in self._due if moment <= now]:
            self._due.remove(moment)
            self._begin()
        if self._to_replace and not any(child.leaving or child.replaces for child in self._children):
            old = self._to_replace.pop(0)
            if old in self._children:
                self._begin(replaces=old)

    def _hand_over(self, child: _Child) -> None:
        old, child.replaces, self._anew = child.replaces, None, True
        if old in self._children and old is not None:
            old.leaving = True
            _kill(old, LEAVE)

    def _bury(self, child: _Child, code: int) -> None:
        self._children.remove(child)
        with suppress(OSError):
            os.close(child.hears)
        if child.leaving or self._code is not None:
            return
        if not self._all_ready:
            self._end(code or 1)
        elif child.replaces:
            self._to_replace = []
            log.error("processes.not_replaced", exit_code=code)
        else:
            lived = time.monotonic() - child.begun
            log.error("process.replaced", lived_seconds=round(lived, 1), exit_code=code)
            self._due.append(time.monotonic() + (1 if lived < _SHORT_LIFE_SECONDS else 0))

    def _begin(self, replaces: _Child | None = None) -> None:
        hears, tells = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(hears)
            os._exit(self._be_one(tells, anew=self._anew or replaces is not None))
        os.close(tells)
        os.set_blocking(hears, False)
        self._children.append(_Child(pid, hears, time.monotonic(), replaces=replaces))

    def _be_one(self, tells: int, *, anew: bool) -> int:
        """The life of one process."""
        _listen_as_child()
        try:
            if anew:
                self._become_new(tells)
            return self._work(lambda: _say_ready(tells))
        except BaseException:
            log.exception("process.failed")
            return 1

    def _become_new(self, tells: int) -> None:
        """Never returns: the same command, read from the disk, in this process."""
        for descriptor in (tells, *self._sockets):
            os.set_inheritable(descriptor, True)  # noqa: FBT003  # of the standard library
        for number in _LEFT_TO_US:
            signal.signal(number, signal.SIG_IGN)  # handlers end here; that a signal is ignored goes on
        told = {_ADOPTED: ",".join(str(number) for number in (tells, *self._sockets))}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | told)  # noqa: S606  # no shell


def _listen_as_child() -> None:
    """What the terminal tells all of its processes, the supervisor passes on as it means it."""
    for number in _LEFT_TO_US:
        signal.signal(number, left_to_the_supervisor)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
    if sys.platform == "linux":
        # Where the supervisor is killed, its children are not left behind on its socket.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _say_ready(tells: int) -> None:
    os.write(tells, b"r")
    os.close(tells)


def _told(child: _Child) -> bool:
    with suppress(BlockingIOError):
        return os.read(child.hears, 1) == b"r"
    return False


def _kill(child: _Child, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(child.pid, number)
