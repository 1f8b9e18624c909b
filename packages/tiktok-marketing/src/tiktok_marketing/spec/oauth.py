"""Getting a grant, giving it back, and asking which advertisers it opens."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Auth, Effect, Endpoint, Params, Result


class Veiled:
    """Keeps a struct's secrets out of logs and tracebacks: its repr is its name."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class AppParams(Veiled, Params, kw_only=True):
    """What an app proves itself with."""

    app_id: str
    secret: str


class OAuth2AccessTokenParams(AppParams, kw_only=True):
    auth_code: str
    """Works once, within an hour of the consent."""
    return_advertiser_ids: bool | UnsetType = UNSET


class AccessToken(Veiled, Result, kw_only=True):
    """A grant. It has no end in time and nothing to refresh it with."""

    access_token: str
    advertiser_ids: list[str] = msgspec.field(default_factory=list)
    """Empty when the person ticked no advertiser: TikTok calls that a success."""
    scope: list[int] = msgspec.field(default_factory=list)
    """What the person allowed, which can be less than the app asked for."""


class OAuth2RevokeTokenParams(AppParams, kw_only=True):
    access_token: str


class RevokedToken(Result, kw_only=True):
    app_id: str | None = None
    advertiser_ids: list[str] = msgspec.field(default_factory=list)
    """The advertisers the token opens no longer."""


class OAuth2AdvertiserGetParams(AppParams, kw_only=True):
    """TikTok wants the secret in the query string: the address of this call must never be logged."""


class AuthorizedAdvertiser(Result, kw_only=True):
    advertiser_id: str
    advertiser_name: str | None = None


class AuthorizedAdvertisers(Result, kw_only=True):
    rows: list[AuthorizedAdvertiser] = msgspec.field(name="list", default_factory=list)


OAUTH2_ACCESS_TOKEN = Endpoint(
    name="oauth2.access_token",
    method="POST",
    path="/oauth2/access_token/",
    params=OAuth2AccessTokenParams,
    result=AccessToken,
    effect=Effect.WRITE,
    auth=Auth.APP,
    source="https://business-api.tiktok.com/portal/docs?id=1739965703387137",
)

OAUTH2_REVOKE_TOKEN = Endpoint(
    name="oauth2.revoke_token",
    method="POST",
    path="/oauth2/revoke_token/",
    params=OAuth2RevokeTokenParams,
    result=RevokedToken,
    effect=Effect.WRITE,
    auth=Auth.APP,
    source="https://business-api.tiktok.com/portal/docs?id=1738373164380162 (authentication guide)",
)

OAUTH2_ADVERTISER_GET = Endpoint(
    name="oauth2.advertiser.get",
    method="GET",
    path="/oauth2/advertiser/get/",
    params=OAuth2AdvertiserGetParams,
    result=AuthorizedAdvertisers,
    effect=Effect.READ,
    auth=Auth.APP_AND_TOKEN,
    source="https://business-api.tiktok.com/portal/docs?id=1738455508553729",
)
