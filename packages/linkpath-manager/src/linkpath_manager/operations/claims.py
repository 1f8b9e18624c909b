"""Writes to one object begin one after the other: If-Match holds until the write is recorded, and not only before."""

from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.listing import version_of
from linkpath_manager.errors import PreconditionFailed
from linkpath_manager.store import mirror, runs
from linkpath_manager.store.database import hold
from linkpath_manager.store.runs import RunRow

from .operation import Context, Operation, Params


def target_of(op: Operation[Params, object], params: Params) -> str | None:
    """The object that is there already, which `op` changes."""
    changes_one = op.preview is not None and op.preview.kind != "created"
    return str(getattr(params, "id")) if changes_one else None  # noqa: B009  # such params have it; Params does not


async def claim(tx: AsyncConnection, ctx: Context, op: Operation[Params, object], row: RunRow) -> None:
    """Lets `row`, which has just been recorded in `tx`, begin.

    Raises:
        PreconditionFailed: its caller named versions, and the object is another, or is being written to: what will be
            then is not what they read.
    """
    if row.target_id is None or op.preview is None:
        return
    await hold(tx, f"object/{row.target_id}", row.workspace_id)
    if ctx.if_match is None:
        return
    if await runs.others_at_work(tx, row):
        raise PreconditionFailed(
            "Another write to the object is under way.", hint="Read it again when that has ended, and decide anew."
        )
    document = await mirror.document_in(tx, op.preview.face.level, row.workspace_id, row.target_id)
    if document is None or version_of(document) not in ctx.if_match:
        raise PreconditionFailed(
            "The object is another one than If-Match names.", hint="Read it again, and decide anew."
        )
