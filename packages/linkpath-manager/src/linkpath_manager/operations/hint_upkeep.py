"""Subscriptions at TikTok looked after: they end silently with their token, and nobody is told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec
import structlog

from linkpath_manager.domain.actor import system
from linkpath_manager.errors import LinkPathError
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import EVERYWHERE, subscriptions, sync_tasks
from linkpath_manager.store.subscriptions import SubscriptionRow
from linkpath_manager.store.sync_tasks import SUBSCRIBE, SyncTask
from tiktok_marketing.spec.subscription import SUBSCRIPTION_GET, Subscription, SubscriptionGetParams

from . import upstream
from .apps import DeveloperApp, app_of
from .hint_address import address_of, is_asked
from .objects import services_now
from .operation import Context
from .runner import run
from .services import Services
from .subscribing import SUBSCRIBE_ADVERTISER, SubscribeAdvertiser, Subscribed, planned

log = structlog.get_logger()

_DAY_MICROS: Final = 24 * 3_600 * 1_000_000
_ANSWER_MICROS: Final = 60_000_000
_AFTER_FAILURE_MICROS: Final = 600_000_000
_REST_MICROS: Final = 10_000_000
_PAGE: Final = 1_000

_Key = tuple[str, str, str]


async def subscribe(services: Services, task: SyncTask, lease: str) -> None:
    """Does what the task asks for; what is left of it, or fails, later."""
    until = None
    plan = await planned(services, task.workspace_id, task.advertiser_id)
    if plan.forgotten:
        async with services.db.transaction(task.workspace_id) as tx:
            await subscriptions.forget(tx, plan.forgotten)
    if plan.calls:
        until = await _settled(services, task)
    async with services.db.transaction(task.workspace_id) as tx:
        if until is None:
            await sync_tasks.done(tx, [task], lease)
        else:
            await sync_tasks.put_off(tx, [task], lease, services_now(services) + until)


async def _settled(services: Services, task: SyncTask) -> int | None:
    """After how many microseconds it is to be gone on with; None: it is done."""
    ctx = Context(system(task.workspace_id), services, new_id("req", services.clock.now()))
    try:
        done = await run(ctx, SUBSCRIBE_ADVERTISER, SubscribeAdvertiser(advertiser_id=task.advertiser_id))
    except LinkPathError as error:
        log.warning("subscribing.failed", advertiser_id=task.advertiser_id, code=error.reason)
        return _AFTER_FAILURE_MICROS
    told = msgspec.json.decode(done.result.json, type=Subscribed)
    log.info("advertiser.subscribed", advertiser_id=told.id, made=told.made, ended=told.ended)
    return _REST_MICROS if told.left else None


async def look_after(services: Services) -> None:
    """Has those settled whose token or advertiser is not in use any more, and asks TikTok once a day which live."""
    asked, now = is_asked(services), services_now(services)
    await _have_settled(services, await (subscriptions.astray if asked else subscriptions.places)(services.db))
    if asked:
        for tiktok_app_id, workspace_id in await subscriptions.unchecked(
            services.db, now - _DAY_MICROS, now - _ANSWER_MICROS
        ):
            await _check(services, workspace_id, tiktok_app_id)


async def _check(services: Services, workspace_id: str, tiktok_app_id: str) -> None:
    """Asks TikTok which of the app's subscriptions live; what does not is subscribed to anew."""
    ctx = Context(system(workspace_id), services, new_id("req", services.clock.now()))
    began = services_now(services)
    rows = [
        row
        for row in await subscriptions.of_app(services.db, tiktok_app_id)
        if row.subscription_id or row.asked_at <= began - _ANSWER_MICROS  # others may be on their way
    ]
    try:
        app = await app_of(services, workspace_id, tiktok_app_id)
        living = await _living(ctx, app)
    except LinkPathError as error:
        log.warning("subscriptions.unchecked", tiktok_app_id=tiktok_app_id, code=error.reason)
        async with services.db.transaction(EVERYWHERE) as tx:
            await subscriptions.put_off(tx, tiktok_app_id, began - _DAY_MICROS + _AFTER_FAILURE_MICROS)
        return
    found, lost = _compared(rows, living)
    async with services.db.transaction(EVERYWHERE) as tx:
        await subscriptions.found(tx, found, began)
        await subscriptions.forget(tx, lost)
    if lost:
        log.info("subscriptions.lost", tiktok_app_id=tiktok_app_id, count=len(lost))
    await _have_settled(services, sorted({(row.workspace_id, row.advertiser_id) for row in lost}))


async def _living(ctx: Context, app: DeveloperApp) -> dict[str, Subscription]:
    """The app's subscriptions that post here, by TikTok's id of them."""
    here, found, page = address_of(ctx.services, app), {}, 1
    while True:
        params = SubscriptionGetParams(app_id=app.app_id, secret=app.secret.reveal(), page=page, page_size=_PAGE)
        told = (await upstream.call_app(ctx, SUBSCRIPTION_GET, params, app)).data
        found.update({one.subscription_id: one for one in told.rows if one.callback_url == here})
        if page >= told.page_info.total_page:
            return {id_: one for id_, one in found.items() if id_}
        page += 1


def _compared(
    rows: list[SubscriptionRow], living: Mapping[str, Subscription]
) -> tuple[list[SubscriptionRow], list[SubscriptionRow]]:
    """Those of `rows` that live, with TikTok's id where it was not known; and those that do not."""
    held = {row.subscription_id for row in rows}
    others = {_key_of(one): id_ for id_, one in living.items() if id_ not in held}
    found, lost = [], []
    for row in rows:
        id_ = row.subscription_id
        if id_ not in living:
            id_ = others.pop((row.entity, row.advertiser_id, row.object_id), None)
        if id_ is None:
            lost.append(row)
        else:
            found.append(replace(row, subscription_id=id_))
    return found, lost


def _key_of(one: Subscription) -> _Key:
    detail: dict[str, Any] = one.subscription_detail or {}
    advertisers = [detail.get("advertiser_id"), *(detail.get("advertiser_ids") or [])]
    named = [str(each) for each in advertisers if each]
    return one.subscribe_entity or "", named[0] if len(named) == 1 else "", str(detail.get("ad_id") or "")


async def _have_settled(services: Services, places: list[tuple[str, str]]) -> None:
    now = services_now(services)
    if places:
        async with services.db.transaction(EVERYWHERE) as tx:
            await sync_tasks.add(tx, [SyncTask(*place, SUBSCRIBE, now) for place in places])
