"""What a person decides on a client's request, and how the client is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import structlog

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.oauth import FRESH_SIGN_IN
from linkpath_manager.domain.roles import PERMISSIONS
from linkpath_manager.errors import PermissionDenied
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.tokens import mint, token_hash
from linkpath_manager.operations.oauth_grants import APPROVE_CLIENT, ApproveClient
from linkpath_manager.operations.operation import Context
from linkpath_manager.operations.runner import run
from linkpath_manager.operations.services import Services
from linkpath_manager.operations.sessions import SignedIn
from linkpath_manager.store import advertisers, sessions, workspaces
from linkpath_manager.store.oauth_clients import NO_WORKSPACE, REGISTERED, ClientRow

from .authorization import Asked
from .errors import OAuthError

log = structlog.get_logger()

_WANT_SIGN_IN: Final = frozenset({"login", "select_account"})
DENIED: Final = OAuthError("access_denied", "The person denied it.")


@dataclass(frozen=True, slots=True)
class Question:
    """All that the person is shown. `given` is what they can give, `kept` what their role has not got.

    `workspaces` are names by id, of those that the grant can be about; `advertisers` names by id, of this one. `stale`:
    the client wants a sign-in that is younger than this one.
    """

    asked: Asked
    who: SignedIn
    given: list[Scope]
    kept: list[Scope]
    workspaces: dict[str, str]
    advertisers: dict[str, str]
    stale: bool


def is_trusted(client: ClientRow) -> bool:
    """Whether somebody of a workspace vouches for the client's addresses."""
    return client.origin == REGISTERED


async def question(services: Services, asked: Asked, who: SignedIn, workspace_id: str = "") -> Question:
    """The question to `who` about `workspace_id`, or where that is none of theirs the one they work in.

    Raises:
        OAuthError: the client wants no question asked, and there is one.
        PermissionDenied: the client is another workspace's, or the person is a member nowhere.
    """
    if "none" in asked.prompts:
        raise OAuthError("consent_required", "The person has to be asked: leave prompt out.")
    who = replace(who, workspace_id=_workspace(asked.client, who, workspace_id))
    may = PERMISSIONS[who.workspaces[who.workspace_id]]
    open_ones = await advertisers.of_workspace(services.db, who.workspace_id)
    possible = who.workspaces if asked.client.workspace_id == NO_WORKSPACE else [who.workspace_id]
    return Question(
        asked=asked,
        who=who,
        given=sorted(asked.scopes & may),
        kept=sorted(asked.scopes - may),
        workspaces={one: await workspaces.name(services.db, one) for one in possible},
        advertisers={row.id: row.name for row in open_ones},
        stale=bool(asked.prompts & _WANT_SIGN_IN) and not await _fresh(services, who),
    )


async def approved(services: Services, request_id: str, shown: Question, advertiser_ids: Sequence[str] | None) -> str:
    """The address that takes the person's yes, and the code, to the client. None: every advertiser.

    Raises:
        LinkPathError: they cannot give that; the page shows why.
    """
    asked, code = shown.asked, mint("lp_ac_")
    params = ApproveClient(
        id=asked.client.id,
        redirect_uri=asked.way_back.redirect_uri,
        scopes=tuple(shown.given),
        advertiser_ids=None if advertiser_ids is None else tuple(advertiser_ids),
        resource=asked.resource,
        code_challenge=asked.code_challenge,
        code_hash=token_hash(code),
    )
    await run(Context(shown.who.actor, services, request_id), APPROVE_CLIENT, params)
    log.info("oauth.consented", client_id=asked.client.id, person_id=shown.who.person_id, request_id=request_id)
    return asked.way_back.with_code(code)


async def _fresh(services: Services, who: SignedIn) -> bool:
    """Whether the person signed in a short while ago."""
    now = services.clock.now()
    since = to_micros(now - FRESH_SIGN_IN)
    live = await sessions.live_of(services.db, who.person_id, to_micros(now))
    return any(one.id == who.session_id and one.created_at >= since for one in live)


def _workspace(client: ClientRow, who: SignedIn, wanted: str) -> str:
    if client.workspace_id != NO_WORKSPACE:
        if client.workspace_id not in who.workspaces:
            raise PermissionDenied(
                "This application belongs to a workspace that you are no member of.",
                code="foreign_client",
                hint="Ask an owner or admin there for an invitation, or sign in as somebody who is.",
            )
        return client.workspace_id
    found = wanted if wanted in who.workspaces else who.workspace_id
    if not found:
        return who.actor.workspace_id  # which says that they are a member nowhere
    return found
