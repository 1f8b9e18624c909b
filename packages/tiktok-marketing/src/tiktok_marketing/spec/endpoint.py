"""What a row of the first table is: one endpoint of TikTok's, as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, Protocol, TypeVar

import msgspec

API_PREFIX = "/open_api/v1.3"


class Effect(StrEnum):
    """What a call can do to the advertiser: decides retries, and whether the gate must stand before it."""

    READ = "read"
    WRITE = "write"
    SPEND = "spend"
    """A write that can raise what is paid."""


class Auth(StrEnum):
    """What proves who calls: the `Access-Token` header, the app's id and secret in the parameters, or both."""

    TOKEN = "access_token"  # noqa: S105  # a name, not a secret
    TT_USER = "tt_user_token"
    APP = "app"
    APP_AND_TOKEN = "access_token+app"  # noqa: S105  # the same


class Level(StrEnum):
    """A developer app's tier: it sets the quota."""

    BASIC = "basic"
    ADVANCED = "advanced"
    PREMIUM = "premium"
    ULTIMATE = "ultimate"


@dataclass(frozen=True, slots=True)
class Quota:
    """Calls one developer app may make: per second, per minute, per day."""

    qps: int
    qpm: int
    qpd: int


# Source: TikTok's rate-limit page, as recorded in the behaviour reference §3.1 (sure).
APP_QUOTA: dict[Level, Quota] = {
    Level.BASIC: Quota(10, 600, 864_000),
    Level.ADVANCED: Quota(20, 1_200, 1_728_000),
    Level.PREMIUM: Quota(30, 1_800, 2_592_000),
    Level.ULTIMATE: Quota(50, 3_000, 4_320_000),
}


# msgspec does not pass `kw_only` on: every struct of the table says it again.
class Params(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Parameters of one endpoint. A field that is not given is `UNSET` and is not sent."""


class Result(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """`data` of one answer, or an object in it. Fields not named here are dropped: the raw bytes keep them."""


class PageInfo(Result):
    """TikTok's own count of what a list holds."""

    page: int = 1
    page_size: int = 0
    total_number: int = 0
    total_page: int = 0


P = TypeVar("P", bound=Params)
R = TypeVar("R", bound=Result)
Row_co = TypeVar("Row_co", covariant=True)


class Paged(Protocol[Row_co]):
    """The shape of a result that comes in pages."""

    @property
    def rows(self) -> Sequence[Row_co]: ...

    @property
    def page_info(self) -> PageInfo: ...


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[P, R]):
    """One endpoint of TikTok's Marketing API v1.3.

    `path` is relative to `API_PREFIX` and ends in a slash, as TikTok demands. `name` is the path with dots.
    """

    name: str
    method: Literal["GET", "POST"]
    path: str
    params: type[P]
    result: type[R]
    effect: Effect
    source: str
    """Where the facts of the row come from."""
    auth: Auth = Auth.TOKEN
    dedup: str | None = None
    """The body field by which TikTok recognises a repeat (inside 10 s), where there is one."""
    quota: dict[Level, Quota] | None = None
    """The endpoint's own limits, where it has any."""
    beside_app_quota: bool = False
    """Its calls count against its own limits alone, not against the app's too."""
    max_page_size: int | None = None
    """None: the answer does not come in pages."""
    once: bool = False
    """Each sending makes something at TikTok that costs, though nothing of the advertiser's is changed."""
    upload: str | None = None
    """The multipart field that carries a file, where the endpoint takes one."""
    verified: str | None = None
    """Date on which a recorded live answer was compared; None: documentation only."""

    @property
    def repeatable(self) -> bool:
        """Sent twice, it is as if it were sent once."""
        return self.effect is Effect.READ and not self.once
