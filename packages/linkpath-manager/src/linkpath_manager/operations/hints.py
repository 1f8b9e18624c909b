"""What TikTok posts is taken as a hint: an advertiser is looked at now, and what TikTok shows then is what counts."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from linkpath_manager.domain.hints import PAUSE, Hint, challenge_of, hint_of, was_seen
from linkpath_manager.domain.tiktok_app import DEFAULT
from linkpath_manager.errors import LinkPathError, NotFound, PermissionDenied
from linkpath_manager.store import EVERYWHERE, advertisers, subscriptions, sync_tasks, tiktok_apps
from linkpath_manager.store.sync_tasks import LOOK, SyncTask
from tiktok_marketing.client import is_signed

from .accounts import pace_of, seen_of
from .apps import DeveloperApp, app_of
from .hint_address import is_asked, key_of
from .objects import services_now
from .services import Services

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Post:
    """What came to an app's address: the bytes that are signed, what they say, and headers by lower-case name."""

    app: str
    key: str
    raw: bytes
    body: Mapping[str, Any]
    headers: Mapping[str, str]


async def take_hint(services: Services, post: Post) -> str | int | None:
    """Has the advertisers that the post names looked at; returns what is to be echoed, where TikTok tries the address.

    Raises:
        NotFound: it is not the address of an app, or nobody is asked to post.
        PermissionDenied: it is not signed by the app's secret.
    """
    app = await _addressed(services, post)
    if (challenge := challenge_of(post.body)) is not None:
        return challenge
    _require_signature(services, app, post)
    hint, now = hint_of(post.body), services_now(services)
    for advertiser_id in hint.advertiser_ids:
        for workspace_id in await subscriptions.workspaces_told(services.db, app.id, advertiser_id):
            await _look_soon(services, workspace_id, advertiser_id, hint, now)
    return None


async def _look_soon(services: Services, workspace_id: str, advertiser_id: str, hint: Hint, now: int) -> None:
    """Has the advertiser looked at, unless a look has seen already what the hint is about.

    However many hints come, no two looks begin within `PAUSE`: those that wait are one, and one that is under way and
    may have come too early is done once more, later.
    """
    row = await advertisers.by_id(services.db, workspace_id, advertiser_id)
    if row is None:
        return
    checked_at = seen_of(row).checked_at
    if was_seen(hint, checked_at):
        return
    pause = min(PAUSE, pace_of(services).busy)
    task = SyncTask(workspace_id, advertiser_id, LOOK, max(now, (checked_at or 0) + pause))
    async with services.db.transaction(workspace_id) as tx:
        await sync_tasks.ask(tx, [task], again_at=now + pause)
    log.debug("hint.taken", advertiser_id=advertiser_id)


async def _addressed(services: Services, post: Post) -> DeveloperApp:
    app = await _app(services, post.app) if is_asked(services) else None
    if app is None or not hmac.compare_digest(key_of(app).encode(), post.key.encode()):
        raise NotFound("There is nothing at this address.", hint="TikTok is told it by LinkPath itself.")
    return app


async def _app(services: Services, tiktok_app_id: str) -> DeveloperApp | None:
    """The app of that id, of whatever workspace."""
    try:
        if tiktok_app_id == DEFAULT:
            return await app_of(services, EVERYWHERE, DEFAULT)
        workspace_id = await tiktok_apps.workspace_of(services.db, tiktok_app_id)
        return await app_of(services, workspace_id, tiktok_app_id) if workspace_id else None
    except LinkPathError:
        return None


def _require_signature(services: Services, app: DeveloperApp, post: Post) -> None:
    signed = is_signed(app.secret.reveal(), post.raw, post.headers, now=services.clock.unix_seconds())
    if signed or (signed is None and services.settings.tiktok_hints == "unsigned"):
        return
    log.warning("hint.refused", tiktok_app_id=app.id, signed=signed is not None)
    why = "has no signature" if signed is None else "is not signed with the app's secret"
    raise PermissionDenied(
        f"The post {why}.",
        code="bad_signature",
        hint="TikTok signs with the app's secret. LINKPATH_TIKTOK_HINTS says whether what is not signed is taken.",
    )
