"""Any reading endpoint of TikTok's, by its name: for who runs LinkPath."""

from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct
from pydantic import Field

from linkpath_manager.domain.actor import Scope
from linkpath_manager.errors import InvalidRequest, NotFound
from tiktok_marketing.spec import catalogue

from . import upstream
from .operation import Context, Effect, Operation, Params, Subject


class ReadUpstream(Params):
    endpoint: str = Field(min_length=1, max_length=100, description="Its name, such as campaign.get.")
    params: dict[str, Any] = Field(default={}, description="As TikTok names them, checked against the catalogue.")
    advertiser_id: str | None = Field(default=None, description="Left out, the workspace's selected advertiser.")


class UpstreamAnswer(Struct, frozen=True, kw_only=True, tag_field="object", tag="upstream_answer"):
    """`data` is TikTok's, ids as they came."""

    endpoint: str
    advertiser_id: str
    request_id: str
    data: Any


async def _read(ctx: Context, params: ReadUpstream) -> UpstreamAnswer:
    entry = _reading(params.endpoint)
    assert ctx.advertiser is not None  # noqa: S101  # the gate sets it for operations about an advertiser
    given = {name: _typed(entry, name, value) for name, value in params.params.items()}
    if "advertiser_id" in entry.params:
        given.setdefault("advertiser_id", ctx.advertiser.id)
        if given["advertiser_id"] != ctx.advertiser.id:
            raise InvalidRequest("Two advertisers are named.", param="params.advertiser_id", hint="Name it once.")
    answer = await upstream.call_by_name(ctx, params.endpoint, given)
    return UpstreamAnswer(
        endpoint=params.endpoint,
        advertiser_id=ctx.advertiser.id,
        request_id=answer.request_id,
        data=msgspec.to_builtins(answer.data),
    )


def _typed(entry: catalogue.CatalogueEntry, name: str, value: Any) -> Any:
    """A number that was given as text, as a command line does, where TikTok takes a number."""
    known = entry.params.get(name)
    if known and known.type in {"integer", "number"} and isinstance(value, str):
        with suppress(ValueError):
            return int(value) if known.type == "integer" else float(value)
    return value


def _reading(name: str) -> catalogue.CatalogueEntry:
    """The endpoint, if it changes nothing.

    Raises:
        NotFound: no endpoint of this name is known.
        InvalidRequest: it changes something.
    """
    if name not in catalogue.names():
        raise NotFound(f"TikTok has no endpoint {name[:100]!r} that is known.", param="endpoint", hint=_near(name))
    entry = catalogue.endpoint(name)
    if entry.effect is not Effect.READ:
        raise InvalidRequest(
            f"{name} changes something at TikTok: it is not called by its name.",
            param="endpoint",
            hint="Use LinkPath's operation for it: `linkpath-manager run --list` shows them. They pass the policy.",
        )
    return entry


def _near(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, catalogue.names(), n=3)
    return f"Did you mean {', '.join(near)}?" if near else "docs/reference/tiktok.md lists them all."


READ_UPSTREAM = Operation(
    name="upstream.read",
    summary="Read any endpoint of TikTok's",
    description="By a name of the catalogue, through the grant that opens the advertiser and the app's quota.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.READ,
    subject=Subject.ADVERTISER,
    params=ReadUpstream,
    result=UpstreamAnswer,
    perform=_read,
    reach="tiktok",
)
