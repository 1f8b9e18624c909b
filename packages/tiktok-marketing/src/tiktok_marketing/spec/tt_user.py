"""Grants of TikTok accounts, which unlike those of advertisers end after a day and are renewed."""

from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Auth, Effect, Endpoint, Params, Result
from tiktok_marketing.spec.oauth import Veiled


class TtUserParams(Veiled, Params, kw_only=True):
    """What an app proves itself with, by the names that these endpoints give it."""

    client_id: str
    client_secret: str


class TtUserTokenParams(TtUserParams, kw_only=True):
    grant_type: str
    auth_code: str
    redirect_uri: str


class TtUserGrant(Veiled, Result, kw_only=True):
    """Access for a day, and what renews it for a year (behaviour reference §1.1)."""

    access_token: str | None = None
    token_type: str | None = None
    scope: str | None = None
    expires_in: int | None = None
    """Seconds."""
    refresh_token: str | None = None
    refresh_token_expires_in: int | None = None
    """Seconds."""
    open_id: str | None = None


class TtUserRefreshTokenParams(TtUserParams, kw_only=True):
    grant_type: str
    refresh_token: str


class TtUserRevokeParams(TtUserParams, kw_only=True):
    access_token: str


class TtUserRevokeResult(Result, kw_only=True):
    """Empty: the grant is no more."""


class TtUserTokenInfoGetParams(Veiled, Params, kw_only=True):
    app_id: str | UnsetType = UNSET
    access_token: str | UnsetType = UNSET


class TtUserTokenInfo(Result, kw_only=True):
    app_id: str | None = None
    scope: str | None = None
    creator_id: str | None = None


TT_USER_OAUTH2_TOKEN = Endpoint(
    name="tt_user.oauth2.token",
    method="POST",
    path="/tt_user/oauth2/token/",
    params=TtUserTokenParams,
    result=TtUserGrant,
    effect=Effect.WRITE,
    auth=Auth.APP,
    source="https://business-api.tiktok.com/portal/docs?id=1833997638479041",
)


TT_USER_OAUTH2_REFRESH_TOKEN = Endpoint(
    name="tt_user.oauth2.refresh_token",
    method="POST",
    path="/tt_user/oauth2/refresh_token/",
    params=TtUserRefreshTokenParams,
    result=TtUserGrant,
    effect=Effect.WRITE,
    auth=Auth.APP,
    source="the behaviour reference §1.1 (Go SDK bububa/tiktok-business)",
)


TT_USER_OAUTH2_REVOKE = Endpoint(
    name="tt_user.oauth2.revoke",
    method="POST",
    path="/tt_user/oauth2/revoke/",
    params=TtUserRevokeParams,
    result=TtUserRevokeResult,
    effect=Effect.WRITE,
    auth=Auth.APP,
    source="the behaviour reference §1.1 (Go SDK bububa/tiktok-business)",
)


TT_USER_TOKEN_INFO_GET = Endpoint(
    name="tt_user.token_info.get",
    method="POST",
    path="/tt_user/token_info/get/",
    params=TtUserTokenInfoGetParams,
    result=TtUserTokenInfo,
    effect=Effect.READ,
    auth=Auth.APP,
    source="https://business-api.tiktok.com/portal/docs?id=1765927978092545",
)
