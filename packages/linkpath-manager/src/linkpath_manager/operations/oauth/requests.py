"""What the parameters of OAuth's requests mean, wherever they stand."""

from collections.abc import Mapping

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.oauth import CLIENT_SCOPES, resource_at
from linkpath_manager.operations.services import Services

from .errors import OAuthError, invalid_request, invalid_scope

_LONGEST: int = 2_000


def one(form: Mapping[str, str], name: str) -> str:
    """A parameter that must be there.

    Raises:
        OAuthError: invalid_request: it is not, or is too long for anything that we gave out.
    """
    value = form.get(name)
    if value is None:
        raise invalid_request(f"{name} is missing.")
    if len(value) > _LONGEST:
        raise invalid_request(f"{name} is longer than {_LONGEST} characters.")
    return value


def scopes_asked(text: str) -> frozenset[Scope]:
    """The scopes that `text` names, separated by spaces (RFC 6749 §3.3).

    Raises:
        OAuthError: invalid_scope: one that there is not, or that no client is granted.
    """
    found = set()
    for name in text.split(" "):
        if name not in CLIENT_SCOPES:
            shown = name if name.isascii() and name.isprintable() else "?"
            raise invalid_scope(f"The scope {shown[:60]} is none that a client can be granted.")
        found.add(Scope(name))
    return frozenset(found)


def asked_resource(services: Services, form: Mapping[str, str]) -> str:
    """The resource that tokens are asked for (RFC 8707); the REST API's where none is named.

    Raises:
        OAuthError: invalid_target: it is none of ours.
    """
    given = form.get("resource", services.public_url)
    found = resource_at(services.public_url, given)
    if found is None:
        raise OAuthError(
            "invalid_target",
            f"resource must be {services.public_url} (the REST API) or {services.public_url}/mcp.",
        )
    return found


def require_resource(services: Services, form: Mapping[str, str], granted: str) -> None:
    """Refuses a resource that is not the one the grant is for; none named means that one.

    Raises:
        OAuthError: invalid_target.
    """
    if "resource" in form and asked_resource(services, form) != granted:
        raise OAuthError("invalid_target", f"This was granted for {granted}.")
