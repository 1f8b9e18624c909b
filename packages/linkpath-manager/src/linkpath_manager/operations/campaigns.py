"""Campaigns: the top of what an advertiser runs."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from linkpath_manager.domain import campaign as domain
from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.campaign import Campaign
from linkpath_manager.domain.listing import Document, Listing, ListOf
from tiktok_marketing.spec.campaign import (
    CAMPAIGN_CREATE,
    CAMPAIGN_GET,
    CAMPAIGN_STATUS_UPDATE,
    CAMPAIGN_UPDATE,
    CampaignFiltering,
)

from . import edits, listings, objects, upstream
from .inputs import (
    AdvertiserId,
    BudgetChange,
    BudgetIn,
    DeleteParams,
    GetParams,
    Id,
    ListParams,
    Name,
    StatusIn,
    Upstream,
    upstream_fields,
    upstream_schema,
)
from .operation import Context, Effect, NotPerformed, Operation, Params, Previewed, Subject

FACE = objects.Face(
    level="campaign",
    get=CAMPAIGN_GET,
    filtering=CampaignFiltering,
    ids="campaign_ids",
    name="campaign_name",
    switch=CAMPAIGN_STATUS_UPDATE,
    translate=domain.from_upstream,
)

Objective = Literal[
    "APP_PROMOTION",
    "BRAND_CONSIDERATION",
    "ENGAGEMENT",
    "LEAD_GENERATION",
    "PRODUCT_SALES",
    "REACH",
    "TRAFFIC",
    "VIDEO_VIEWS",
    "WEB_CONVERSIONS",
]
_MODELLED = {
    "advertiser_id",
    "campaign_name",
    "objective_type",
    "budget",
    "budget_mode",
    "budget_optimize_on",
    "operation_status",
    "request_id",
}


def _create_fields(given: dict[str, Any]) -> dict[str, Any]:
    return upstream_fields(given, CAMPAIGN_CREATE.params, _MODELLED)


class CreateCampaign(Params):
    advertiser_id: AdvertiserId = None
    name: Name
    objective: Objective = Field(description="What the campaign is for; it can never be changed.")
    status: StatusIn = "PAUSED"
    budget: BudgetIn = Field(BudgetIn(mode="UNLIMITED"), description="UNLIMITED leaves the budgets to the ad groups.")
    budget_optimization: bool = Field(
        default=False,
        strict=True,
        description="TikTok spreads the campaign's budget over its ad groups; it can never be changed.",
    )
    upstream: Annotated[
        Upstream, AfterValidator(_create_fields), WithJsonSchema(upstream_schema(CAMPAIGN_CREATE.params, _MODELLED))
    ] = Field(default={})


class UpdateCampaign(Params):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    id: Id
    advertiser_id: AdvertiserId = None
    name: Name | None = None
    budget: BudgetChange | None = None
    status: StatusIn | None = None


async def _list(ctx: Context, params: ListParams) -> Listing:
    return await listings.list_objects(ctx, FACE, Campaign, params)


async def _get(ctx: Context, params: GetParams) -> Document:
    return await listings.get_object(ctx, FACE, Campaign, params)


async def _create(ctx: Context, params: CreateCampaign) -> Document:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    values = {
        "advertiser_id": objects.owner(ctx).id,
        "campaign_name": params.name,
        "objective_type": params.objective,
        "budget_optimize_on": params.budget_optimization,
        "operation_status": objects.OPERATION_STATUS[params.status],
        "request_id": objects.dedup_id(ctx.run.id),
        **edits.budget_fields(params.budget),
        **params.upstream,
    }
    answer = await upstream.call(ctx, CAMPAIGN_CREATE, objects.asked(CAMPAIGN_CREATE, values))
    said = await objects.said(ctx, FACE, answer.data, answer.raw)
    return await objects.read_back(ctx, FACE, answer.data.campaign_id, said=said)


async def _created(ctx: Context, params: CreateCampaign) -> Document | NotPerformed:
    return await objects.created(ctx, FACE, "campaigns.create", params.name)


async def _update(ctx: Context, params: UpdateCampaign) -> Document:
    await objects.changeable(ctx, FACE, params.id)
    values: dict[str, Any] = {}
    if params.name is not None:
        values["campaign_name"] = params.name
    if params.budget is not None:
        values["budget"] = params.budget.amount
    edits.require_change(params, "name", "budget", "status")
    if values:
        whole = {"advertiser_id": objects.owner(ctx).id, "campaign_id": params.id, **values}
        await upstream.call(ctx, CAMPAIGN_UPDATE, objects.asked(CAMPAIGN_UPDATE, whole))
    if params.status is not None:
        await objects.switch(ctx, FACE, params.id, params.status)
    return await objects.read_back(ctx, FACE, params.id)


async def _updated(ctx: Context, params: UpdateCampaign) -> Document | NotPerformed:
    return await objects.holds(ctx, FACE, params.id, lambda item: edits.as_asked(item, params))


async def _delete(ctx: Context, params: DeleteParams) -> Document:
    return await objects.delete(ctx, FACE, params.id)


async def _deleted(ctx: Context, params: DeleteParams) -> Document | NotPerformed:
    return await objects.deleted(ctx, FACE, params.id)


LIST_CAMPAIGNS = Operation(
    name="campaigns.list",
    summary="List campaigns",
    scope=Scope.CAMPAIGNS_READ,
    effect=Effect.READ,
    subject=Subject.ADVERTISER,
    params=ListParams,
    result=ListOf(Campaign),
    perform=_list,
)

GET_CAMPAIGN = Operation(
    name="campaigns.get",
    summary="Get a campaign",
    scope=Scope.CAMPAIGNS_READ,
    effect=Effect.READ,
    subject=Subject.CAMPAIGN,
    params=GetParams,
    result=Campaign,
    perform=_get,
)

CREATE_CAMPAIGN = Operation(
    name="campaigns.create",
    summary="Create a campaign",
    description="It is paused unless `status` says ACTIVE.",
    scope=Scope.CAMPAIGNS_WRITE,
    effect=Effect.SPEND,
    subject=Subject.ADVERTISER,
    params=CreateCampaign,
    result=Campaign,
    perform=_create,
    reconcile=_created,
    preview=Previewed("created", FACE),
    reach="tiktok",
)

UPDATE_CAMPAIGN = Operation(
    name="campaigns.update",
    summary="Change a campaign",
    description="What is left out stays as it is.",
    scope=Scope.CAMPAIGNS_WRITE,
    effect=Effect.SPEND,
    subject=Subject.CAMPAIGN,
    params=UpdateCampaign,
    result=Campaign,
    perform=_update,
    reconcile=_updated,
    preview=Previewed("updated", FACE),
    reach="tiktok",
)

DELETE_CAMPAIGN = Operation(
    name="campaigns.delete",
    summary="Delete a campaign",
    description="For good, with its ad groups and ads: TikTok brings nothing back. Figures of the past stay.",
    scope=Scope.CAMPAIGNS_WRITE,
    effect=Effect.WRITE,
    subject=Subject.CAMPAIGN,
    params=DeleteParams,
    result=Campaign,
    perform=_delete,
    reconcile=_deleted,
    preview=Previewed("deleted", FACE),
    reach="tiktok",
)
