"""What is due to be read from TikTok: decided by the one process that leads, done by any."""

from typing import Final

from linkpath_manager.domain.freshness import LEVELS, is_asleep, levels_due, whole_is_due
from linkpath_manager.store import EVERYWHERE, advertisers, sync_tasks
from linkpath_manager.store.advertisers import DueRow
from linkpath_manager.store.sync_tasks import LOOK, LOOK_AT_ALL, WHOLE, SyncTask
from tiktok_marketing.spec.endpoint import Level

from .accounts import pace_of, seen_of
from .objects import services_now
from .services import Services

_OPEN_AT_ONCE: Final = 64  # readings that wait or are at work: so few that one that becomes urgent is soon done


async def plan(services: Services) -> None:
    """Puts what is due on the table of work, the latest first by the pause that is its own."""
    now = services_now(services)
    room = _OPEN_AT_ONCE - await sync_tasks.count_accounts(services.db)
    due = await advertisers.due(services.db, now, room) if room > 0 else []
    tasks = [task for row in due if (task := _task(services, row, now))]
    if tasks:
        async with services.db.transaction(EVERYWHERE) as tx:
            await sync_tasks.add(tx, tasks)


def _task(services: Services, row: DueRow, now: int) -> SyncTask | None:
    """The reading of `row`; None: its app has no calls left for it."""
    seen, pace = seen_of(row.advertiser), pace_of(services)
    whole = whole_is_due(seen, now)
    app, level = row.app_id or "", Level(row.app_level or services.settings.tiktok_level)
    plenty = is_asleep(seen, now, pace) and services.allowance.is_plenty(app, level, now / 1_000_000)
    calls = len(LEVELS) + 1 if whole else len(levels_due(seen, now, pace, plenty=plenty))
    if not services.allowance.take(app, level, calls, now / 1_000_000):
        return None
    what = WHOLE if whole else LOOK_AT_ALL if plenty else LOOK
    return SyncTask(row.advertiser.workspace_id, row.advertiser.id, what, now)
