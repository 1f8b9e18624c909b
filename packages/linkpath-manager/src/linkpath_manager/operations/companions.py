"""Runs that are done side by side: what they ask of TikTok goes in one call where TikTok takes many at once.

Each run passes the gate by itself. Only here, at the last step before TikTok, do they meet: whoever asks for what can
be shared waits until nobody is left who might still ask, and then one call answers all.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from linkpath_manager.errors import LinkPathError, OutcomeUnknown, UpstreamRejected

from .operation import Context
from .upstream import RunLog

T = TypeVar("T")
Wish = str
"""What one run asks for: an id, or an id with a value."""

_AT_WORK = 4
"""How many are at work here at a time, and not waiting for TikTok: others need the database too."""


@dataclass(frozen=True, slots=True)
class Shared(Generic[T]):
    """A call that takes up to `most` wishes. Those of equal `key` are sent together.

    `send` answers each wish, with an error where it was refused; of one that it leaves out nobody knows. `halved`:
    TikTok does all or nothing, so that after a refusal each half is asked for by itself.
    """

    key: Hashable
    most: int
    send: Callable[[Context, list[Wish]], Awaitable[Mapping[Wish, T | LinkPathError]]]
    halved: bool = False


@dataclass(eq=False)
class _Waiting:
    ctx: Context
    shared: Shared[Any]
    wish: Wish
    answer: asyncio.Future[Any]


@dataclass(eq=False)
class Companions:
    """`size` runs. Each enters `at_work` once, however it ends."""

    size: int
    _waiting: list[_Waiting] = field(default_factory=list)
    _sending: set[asyncio.Task[None]] = field(default_factory=set)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_WORK))

    def __post_init__(self) -> None:
        self._may_ask = self.size

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        try:
            async with self._turns:
                yield
        finally:
            self._one_less()

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """While one waits for TikTok, another is at work here."""
        self._turns.release()
        try:
            yield
        finally:
            await asyncio.shield(self._turns.acquire())

    async def ask(self, ctx: Context, shared: Shared[T], wish: Wish) -> T:
        """What the shared call answers to `wish`.

        Raises:
            LinkPathError: it was refused, or the whole call was.
        """
        waiting = _Waiting(ctx, shared, wish, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        async with self.away():
            self._one_less()
            answer: T = await waiting.answer
        return answer

    def _one_less(self) -> None:
        self._may_ask -= 1
        if self._may_ask > 0 or not self._waiting:
            return
        asked, self._waiting = self._waiting, []
        self._may_ask += len(asked)
        kinds: dict[Hashable, list[_Waiting]] = {}
        for one in asked:
            kinds.setdefault(one.shared.key, []).append(one)
        for each in kinds.values():
            most = each[0].shared.most
            for first in range(0, len(each), most):
                self._begin(each[first : first + most])

    def _begin(self, together: list[_Waiting]) -> None:
        task = asyncio.create_task(_send(together))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


async def _send(together: list[_Waiting]) -> None:
    """Answers all of `together`; an error of the whole call is everybody's."""
    try:
        answers = await _answers(together)
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is told to those who wait
        answers = {one.wish: error for one in together}
    for one in together:
        if one.answer.done():
            continue
        answer = answers.get(one.wish, _left_out())
        if isinstance(answer, BaseException):
            one.answer.set_exception(answer)
        else:
            one.answer.set_result(answer)


async def _answers(together: list[_Waiting]) -> dict[Wish, Any]:
    shared, wishes = together[0].shared, list(dict.fromkeys(one.wish for one in together))
    try:
        return dict(await _logged(together, shared, wishes))
    except UpstreamRejected:
        if not shared.halved or len(wishes) == 1:
            raise
    middle = len(wishes) // 2
    answers: dict[Wish, Any] = {}
    for half in (wishes[:middle], wishes[middle:]):
        those = [one for one in together if one.wish in half]
        try:
            answers |= await _answers(those)
        except LinkPathError as error:
            answers |= dict.fromkeys(half, error)
    return answers


async def _logged(together: list[_Waiting], shared: Shared[Any], wishes: list[Wish]) -> Mapping[Wish, Any]:
    """Sends, and has the log of each run say what was sent: the guard before TikTok sees the first one's."""
    first = together[0].ctx
    log = RunLog(first.run.id, first.run.started_at) if first.run else None
    try:
        return await shared.send(first.with_(run=log, companions=None, patient=True), wishes)
    finally:
        for one in together:
            if one.ctx.run and log:
                one.ctx.run.upstream_request_ids += log.upstream_request_ids
                one.ctx.run.changed |= log.changed


def _left_out() -> LinkPathError:
    return OutcomeUnknown("TikTok did not say whether it took this.")
