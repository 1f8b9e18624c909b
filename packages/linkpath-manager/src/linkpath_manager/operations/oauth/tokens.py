"""The token endpoint's work: which grant is asked for."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog

from linkpath_manager.operations.services import Services
from linkpath_manager.store.oauth_clients import ClientRow

from .codes import redeem
from .errors import OAuthError
from .own_account import client_credentials
from .proof import Credentials, proven
from .refreshing import refresh
from .requests import one

log = structlog.get_logger()

Grant = Callable[[Services, str, ClientRow, Mapping[str, str]], Awaitable[dict[str, Any]]]
_GRANTS: Final[dict[str, Grant]] = {
    "authorization_code": redeem,
    "refresh_token": refresh,
    "client_credentials": client_credentials,
}


async def give_tokens(
    services: Services, request_id: str, credentials: Credentials, form: Mapping[str, str]
) -> dict[str, Any]:
    """The token endpoint's answer to a client's form.

    Raises:
        OAuthError: as RFC 6749 §5.2 says.
    """
    grant_type = one(form, "grant_type")
    client = await proven(services, credentials)
    grant = _GRANTS.get(grant_type)
    if grant is None:
        raise OAuthError("unsupported_grant_type", f"grant_type is one of {', '.join(_GRANTS)}.")
    answer = await grant(services, request_id, client, form)
    log.info("oauth.tokens_given", client_id=client.id, grant_type=grant_type, request_id=request_id)
    return answer
