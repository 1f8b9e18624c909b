"""What an OAuth client is registered with: names, redirect addresses, scopes and grant types that fit together."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, ValidationInfo, WithJsonSchema, field_validator

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.oauth import CLIENT_SCOPES, LONGEST_NAME, GrantType, checked_name
from linkpath_manager.domain.redirects import flaw

from .inputs import Id
from .operation import Params

_MOST_ADDRESSES = 20


def _address(text: str) -> str:
    if why := flaw(text):
        raise ValueError(f"no redirect address: {why}")
    return text


def _grantable(scope: Scope) -> Scope:
    if scope not in CLIENT_SCOPES:
        raise ValueError(f"no OAuth client is granted {scope}")
    return scope


ClientName = Annotated[
    str, AfterValidator(checked_name), Field(min_length=1, max_length=LONGEST_NAME, examples=["Reporter"])
]
Addresses = Annotated[
    tuple[Annotated[str, AfterValidator(_address)], ...],
    Field(
        max_length=_MOST_ADDRESSES,
        description="Where browsers are sent back to, compared exactly; a loopback address fits with any port.",
        examples=[["https://app.example/callback"]],
    ),
]
GrantableScope = Annotated[
    Scope, AfterValidator(_grantable), WithJsonSchema({"type": "string", "enum": sorted(CLIENT_SCOPES)})
]
GrantableScopes = Annotated[tuple[GrantableScope, ...], Field(min_length=1)]
GrantTypes = Annotated[tuple[GrantType, ...], Field(min_length=1, max_length=3)]
AdvertiserIds = Annotated[
    tuple[Id, ...] | None,
    Field(min_length=1, description="What it reaches for itself (client credentials)."),
]


class CreateClient(Params):
    """A client to be. `confidential`: it can keep a secret, as a server can and an app on a desk or phone cannot."""

    name: ClientName
    confidential: StrictBool = True
    redirect_uris: Addresses = ()
    grant_types: GrantTypes = Field(default=("authorization_code", "refresh_token"), validate_default=True)
    scopes: GrantableScopes = Field(description="What it can be granted at most.")
    advertiser_ids: AdvertiserIds = None

    @field_validator("grant_types")
    @classmethod
    def _fits_together(cls, value: tuple[GrantType, ...], info: ValidationInfo) -> tuple[GrantType, ...]:
        if {"redirect_uris", "confidential"} <= info.data.keys():  # else they are wrong themselves, and said to be
            require_fitting(value, info.data["redirect_uris"], confidential=info.data["confidential"])
        return value


class UpdateClient(Params):
    """What is left out stays as it is."""

    id: str
    name: ClientName | None = None
    redirect_uris: Addresses | None = None
    grant_types: GrantTypes | None = None
    scopes: GrantableScopes | None = None
    advertiser_ids: AdvertiserIds = None
    all_advertisers: StrictBool = Field(default=False, description="true: every advertiser from now on.")


def require_fitting(grant_types: Iterable[str], redirect_uris: Iterable[str], *, confidential: bool) -> None:
    """Raises ValueError with what does not fit together."""
    types = set(grant_types)
    if "authorization_code" in types and not list(redirect_uris):
        raise ValueError("authorization_code needs at least one of redirect_uris")
    if "client_credentials" in types and not confidential:
        raise ValueError("client_credentials is for confidential clients")
    if "refresh_token" in types and "authorization_code" not in types:
        raise ValueError("refresh_token goes with authorization_code")
