"""Developer apps at TikTok, as calls need them: the one of the settings, and those a workspace has brought."""

from dataclasses import dataclass

from linkpath_manager.domain.tiktok_app import DEFAULT
from linkpath_manager.errors import Conflict, NotFound
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.store import tiktok_apps
from linkpath_manager.store.sealed import TIKTOK_APP_SECRET
from tiktok_marketing.spec import Level

from .services import Services


@dataclass(frozen=True, slots=True)
class DeveloperApp:
    """`id` is LinkPath's, `app_id` TikTok's."""

    id: str
    app_id: str
    secret: Secret
    level: Level


async def app_of(services: Services, workspace_id: str, tiktok_app_id: str | None) -> DeveloperApp:
    """The app of that id; None, or `default`, is the one of the settings.

    Raises:
        Conflict: the settings name no app.
        NotFound: the workspace has no such app.
    """
    if tiktok_app_id in {None, DEFAULT}:
        return _of_settings(services)
    key = ("tiktok_app", workspace_id, tiktok_app_id)
    return await services.db.memory.recall(key, lambda: _stored(services, workspace_id, str(tiktok_app_id)))


def has_default(services: Services) -> bool:
    """Whether the settings name an app."""
    return bool(services.settings.tiktok_app_id and services.settings.tiktok_secret.get_secret_value())


def _of_settings(services: Services) -> DeveloperApp:
    settings = services.settings
    if not has_default(services):
        raise Conflict(
            "No TikTok developer app is configured.",
            code="app_not_configured",
            hint="Set LINKPATH_TIKTOK_APP_ID and LINKPATH_TIKTOK_SECRET and start LinkPath again, "
            "or add an app with POST /v1/tiktok-apps and name it in tiktok_app_id.",
        )
    secret = Secret(settings.tiktok_secret.get_secret_value())
    return DeveloperApp(DEFAULT, settings.tiktok_app_id, secret, Level(settings.tiktok_level))


async def _stored(services: Services, workspace_id: str, tiktok_app_id: str) -> DeveloperApp:
    row = await tiktok_apps.by_id(services.db, workspace_id, tiktok_app_id)
    if row is None:
        raise NotFound(
            f"There is no TikTok app {tiktok_app_id}.",
            param="tiktok_app_id",
            hint="GET /v1/tiktok-apps lists those there are.",
        )
    secret = services.sealer.open(row.sealed_secret, bound_to=TIKTOK_APP_SECRET.place(row.id))
    return DeveloperApp(row.id, row.app_id, secret, Level(row.level))
