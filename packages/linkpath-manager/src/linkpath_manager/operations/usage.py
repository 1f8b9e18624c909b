"""What a workspace asked, and what it may ask now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from math import ceil
from typing import Final

from msgspec import Struct

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.limits import LIMIT_KINDS
from linkpath_manager.domain.usage import Asked
from linkpath_manager.store import EVERYWHERE, usage
from linkpath_manager.store.usage import UsageRow

from .me import Limit
from .operation import Context, Effect, Operation, Params, Subject
from .services import Services

DAYS: Final = 30


class LimitNow(Limit, frozen=True):
    """`remaining` more are taken now, and one more than that in `more_in_seconds`; null: nothing was used."""

    remaining: int
    more_in_seconds: int | None


class Requests(Struct, frozen=True):
    admitted: int = 0
    refused: int = 0


class UsageDay(Struct, frozen=True):
    """A day of UTC."""

    date: date
    standard: Requests
    reporting: Requests
    uploads: Requests


class Usage(Struct, frozen=True, kw_only=True, tag_field="object", tag="usage"):
    """Of the workspace, whoever asked for it. `days` are the last 30, the oldest first."""

    limits: list[LimitNow]
    days: list[UsageDay]
    as_of: datetime


class NoParams(Params):
    pass


async def write_usage(services: Services) -> None:
    """Writes down what this process has let in and refused since the last time."""
    if not (taken := services.usage.take()):
        return
    try:
        async with services.db.transaction(EVERYWHERE) as tx:
            await usage.add(tx, _rows(taken))
    except BaseException:
        services.usage.put_back(taken)
        raise


async def _get(ctx: Context, _params: NoParams) -> Usage:
    now = ctx.services.clock.now()
    days = [now.date() - timedelta(days=back) for back in reversed(range(DAYS))]
    written = await usage.since(ctx.services.db, ctx.actor.workspace_id, days[0].isoformat())
    # What this process has yet to write is counted too; what others have is missing for some seconds.
    unwritten = {
        asked: count
        for asked, count in ctx.services.usage.counts.items()
        if asked.workspace_id == ctx.actor.workspace_id
    }
    by_day = _by_day([*written, *_rows(unwritten)])
    return Usage(
        limits=await _limits(ctx),
        days=[UsageDay(day, *(by_day[day.isoformat(), kind] for kind in LIMIT_KINDS)) for day in days],
        as_of=now,
    )


async def _limits(ctx: Context) -> list[LimitNow]:
    windows = ctx.services.limits.all_windows()
    verdict = await ctx.services.limiter.look(ctx.actor.workspace_id, windows)
    return [
        LimitNow(window.name, window.limit, window.seconds, remaining, ceil(micros / 1_000_000) if micros else None)
        for window, remaining, micros in zip(windows, verdict.remaining, verdict.more_in, strict=True)
    ]


def _rows(counts: Mapping[Asked, int]) -> Iterable[UsageRow]:
    for asked, count in counts.items():
        let_in, refused = (count, 0) if asked.let_in else (0, count)
        yield UsageRow(asked.workspace_id, asked.date.isoformat(), asked.kind, let_in, refused)


def _by_day(rows: Iterable[UsageRow]) -> Mapping[tuple[str, str], Requests]:
    found: defaultdict[tuple[str, str], Requests] = defaultdict(Requests)
    for row in rows:
        before = found[row.day, row.kind]
        found[row.day, row.kind] = Requests(before.admitted + row.admitted, before.refused + row.refused)
    return found


GET_USAGE = Operation(
    name="usage.get",
    summary="See what was asked and what remains",
    description="The limits as they stand now, and the requests of the last 30 days.",
    scope=Scope.WORKSPACE_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=Usage,
    perform=_get,
)
