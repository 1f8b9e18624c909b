"""Webhook endpoints: made, looked at, changed, given a new secret, taken away."""

from dataclasses import replace
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.delivery.post import UrlUnfit
from linkpath_manager.delivery.signing import new_secret
from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.listing import Listing, ListOf, on_one_page
from linkpath_manager.domain.webhooks import NewWebhookEndpoint, WebhookEndpoint
from linkpath_manager.errors import Conflict, FieldError, InvalidRequest
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import deliveries, webhook_endpoints
from linkpath_manager.store.database import hold
from linkpath_manager.store.webhook_endpoints import ENABLED, EndpointRow

from . import named_advertisers
from .operation import Context, Effect, Operation, Subject
from .upstream import Commit
from .webhook_params import CreateEndpoint, EndpointRef, NoParams, RotateSecret, UpdateEndpoint
from .webhook_secrets import sealed_old_secret, sealed_secret, secrets_of
from .webhook_views import endpoint_of, facts, shown

MOST: Final = 100
"""Endpoints of one workspace."""
OVERLAP_SECONDS: Final = 24 * 3_600
"""So long after a rotation posts are signed with the former secret too."""


async def _list(ctx: Context, _params: NoParams) -> Listing:
    rows = await webhook_endpoints.of_workspace(ctx.services.db, ctx.actor.workspace_id)
    return on_one_page([await shown(ctx, row) for row in rows])


async def _get(ctx: Context, params: EndpointRef) -> WebhookEndpoint:
    return await shown(ctx, await endpoint_of(ctx, params.id))


async def _create(ctx: Context, params: CreateEndpoint) -> NewWebhookEndpoint:
    _require_address(ctx, params.url)
    await named_advertisers.require_there(ctx, params.advertiser_ids)
    now = ctx.services.clock.now()
    endpoint_id = new_id("whe", now)
    secret = params.secret.get_secret_value() if params.secret else new_secret()
    row = EndpointRow(
        id=endpoint_id,
        workspace_id=ctx.actor.workspace_id,
        url=params.url,
        description=params.description,
        event_types=_joined(params.event_types),
        advertiser_ids=None if params.advertiser_ids is None else _joined(params.advertiser_ids),
        signature_format=params.signature_format,
        ordering=params.ordering,
        sealed_secret=sealed_secret(ctx.services, endpoint_id, secret),
        created_at=to_micros(now),
        updated_at=to_micros(now),
    )

    async def commit(tx: AsyncConnection) -> None:
        await hold(tx, "webhook_endpoints", row.workspace_id)
        if await webhook_endpoints.count(tx, row.workspace_id) >= MOST:
            raise Conflict(
                f"A workspace has at most {MOST} webhook endpoints.",
                code="too_many_endpoints",
                hint="Delete one that is not needed; one endpoint can be told of many types.",
            )
        await webhook_endpoints.add(tx, row)

    _committing(ctx, commit)
    return NewWebhookEndpoint(**await facts(ctx, row), secret=secret)


async def _update(ctx: Context, params: UpdateEndpoint) -> WebhookEndpoint:
    row = await endpoint_of(ctx, params.id)
    values: dict[str, Any] = {
        name: getattr(params, name)
        for name in ("url", "description", "signature_format", "ordering", "status")
        if getattr(params, name) is not None
    }
    if params.url is not None:
        _require_address(ctx, params.url)
    if params.event_types is not None:
        values["event_types"] = _joined(params.event_types)
    if params.advertiser_ids is not None:
        await named_advertisers.require_there(ctx, params.advertiser_ids)
        values["advertiser_ids"] = _joined(params.advertiser_ids)
    if not values:
        raise InvalidRequest("Nothing is to be changed.", hint="Send a field to change.")
    if values.get("status") == ENABLED or "url" in values:  # it is tried anew
        values |= {"failures": 0, "failing_since": None, "held_until": 0}
    if values.get("status") == ENABLED:
        values |= {"reason": None, "disabled_at": None}
    values["updated_at"] = to_micros(ctx.services.clock.now())

    async def commit(tx: AsyncConnection) -> None:
        await webhook_endpoints.change(tx, row.id, **values)

    _committing(ctx, commit)
    return await shown(ctx, replace(row, **values))


async def _rotate(ctx: Context, params: RotateSecret) -> NewWebhookEndpoint:
    row = await endpoint_of(ctx, params.id)
    now = ctx.services.clock.now()
    secret = params.secret.get_secret_value() if params.secret else new_secret()
    former = secrets_of(ctx.services, row, now)[0]
    values = {
        "sealed_secret": sealed_secret(ctx.services, row.id, secret),
        "sealed_old_secret": sealed_old_secret(ctx.services, row.id, former),
        "old_secret_until": to_micros(now) + OVERLAP_SECONDS * 1_000_000,
        "updated_at": to_micros(now),
    }

    async def commit(tx: AsyncConnection) -> None:
        await webhook_endpoints.change(tx, row.id, **values)

    _committing(ctx, commit)
    return NewWebhookEndpoint(**await facts(ctx, replace(row, **values)), secret=secret)  # type: ignore[arg-type]  # columns of several types


async def _delete(ctx: Context, params: EndpointRef) -> WebhookEndpoint:
    row = await endpoint_of(ctx, params.id)
    now = to_micros(ctx.services.clock.now())

    async def commit(tx: AsyncConnection) -> None:
        await webhook_endpoints.remove(tx, row.id)
        await deliveries.cancel(tx, row.id, now)

    _committing(ctx, commit)
    return await shown(ctx, row)


def _committing(ctx: Context, commit: Commit) -> None:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    ctx.run.commits.append(commit)


def _require_address(ctx: Context, url: str) -> None:
    try:
        ctx.services.poster.require_fit(url)
    except UrlUnfit as error:
        said = f"Nothing can be posted to {url[:200]}: {error}."
        raise InvalidRequest(
            said,
            param="url",
            code="address_refused",
            hint="Give an https address that is reached from everywhere.",
            errors=(FieldError("/url", "address_refused", said),),
        ) from error


def _joined(items: tuple[str, ...]) -> str:
    return " ".join(dict.fromkeys(items))


LIST_ENDPOINTS = Operation(
    name="webhook_endpoints.list",
    summary="List webhook endpoints",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=ListOf(WebhookEndpoint),
    perform=_list,
)

GET_ENDPOINT = Operation(
    name="webhook_endpoints.get",
    summary="Get a webhook endpoint",
    description="Its `health` says why what is to be told arrives or does not, and when it is tried next.",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=EndpointRef,
    result=WebhookEndpoint,
    perform=_get,
)

CREATE_ENDPOINT = Operation(
    name="webhook_endpoints.create",
    summary="Create a webhook endpoint",
    description="What happens from now on is posted there. The secret is in this answer alone.",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=CreateEndpoint,
    result=NewWebhookEndpoint,
    perform=_create,
    shows_secret=True,
)

UPDATE_ENDPOINT = Operation(
    name="webhook_endpoints.update",
    summary="Change a webhook endpoint",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=UpdateEndpoint,
    result=WebhookEndpoint,
    perform=_update,
)

ROTATE_SECRET = Operation(
    name="webhook_endpoints.rotate_secret",
    summary="Rotate a webhook endpoint's secret",
    description="For 24 hours posts are signed with the former secret too; a `body` signature only with the new one.",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=RotateSecret,
    result=NewWebhookEndpoint,
    perform=_rotate,
    shows_secret=True,
)

DELETE_ENDPOINT = Operation(
    name="webhook_endpoints.delete",
    summary="Delete a webhook endpoint",
    description="What waits for it is told no more.",
    scope=Scope.WEBHOOKS_MANAGE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=EndpointRef,
    result=WebhookEndpoint,
    perform=_delete,
)
