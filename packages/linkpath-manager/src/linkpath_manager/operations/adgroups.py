"""Ad groups: audience, schedule, budget and bid."""

from typing import Annotated, Any

import msgspec
from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from linkpath_manager.domain import adgroup as domain
from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.adgroup import AdGroup
from linkpath_manager.domain.listing import Document, Listing, ListOf
from linkpath_manager.errors import UpstreamRejected
from tiktok_marketing.spec.adgroup import (
    ADGROUP_CREATE,
    ADGROUP_GET,
    ADGROUP_STATUS_UPDATE,
    ADGROUP_UPDATE,
    AdGroupFiltering,
)

from . import adgroup_budgets, adgroup_parts, edits, listings, objects, upstream
from .adgroup_parts import BidIn, ScheduleIn, TargetingIn
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
    level="adgroup",
    get=ADGROUP_GET,
    filtering=AdGroupFiltering,
    ids="adgroup_ids",
    name="adgroup_name",
    switch=ADGROUP_STATUS_UPDATE,
    translate=domain.from_upstream,
)

_MODELLED = {
    "advertiser_id", "campaign_id", "adgroup_id", "adgroup_name", "operation_status", "budget", "budget_mode",
    "optimization_goal", "billing_event", "promotion_type", "bid_type", "bid_price", "conversion_bid_price",
    "schedule_type", "schedule_start_time", "schedule_end_time", "location_ids", "age_groups", "gender", "languages",
    "operating_systems", "interest_category_ids", "audience_ids", "excluded_audience_ids", "pixel_id",
    "optimization_event", "app_id", "request_id",
}  # fmt: skip


_REPLACING = ("name", "budget", "schedule", "bid", "targeting", "upstream")
"""What goes by TikTok's update, which replaces the whole ad group."""


def _create_fields(given: dict[str, Any]) -> dict[str, Any]:
    return upstream_fields(given, ADGROUP_CREATE.params, _MODELLED)


def _update_fields(given: dict[str, Any]) -> dict[str, Any]:
    return upstream_fields(given, ADGROUP_UPDATE.params, _MODELLED)


class ListAdGroups(ListParams):
    campaign_id: Id | None = None


class CreateAdGroup(Params):
    advertiser_id: AdvertiserId = None
    campaign_id: Id
    name: Name
    status: StatusIn = "PAUSED"
    budget: BudgetIn | None = Field(
        default=None, description="Left out where the campaign's budget is spread by TikTok."
    )
    optimization_goal: str = Field(description="TikTok's word, such as CLICK or CONVERT; it decides what is billed.")
    promotion_type: str | None = Field(default=None, description="TikTok's word for what is promoted, such as WEBSITE.")
    schedule: ScheduleIn = ScheduleIn()
    bid: BidIn = BidIn()
    targeting: TargetingIn
    pixel_id: str | None = None
    optimization_event: str | None = None
    app_id: str | None = None
    upstream: Annotated[
        Upstream, AfterValidator(_create_fields), WithJsonSchema(upstream_schema(ADGROUP_CREATE.params, _MODELLED))
    ] = Field(default={})


class UpdateAdGroup(Params):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    id: Id
    advertiser_id: AdvertiserId = None
    name: Name | None = None
    budget: BudgetChange | None = None
    status: StatusIn | None = None
    schedule: ScheduleIn | None = None
    bid: BidIn | None = None
    targeting: TargetingIn | None = None
    upstream: (
        Annotated[
            Upstream, AfterValidator(_update_fields), WithJsonSchema(upstream_schema(ADGROUP_UPDATE.params, _MODELLED))
        ]
        | None
    ) = None


async def _list(ctx: Context, params: ListAdGroups) -> Listing:
    return await listings.list_objects(ctx, FACE, AdGroup, params)


async def _get(ctx: Context, params: GetParams) -> Document:
    return await listings.get_object(ctx, FACE, AdGroup, params)


async def _create(ctx: Context, params: CreateAdGroup) -> Document:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    given = {
        "promotion_type": params.promotion_type,
        "pixel_id": params.pixel_id,
        "optimization_event": params.optimization_event,
        "app_id": params.app_id,
    }
    values = {
        "advertiser_id": objects.owner(ctx).id,
        "campaign_id": params.campaign_id,
        "adgroup_name": params.name,
        "operation_status": objects.OPERATION_STATUS[params.status],
        "optimization_goal": params.optimization_goal,
        "billing_event": adgroup_parts.billing_event(params.optimization_goal),
        "placement_type": "PLACEMENT_TYPE_NORMAL",
        "placements": ["PLACEMENT_TIKTOK"],
        "pacing": "PACING_MODE_SMOOTH",
        "request_id": objects.dedup_id(ctx.run.id),
        **{name: value for name, value in given.items() if value is not None},
        **adgroup_parts.budget_fields(params.budget),
        **adgroup_parts.schedule_fields(ctx.services.clock.now(), params.schedule),
        **adgroup_parts.bid_fields(params.bid, params.optimization_goal),
        **params.targeting.model_dump(exclude_none=True),
        **params.upstream,
    }
    answer = await upstream.call(ctx, ADGROUP_CREATE, objects.asked(ADGROUP_CREATE, values))
    said = await objects.said(ctx, FACE, answer.data, answer.raw)
    return await objects.read_back(ctx, FACE, answer.data.adgroup_id, said=said)


async def _created(ctx: Context, params: CreateAdGroup) -> Document | NotPerformed:
    return await objects.created(ctx, FACE, "adgroups.create", params.name, campaign_ids=[params.campaign_id])


async def _update(ctx: Context, params: UpdateAdGroup) -> Document:
    row = await objects.changeable(ctx, FACE, params.id)
    edits.require_change(params, *_REPLACING, "status")
    given = {name for name in _REPLACING if getattr(params, name) is not None}
    if given == {"budget"} and adgroup_budgets.can_be_shared(ctx, row):
        assert params.budget is not None  # noqa: S101  # it was given
        await adgroup_budgets.change(ctx, params.id, params.budget.amount)
    elif given:
        await upstream.call(ctx, ADGROUP_UPDATE, await _whole(ctx, params))
    if params.status is not None:
        await objects.switch(ctx, FACE, params.id, params.status)
    return await objects.read_back(ctx, FACE, params.id)


async def _whole(ctx: Context, params: UpdateAdGroup) -> Any:
    """The whole ad group with the changes in it: TikTok's update takes away what is left out."""
    row = await objects.read_one(ctx, FACE, params.id)
    if row is None:
        raise UpstreamRejected(f"TikTok shows no ad group {params.id}.", hint="Look up the id.")
    held = edits.held(row.upstream, ADGROUP_UPDATE.params)
    if params.name is not None:
        held["adgroup_name"] = params.name
    if params.budget is not None:
        held["budget"] = params.budget.amount
    if params.schedule is not None:
        fields = adgroup_parts.schedule_fields(ctx.services.clock.now(), params.schedule, held)
        held = _replaced(held, {"schedule_end_time"}, fields)
    if params.bid is not None:
        goal = msgspec.json.decode(row.document)["optimization_goal"]
        held = _replaced(held, {"bid_price", "conversion_bid_price"}, adgroup_parts.bid_fields(params.bid, goal))
    if params.targeting is not None:
        held = _replaced(held, set(TargetingIn.model_fields), params.targeting.model_dump(exclude_none=True))
    held |= params.upstream or {}
    return objects.asked(ADGROUP_UPDATE, {**held, "advertiser_id": objects.owner(ctx).id, "adgroup_id": params.id})


def _replaced(held: dict[str, Any], names: set[str], fields: dict[str, Any]) -> dict[str, Any]:
    """`held` with `fields` instead of all of `names`; what TikTok's update does not take is left out."""
    rest = {name: value for name, value in held.items() if name not in names}
    return rest | {name: value for name, value in fields.items() if name in ADGROUP_UPDATE.params.__struct_fields__}


async def _updated(ctx: Context, params: UpdateAdGroup) -> Document | NotPerformed:
    return await objects.holds(ctx, FACE, params.id, lambda item: _as_asked(item, params))


def _as_asked(item: dict[str, Any], params: UpdateAdGroup) -> bool:
    if params.schedule or params.bid or params.targeting or params.upstream:
        return False  # Sending the same whole ad group again changes nothing more: said to be not made, it may be.
    return edits.as_asked(item, params)


async def _delete(ctx: Context, params: DeleteParams) -> Document:
    return await objects.delete(ctx, FACE, params.id)


async def _deleted(ctx: Context, params: DeleteParams) -> Document | NotPerformed:
    return await objects.deleted(ctx, FACE, params.id)


LIST_ADGROUPS = Operation(
    name="adgroups.list",
    summary="List ad groups",
    scope=Scope.ADGROUPS_READ,
    effect=Effect.READ,
    subject=Subject.ADVERTISER,
    params=ListAdGroups,
    result=ListOf(AdGroup),
    perform=_list,
)

GET_ADGROUP = Operation(
    name="adgroups.get",
    summary="Get an ad group",
    scope=Scope.ADGROUPS_READ,
    effect=Effect.READ,
    subject=Subject.ADGROUP,
    params=GetParams,
    result=AdGroup,
    perform=_get,
)

CREATE_ADGROUP = Operation(
    name="adgroups.create",
    summary="Create an ad group",
    description="It is paused unless `status` says ACTIVE. The billing event follows from the optimisation goal.",
    scope=Scope.ADGROUPS_WRITE,
    effect=Effect.SPEND,
    subject=Subject.ADVERTISER,
    params=CreateAdGroup,
    result=AdGroup,
    perform=_create,
    reconcile=_created,
    preview=Previewed("created", FACE),
    reach="tiktok",
)

UPDATE_ADGROUP = Operation(
    name="adgroups.update",
    summary="Change an ad group",
    description="What is left out stays as it is, although TikTok's own update would take it away.",
    scope=Scope.ADGROUPS_WRITE,
    effect=Effect.SPEND,
    subject=Subject.ADGROUP,
    params=UpdateAdGroup,
    result=AdGroup,
    perform=_update,
    reconcile=_updated,
    preview=Previewed("updated", FACE),
    reach="tiktok",
)

DELETE_ADGROUP = Operation(
    name="adgroups.delete",
    summary="Delete an ad group",
    description="For good, with its ads. Figures of the past stay.",
    scope=Scope.ADGROUPS_WRITE,
    effect=Effect.WRITE,
    subject=Subject.ADGROUP,
    params=DeleteParams,
    result=AdGroup,
    perform=_delete,
    reconcile=_deleted,
    preview=Previewed("deleted", FACE),
    reach="tiktok",
)
