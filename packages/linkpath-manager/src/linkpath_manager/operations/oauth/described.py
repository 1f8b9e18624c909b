"""What a client says of itself (RFC 7591 §2), in a registration or in the document at its address."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from linkpath_manager.domain.oauth import CLIENT_SCOPES, checked_name
from linkpath_manager.domain.redirects import flaw

from .errors import OAuthError
from .metadata import AUTH_METHODS

_MOST_ADDRESSES = 20


class Description(BaseModel):
    """Members that LinkPath goes by; a client may say more of itself, which is left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    client_name: Annotated[str, AfterValidator(checked_name)] | None = None
    redirect_uris: Annotated[list[str], Field(min_length=1, max_length=_MOST_ADDRESSES)]
    grant_types: list[str] = ["authorization_code", "refresh_token"]
    response_types: list[str] = ["code"]
    auth_method: str = Field(default="client_secret_basic", alias="token_endpoint_auth_method")
    scope: str | None = None

    @property
    def is_public(self) -> bool:
        return self.auth_method == "none"

    @property
    def kept_grant_types(self) -> list[str]:
        return [kind for kind in ("authorization_code", "refresh_token") if kind in self.grant_types]

    @property
    def kept_scopes(self) -> list[str]:
        """Those that a client can be granted; none named means that none is excluded."""
        return sorted(CLIENT_SCOPES & set((self.scope or "").split()))


def described(told: Any) -> Description:
    """What `told`, parsed JSON, says of a client.

    Raises:
        OAuthError: invalid_redirect_uri or invalid_client_metadata (RFC 7591 §3.2.2), with what is wrong.
    """
    try:
        found = Description.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "the document"
        wrong = "invalid_redirect_uri" if name == "redirect_uris" else "invalid_client_metadata"
        raise OAuthError(wrong, f"{name}: {first['msg']}.") from error
    for address in found.redirect_uris:
        if why := flaw(address):
            raise OAuthError("invalid_redirect_uri", f"A redirect address cannot be taken: {why}.")
    _require_possible(found)
    return found


def _require_possible(found: Description) -> None:
    if "authorization_code" not in found.grant_types or "code" not in found.response_types:
        raise _refused("grant_types must have authorization_code, and response_types code.")
    if found.auth_method not in AUTH_METHODS:
        raise _refused(f"token_endpoint_auth_method is one of {', '.join(AUTH_METHODS)}.")
    if found.scope is not None and not found.kept_scopes:
        raise _refused("None of the scopes is one that a client can be granted.")


def _refused(description: str) -> OAuthError:
    return OAuthError("invalid_client_metadata", description)
