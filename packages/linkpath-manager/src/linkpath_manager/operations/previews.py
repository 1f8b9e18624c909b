"""What a write would do, before it is done: before and after, what it adds to spend, what to mind."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from linkpath_manager.domain.change import (
    NOTHING,
    Exposure,
    FieldChange,
    MoneyEffect,
    exposure_of_adgroup,
    exposure_of_campaign,
    field_changes,
)
from linkpath_manager.domain.change import money_effect as effect_of
from linkpath_manager.errors import Conflict
from linkpath_manager.kit.hashing import digest
from linkpath_manager.store import mirror
from linkpath_manager.store.mirror import Filter, MirrorRow, Sort

from . import objects
from .objects import Face, owner
from .operation import Context, Kind, Operation, Params

_MOST_CHILDREN = 1_000
_OWN = frozenset({"id", "advertiser_id"})
_LOWERING = frozenset({"status", "budget"})
_PASSING = ("synced_at", "updated_at", "delivery", "upstream")
"""What changes without anybody's doing, and decides nothing."""

_VERB = {"created": "Create", "updated": "Change", "deleted": "Delete"}
_NOUN = {"campaign": "campaign", "adgroup": "ad group", "ad": "ad"}


@dataclass(frozen=True, slots=True)
class Preview:
    """A write as people decide on it. `precondition` is the digest of what it was worked out from."""

    title: str
    target: dict[str, str | None] | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    changes: list[FieldChange]
    money: MoneyEffect
    risks: list[str]
    only_lowers: bool
    precondition: str

    @property
    def increase(self) -> Decimal | None:
        return None if self.money.increase is None else Decimal(self.money.increase)


async def preview(ctx: Context, op: Operation[Any, Any], params: Params, *, live: bool) -> Preview:
    """What `op` would do; `live`: by what TikTok holds now, else by the mirror.

    Raises:
        Conflict: the object is deleted, or TikTok does not show it any more.
    """
    assert op.preview is not None  # noqa: S101  # asked for gated operations alone
    face: Face = op.preview.face
    if op.preview.kind == "created":
        return await _of_create(ctx, face, params)
    row = await _row(ctx, face, str(getattr(params, "id")), live=live)  # noqa: B009  # Params has none of its own
    before = msgspec.json.decode(row.document)
    after = None if op.preview.kind == "deleted" else _merged(before, _given(params))
    money = effect_of(
        owner(ctx).currency, await _exposure(ctx, face, before), await _exposure(ctx, face, after, of=row.id)
    )
    changes = [] if after is None else field_changes(_lasting(before), _lasting(after))
    return Preview(
        title=_title(op.preview.kind, face, row.name, changes),
        target={"object": face.level, "id": row.id, "name": row.name},
        before=before,
        after=after,
        changes=changes,
        money=money,
        risks=_risks(op.preview.kind, before, after),
        only_lowers=_only_lowers(params, money, after),
        precondition=digest(_lasting(before)),
    )


async def _of_create(ctx: Context, face: Face, params: Params) -> Preview:
    given = params.model_dump(mode="json", exclude={"advertiser_id"}, exclude_none=True)
    after = {name: value for name, value in given.items() if value not in ({}, [])}
    parent = await _parent(ctx, face, after)
    exposure = await _exposure(ctx, face, after)
    return Preview(
        title=_title("created", face, str(after.get("name")), []),
        target=None,
        before=None,
        after=after,
        changes=field_changes({}, after),
        money=effect_of(owner(ctx).currency, NOTHING, exposure),
        risks=_risks("created", None, after),
        only_lowers=False,
        precondition=digest(_lasting(parent) if parent else {}),
    )


async def _row(ctx: Context, face: Face, object_id: str, *, live: bool) -> MirrorRow:
    if not live:
        return await objects.known(ctx, face, object_id)
    row = await objects.read_one(ctx, face, object_id)
    if row is None:
        raise Conflict(f"TikTok no longer shows the {face.level} {object_id}.", hint="Look up the id.")
    return row


async def _parent(ctx: Context, face: Face, given: dict[str, Any]) -> dict[str, Any] | None:
    """What an ad group or ad would be made in, by the mirror."""
    level: mirror.Level = "campaign" if face.level == "adgroup" else "adgroup"
    parent_id = given.get(f"{level}_id")
    if face.level == "campaign" or parent_id is None:
        return None
    row = await mirror.by_id(ctx.services.db, level, ctx.actor.workspace_id, str(parent_id))
    return msgspec.json.decode(row.document) if row else None


async def _exposure(ctx: Context, face: Face, item: dict[str, Any] | None, of: str = "") -> Exposure:
    """What the object can spend, as the mirror has what is above and below it; an ad has no money of its own."""
    match face.level:
        case "ad":
            return NOTHING
        case "adgroup":
            return exposure_of_adgroup(item, await _parent(ctx, face, item or {}))
        case _:
            return exposure_of_campaign(item, await _adgroups(ctx, of or str((item or {}).get("id"))))


async def _adgroups(ctx: Context, campaign_id: str) -> list[dict[str, Any]]:
    """The campaign's active ones."""
    equal = {"workspace_id": ctx.actor.workspace_id, "advertiser_id": owner(ctx).id, "campaign_id": campaign_id}
    wanted = Filter(("ACTIVE",), equal, {}, {})
    rows = await mirror.page(
        ctx.services.db, "adgroup", wanted, Sort("created_at", descending=False), _MOST_CHILDREN, after=None, wide=False
    )
    return [msgspec.json.decode(row[0]) for row in rows]


def _given(params: Params) -> dict[str, Any]:
    values = params.model_dump(mode="json", exclude=set(_OWN), exclude_none=True)
    return {name: value for name, value in values.items() if value not in ({}, [])}


def _merged(before: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """`before` with what was given in it, objects within objects."""
    after = dict(before)
    for name, value in given.items():
        held = after.get(name)
        after[name] = _merged(held, value) if isinstance(held, dict) and isinstance(value, dict) else value
    return after


def _lasting(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in _PASSING}


def _only_lowers(params: Params, money: MoneyEffect, after: dict[str, Any] | None) -> bool:
    given = _given(params).keys()
    return after is not None and bool(given) and given <= _LOWERING and money.increase is not None and (
        Decimal(money.increase) == 0 and getattr(params, "status", None) != "ACTIVE"
    )  # fmt: skip


def _title(kind: Kind, face: Face, name: str, changes: list[FieldChange]) -> str:
    noun = f"{_NOUN[face.level]} “{name}”"
    fields = {change.field: change for change in changes}
    match fields.keys():
        case names if names == {"status"}:
            return f"{'Activate' if fields['status'].after == 'ACTIVE' else 'Pause'} {noun}"
        case names if names == {"budget.amount"}:
            return f"Budget of {noun}: {fields['budget.amount'].before or 'none'} → {fields['budget.amount'].after}"
        case names if names == {"name"}:
            return f"Rename {noun} to “{fields['name'].after}”"
    return f"{_VERB[kind]} {noun}"


def _risks(kind: Kind, before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[str]:
    risks = []
    if kind == "deleted":
        risks.append("TikTok brings nothing deleted back.")
    if after and after.get("status") == "ACTIVE" and (before is None or before.get("status") != "ACTIVE"):
        risks.append("It can begin to spend as soon as TikTok has reviewed it.")
    was, becomes = (Decimal(((item or {}).get("budget") or {}).get("amount") or 0) for item in (before, after))
    if was and becomes >= 2 * was:
        risks.append(f"The budget becomes {becomes / was:.3g} times what it is.")
    return risks
