"""What campaigns, ad groups and ads have in common: mirrored, listed, read back, switched, deleted."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.listing import Document, version_of
from linkpath_manager.domain.reading import disturbed
from linkpath_manager.errors import Conflict, LinkPathError, OutcomeUnknown, UpstreamRejected
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.hashing import sha256_hex
from linkpath_manager.store import mirror, runs
from linkpath_manager.store.advertisers import AdvertiserRow
from linkpath_manager.store.mirror import MirrorRow
from tiktok_marketing import client as tiktok
from tiktok_marketing.spec import Endpoint
from tiktok_marketing.spec.timestamps import format_utc

from . import upstream
from .companions import Shared
from .noticing import notice, reasons_of
from .operation import Context, NotPerformed
from .services import Services

# TikTok's clock and ours may differ by this much when an object is looked for by its time of creation.
CLOCK_MARGIN = timedelta(minutes=2)

# Rows translated before the loop is let go: about 10 ms.
_TURN = 250

# Source: behaviour reference §4.1 (sure).
_MOST_READ, MOST_WRITTEN = 100, 20

OPERATION_STATUS = {"ACTIVE": "ENABLE", "PAUSED": "DISABLE", "DELETED": "DELETE"}


@dataclass(frozen=True, slots=True)
class Face:
    """One level of TikTok's tree: how it is read and switched there, and what it is called here."""

    level: mirror.Level
    get: Endpoint[Any, Any]
    filtering: type[msgspec.Struct]
    ids: str
    """The field in which TikTok takes ids of this level."""
    name: str
    """The field of an object's name."""
    switch: Endpoint[Any, Any]
    translate: Callable[..., Any]
    """TikTok's row to LinkPath's object."""

    def id_of(self, row: Any) -> str:
        return str(getattr(row, self.ids.removesuffix("s")))


def services_now(services: Services) -> int:
    return to_micros(services.clock.now())


def owner(ctx: Context) -> AdvertiserRow:
    """The advertiser that the gate found."""
    assert ctx.advertiser is not None  # noqa: S101  # the gate sets it for every operation with such a subject
    return ctx.advertiser


def asked(endpoint: Endpoint[Any, Any], values: Mapping[str, Any]) -> Any:
    """`values` as the endpoint's parameters.

    Raises:
        UpstreamRejected: a value has the wrong type, or one that TikTok needs is missing.
    """
    try:
        return msgspec.convert(dict(values), endpoint.params)
    except msgspec.ValidationError as error:
        raise UpstreamRejected(
            f"TikTok's {endpoint.name} does not take this: {error}", hint="Mend the field named."
        ) from error


def dedup_id(run_id: str) -> str:
    """TikTok's `request_id` of a create: the same for every attempt of one run, a positive 64-bit integer as text."""
    return str(int(sha256_hex(run_id.encode())[:16], 16) >> 1)


def mirrored(
    advertiser: AdvertiserRow, face: Face, row: Any, raw: bytes, read_at: int, objectives: Mapping[str, str | None]
) -> MirrorRow:
    """`row`, and `raw` as TikTok sent it, as the mirror keeps them.

    `read_at`: when the reading began; `objectives`: by campaign, for TikTok tells them of campaigns only.
    """
    began = from_micros(read_at)
    item = face.translate(row, currency=advertiser.currency, synced_at=began)
    return MirrorRow(
        workspace_id=advertiser.workspace_id,
        id=item.id,
        advertiser_id=advertiser.id,
        campaign_id=item.id if face.level == "campaign" else item.campaign_id or "",
        adgroup_id=item.adgroup_id if face.level == "ad" else None,
        name=item.name or "",
        status=item.status,
        objective=item.objective if face.level == "campaign" else objectives.get(item.campaign_id),
        created_at=to_micros(item.created_at or began),
        updated_at=to_micros(item.updated_at or item.created_at or began),
        read_at=read_at,
        first_read_at=read_at,
        document=msgspec.json.encode(item),
        upstream=raw,
        verdict=item.review.state if face.level == "ad" and item.review else None,
    )


async def read(ctx: Context, face: Face, **filtering: Any) -> list[MirrorRow]:
    """What TikTok holds now that `filtering` lets through, deleted ones too."""
    began = services_now(ctx.services)
    found = await read_rows(ctx, face, **filtering)
    return await translated(ctx, face, found, began, await _objectives(ctx, face, found.rows))


async def read_rows(ctx: Context, face: Face, **filtering: Any) -> tiktok.Pages[Any]:
    """TikTok's own rows of what `filtering` lets through, deleted ones too."""
    wanted = face.filtering(primary_status="STATUS_ALL", **filtering)
    params = face.get.params(advertiser_id=owner(ctx).id, filtering=wanted)
    return await upstream.pages(ctx, face.get, params, key=face.id_of)


async def translated(
    ctx: Context, face: Face, found: tiktok.Pages[Any], began: int, objectives: Mapping[str, str | None]
) -> list[MirrorRow]:
    """TikTok's rows as the mirror keeps them; long lists let others have their turn."""
    raws = [raw for answer in found.answers for raw in tiktok.raw_rows(answer)]
    rows = []
    for number, (row, raw) in enumerate(zip(found.rows, raws, strict=True)):
        rows.append(mirrored(owner(ctx), face, row, bytes(raw), began, objectives))
        if number % _TURN == _TURN - 1:
            await asyncio.sleep(0)
    return rows


async def _objectives(ctx: Context, face: Face, rows: Iterable[Any]) -> dict[str, str | None]:
    if face.level == "campaign":
        return {}
    campaigns = {row.campaign_id for row in rows if row.campaign_id}
    held = {id_: await mirror.by_id(ctx.services.db, "campaign", ctx.actor.workspace_id, id_) for id_ in campaigns}
    return {id_: row.objective for id_, row in held.items() if row}


async def read_one(ctx: Context, face: Face, object_id: str) -> MirrorRow | None:
    async def send(ctx: Context, ids: list[str]) -> dict[str, MirrorRow | None]:
        rows = {row.id: row for row in await read(ctx, face, **{face.ids: ids})}
        return {id_: rows.get(id_) for id_ in ids}

    if ctx.companions is None:
        return (await send(ctx, [object_id]))[object_id]
    key = ("read", face.level, *_whose(ctx))
    shared: Shared[MirrorRow | None] = Shared(key, _MOST_READ, send)
    return await ctx.companions.ask(ctx, shared, object_id)


async def read_back(ctx: Context, face: Face, object_id: str, *, said: MirrorRow | None = None) -> Document:
    """The object after a write, as TikTok holds it; `said`: as its answer to the write gave it.

    The write has taken effect: that it cannot be read now is no reason to call it failed.
    """
    try:
        row = await read_one(ctx, face, object_id) or said
    except LinkPathError:
        row = said
    row = row or await mirror.by_id(ctx.services.db, face.level, ctx.actor.workspace_id, object_id)
    if row is None:
        raise OutcomeUnknown(f"TikTok took the {face.level} {object_id} but does not show it.")
    await keep(ctx, face, [row])
    return Document(row.id, row.document, version_of(row.document))


async def keep(ctx: Context, face: Face, rows: list[MirrorRow]) -> None:
    """Has the run's end put `rows` into the mirror, and the worker read what else they may have changed."""
    assert ctx.run is not None  # noqa: S101  # only writes keep
    ctx.run.disturbed = ctx.run.disturbed or []
    for row in rows:
        before = await mirror.by_id(ctx.services.db, face.level, row.workspace_id, row.id)
        ctx.run.disturbed += disturbed(face.level, row.adgroup_id, before.document if before else None, row.document)

    reasons = await reasons_of(ctx, rows) if face.level == "ad" else {}

    async def commit(tx: AsyncConnection) -> None:
        assert ctx.run is not None  # noqa: S101  # the same
        noticed = await notice(tx, face.level, rows, reasons=reasons)
        await mirror.touch(tx, face.level, ctx.actor.workspace_id, [row.id for row in rows], rows[0].read_at)
        ctx.run.events += noticed.events

    ctx.run.commits.append(commit)
    ctx.run.changed = True


async def switch(ctx: Context, face: Face, object_id: str, status: str) -> None:
    """Sets the object's own switch, or deletes it for good."""

    async def send(ctx: Context, ids: list[str]) -> dict[str, LinkPathError | None]:
        params: dict[str, Any] = {
            "advertiser_id": owner(ctx).id,
            face.ids: ids,
            "operation_status": OPERATION_STATUS[status],
        }
        if len(ids) > 1 and "allow_partial_success" in face.switch.params.__struct_fields__:
            params["allow_partial_success"] = True
        answer = await upstream.call(ctx, face.switch, asked(face.switch, params))
        return switched(answer, ids, face)

    if ctx.companions is None:
        await send(ctx, [object_id])  # of one alone TikTok's refusal is no partial success
    else:
        key = ("switch", face.level, *_whose(ctx), status)
        shared: Shared[LinkPathError | None] = Shared(key, MOST_WRITTEN, send, halved=True)
        await ctx.companions.ask(ctx, shared, object_id)


def _whose(ctx: Context) -> tuple[str, str]:
    """What calls can be shared within: two workspaces may have one advertiser, by grants of their own."""
    return ctx.actor.workspace_id, owner(ctx).id


def switched(answer: tiktok.Answer[Any], ids: list[str], face: Face) -> dict[str, LinkPathError | None]:
    """What became of each of `ids` that TikTok's answer tells of.

    All were switched but those that it lists as refused; where it says that it did a part (20001), those alone that it
    names.
    """
    told: dict[str, LinkPathError | None] = {}
    for error in getattr(answer.data, "error_list", ()):
        message = f"TikTok refuses this: {error.error_message}"
        told[face.id_of(error)] = UpstreamRejected(message, hint="Mend what TikTok's message names.")
    done = set(getattr(answer.data, face.ids, ())) if answer.partial else ids
    return dict.fromkeys(done) | told


async def delete(ctx: Context, face: Face, object_id: str) -> Document:
    """Deletes the object; a deleted one is answered as it is."""
    row = await known(ctx, face, object_id)
    if row.status == "DELETED":
        return Document(row.id, row.document)
    await switch(ctx, face, object_id, "DELETED")
    return await read_back(ctx, face, object_id)


async def deleted(ctx: Context, face: Face, object_id: str) -> Document | NotPerformed:
    """Reconciles a delete."""
    return await holds(ctx, face, object_id, lambda item: bool(item["status"] == "DELETED"))


async def holds(
    ctx: Context, face: Face, object_id: str, as_asked: Callable[[dict[str, Any]], bool]
) -> Document | NotPerformed:
    """Reconciles a write to an object that was there: whether it is now as was asked."""
    row = await read_one(ctx, face, object_id)
    if row is None or not as_asked(msgspec.json.decode(row.document)):
        return NotPerformed()
    await keep(ctx, face, [row])
    return Document(row.id, row.document)


async def created(ctx: Context, face: Face, operation: str, name: str, **filtering: Any) -> Document | NotPerformed:
    """Reconciles a create: the object of that name made since the run began, which is no other run's."""
    assert ctx.run is not None  # noqa: S101  # only runs are reconciled
    since = from_micros(ctx.run.started_at) - CLOCK_MARGIN
    rows = await read(ctx, face, creation_filter_start_time=format_utc(since), **filtering)
    if await _others_at_work(ctx, operation, name):
        raise OutcomeUnknown(f"Another run is making a {face.level} of this name: whose is whose shows when it ends.")
    claimed = await runs.claimed_targets(ctx.services.db, ctx.actor.workspace_id, operation, to_micros(since))
    for row in sorted(rows, key=lambda row: (row.created_at, row.id)):
        before = await mirror.by_id(ctx.services.db, face.level, ctx.actor.workspace_id, row.id)
        known_before = before is not None and before.first_read_at < ctx.run.started_at
        if row.name == name and row.id not in claimed and not known_before:
            await keep(ctx, face, [row])
            return Document(row.id, row.document)
    return NotPerformed()


async def _others_at_work(ctx: Context, operation: str, name: str) -> bool:
    """Whether another run that has not ended makes an object of that name."""
    assert ctx.run is not None  # noqa: S101  # only runs are reconciled
    started = await runs.started(ctx.services.db, ctx.actor.workspace_id, operation)
    return any(run_id != ctx.run.id and msgspec.json.decode(params)["name"] == name for run_id, params in started)


async def known(ctx: Context, face: Face, object_id: str) -> MirrorRow:
    """The object in the mirror; the gate has seen that it is there."""
    row = await mirror.by_id(ctx.services.db, face.level, ctx.actor.workspace_id, object_id)
    assert row is not None  # noqa: S101  # the gate found its advertiser by it
    return row


async def changeable(ctx: Context, face: Face, object_id: str) -> MirrorRow:
    """The object in the mirror, if it can change at all."""
    row = await known(ctx, face, object_id)
    if row.status == "DELETED":
        raise Conflict(
            f"The {face.level} {object_id} is deleted, and TikTok never changes deleted objects.",
            hint="Create a new one.",
        )
    return row


async def said(ctx: Context, face: Face, row: Any, raw: bytes) -> MirrorRow | None:
    """What TikTok's answer to a create holds of the object; None where it only gave the id."""
    if row.create_time is None:
        return None
    return mirrored(owner(ctx), face, row, raw, services_now(ctx.services), await _objectives(ctx, face, [row]))
