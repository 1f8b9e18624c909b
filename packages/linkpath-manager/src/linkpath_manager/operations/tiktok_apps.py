"""Developer apps at TikTok that a workspace brings, besides the one of the settings."""

from dataclasses import replace
from typing import Annotated

from pydantic import ConfigDict, Field, SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.listing import Listing, ListOf, on_one_page
from linkpath_manager.domain.tiktok_app import DEFAULT, AppLevel, TikTokApp
from linkpath_manager.errors import Conflict, InvalidRequest, NotFound
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import connections, tiktok_apps
from linkpath_manager.store.database import hold
from linkpath_manager.store.sealed import TIKTOK_APP_SECRET
from linkpath_manager.store.tiktok_apps import TikTokAppRow

from .apps import has_default
from .operation import Context, Effect, Operation, Params, Subject
from .services import Services

AppName = Annotated[str, Field(min_length=1, max_length=200)]
AppSecret = Annotated[SecretStr, Field(min_length=1, max_length=200, description="Sealed, and never shown again.")]


class NoParams(Params):
    pass


class TikTokAppRef(Params):
    id: str


class CreateTikTokApp(Params):
    name: AppName
    app_id: str = Field(pattern=r"^[0-9A-Za-z_-]{1,64}$", description="TikTok's id of the app, as its portal shows it.")
    secret: AppSecret
    level: AppLevel = Field(default="basic", description="It sets TikTok's limits on calls; an app starts at basic.")


class UpdateTikTokApp(Params):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    id: str
    name: AppName | None = None
    secret: AppSecret | None = None
    level: AppLevel | None = None


async def _list(ctx: Context, _params: NoParams) -> Listing:
    apps = [_shown(row) for row in await tiktok_apps.of_workspace(ctx.services.db, ctx.actor.workspace_id)]
    if has_default(ctx.services):
        apps.append(_default(ctx.services))
    return on_one_page(apps)


async def _get(ctx: Context, params: TikTokAppRef) -> TikTokApp:
    if params.id == DEFAULT and has_default(ctx.services):
        return _default(ctx.services)
    return _shown(await _row_of(ctx, params.id))


async def _create(ctx: Context, params: CreateTikTokApp) -> TikTokApp:
    now = ctx.services.clock.now()
    app_id = new_id("app", now)
    secret = params.secret.get_secret_value()
    row = TikTokAppRow(
        id=app_id,
        workspace_id=ctx.actor.workspace_id,
        name=params.name,
        app_id=params.app_id,
        level=params.level,
        sealed_secret=ctx.services.sealer.seal(secret, bound_to=TIKTOK_APP_SECRET.place(app_id)),
        created_at=to_micros(now),
        updated_at=to_micros(now),
    )
    if has_default(ctx.services) and params.app_id == ctx.services.settings.tiktok_app_id:
        raise _there_already(params.app_id)
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        if not await tiktok_apps.add(tx, row):
            raise _there_already(params.app_id)
    return _shown(row)


async def _update(ctx: Context, params: UpdateTikTokApp) -> TikTokApp:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    row = await _row_of(ctx, params.id)
    values = {name: getattr(params, name) for name in ("name", "level") if getattr(params, name) is not None}
    if params.secret is not None:
        secret = params.secret.get_secret_value()
        values["sealed_secret"] = ctx.services.sealer.seal(secret, bound_to=TIKTOK_APP_SECRET.place(row.id))
    if not values:
        raise InvalidRequest("Nothing is to be changed.", hint="Send name, secret or level.")
    values["updated_at"] = to_micros(ctx.services.clock.now())

    async def commit(tx: AsyncConnection) -> None:
        await tiktok_apps.change(tx, row.id, **values)

    ctx.run.commits.append(commit)
    return _shown(replace(row, **values))


async def _delete(ctx: Context, params: TikTokAppRef) -> TikTokApp:
    row = await _row_of(ctx, params.id)
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        await hold(tx, "tiktok_apps", row.workspace_id)
        used = await connections.count_using_app(tx, row.workspace_id, row.id)
        if used:
            raise Conflict(
                f"{used} connections use the app {row.name!r}.",
                code="app_in_use",
                hint="Revoke them first, with DELETE /v1/connections/{id}; TikTok has to be told of each.",
            )
        await tiktok_apps.remove(tx, row.id)
    return _shown(row)


async def _row_of(ctx: Context, tiktok_app_id: str) -> TikTokAppRow:
    if tiktok_app_id == DEFAULT and has_default(ctx.services):
        raise Conflict(
            "The default app is the one of the settings: it is changed there.",
            code="app_of_settings",
            hint="Set LINKPATH_TIKTOK_APP_ID, LINKPATH_TIKTOK_SECRET and LINKPATH_TIKTOK_LEVEL, and restart LinkPath.",
        )
    row = await tiktok_apps.by_id(ctx.services.db, ctx.actor.workspace_id, tiktok_app_id)
    if row is None:
        raise NotFound(
            f"There is no TikTok app {tiktok_app_id}.", param="id", hint="GET /v1/tiktok-apps lists those there are."
        )
    return row


def _shown(row: TikTokAppRow) -> TikTokApp:
    return TikTokApp(
        id=row.id,
        name=row.name,
        app_id=row.app_id,
        level=row.level,  # type: ignore[arg-type]  # one of the four
        source="WORKSPACE",
        created_at=from_micros(row.created_at),
        updated_at=from_micros(row.updated_at),
    )


def _default(services: Services) -> TikTokApp:
    settings = services.settings
    return TikTokApp(
        id=DEFAULT,
        name="The app of the settings",
        app_id=settings.tiktok_app_id,
        level=settings.tiktok_level,
        source="SETTINGS",
        created_at=None,
        updated_at=None,
    )


def _there_already(app_id: str) -> Conflict:
    return Conflict(
        f"The app {app_id} is there already.",
        code="app_exists",
        hint="GET /v1/tiktok-apps lists it; PATCH changes its name, secret or level.",
    )


LIST_TIKTOK_APPS = Operation(
    name="tiktok_apps.list",
    summary="List TikTok apps",
    description="The developer apps that connections can be made with; `default` is the one of the settings.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=ListOf(TikTokApp),
    perform=_list,
)

GET_TIKTOK_APP = Operation(
    name="tiktok_apps.get",
    summary="Get a TikTok app",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=TikTokAppRef,
    result=TikTokApp,
    perform=_get,
)

CREATE_TIKTOK_APP = Operation(
    name="tiktok_apps.create",
    summary="Add a TikTok app",
    description="Its redirect addresses have to be registered at TikTok as those of the default one are.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=CreateTikTokApp,
    result=TikTokApp,
    perform=_create,
)

UPDATE_TIKTOK_APP = Operation(
    name="tiktok_apps.update",
    summary="Change a TikTok app",
    description="What is left out stays as it is. TikTok's app_id cannot change: grants belong to it.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=UpdateTikTokApp,
    result=TikTokApp,
    perform=_update,
)

DELETE_TIKTOK_APP = Operation(
    name="tiktok_apps.delete",
    summary="Delete a TikTok app",
    description="Refused as long as a connection uses it.",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=TikTokAppRef,
    result=TikTokApp,
    perform=_delete,
)
