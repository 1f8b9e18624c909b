"""Grants ended because somebody used what was used up: through the gate, so that the audit log has it."""

import structlog

from linkpath_manager.domain.actor import Actor, system
from linkpath_manager.operations.oauth_grants import END_GRANT, EndGrant
from linkpath_manager.operations.operation import Context
from linkpath_manager.operations.runner import run
from linkpath_manager.operations.services import Services

log = structlog.get_logger()


async def end_family(
    services: Services, request_id: str, workspace_id: str, grant_id: str, reason: str, actor: Actor | None = None
) -> None:
    """Ends a grant and with it every token that came of it, at once. Who has ended it: `actor`, or LinkPath itself."""
    ctx = Context(actor or system(workspace_id), services, request_id)
    await run(ctx, END_GRANT, EndGrant(id=grant_id, reason=reason))
    log.warning("oauth.grant_ended", grant_id=grant_id, reason=reason)
