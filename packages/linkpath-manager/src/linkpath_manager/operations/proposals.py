"""The gate's third step: a write is let pass, held for people to decide on, or refused."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.listing import Document, version_of
from linkpath_manager.domain.policy import Ask, Policy, Refusal, Verdict, beyond_24h, judge
from linkpath_manager.errors import Conflict, IdempotencyKeyReused, PermissionDenied, PreconditionFailed
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.hashing import digest
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import changes, policies
from linkpath_manager.store.changes import ChangeRow
from linkpath_manager.store.database import hold

from . import change_views
from .objects import owner
from .operation import Context, Operation, Params
from .previews import Preview, preview
from .record import actor_text

_DAY_MICROS = 86_400 * 1_000_000
_HINTS = {
    Refusal.STOPPED: "An owner or admin turns it off with POST /v1/policy/resume. Pausing and lowering budgets go on.",
    Refusal.CLOSED: "An owner opens it for an hour with POST /v1/policy/open.",
    Refusal.CEILING: "Ask for less, or have an owner raise the ceiling in the policy.",
}


@dataclass(frozen=True, slots=True)
class Passed:
    """The write may be done. `ask` bounds what it may add to spend, together with what others add meanwhile."""

    policy: Policy
    ask: Ask


async def weigh(ctx: Context, op: Operation[Any, Any], params: Params) -> Passed | Document:
    """Whether the write may be done now; or the change that it was made into, for people to decide on.

    Raises:
        PermissionDenied: the policy refuses it, whoever would approve; `code` says by what.
        IdempotencyKeyReused: its key is a proposal's with other values.
    """
    if found := await _proposed_before(ctx, op, params):
        return found
    policy = await policy_of(ctx)
    shown = await preview(ctx, op, params, live=False)
    require_version(ctx, shown)
    ask, verdict = _judged(ctx, op, policy, shown)
    if verdict.approvals == 0 and not _needs_truth(ctx, policy, params, shown):
        return Passed(policy, ask)
    shown = await preview(ctx, op, params, live=True)
    ask, verdict = _judged(ctx, op, policy, shown)
    if verdict.approvals == 0:
        return Passed(policy, ask)
    return await propose(ctx, op, params, shown, approvals=max(1, verdict.approvals))


def require_version(ctx: Context, shown: Preview) -> None:
    """Lets the write go on if the object is as its caller read it.

    Raises:
        PreconditionFailed: it is not.
    """
    if ctx.if_match is None:
        return
    held = version_of(msgspec.json.encode(shown.before)) if shown.before is not None else None
    if held not in ctx.if_match:
        raise PreconditionFailed(
            "The object is another one than If-Match names.", hint="Read it again, and decide anew."
        )


async def validation(ctx: Context, op: Operation[Any, Any], params: Params) -> Document:
    """What the write would do now, and whether people would have to approve it; nothing is done or kept.

    Raises:
        PermissionDenied, PreconditionFailed: as the write itself would.
    """
    told: dict[str, Any] = {"object": "validation", "operation": op.name, "would": "perform"}
    if op.preview is not None:
        shown = await preview(ctx, op, params, live=True)
        require_version(ctx, shown)
        needed = await approvals_needed(ctx, op, shown)
        told |= {"would": "hold" if needed else "perform", "approvals_needed": needed}
        told |= {"title": shown.title, "changes": shown.changes, "money": shown.money, "risks": shown.risks}
    return Document("", msgspec.json.encode(told))


async def policy_of(ctx: Context) -> Policy:
    """The policy in force."""
    db, workspace_id = ctx.services.db, ctx.actor.workspace_id

    async def read() -> Policy:
        row = await policies.newest(db, workspace_id)
        return Policy.model_validate_json(row.document) if row else Policy()

    return await db.memory.recall(("policy", workspace_id), read)


async def propose(
    ctx: Context,
    op: Operation[Any, Any],
    params: Params,
    shown: Preview,
    *,
    approvals: int,
    undo_of: ChangeRow | None = None,
) -> Document:
    """The change that waits for `approvals` people; an identical one that waits already is the same.

    One that nobody has to approve is approved from the beginning, and this process's to apply.
    """
    row = await _row(ctx, op, params, shown, approvals=approvals, undo_of=undo_of.id if undo_of else None)
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        added = await changes.add(tx, row)
        if added and approvals:
            await change_views.tell(tx, ctx.services, row)
        if added and undo_of and not await changes.mark_undone(tx, undo_of.id, was=undo_of.undone_by, by=row.id):
            raise Conflict("Somebody else takes it back already.", code="already_undone", hint="Read the change again.")
    held = row if added else await _the_same(ctx, op, params, row)
    return await change_views.document(ctx.services, held)


def request_digest(op: Operation[Any, Any], params: Params) -> str:
    """Of what was asked for, whatever it meets."""
    return digest({"operation": op.name, "params": params.model_dump(mode="json", exclude_unset=True)})


async def reserve(tx: AsyncConnection, ctx: Context, passed: Passed, run_id: str) -> None:
    """Counts what the write can add to spend, before it is done; others that would pass a ceiling together wait here.

    Raises:
        PermissionDenied: it would pass a rolling ceiling. Nothing was recorded, when the transaction is left with it.
    """
    ask, now = passed.ask, to_micros(ctx.services.clock.now())
    workspace_id = ctx.actor.workspace_id
    bounded = ask.currency in {**passed.policy.ceilings.per_advertiser_24h, **passed.policy.ceilings.per_workspace_24h}
    if bounded:
        await hold(tx, "spend", workspace_id)
        added = await policies.added(tx, workspace_id, ask.currency, now - _DAY_MICROS)
        of_advertiser = sum((amount for owner_id, amount in added if owner_id == ask.advertiser_id), Decimal(0))
        of_workspace = sum((amount for _, amount in added), Decimal(0))
        if words := beyond_24h(passed.policy, ask, of_advertiser, of_workspace):
            raise _refusal(Refusal.CEILING, words)
    if ask.increase:
        await policies.add_spend(tx, run_id, workspace_id, ask.advertiser_id, ask.currency, ask.increase, now)


def _judged(ctx: Context, op: Operation[Any, Any], policy: Policy, shown: Preview) -> tuple[Ask, Verdict]:
    advertiser = owner(ctx)
    ask = Ask(ctx.actor, op.name, advertiser.id, advertiser.currency, shown.increase, shown.only_lowers)
    verdict = judge(policy, ask, ctx.services.clock.now())
    if verdict.refusal is not None:
        raise _refusal(verdict.refusal, verdict.words)
    return ask, verdict


def _refusal(refusal: Refusal, words: str) -> PermissionDenied:
    return PermissionDenied(words, code=refusal.value, hint=_HINTS[refusal])


def _needs_truth(ctx: Context, policy: Policy, params: Params, shown: Preview) -> bool:
    """Whether an amount or a stop decides: these are held to what TikTok has, since what was read may be other by now.

    Pausing adds nothing to spend, whatever is there.
    """
    pauses = shown.after is not None and getattr(params, "status", None) not in {None, "ACTIVE"}
    advertiser = owner(ctx)
    decides = policy.bounds(advertiser.currency) or policy.stopped(advertiser.id)
    return shown.before is not None and not pauses and decides


async def passed(ctx: Context, op: Operation[Any, Any], params: Params) -> Passed:
    """Once more for an approved change: ceilings, stops and what is closed hold whoever approved.

    Raises:
        PermissionDenied: by what `code` says.
    """
    policy = await policy_of(ctx)
    shown = await preview(ctx, op, params, live=False)
    if _needs_truth(ctx, policy, params, shown):
        shown = await preview(ctx, op, params, live=True)
    return Passed(policy, _judged(ctx, op, policy, shown)[0])


async def approvals_needed(ctx: Context, op: Operation[Any, Any], shown: Preview) -> int:
    """How many people the policy wants to approve it.

    Raises:
        PermissionDenied: the policy refuses it.
    """
    return _judged(ctx, op, await policy_of(ctx), shown)[1].approvals


async def _proposed_before(ctx: Context, op: Operation[Any, Any], params: Params) -> Document | None:
    if ctx.idempotency_key is None:
        return None
    db, actor = ctx.services.db, ctx.actor
    row = await changes.by_key(db, actor.workspace_id, actor.id, op.name, ctx.idempotency_key)
    if row is None:
        return None
    if row.request_digest != request_digest(op, params):
        raise IdempotencyKeyReused(
            "The Idempotency-Key was used with other values.", hint="Take a new key for a new request."
        )
    return await change_views.document(ctx.services, row)


async def _the_same(ctx: Context, op: Operation[Any, Any], params: Params, row: ChangeRow) -> ChangeRow:
    """The change that `row` was not added beside: it waits with the same digest, or had the same key a moment ago."""
    held = await changes.pending(ctx.services.db, row.workspace_id, row.digest)
    if held is None and row.idempotency_key is not None:
        held = await changes.by_key(ctx.services.db, row.workspace_id, row.asker_id, row.operation, row.idempotency_key)
    if held is None or held.request_digest != request_digest(op, params):
        raise IdempotencyKeyReused(
            "The Idempotency-Key was used with other values.", hint="Take a new key for a new request."
        )
    return held


async def _row(
    ctx: Context, op: Operation[Any, Any], params: Params, shown: Preview, *, approvals: int, undo_of: str | None
) -> ChangeRow:
    now = ctx.services.clock.now()
    values = params.model_dump(mode="json", exclude_unset=True)
    expires_at = now + timedelta(hours=(await policy_of(ctx)).expires_after_hours)
    return ChangeRow(
        id=new_id("chg", now),
        workspace_id=ctx.actor.workspace_id,
        status=changes.PENDING if approvals else changes.APPROVED,
        operation=op.name,
        advertiser_id=owner(ctx).id,
        target_id=shown.target["id"] if shown.target else None,
        params=msgspec.json.encode(values).decode(),
        digest=digest({"operation": op.name, "params": values, "advertiser_id": owner(ctx).id,
                       "precondition": shown.precondition}),
        precondition=shown.precondition,
        asker=actor_text(ctx.actor),
        asker_id=ctx.actor.id,
        asker_person_id=ctx.actor.person_id,
        idempotency_key=ctx.idempotency_key,
        request_digest=request_digest(op, params),
        shown=change_views.kept(shown, note=ctx.note),
        approvals_needed=approvals,
        undo_of=undo_of,
        created_at=to_micros(now),
        expires_at=to_micros(expires_at),
        decided_at=None if approvals else to_micros(now),
        process_id=None if approvals else ctx.services.process_id,
    )  # fmt: skip
