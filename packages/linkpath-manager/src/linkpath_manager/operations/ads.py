"""Ads: what people see, one creative each."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from linkpath_manager.domain import ad as domain
from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.ad import Ad
from linkpath_manager.domain.listing import Document, Listing, ListOf
from linkpath_manager.errors import OutcomeUnknown, UpstreamRejected
from tiktok_marketing.spec.ad import AD_CREATE, AD_GET, AD_STATUS_UPDATE, AD_UPDATE, AdFiltering
from tiktok_marketing.spec.creative import AdCreative, AdCreativeUpdate

from . import edits, listings, objects, upstream
from .inputs import (
    AdvertiserId,
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
    level="ad",
    get=AD_GET,
    filtering=AdFiltering,
    ids="ad_ids",
    name="ad_name",
    switch=AD_STATUS_UPDATE,
    translate=domain.from_upstream,
)

# LinkPath's name of a creative's field → TikTok's.
_CREATIVE = {
    "format": "ad_format",
    "text": "ad_text",
    "call_to_action": "call_to_action",
    "landing_page_url": "landing_page_url",
    "display_name": "display_name",
    "video_id": "video_id",
    "image_ids": "image_ids",
    "music_id": "music_id",
    "identity_type": "identity_type",
    "identity_id": "identity_id",
    "tiktok_item_id": "tiktok_item_id",
}
_MODELLED = {"ad_id", "ad_name", "operation_status", *_CREATIVE.values()}
# What TikTok's update changes alone when asked to patch. Source: behaviour reference §5.3 (sure).
_PATCHABLE = {
    "ad_name", "identity_type", "identity_id", "identity_authorized_bc_id", "video_id", "image_ids", "music_id",
    "tiktok_item_id", "ad_text",
}  # fmt: skip


def _create_fields(given: dict[str, Any]) -> dict[str, Any]:
    return upstream_fields(given, AdCreative, _MODELLED)


def _update_fields(given: dict[str, Any]) -> dict[str, Any]:
    return upstream_fields(given, AdCreativeUpdate, _MODELLED)


class CreativePatch(BaseModel):
    """What the ad shows and where it leads; only what is to change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str | None = Field(default=None, min_length=1, max_length=100)
    call_to_action: str | None = Field(default=None, description="TikTok's word, such as SHOP_NOW.")
    landing_page_url: str | None = None
    display_name: str | None = Field(default=None, max_length=40)
    video_id: str | None = None
    image_ids: list[str] | None = Field(default=None, max_length=35)
    music_id: str | None = None
    identity_type: Literal["CUSTOMIZED_USER", "AUTH_CODE", "TT_USER", "BC_AUTH_TT"] | None = None
    identity_id: str | None = None
    tiktok_item_id: str | None = Field(default=None, description="An existing TikTok post, for a Spark ad.")


class CreativeIn(CreativePatch):
    """What the ad shows and where it leads."""

    format: Literal["SINGLE_VIDEO", "SINGLE_IMAGE", "CAROUSEL_ADS", "CATALOG_CAROUSEL", "LIVE_CONTENT"]


class ListAds(ListParams):
    campaign_id: Id | None = None
    adgroup_id: Id | None = None


class CreateAd(Params):
    advertiser_id: AdvertiserId = None
    adgroup_id: Id
    name: Name
    status: StatusIn = "PAUSED"
    creative: CreativeIn
    upstream: Annotated[
        Upstream, AfterValidator(_create_fields), WithJsonSchema(upstream_schema(AdCreative, _MODELLED))
    ] = Field(default={})


class UpdateAd(Params):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    id: Id
    advertiser_id: AdvertiserId = None
    name: Name | None = None
    status: StatusIn | None = None
    creative: CreativePatch | None = None
    upstream: (
        Annotated[
            Upstream, AfterValidator(_update_fields), WithJsonSchema(upstream_schema(AdCreativeUpdate, _MODELLED))
        ]
        | None
    ) = None


async def _list(ctx: Context, params: ListAds) -> Listing:
    return await listings.list_objects(ctx, FACE, Ad, params)


async def _get(ctx: Context, params: GetParams) -> Document:
    return await listings.get_object(ctx, FACE, Ad, params)


async def _create(ctx: Context, params: CreateAd) -> Document:
    creative = {
        "ad_name": params.name,
        "operation_status": objects.OPERATION_STATUS[params.status],
        **_creative(params.creative),
        **params.upstream,
    }
    values = {"advertiser_id": objects.owner(ctx).id, "adgroup_id": params.adgroup_id, "creatives": [creative]}
    answer = await upstream.call(ctx, AD_CREATE, objects.asked(AD_CREATE, values))
    if not answer.data.ad_ids:
        raise OutcomeUnknown("TikTok made the ad but gave no id.")
    return await objects.read_back(ctx, FACE, answer.data.ad_ids[0])


async def _created(ctx: Context, params: CreateAd) -> Document | NotPerformed:
    return await objects.created(ctx, FACE, "ads.create", params.name, adgroup_ids=[params.adgroup_id])


async def _update(ctx: Context, params: UpdateAd) -> Document:
    await objects.changeable(ctx, FACE, params.id)
    edits.require_change(params, "name", "status", "creative", "upstream")
    wanted: dict[str, Any] = {} if params.name is None else {"ad_name": params.name}
    wanted |= _creative(params.creative) if params.creative else {}
    wanted |= params.upstream or {}
    if wanted:
        await upstream.call(ctx, AD_UPDATE, await _whole(ctx, params.id, wanted))
    if params.status is not None:
        await objects.switch(ctx, FACE, params.id, params.status)
    return await objects.read_back(ctx, FACE, params.id)


async def _whole(ctx: Context, ad_id: str, wanted: dict[str, Any]) -> Any:
    """TikTok's update of the ad: a patch where it takes one, else the whole creative with the changes in it."""
    row = await objects.read_one(ctx, FACE, ad_id)
    if row is None:
        raise UpstreamRejected(f"TikTok shows no ad {ad_id}.", hint="Look up the id.")
    patch = wanted.keys() <= _PATCHABLE
    held = {} if patch else edits.held(row.upstream, AdCreativeUpdate)
    values = {
        "advertiser_id": objects.owner(ctx).id,
        "adgroup_id": row.adgroup_id,
        "creatives": [{**held, **wanted, "ad_id": ad_id}],
        **({"patch_update": True} if patch else {}),
    }
    return objects.asked(AD_UPDATE, values)


async def _updated(ctx: Context, params: UpdateAd) -> Document | NotPerformed:
    return await objects.holds(ctx, FACE, params.id, lambda item: _as_asked(item, params))


def _as_asked(item: dict[str, Any], params: UpdateAd) -> bool:
    if params.upstream:
        return False  # Sending the same values again changes nothing more: said to be not made, it may be.
    wanted = params.creative.model_dump(exclude_none=True) if params.creative else {}
    return (
        (params.name is None or item["name"] == params.name)
        and (params.status is None or item["status"] == params.status)
        and all(item["creative"].get(name) == value for name, value in wanted.items())
    )


async def _delete(ctx: Context, params: DeleteParams) -> Document:
    return await objects.delete(ctx, FACE, params.id)


async def _deleted(ctx: Context, params: DeleteParams) -> Document | NotPerformed:
    return await objects.deleted(ctx, FACE, params.id)


def _creative(creative: CreativePatch) -> dict[str, Any]:
    return {_CREATIVE[name]: value for name, value in creative.model_dump(exclude_none=True).items()}


LIST_ADS = Operation(
    name="ads.list",
    summary="List ads",
    scope=Scope.ADS_READ,
    effect=Effect.READ,
    subject=Subject.ADVERTISER,
    params=ListAds,
    result=ListOf(Ad),
    perform=_list,
)

GET_AD = Operation(
    name="ads.get",
    summary="Get an ad",
    scope=Scope.ADS_READ,
    effect=Effect.READ,
    subject=Subject.AD,
    params=GetParams,
    result=Ad,
    perform=_get,
)

CREATE_AD = Operation(
    name="ads.create",
    summary="Create an ad",
    description="It is paused unless `status` says ACTIVE, and goes to TikTok's review.",
    scope=Scope.ADS_WRITE,
    effect=Effect.SPEND,
    subject=Subject.ADVERTISER,
    params=CreateAd,
    result=Ad,
    perform=_create,
    reconcile=_created,
    preview=Previewed("created", FACE),
    reach="tiktok",
)

UPDATE_AD = Operation(
    name="ads.update",
    summary="Change an ad",
    description="What is left out stays as it is. A changed creative goes to TikTok's review again.",
    scope=Scope.ADS_WRITE,
    effect=Effect.SPEND,
    subject=Subject.AD,
    params=UpdateAd,
    result=Ad,
    perform=_update,
    reconcile=_updated,
    preview=Previewed("updated", FACE),
    reach="tiktok",
)

DELETE_AD = Operation(
    name="ads.delete",
    summary="Delete an ad",
    description="For good. Figures of the past stay.",
    scope=Scope.ADS_WRITE,
    effect=Effect.WRITE,
    subject=Subject.AD,
    params=DeleteParams,
    result=Ad,
    perform=_delete,
    reconcile=_deleted,
    preview=Previewed("deleted", FACE),
    reach="tiktok",
)
