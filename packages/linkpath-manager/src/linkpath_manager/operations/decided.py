"""What became of a proposal or a decision whose run's end nobody saw: the changes themselves tell."""

from linkpath_manager.domain.listing import Document
from linkpath_manager.store import changes
from linkpath_manager.store.changes import ChangeRow

from . import change_views, proposals
from .change_params import Decide, Propose, Withdraw
from .operation import Context, NotPerformed
from .upstream import RunLog


async def proposed(ctx: Context, params: Propose) -> Document | NotPerformed:
    """The change, if it was made since the run began."""
    op = ctx.services.gate.operation(params.operation)
    asked = proposals.request_digest(op, op.params.model_validate(params.params))
    actor, since = ctx.actor, _run(ctx).started_at
    return await _told(ctx, await changes.proposed(ctx.services.db, actor.workspace_id, actor.id, asked, since))


async def approved(ctx: Context, params: Decide) -> Document | NotPerformed:
    return await _decided(ctx, params, approves=True)


async def rejected(ctx: Context, params: Decide) -> Document | NotPerformed:
    return await _decided(ctx, params, approves=False)


async def cancelled(ctx: Context, params: Withdraw) -> Document | NotPerformed:
    row = await _by_id(ctx, params.id)
    mine = row is not None and row.status == "cancelled" and (row.decided_at or 0) >= _run(ctx).started_at
    return await _told(ctx, row if mine else None)


async def undone(ctx: Context, params: Withdraw) -> Document | NotPerformed:
    """The change that takes it back, if this actor asked for it since the run began."""
    row = await _by_id(ctx, params.id)
    undo = await _by_id(ctx, row.undone_by) if row and row.undone_by else None
    mine = undo is not None and undo.asker_id == ctx.actor.id and undo.created_at >= _run(ctx).started_at
    return await _told(ctx, undo if mine else None)


async def _decided(ctx: Context, params: Decide, *, approves: bool) -> Document | NotPerformed:
    said = await changes.decisions_of(ctx.services.db, ctx.actor.workspace_id, params.id)
    mine = any(
        one.person_id == ctx.actor.id and bool(one.approves) is approves and one.at >= _run(ctx).started_at
        for one in said
    )
    return await _told(ctx, await _by_id(ctx, params.id) if mine else None)


async def _by_id(ctx: Context, change_id: str) -> ChangeRow | None:
    return await changes.by_id(ctx.services.db, ctx.actor.workspace_id, change_id)


async def _told(ctx: Context, row: ChangeRow | None) -> Document | NotPerformed:
    return await change_views.document(ctx.services, row) if row else NotPerformed()


def _run(ctx: Context) -> RunLog:
    assert ctx.run is not None  # noqa: S101  # only runs are reconciled
    return ctx.run
