"""Batches: up to a thousand writes of one noun in one request, each with an end of its own."""

from typing import Annotated, Any

import msgspec
from pydantic import ConfigDict, Field, WithJsonSchema
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.listing import Document
from linkpath_manager.domain.sequence import Batch
from linkpath_manager.errors import LinkPathError
from linkpath_manager.kit.tasks import together
from linkpath_manager.store import sequences as store

from . import adgroups, ads, campaigns, sequences
from .at_work import ItemWork
from .companions import Companions
from .inputs import AdvertiserId
from .item_params import operation_of, params_of
from .operation import Context, Effect, Operation, Params, Performed, Subject

MOST_ITEMS = 1_000
_ADVERTISER = "advertiser_id"
_STATUS = {"create": 201, "update": 200, "delete": 200}

Item = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "description": "`action`: `create`, with the fields of a create; `update`, with `id` and the fields to "
            "change; `delete`, with `id`.",
            "properties": {"action": {"type": "string", "enum": list(_STATUS)}, "id": {"type": "string"}},
            "required": ["action"],
            "additionalProperties": True,
            "examples": [{"action": "update", "id": "1780000000000000001", "budget": {"amount": "75.00"}}],
        }
    ),
]


class WriteBatch(Params):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    advertiser_id: Annotated[AdvertiserId, Field(description="Of the items that name none.")] = None
    items: list[Item] = Field(
        min_length=1,
        max_length=MOST_ITEMS,
        description="What to do, in this order where it is of one object.",
        examples=[[{"action": "update", "id": "1780000000000000001", "budget": {"amount": "75.00"}}]],
    )


def _batch(noun: str, scope: Scope, *ops: Operation[Any, Any]) -> tuple[Operation[WriteBatch, Document], ItemWork]:
    """The batch of a noun, and how an item of it is done; `ops` are its create, update and delete."""
    by_action = dict(zip(_STATUS, ops, strict=True))
    name = f"{noun}.batch"

    async def work(ctx: Context, item: dict[str, Any]) -> tuple[int, Performed[Document]]:
        op = operation_of(item, by_action)
        performed = await ctx.services.gate.run(ctx, op, params_of(item, op))
        return _STATUS[item["action"]], performed

    async def perform(ctx: Context, params: WriteBatch) -> Document:
        row = sequences.new_row(ctx, name, len(params.items))
        items = [msgspec.json.encode(_named(one, params.advertiser_id)) for one in params.items]

        async def accept(tx: AsyncConnection) -> None:
            await store.add(tx, row, items)

        assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
        ctx.run.commits.append(accept)
        ctx.run.afterwards.append(lambda: sequences.begin(ctx.services, row))
        return Document(row.id, msgspec.json.encode({"id": row.id}))

    async def validate(ctx: Context, params: WriteBatch) -> Document:
        ends: list[dict[str, Any]] = []
        for first in range(0, len(params.items), sequences.SIDE_BY_SIDE):
            group = params.items[first : first + sequences.SIDE_BY_SIDE]
            beside = ctx.with_(companions=Companions(len(group)), idempotency_key=None, if_match=None)
            named = (_named(one, params.advertiser_id) for one in group)
            ends += await together(*(_told(beside, work, one) for one in named))
        items = [{"index": index, **end} for index, end in enumerate(ends)]
        return Document("", msgspec.json.encode({"object": "validation", "operation": name, "items": items,
                                                 "would": "perform"}))  # fmt: skip

    op: Operation[WriteBatch, Document] = Operation(
        name=name,
        summary=f"Write many {_WORDS[noun]} at once",
        description=f"Up to {MOST_ITEMS:,} creates, changes and deletes, each as a request of its own would be: "
        "authorised, weighed by the policy, done once. Done in time, it is answered with the end of each; else with "
        "202 and the operation that goes on. `Prefer: wait=N` says for how many seconds to wait.",
        scope=scope,
        effect=Effect.WRITE,
        subject=Subject.WORKSPACE,
        params=WriteBatch,
        result=Batch,
        perform=perform,
        validate=validate,
    )
    return op, work


async def _told(beside: Context, work: ItemWork, item: dict[str, Any]) -> dict[str, Any]:
    """What an item would do, or what is wrong with it."""
    assert beside.companions is not None  # noqa: S101  # validating sets it
    async with beside.companions.at_work():
        try:
            _, performed = await work(beside, item)
        except LinkPathError as error:
            return {"would": "fail", "error": msgspec.Raw(sequences.problem(error))}
    told: dict[str, Any] = msgspec.json.decode(performed.result.json)
    return {name: value for name, value in told.items() if name != "object"}


def _named(item: dict[str, Any], advertiser_id: str | None) -> dict[str, Any]:
    return item if advertiser_id is None or _ADVERTISER in item else {**item, _ADVERTISER: advertiser_id}


_WORDS = {"campaigns": "campaigns", "adgroups": "ad groups", "ads": "ads"}

BATCH_CAMPAIGNS, _campaigns = _batch(
    "campaigns",
    Scope.CAMPAIGNS_WRITE,
    campaigns.CREATE_CAMPAIGN,
    campaigns.UPDATE_CAMPAIGN,
    campaigns.DELETE_CAMPAIGN,
)
BATCH_ADGROUPS, _adgroups = _batch(
    "adgroups", Scope.ADGROUPS_WRITE, adgroups.CREATE_ADGROUP, adgroups.UPDATE_ADGROUP, adgroups.DELETE_ADGROUP
)
BATCH_ADS, _ads = _batch("ads", Scope.ADS_WRITE, ads.CREATE_AD, ads.UPDATE_AD, ads.DELETE_AD)

WORKS: dict[str, ItemWork] = {
    BATCH_CAMPAIGNS.name: _campaigns,
    BATCH_ADGROUPS.name: _adgroups,
    BATCH_ADS.name: _ads,
}
