"""Advertisers that a request names, for what is to be theirs alone."""

from collections.abc import Iterable

from linkpath_manager.errors import FieldError, InvalidRequest
from linkpath_manager.store import advertisers

from .operation import Context


async def require_there(ctx: Context, advertiser_ids: Iterable[str] | None) -> None:
    """Looks whether a grant of the workspace opens each of them.

    Raises:
        InvalidRequest: none opens one of them.
    """
    for advertiser_id in advertiser_ids or ():
        if await advertisers.by_id(ctx.services.db, ctx.actor.workspace_id, advertiser_id) is None:
            said = f"There is no advertiser {advertiser_id} in this workspace."
            raise InvalidRequest(
                said,
                param="advertiser_ids",
                hint="GET /v1/advertisers lists those there are.",
                errors=(FieldError("/advertiser_ids", "unknown_advertiser", said),),
            )
