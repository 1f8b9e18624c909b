"""Durable sequences at work: items done side by side, each a run of its own, whichever process goes on with them.

Each item has an idempotency key made of the sequence's id and its place, so going on is repeating: what was done is
answered from its run, what was cut off is found out by reading, what was not begun is begun.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import structlog

from linkpath_manager.errors import (
    Conflict,
    InProgress,
    LinkPathError,
    NotMade,
    OutcomeUnknown,
    Unavailable,
    UpstreamBusy,
)
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import events, runs, sequences
from linkpath_manager.store.sequences import ItemRow, SequenceRow

from .companions import Companions
from .operation import Context
from .record import actor_from, actor_text
from .services import Services

log = structlog.get_logger()

Ended = tuple[int, bytes]
"""Status and JSON of one item's end."""

SIDE_BY_SIDE = 100
"""As many objects as TikTok shows in one call."""

_GROUPS = 2
"""While one group's last calls are answered and written down, the other's go out."""

_TRIES = 30
_TRIES_OF_OURS = 3
_RETRY_SECONDS = 5.0
_AGAIN = (OutcomeUnknown, InProgress, NotMade, UpstreamBusy, Unavailable)
_STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class _Again:
    """The item has not come to its end; look again after so many seconds."""

    seconds: float


def new_row(ctx: Context, operation: str, total: int) -> SequenceRow:
    """A sequence of `total` items that the actor asks for now."""
    now = ctx.services.clock.now()
    return SequenceRow(
        id=new_id("op", now),
        workspace_id=ctx.actor.workspace_id,
        operation=operation,
        actor=actor_text(ctx.actor),
        actor_id=ctx.actor.id,
        request_id=ctx.request_id,
        total=total,
        created_at=to_micros(now),
        retry_at=to_micros(now),
    )


def begin(services: Services, row: SequenceRow) -> None:
    """Works on the sequence from now on, in the background, if this process may have it."""
    at_work = services.sequences
    if row.id in at_work.tasks or at_work.stopping:
        return
    task = at_work.tasks[row.id] = asyncio.create_task(_work(services, row))
    task.add_done_callback(lambda _: at_work.tasks.pop(row.id, None))


async def take_up(services: Services, lost_before: int) -> None:
    """Goes on with those that are due and nobody works on."""
    now = to_micros(services.clock.now())
    for row in await sequences.to_take_up(services.db, services.process_id, now, lost_before):
        begin(services, row)


async def ended(services: Services) -> None:
    """Returns when this process works on none any more: each is let go of where it can be gone on with."""
    services.sequences.stopping = True
    tasks = list(services.sequences.tasks.values())
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=_STOP_SECONDS)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)


async def _work(services: Services, row: SequenceRow) -> None:
    try:
        async with services.db.transaction(row.workspace_id) as tx:
            if not await sequences.take(tx, row, services.process_id):
                return
        seconds = await _go_on(services, row)
        retry_at = to_micros(services.clock.now()) + int(seconds * 1_000_000)
        async with services.db.transaction(row.workspace_id) as tx:
            await sequences.release(tx, row.id, services.process_id, retry_at)
    except Exception:
        # Whatever it is, the sequence stays as it is written down, and is taken up again by the clock.
        log.exception("sequence.interrupted", sequence_id=row.id)


async def _go_on(services: Services, row: SequenceRow) -> float:
    """Does what waits until nothing does, or only what is to be looked at again; after how many seconds that is."""
    later: dict[int, float] = {}
    going: dict[asyncio.Task[dict[int, float]], list[ItemRow]] = {}
    try:
        while True:
            status = await _status(services, row)
            if services.sequences.stopping or status is None:
                later |= await _all(going)
                return 0.0
            if status == sequences.CANCELLING:
                later |= await _all(going)
                await _drop(services, row)
            waiting = await sequences.waiting(services.db, row.workspace_id, row.id)
            if not waiting:
                await _end(services, row, sequences.DONE if status == sequences.RUNNING else sequences.CANCELLED)
                return 0.0
            taken = {item.position for items in going.values() for item in items}
            group = _next_group(waiting, taken, later)
            if group and len(going) < _GROUPS:
                going[asyncio.create_task(_do(services, row, group))] = group
                continue
            if not going:
                return min(later.values(), default=_RETRY_SECONDS)
            done, _ = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                del going[task]
                later |= task.result()
    finally:
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)


async def _all(going: dict[asyncio.Task[dict[int, float]], Any]) -> dict[int, float]:
    later: dict[int, float] = {}
    for each in await asyncio.gather(*going):
        later |= each
    going.clear()
    return later


def _next_group(waiting: list[ItemRow], taken: set[int], later: dict[int, float]) -> list[ItemRow]:
    """The next items that may be done side by side: of one object's the first that has not come to its end."""
    group: list[ItemRow] = []
    named: set[Any] = set()
    for item in waiting:
        object_id = _decoded(item).get("id")
        free = item.position not in taken and item.position not in later
        if free and (object_id is None or object_id not in named):
            group.append(item)
        if object_id is not None:
            named.add(str(object_id))
        if len(group) == SIDE_BY_SIDE:
            break
    return group


async def _do(services: Services, row: SequenceRow, group: list[ItemRow]) -> dict[int, float]:
    """Does the items, writes down the ends of those that came to one, and tells when to look at the others again."""
    companions = Companions(len(group))
    base = Context(
        actor_from(row.actor), services, row.request_id, companions=companions, patient=True, gate=services.gate
    )
    found = await asyncio.gather(*(_item(base, row, item) for item in group))
    outcomes = dict(zip((item.position for item in group), found, strict=True))
    again = {at: outcome.seconds for at, outcome in outcomes.items() if isinstance(outcome, _Again)}
    async with services.db.transaction(row.workspace_id) as tx:
        await sequences.tell(tx, row.id, {at: it for at, it in outcomes.items() if not isinstance(it, _Again)})
        await sequences.tried(tx, row.id, list(again))
    return again


async def _item(base: Context, row: SequenceRow, item: ItemRow) -> Ended | _Again:
    assert base.companions is not None  # noqa: S101  # whoever does a group sets it
    ctx = base.with_(idempotency_key=_key(row, item))
    async with base.companions.at_work():
        try:
            status, performed = await base.services.sequences.works[row.operation](ctx, _decoded(item))
        except _AGAIN as error:
            if item.tries < _TRIES:
                return _Again(error.retry_after or _RETRY_SECONDS)
            return error.status, problem(error)
        except LinkPathError as error:
            return error.status, problem(error)
        except Exception:
            log.exception("sequence.item_failed", sequence_id=row.id, position=item.position)
            if item.tries < _TRIES_OF_OURS:
                return _Again(_RETRY_SECONDS)
            return 500, problem(LinkPathError("LinkPath failed while it worked on this item.", hint="Read the object."))
    return (202 if performed.held else status), performed.result.json


async def _drop(services: Services, row: SequenceRow) -> None:
    """Ends what was never begun; of what was, the end is found out."""
    begun = await runs.keys_of(services.db, row.workspace_id, row.actor_id, row.id)
    waiting = await sequences.waiting(services.db, row.workspace_id, row.id)
    error = Conflict("The work was cancelled before this was begun.", code="cancelled", hint="Send it again.")
    never = [item.position for item in waiting if _key(row, item) not in begun]
    async with services.db.transaction(row.workspace_id) as tx:
        await sequences.tell(tx, row.id, dict.fromkeys(never, (error.status, problem(error))))


def problem(error: LinkPathError) -> bytes:
    """What an item's `error` says: the members of a problem."""
    upstream = error.upstream and {"code": error.upstream.code, "message": error.upstream.message,
                                   "request_id": error.upstream.request_id}  # fmt: skip
    told = {
        "code": error.reason,
        "title": error.title,
        "status": error.status,
        "detail": error.message,
        "param": error.param,
        "errors": [{"pointer": one.pointer, "code": one.code, "detail": one.detail} for one in error.errors] or None,
        "retryable": error.retryable,
        "hint": error.hint,
        "upstream": upstream or None,
    }
    return msgspec.json.encode({name: value for name, value in told.items() if value is not None})


async def _end(services: Services, row: SequenceRow, status: str) -> None:
    """Ends it, and tells of that where its operation has something to tell: both, once, or neither."""
    now = services.clock.now()
    ended = replace(row, status=status, ended_at=to_micros(now))
    ending = services.sequences.endings.get(row.operation)
    told = ending(ended, await sequences.items_of(services.db, row.workspace_id, row.id)) if ending else None
    async with services.db.transaction(row.workspace_id) as tx:
        if await sequences.end(tx, row.id, status, to_micros(now)) and told:
            await events.append(tx, row.workspace_id, [told], now)
    log.info("sequence.ended", sequence_id=row.id, operation=row.operation, status=status)


async def _status(services: Services, row: SequenceRow) -> str | None:
    """Its status while this process is to work on it."""
    now = await sequences.by_id(services.db, row.workspace_id, row.id)
    return now.status if now and now.status in sequences.OPEN and now.process_id == services.process_id else None


def _key(row: SequenceRow, item: ItemRow) -> str:
    return f"{row.id}/{item.position}"


def _decoded(item: ItemRow) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(item.params)
    return found
