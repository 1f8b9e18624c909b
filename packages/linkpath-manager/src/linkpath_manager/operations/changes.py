"""Changes: proposed, decided on by people, applied once, taken back."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.change import Change
from linkpath_manager.domain.listing import Document, Listing, ListOf
from linkpath_manager.errors import Conflict, InvalidRequest, NotFound, PermissionDenied, Unavailable
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.store import changes
from linkpath_manager.store.changes import ChangeRow, DecisionRow

from . import access, applying, change_views, decided, inverses, outcomes, pages, proposals
from .applying import gate_of
from .change_params import ChangeRef, Decide, ListChanges, Propose, Withdraw
from .operation import Context, Effect, Operation, Params, Subject
from .previews import preview


async def _list(ctx: Context, params: ListChanges) -> Listing:
    bound_to = f"{ctx.actor.workspace_id}/changes/{','.join(params.status)}"
    last = pages.behind(ctx, params.cursor, bound_to)
    behind = (int(last[0]), str(last[1])) if last else None
    db, workspace_id = ctx.services.db, ctx.actor.workspace_id
    rows = await changes.page(db, workspace_id, params.status, params.limit + 1, behind)
    has_more, rows = len(rows) > params.limit, rows[: params.limit]
    shown = [(await change_views.document(ctx.services, row)).json for row in rows if _may_see(ctx, row)]
    return Listing(
        documents=shown,
        has_more=has_more,
        next_cursor=pages.next_cursor(ctx, [rows[-1].created_at, rows[-1].id], bound_to) if has_more else None,
        total_count=await changes.count(db, workspace_id, params.status),
        as_of=None,
    )


async def _get(ctx: Context, params: ChangeRef) -> Change:
    return await change_views.view(ctx.services, await _row(ctx, params.id))


async def _propose(ctx: Context, params: Propose) -> Document:
    op = gate_of(ctx).operation(params.operation)
    asked = _validated(op, params.params)
    ctx = await access.about(ctx.with_(note=params.note, idempotency_key=None), op, asked)
    shown = await preview(ctx, op, asked, live=True)
    needed = max(1, await proposals.approvals_needed(ctx, op, shown))
    return await proposals.propose(ctx, op, asked, shown, approvals=needed)


async def _approve(ctx: Context, params: Decide) -> Change:
    row = await _decidable(ctx, params.id, params.digest)
    op = gate_of(ctx).operation(row.operation)
    await access.authorise(ctx, op, applying.params_of(op, row))  # who approves a write has to be allowed it
    now = to_micros(ctx.services.clock.now())
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        await _said(tx, ctx, row, approves=True, note=params.note)
        enough = await changes.approvals(tx, row.id) >= row.approvals_needed
        if enough:
            at_work = {"decided_at": now, "process_id": ctx.services.process_id}
            if not await changes.move(tx, row.id, (changes.PENDING,), changes.APPROVED, **at_work):
                raise _decided(row.id)
    if enough:
        outcomes.decided(ctx.services, row, "approved", now)
    row = await _row(ctx, row.id)
    return await change_views.view(ctx.services, await _applied(ctx, row))


async def _reject(ctx: Context, params: Decide) -> Change:
    row = await _decidable(ctx, params.id, params.digest)
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        await _said(tx, ctx, row, approves=False, note=params.note)
        await _close(tx, ctx, row, "rejected")
    outcomes.decided(ctx.services, row, "rejected", to_micros(ctx.services.clock.now()))
    outcomes.ended(ctx.services, row, "rejected")
    return await change_views.view(ctx.services, await _row(ctx, row.id))


async def _cancel(ctx: Context, params: Withdraw) -> Change:
    row = await _row(ctx, params.id)
    mine = row.asker_id == ctx.actor.id or (row.asker_person_id or "") == ctx.actor.person_id
    if not mine:
        raise PermissionDenied(
            "Who asked for a change cancels it.", code="not_yours", hint="A person who may decide rejects it instead."
        )
    async with ctx.services.db.transaction(row.workspace_id) as tx:
        await _close(tx, ctx, row, "cancelled")
    outcomes.ended(ctx.services, row, "cancelled")
    return await change_views.view(ctx.services, await _row(ctx, row.id))


async def _undo(ctx: Context, params: Withdraw) -> Change:
    row = await _row(ctx, params.id)
    op, asked = await inverses.inverse(ctx, row)
    inner = await access.authorise(ctx.with_(note=params.note, idempotency_key=None), op, asked)
    shown = await preview(inner, op, asked, live=True)
    needed = await proposals.approvals_needed(inner, op, shown)
    held = await proposals.propose(inner, op, asked, shown, approvals=needed, undo_of=row)
    undo = await _applied(ctx, await _row(ctx, held.id))
    return await change_views.view(ctx.services, undo)


async def _applied(ctx: Context, row: ChangeRow) -> ChangeRow:
    """What becomes of the change, if it is approved; as it is, while the database takes nothing."""
    if row.status != changes.APPROVED:
        return row
    try:
        return await applying.apply(ctx, row)
    except Unavailable:
        return await _row(ctx, row.id)


async def _row(ctx: Context, change_id: str) -> ChangeRow:
    row = await changes.by_id(ctx.services.db, ctx.actor.workspace_id, change_id)
    if row is None or not _may_see(ctx, row):
        raise NotFound(f"There is no change {change_id}.", param="id", hint="GET /v1/changes lists them.")
    return row


def _may_see(ctx: Context, row: ChangeRow) -> bool:
    return ctx.actor.may_use(row.advertiser_id)


async def _decidable(ctx: Context, change_id: str, digest: str) -> ChangeRow:
    """The change, if this person may decide on it and it waits as they saw it."""
    row = await _row(ctx, change_id)
    if not ctx.actor.decides:
        raise PermissionDenied(
            "People decide on changes, not tokens.", code="people_only", hint="Sign in and open the change's `url`."
        )
    if row.asker_id == ctx.actor.id:
        raise PermissionDenied(
            "Who asked for a change does not decide on it.", code="own_change", hint="Have somebody else decide."
        )
    if row.digest != digest:
        raise Conflict(
            "This is not the change that you looked at.", code="digest_mismatch", hint="Read the change again."
        )
    if row.status != changes.PENDING:
        raise _decided(change_id)
    if row.expires_at <= to_micros(ctx.services.clock.now()):
        raise Conflict("Nobody decided on this change in time.", code="expired", hint="Propose it again.")
    return row


def _decided(change_id: str) -> Conflict:
    return Conflict(
        f"The change {change_id} does not wait for a decision any more.",
        code="already_decided",
        hint=f"GET /v1/changes/{change_id} says what became of it.",
    )


async def _said(tx: AsyncConnection, ctx: Context, row: ChangeRow, *, approves: bool, note: str | None) -> None:
    at = to_micros(ctx.services.clock.now())
    said = DecisionRow(row.workspace_id, row.id, ctx.actor.id, ctx.actor.name, int(approves), note, at)
    if not await changes.waits(tx, row.id):
        raise _decided(row.id)
    if not await changes.decide(tx, said):
        raise Conflict(
            "You have decided on this change before.", code="already_decided", hint="Have another person decide."
        )


async def _close(tx: AsyncConnection, ctx: Context, row: ChangeRow, to: str) -> None:
    at = to_micros(ctx.services.clock.now())
    if not await changes.move(tx, row.id, (changes.PENDING,), to, decided_at=at):
        raise _decided(row.id)


def _validated(op: Operation[Any, Any], params: dict[str, Any]) -> Params:
    try:
        asked: Params = op.params.model_validate(params)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, ("params", *first["loc"])))
        raise InvalidRequest(f"{place}: {first['msg']}.", param=place, hint="Mend the parameter named.") from error
    return asked


LIST_CHANGES = Operation(
    name="changes.list",
    summary="List changes",
    description="Newest first: what waits for a decision, and what became of the others.",
    scope=Scope.CHANGES_PROPOSE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ListChanges,
    result=ListOf(Change),
    perform=_list,
)

GET_CHANGE = Operation(
    name="changes.get",
    summary="Get a change",
    scope=Scope.CHANGES_PROPOSE,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=ChangeRef,
    result=Change,
    perform=_get,
)

PROPOSE_CHANGE = Operation(
    name="changes.propose",
    summary="Propose a change",
    description="Nothing is done until a person approves it, whatever the policy lets pass.",
    scope=Scope.CHANGES_PROPOSE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Propose,
    result=Change,
    perform=_propose,
    reconcile=decided.proposed,
    reach="tiktok",
    names_others=True,
)

APPROVE_CHANGE = Operation(
    name="changes.approve",
    summary="Approve a change",
    description="It is applied at once, when enough people have: what it changes is read again, and if it is no longer "
    "as it was shown, the change is `stale` and nothing is done.",
    scope=Scope.CHANGES_APPROVE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Decide,
    result=Change,
    perform=_approve,
    reconcile=decided.approved,
    reach="tiktok",
)

REJECT_CHANGE = Operation(
    name="changes.reject",
    summary="Reject a change",
    scope=Scope.CHANGES_APPROVE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Decide,
    result=Change,
    perform=_reject,
    reconcile=decided.rejected,
)

CANCEL_CHANGE = Operation(
    name="changes.cancel",
    summary="Cancel a change",
    description="By who asked for it.",
    scope=Scope.CHANGES_PROPOSE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Withdraw,
    result=Change,
    perform=_cancel,
    reconcile=decided.cancelled,
)

UNDO_CHANGE = Operation(
    name="changes.undo",
    summary="Undo a change",
    description="A new change back to what was before, weighed by the policy as any other.",
    scope=Scope.CHANGES_PROPOSE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Withdraw,
    result=Change,
    perform=_undo,
    reconcile=decided.undone,
    reach="tiktok",
)
