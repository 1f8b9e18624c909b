"""An advertiser's subscriptions at TikTok, brought to what they should be: made and ended."""

from dataclasses import dataclass, replace
from typing import Final

import msgspec
import structlog

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.hints import REVIEW, Wish, wishes
from linkpath_manager.errors import LinkPathError, OutcomeUnknown, ReconnectNeeded, UpstreamRejected
from linkpath_manager.store import advertisers, connections, subscriptions
from linkpath_manager.store.connections import ConnectionRow
from linkpath_manager.store.subscriptions import SubscriptionRow
from tiktok_marketing.spec.codes import NOT_FOUND
from tiktok_marketing.spec.subscription import (
    SUBSCRIPTION_SUBSCRIBE,
    SUBSCRIPTION_UNSUBSCRIBE,
    SubscribedDetail,
    SubscriptionSubscribeParams,
    SubscriptionUnsubscribeParams,
)

from . import upstream
from .apps import app_of
from .grants import Grant, grant_of
from .hint_address import address_of, is_asked
from .objects import services_now
from .operation import Context, Effect, Operation, Params, Subject
from .services import Services

log = structlog.get_logger()

_CALLS_AT_ONCE: Final = 10
_AFTER_REFUSAL_MICROS: Final = 24 * 3_600 * 1_000_000


class SubscribeAdvertiser(Params):
    advertiser_id: str


class Subscribed(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="subscribed"):
    """How many subscriptions were made and ended, and how many calls to TikTok are left to make."""

    id: str
    made: int
    ended: int
    left: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is other than it should be. `forgotten` have ended already; `connection` is the one to subscribe with."""

    connection: ConnectionRow | None
    forgotten: list[SubscriptionRow]
    ended: list[SubscriptionRow]
    made: list[Wish]

    @property
    def calls(self) -> int:
        return len(self.ended) + len(self.made)


async def planned(services: Services, workspace_id: str, advertiser_id: str) -> Plan:
    """What is to be done so that TikTok tells of the advertiser's suspension and reviews, if it is in use."""
    db, now, asked = services.db, services_now(services), is_asked(services)
    advertiser = await advertisers.by_id(db, workspace_id, advertiser_id) if asked else None
    alive = await subscriptions.living_of(db, workspace_id, advertiser_id)
    forgotten = await subscriptions.dead_of(db, workspace_id, advertiser_id)
    if not asked:
        forgotten += [row for row in alive if row.subscription_id is None]
    wanted: set[Wish] = set()
    connection = None
    if advertiser is not None:
        wanted = wishes(await subscriptions.ads_in_review(db, workspace_id, advertiser_id))
        connection = await connections.by_id(db, workspace_id, advertiser.connection_id or "")
    may = connection is not None and connection.status == "CONNECTED" and (connection.hints_retry_at or 0) <= now
    return Plan(
        connection,
        forgotten=forgotten,
        ended=[row for row in alive if row.subscription_id and _wish(row) not in wanted],
        made=sorted(wanted - {_wish(row) for row in alive}, key=_account_first) if may else [],
    )


async def _subscribe(ctx: Context, params: SubscribeAdvertiser) -> Subscribed:
    """What nobody was told of is tried again; what may have been made is found by the check of the app."""
    plan = await planned(ctx.services, ctx.actor.workspace_id, params.advertiser_id)
    ended = made = 0
    for row in plan.ended[:_CALLS_AT_ONCE]:
        await _end(ctx, row)
        ended += 1
    if plan.connection is not None and plan.made:
        made = await _make(ctx, plan.connection, params.advertiser_id, plan.made[: _CALLS_AT_ONCE - ended])
    left = max(0, plan.calls - _CALLS_AT_ONCE)
    return Subscribed(id=params.advertiser_id, made=made, ended=ended, left=left)


async def _make(ctx: Context, connection: ConnectionRow, advertiser_id: str, wanted: list[Wish]) -> int:
    """How many of the subscriptions were made; none more once TikTok refuses the app or the grant."""
    grant, made = await grant_of(ctx.services, connection), 0
    for wish in wanted:
        row = _row(ctx, connection, grant, advertiser_id, wish)
        try:
            await _ask_tiktok(ctx, grant, row)
        except OutcomeUnknown:
            continue
        except (ReconnectNeeded, UpstreamRejected) as error:
            if isinstance(error, ReconnectNeeded) and error.reason == ReconnectNeeded.code:
                raise
            if wish.entity == REVIEW and error.upstream and error.upstream.code == NOT_FOUND:
                continue
            await _note(ctx, connection, error)
            break
        made += 1
    if made and connection.hints_refused is not None:
        await _note(ctx, connection, None)
    return made


async def _ask_tiktok(ctx: Context, grant: Grant, row: SubscriptionRow) -> None:
    """Written down before it is sent: what is made without an answer is looked for, and not made twice."""
    services = ctx.services
    token = grant.token.reveal()
    detail = (
        SubscribedDetail(access_token=token, advertiser_id=row.advertiser_id, ad_id=row.object_id)
        if row.object_id
        else SubscribedDetail(access_token=token, advertiser_ids=[row.advertiser_id])
    )
    params = SubscriptionSubscribeParams(
        app_id=grant.app.app_id,
        secret=grant.app.secret.reveal(),
        subscribe_entity=row.entity,
        callback_url=address_of(services, grant.app),
        subscription_detail=detail,
    )
    async with services.db.transaction(row.workspace_id) as tx:
        await subscriptions.put(tx, row)
    try:
        told = (await upstream.call_app(ctx, SUBSCRIPTION_SUBSCRIBE, params, grant.app)).data
    except OutcomeUnknown:
        raise
    except LinkPathError:
        async with services.db.transaction(row.workspace_id) as tx:
            await subscriptions.forget(tx, [row])
        raise
    if told.subscription_id:
        async with services.db.transaction(row.workspace_id) as tx:
            await subscriptions.found(tx, [replace(row, subscription_id=told.subscription_id)], services_now(services))


async def _end(ctx: Context, row: SubscriptionRow) -> None:
    """One that TikTok does not know any more has ended already."""
    app = await app_of(ctx.services, row.workspace_id, row.tiktok_app_id)
    params = SubscriptionUnsubscribeParams(
        app_id=app.app_id, secret=app.secret.reveal(), subscription_id=row.subscription_id or ""
    )
    try:
        await upstream.call_app(ctx, SUBSCRIPTION_UNSUBSCRIBE, params, app)
    except (UpstreamRejected, ReconnectNeeded) as error:
        log.info("subscription.gone", advertiser_id=row.advertiser_id, code=error.reason)
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        await subscriptions.forget(tx, [row])


async def _note(ctx: Context, connection: ConnectionRow, error: LinkPathError | None) -> None:
    """Has the connection's health say why TikTok does not tell by itself, and lets it be for a day."""
    told = {"hints_refused": None, "hints_retry_at": None} if error is None else {
        "hints_refused": f"Changes are noticed by looking alone. {error.message}",
        "hints_retry_at": services_now(ctx.services) + _AFTER_REFUSAL_MICROS,
    }  # fmt: skip
    async with ctx.services.db.transaction(connection.workspace_id) as tx:
        await connections.change(tx, connection.id, when={"token_version": connection.token_version}, **told)


def _account_first(wish: Wish) -> tuple[int, str]:
    return len(wish.object_id), wish.object_id


def _wish(row: SubscriptionRow) -> Wish:
    return Wish(row.entity, row.object_id)


def _row(ctx: Context, connection: ConnectionRow, grant: Grant, advertiser_id: str, wish: Wish) -> SubscriptionRow:
    now = services_now(ctx.services)
    return SubscriptionRow(
        workspace_id=connection.workspace_id,
        advertiser_id=advertiser_id,
        entity=wish.entity,
        object_id=wish.object_id,
        connection_id=connection.id,
        token_version=connection.token_version,
        tiktok_app_id=grant.app.id,
        subscription_id=None,
        asked_at=now,
        checked_at=now,
    )


SUBSCRIBE_ADVERTISER = Operation(
    name="advertisers.subscribe",
    summary="Have TikTok tell when to look at an advertiser",
    scope=Scope.CONNECTIONS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=SubscribeAdvertiser,
    result=Subscribed,
    perform=_subscribe,
    reach="tiktok",
)
