"""The whole surface of TikTok's API as data: every known endpoint, its parameters, and the fields of reports.

`catalogue.json` is made by `scripts/make-catalogue` and read on first use. What it says is as sure as its `basis`
and `confidence`: see `Parameter`.
"""

from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec

from tiktok_marketing.spec.endpoint import Auth, Effect

Basis = Literal["official", "docs", "inferred", "unknown"]
SURE: frozenset[str] = frozenset({"official", "docs"})
"""The bases on which a caller may be refused: TikTok's own files and pages, and nobody's reading of them."""
_READING_WORDS = frozenset({"get", "check", "list", "info", "search", "estimate"})
"""Last words of the paths of POSTs that change nothing: what they ask for is too long for a query string."""


class Parameter(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One parameter of an endpoint, or one field in it.

    `type` is string, integer, number, boolean, object, file, any, array<…> or map<…>, or two of them with a bar between
    where TikTok takes either. `required` is "conditional"
    where it depends on other fields, None where nobody knows. `enum` names an enum, `values` are the field's own where
    it takes fewer or has no enum; only with a sure `enum_basis` is the list complete.
    """

    type: str = "string"
    required: bool | Literal["conditional"] | None = None
    basis: Basis = "unknown"
    default: Any = None
    format: str | None = None
    encoding: Literal["json", "json-string"] | None = None
    min: float | None = None
    max: float | None = None
    min_items: int | None = None
    max_items: int | None = None
    min_len: int | None = None
    max_len: int | None = None
    item_min_len: int | None = None
    item_max_len: int | None = None
    enum: str | None = None
    values: tuple[str | int, ...] | None = None
    enum_basis: Literal["official", "docs", "comment", "type", "by-name"] | None = None
    fields: "dict[str, Parameter] | None" = None


class CatalogueEntry(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """One endpoint. `name` is its path with dots, `list_key` the field of the answer that holds the rows.

    `params` go into the query string of a GET and the body of a POST. In `response`, `name[]` stands for a list of
    objects, `name{}` for an object, and every other key for a field and its type. `page` is the id of TikTok's page on
    the endpoint, `sources` are the kinds of documents in which it was seen.
    """

    name: str
    group: str
    method: Literal["GET", "POST"]
    path: str
    auth: Auth
    status: Literal["active", "superseded", "retired", "unverified"]
    confidence: Literal["high", "medium", "low", "path-only"]
    params: dict[str, Parameter]
    response: dict[str, Any]
    response_is_array: bool = False
    content_type: str | None = None
    pagination: Literal["page", "cursor"] | None = None
    list_key: str | None = None
    page: str | None = None
    sources: tuple[str, ...] = ()

    @property
    def effect(self) -> Effect:
        """READ, or WRITE for any POST that is not surely one; a typed row knows what can raise what is paid."""
        reads = self.method == "GET" or self.name.rpartition(".")[2] in _READING_WORDS
        return Effect.READ if reads else Effect.WRITE


class Metric(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A figure of a report.

    `additive`: "yes" may be summed, "approximate" counts people and sums too high, "recompute" comes from `formula`
    over the sums, "no" and None are never summed. `report_types` says how sure it is that a report takes the metric.
    """

    name: str
    group: str
    value_type: str
    report_types: dict[str, str]
    data_levels: tuple[str, ...] = ()
    additive: Literal["yes", "approximate", "recompute", "no"] | None = None
    formula: str | None = None
    formula_basis: str | None = None
    requires_dimensions: tuple[str, ...] = ()
    latency_hours: float | None = None
    confidence: str
    note: str | None = None


class Dimension(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a report's rows can be cut by; `kind` is id, time, breakdown, audience and so on."""

    name: str
    kind: str
    value_type: str
    report_types: tuple[str, ...]
    data_levels: tuple[str, ...] = ()
    values: tuple[str, ...] | None = None
    enum: str | None = None
    requires: tuple[str, ...] = ()
    exclusive_with: tuple[str, ...] = ()
    combinable_with: tuple[str, ...] = ()
    allowed_metrics: tuple[str, ...] | None = None
    no_time_series: bool = False
    no_lifetime: bool = False
    max_ids: int | None = None
    max_span_days: int | None = None
    latency_hours: float | None = None
    confidence: str
    note: str | None = None


class _Catalogue(msgspec.Struct, frozen=True):
    endpoints: list[CatalogueEntry]
    enums: dict[str, tuple[str | int, ...]]
    dimensions: list[Dimension]
    metrics: list[Metric]


def names() -> tuple[str, ...]:
    """Every endpoint's name, sorted."""
    return tuple(_entries())


def endpoint(name: str) -> CatalogueEntry:
    """The endpoint whose path with dots is `name`.

    Raises:
        KeyError: there is none.
    """
    return _entries()[name]


def has(method: str, path: str) -> bool:
    """Whether TikTok is known to take `method` on `path`, which leaves out the prefix and has slashes at both ends."""
    entry = _entries().get(path.strip("/").replace("/", "."))
    return entry is not None and (entry.method, entry.path) == (method, path)


def enum(name: str) -> tuple[str | int, ...]:
    """Every value TikTok is known to use in `name`.

    Raises:
        KeyError: there is no such enum.
    """
    return _load().enums[name]


@cache
def metrics() -> dict[str, Metric]:
    """The figures of reports, by name."""
    return {metric.name: metric for metric in _load().metrics}


@cache
def dimensions() -> dict[str, Dimension]:
    """What reports can be cut by, by name."""
    return {dimension.name: dimension for dimension in _load().dimensions}


@cache
def _entries() -> dict[str, CatalogueEntry]:
    return {entry.name: entry for entry in _load().endpoints}


@cache
def _load() -> _Catalogue:
    data = resources.files(__package__).joinpath("catalogue.json").read_bytes()
    return msgspec.json.decode(data, type=_Catalogue)
