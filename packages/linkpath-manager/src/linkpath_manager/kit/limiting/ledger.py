"""The moments at which each account was let in, and what follows from them."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from typing import TypeAlias

from .window import MICROS, Verdict, Window

Log: TypeAlias = "array[int]"
"""The moments of one window of one account, oldest first, in microseconds that never go back."""


class Ledger:
    """Exact windows: each keeps the moments that still count, so that none ever holds more than its limit.

    A moment takes 8 bytes. An account that was not asked about for the longest window has nothing left that counts: it
    is in the older of two generations by then, and dropped with it. With `most_accounts` the older generation is
    dropped early when so many are new, which forgets some that still count. `longest`: microseconds of the longest
    window that anybody was let in by.
    """

    def __init__(self, most_accounts: int | None = None) -> None:
        self._most_accounts = most_accounts
        self._new: dict[str, dict[str, Log]] = {}
        self._old: dict[str, dict[str, Log]] = {}
        self._turn_at = 0
        self.longest = 0

    def __len__(self) -> int:
        """How many accounts are remembered."""
        return len(self._new) + len(self._old)

    def admit(self, account: str, windows: Sequence[Window], now: int, share: int = 1) -> Verdict:
        """Lets one in if each of `windows` has a place. Each takes `share` times less than its limit, at least one."""
        logs = self._logs(account, windows, now)
        wait, room, more_in = _weighed(logs, windows, now, share)
        if not wait:
            for index, log in enumerate(logs):
                room[index] -= 1
                more_in[index] = more_in[index] or windows[index].seconds * MICROS
                log.append(now)
        return Verdict(wait, room, more_in)

    def look(self, account: str, windows: Sequence[Window], now: int, share: int = 1) -> Verdict:
        """How `windows` stand."""
        return Verdict(*_weighed(self._logs(account, windows, now), windows, now, share))

    def note(self, account: str, windows: Sequence[Window], now: int) -> None:
        """Counts one whom somebody else let in."""
        for log, window in zip(self._logs(account, windows, now), windows, strict=True):
            if len(log) > 2 * window.limit:
                del log[: -window.limit]
            log.append(now)

    def give_back(self, account: str, windows: Sequence[Window], moment: int) -> None:
        """Undoes the `admit` of `moment`."""
        for log in self._logs(account, windows, moment):
            with suppress(ValueError):  # so many came since that it is counted no more
                log.remove(moment)

    def _logs(self, account: str, windows: Sequence[Window], now: int) -> list[Log]:
        """The logs of `windows`, in their order."""
        if now >= self._turn_at:
            self._turn(now)
        by_name = self._new.get(account)
        if by_name is None:
            if len(self._new) == self._most_accounts:
                self._turn(now)
            by_name = self._new[account] = self._old.pop(account, {})
        try:
            return [by_name[window.name] for window in windows]
        except KeyError:
            self.longest = max(self.longest, *(window.seconds * MICROS for window in windows))
            return [by_name.setdefault(window.name, array("q")) for window in windows]

    def _turn(self, now: int) -> None:
        """The new generation becomes the old one, which is forgotten."""
        self._old, self._new = self._new, {}
        self._turn_at = now + self.longest


def _weighed(logs: Sequence[Log], windows: Sequence[Window], now: int, share: int) -> tuple[int, list[int], list[int]]:
    """What `Verdict` tells, before anybody is let in."""
    wait, room, more_in = 0, list[int](), list[int]()
    for log, window in zip(logs, windows, strict=True):
        span = window.seconds * MICROS
        begin = now - span
        gone = bisect_right(log, begin)
        if gone > len(log) >> 1:  # what moves up is less than what goes: all in all constant work for each moment
            del log[:gone]
            gone = 0
        places = (window.limit // share or 1) - len(log) + gone
        if places <= 0:
            wait = max(wait, log[gone - places] - begin)
            places = 0
        room.append(places)
        more_in.append(log[gone] - begin if gone < len(log) else 0)
    return wait, room, more_in
