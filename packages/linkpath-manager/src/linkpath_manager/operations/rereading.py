"""What a write may have changed beside its own object, read again: by ids, not the whole account."""

from collections import defaultdict
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any

from linkpath_manager.domain.event import Event
from linkpath_manager.domain.reading import Aimed, aimed
from linkpath_manager.kit.tasks import together
from linkpath_manager.store import events, mirror, sync_tasks
from linkpath_manager.store.mirror import Level, MirrorRow
from linkpath_manager.store.sync_tasks import SyncTask

from . import adgroups, ads, campaigns, hint_address, objects
from .noticing import notice, reasons_of
from .operation import Context

_IDS = 100  # that TikTok takes in one filter
_FACES: dict[Level, objects.Face] = {face.level: face for face in (campaigns.FACE, adgroups.FACE, ads.FACE)}


async def read_again(ctx: Context, whats: Sequence[str], lease: str) -> dict[str, int]:
    """Does the readings that `lease` holds; returns how many objects were read and changed, and how much was told."""
    advertiser = objects.owner(ctx)
    found = await together(*await _readings(ctx, [aimed(text) for text in whats]))
    tasks = [SyncTask(advertiser.workspace_id, advertiser.id, text, 0) for text in whats]
    reasons = await reasons_of(ctx, [row for level, rows in found if level == "ad" for row in rows])
    told: list[Event] = []
    changed = 0
    async with ctx.services.db.transaction(advertiser.workspace_id) as tx:
        for level, rows in found:
            noticed = await notice(tx, level, rows, reasons=reasons)
            told += noticed.events
            changed += len(noticed.rows)
        await sync_tasks.done(tx, tasks, lease)
        await hint_address.ask(tx, ctx.services, advertiser.workspace_id, advertiser.id)
        await events.append(tx, advertiser.workspace_id, told, ctx.services.clock.now())
    return {"read": sum(len(rows) for _, rows in found), "changed": changed, "told": len(told)}


async def _readings(ctx: Context, wanted: Iterable[Aimed]) -> list[Coroutine[Any, Any, tuple[Level, list[MirrorRow]]]]:
    """As few calls as tell it: those of one level by one kind of id, a hundred ids at a time."""
    groups: dict[tuple[Level, Level], list[str]] = defaultdict(list)
    for each in wanted:
        groups[each.level, each.of].append(each.id)
    advertiser, db = objects.owner(ctx), ctx.services.db
    for (level, of), ids in groups.items():
        if level != of:  # below what nothing is known below there is nothing to read again
            ids[:] = await mirror.with_some(db, level, advertiser.workspace_id, advertiser.id, of, ids)
    return [
        _reading(ctx, level, of, sorted(ids)[first : first + _IDS])
        for (level, of), ids in groups.items()
        for first in range(0, len(ids), _IDS)
    ]


async def _reading(ctx: Context, level: Level, of: Level, ids: Sequence[str]) -> tuple[Level, list[MirrorRow]]:
    return level, await objects.read(ctx, _FACES[level], **{f"{of}_ids": list(ids)})
