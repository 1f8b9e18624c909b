"""Whether TikTok is asked to tell what changes, and where it is to post that."""

import hmac
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.store import sync_tasks
from linkpath_manager.store.sync_tasks import SUBSCRIBE, SyncTask

from .apps import DeveloperApp
from .objects import services_now
from .services import Services

PATH: Final = "/tiktok/hints/{app}/{key}"


def is_asked(services: Services) -> bool:
    """Whether LinkPath subscribes at TikTok: a process that knows no public address does not."""
    return services.settings.tiktok_hints != "off" and bool(services.public_url)


async def ask(tx: AsyncConnection, services: Services, workspace_id: str, advertiser_id: str) -> None:
    """Has the advertiser's subscriptions looked at, where TikTok is asked to tell of it."""
    if is_asked(services):
        await sync_tasks.ask(tx, [SyncTask(workspace_id, advertiser_id, SUBSCRIBE, services_now(services))])


def address_of(services: Services, app: DeveloperApp) -> str:
    """Where TikTok posts what it tells the app."""
    return services.public_url + PATH.format(app=app.id, key=key_of(app))


def key_of(app: DeveloperApp) -> str:
    """What makes the address one that cannot be guessed: another one for each secret of an app."""
    return hmac.digest(app.secret.reveal().encode(), b"linkpath/hints", "sha256").hex()[:32]
