"""Argument types that several operations share."""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from tiktok_marketing.spec.endpoint import Params as UpstreamParams

from .operation import Params

T = TypeVar("T")

MAX_PAGE = 1_000
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)?)?")
DEFAULT_PAGE = 50


def _exact(value: Any) -> Decimal:
    """A decimal text or number, exact. A binary float is refused: it has lost the amount already."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError('an amount is a decimal text such as "50.00"')  # noqa: TRY004  # pydantic takes ValueError
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise ValueError('an amount is a decimal text such as "50.00"') from None
    if not amount.is_finite() or amount < 0 or abs(amount) >= Decimal("1e15"):
        raise ValueError("an amount is a number from 0 up to, not including, 10^15")
    return amount


def _split(value: Any) -> Any:
    """A comma list as a query string carries it, or a list as it is."""
    return tuple(item.strip() for item in value.split(",") if item.strip()) if isinstance(value, str) else value


def _rfc3339(value: Any) -> Any:
    """Words alone: pydantic would take a number for seconds since 1970."""
    if not isinstance(value, datetime) and not (isinstance(value, str) and _MOMENT.fullmatch(value)):
        raise ValueError("a moment is written such as 2026-11-20T08:00:00Z")
    return value


def _aware(value: datetime) -> datetime:
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


Amount = Annotated[
    Decimal,
    BeforeValidator(_exact),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,15}(\.\d+)?$", "examples": ["50.00"]}),
]
Instant = Annotated[datetime, BeforeValidator(_rfc3339), AfterValidator(_aware)]
"""A moment; without a zone it is taken as UTC."""
CommaList = Annotated[tuple[T, ...], BeforeValidator(_split)]
"""Several values. A tuple, so that params can be a key to what they lead to."""
Id = Annotated[str, Field(pattern=r"^[0-9]{1,20}$", examples=["1780000000000000001"])]
Name = Annotated[str, Field(min_length=1, max_length=512)]
AdvertiserId = Annotated[Id | None, Field(description="Left out: the workspace's selected advertiser.")]
StatusIn = Literal["ACTIVE", "PAUSED"]
Upstream = Annotated[
    dict[str, Any],
    Field(description="TikTok's own fields that LinkPath does not model, by TikTok's names; checked against its API."),
]


_UNLIMITED: dict[str, Any] = {"properties": {"mode": {"const": "UNLIMITED"}, "amount": {"type": "null"}}}
_LIMITED: dict[str, Any] = {
    "properties": {"mode": {"enum": ["DAILY", "LIFETIME", "DYNAMIC_DAILY"]}, "amount": {"type": "string"}},
    "required": ["amount"],
}


class BudgetIn(BaseModel):
    """What may be spent. `amount` is in the advertiser's currency."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"oneOf": [_LIMITED, _UNLIMITED]})

    mode: Literal["DAILY", "LIFETIME", "DYNAMIC_DAILY", "UNLIMITED"]
    amount: Amount | None = None


class BudgetChange(BaseModel):
    """A new amount, in the advertiser's currency. TikTok never changes a live object's mode."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Amount


class ListParams(Params):
    """What every list of TikTok's objects is narrowed, sorted and cut by."""

    advertiser_id: AdvertiserId = None
    status: CommaList[Literal["ACTIVE", "PAUSED", "DELETED"]] = Field(
        default=("ACTIVE", "PAUSED"), min_length=1, description="Which to list; deleted ones only when asked for."
    )
    objective: str | None = Field(default=None, description="TikTok's word, such as WEB_CONVERSIONS.")
    created_from: Instant | None = None
    created_to: Instant | None = None
    updated_from: Instant | None = None
    updated_to: Instant | None = None
    q: str | None = Field(default=None, min_length=1, max_length=200, description="Text in the name, or the whole id.")
    sort: Literal["created_at", "-created_at", "updated_at", "-updated_at", "name", "-name"] = "-created_at"
    fields: CommaList[str] | None = Field(
        default=None, description="Only these fields of each object; `id` always comes."
    )
    expand: CommaList[Literal["upstream"]] = Field(default=(), description="`upstream`: TikTok's object as it came.")
    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    cursor: str | None = Field(default=None, min_length=1, description="`next_cursor` of the page before.")


class GetParams(Params):
    """Which object, and how much of it."""

    id: Id
    advertiser_id: AdvertiserId = None
    fields: CommaList[str] | None = None
    expand: CommaList[Literal["upstream"]] = Field(default=())


class DeleteParams(Params):
    id: Id
    advertiser_id: AdvertiserId = None


def upstream_fields(given: dict[str, Any], params: type[UpstreamParams], modelled: set[str]) -> dict[str, Any]:
    """`given`, if every name is a field of TikTok's endpoint that LinkPath does not set itself.

    Raises:
        ValueError: with the name that is not, as pydantic wants it.
    """
    for name in given:
        if name in modelled:
            raise ValueError(f"{name} is set by LinkPath's own fields, not under upstream")
        if name not in params.__struct_fields__:
            raise ValueError(f"TikTok has no field {name} here")
    return given


def upstream_schema(params: type[UpstreamParams], modelled: set[str]) -> dict[str, Any]:
    """What `upstream_fields` lets through, as a JSON schema: TikTok's own types, without what LinkPath sets itself."""
    made = msgspec.json.schema(params)
    defined = made.pop("$defs")
    whole = _inlined(made, defined)
    fields = {name: field for name, field in whole["properties"].items() if name not in modelled}
    described = "TikTok's own fields that LinkPath does not model, by TikTok's names; checked against its API."
    return {"type": "object", "additionalProperties": False, "properties": fields, "description": described}


def _inlined(schema: Any, defined: dict[str, Any]) -> Any:
    """`schema` with what it refers to in the places of the references."""
    if isinstance(schema, list):
        return [_inlined(one, defined) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(defined[schema["$ref"].rpartition("/")[2]], defined)
    return {key: _inlined(value, defined) for key, value in schema.items() if key not in {"default", "title"}}
