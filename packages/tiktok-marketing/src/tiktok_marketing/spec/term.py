"""Terms that an advertiser has to agree to before it may use a feature."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class TermGetParams(Params, kw_only=True):
    advertiser_id: str
    term_type: str
    lang: str | UnsetType = UNSET


class TermGetResult(Result, kw_only=True):
    terms: list[str] = msgspec.field(default_factory=list)


class TermCheckParams(Params, kw_only=True):
    advertiser_id: str
    term_type: str


class TermCheckResult(Result, kw_only=True):
    confirmed: bool | None = None


class TermConfirmParams(Params, kw_only=True):
    advertiser_id: str
    term_type: str


class TermConfirmResult(Result, kw_only=True):
    """Empty."""


TERM_GET = Endpoint(
    name="term.get",
    method="GET",
    path="/term/get/",
    params=TermGetParams,
    result=TermGetResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1737191909315585",
)


TERM_CHECK = Endpoint(
    name="term.check",
    method="GET",
    path="/term/check/",
    params=TermCheckParams,
    result=TermCheckResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1737192304571394",
)


TERM_CONFIRM = Endpoint(
    name="term.confirm",
    method="POST",
    path="/term/confirm/",
    params=TermConfirmParams,
    result=TermConfirmResult,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1737192284435457",
)
