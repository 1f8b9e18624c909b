"""Who is behind a token."""

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class UserInfoParams(Params, kw_only=True):
    """Nothing."""


class UserInfoResult(Result, kw_only=True):
    display_name: str | None = None
    email: str | None = None
    core_user_id: str | None = None
    create_time: int | None = None
    avatar_url: str | None = None


USER_INFO = Endpoint(
    name="user.info",
    method="GET",
    path="/user/info/",
    params=UserInfoParams,
    result=UserInfoResult,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
