"""The moments at which each account was let in, and what follows from them."""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from .window import MICROS, Verdict, Window

Logs = dict[str, deque[int]]
"""Of one account: the moments that count, by window's name, oldest first, in microseconds that never go back."""


class Ledger:
    """Exact windows: each keeps the moments that count, so that none ever holds more than its limit.

    An account that was not asked about for the longest window has nothing left that counts: it is in the older of two
    generations by then, and dropped with it. With `most_accounts` the older generation is dropped early when so many
    are new, which forgets some that still count. `longest`: microseconds of the longest window that anybody was let in
    by.
    """

    def __init__(self, most_accounts: int | None = None) -> None:
        self._most_accounts = most_accounts
        self._new: dict[str, Logs] = {}
        self._old: dict[str, Logs] = {}
        self._turn_at = 0
        self.longest = 0

    def __len__(self) -> int:
        """How many accounts are remembered."""
        return len(self._new) + len(self._old)

    def admit(self, account: str, windows: Sequence[Window], now: int, share: int = 1) -> Verdict:
        """Lets one in if each of `windows` has a place. Each takes `share` times less than its limit, at least one."""
        logs = self._logs(account, now)
        wait, room, more_in = self._weighed(logs, windows, now, share)
        if not wait:
            for index, (name, _, seconds) in enumerate(windows):
                room[index] -= 1
                more_in[index] = more_in[index] or seconds * MICROS
                logs[name].append(now)
        return Verdict(wait, room, more_in)

    def look(self, account: str, windows: Sequence[Window], now: int, share: int = 1) -> Verdict:
        """How `windows` stand."""
        if now >= self._turn_at:
            self._turn(now)
        logs = self._new.get(account) or self._old.get(account) or {}
        return Verdict(*self._weighed(logs, windows, now, share))

    def note(self, account: str, windows: Sequence[Window], now: int) -> None:
        """Counts one whom somebody else let in."""
        logs = self._logs(account, now)
        self._weighed(logs, windows, now, 1)  # throws out what counts no more
        for window in windows:
            logs[window.name].append(now)

    def give_back(self, account: str, windows: Sequence[Window], moment: int) -> None:
        """Undoes the `admit` of `moment`."""
        logs = self._logs(account, moment)
        for window in windows:
            with suppress(KeyError, ValueError):  # it counts no more
                logs[window.name].remove(moment)

    def _logs(self, account: str, now: int) -> Logs:
        if now >= self._turn_at:
            self._turn(now)
        logs = self._new.get(account)
        if logs is None:
            if len(self._new) == self._most_accounts:
                self._turn(now)
            logs = self._new[account] = self._old.pop(account, {})
        return logs

    def _turn(self, now: int) -> None:
        """The new generation becomes the old one, which is forgotten."""
        self._old, self._new = self._new, {}
        self._turn_at = now + self.longest

    def _weighed(self, logs: Logs, windows: Sequence[Window], now: int, share: int) -> tuple[int, list[int], list[int]]:
        """What `Verdict` tells, before anybody is let in. Each moment is thrown out once: constant work for each."""
        wait = 0
        room: list[int] = []
        more_in: list[int] = []
        for name, limit, seconds in windows:
            log = logs.get(name)
            if log is None:
                log = logs[name] = deque()
                self.longest = max(self.longest, seconds * MICROS)
            begin = now - seconds * MICROS
            while log and log[0] <= begin:
                log.popleft()
            places = (limit // share or 1) - len(log)
            if places <= 0:
                wait = max(wait, log[-places] - begin)
                places = 0
            room.append(places)
            more_in.append(log[0] - begin if log else 0)
        return wait, room, more_in
