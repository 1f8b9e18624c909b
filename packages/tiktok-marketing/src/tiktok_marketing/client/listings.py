"""Lists that come in pages: what is asked for each page and how it is read, typed or by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar, cast

import msgspec

from tiktok_marketing.client.attempts import Reader
from tiktok_marketing.client.encoding import Given
from tiktok_marketing.client.envelope import Answer, read_answer, read_plain, with_unread
from tiktok_marketing.client.errors import MalformedAnswer
from tiktok_marketing.client.naming import row_of
from tiktok_marketing.client.pages import Position
from tiktok_marketing.client.transport import Response
from tiktok_marketing.spec import catalogue
from tiktok_marketing.spec.endpoint import Effect, Endpoint, Paged, PageInfo, Params

Row_co = TypeVar("Row_co", covariant=True)
P_co = TypeVar("P_co", bound=Params, covariant=True)

_SIZES = ("page_size", "max_count", "limit", "count")
"""What TikTok calls the number of rows in a page: the first in lists with pages, the others in those with a cursor."""


class PagedEndpoint(Protocol[P_co, Row_co]):
    """A row of the table whose result comes in pages."""

    @property
    def params(self) -> type[P_co]: ...

    @property
    def result(self) -> type[Paged[Row_co]]: ...


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: `asked` gives the parameters of a page. By cursor, each page names the next."""

    endpoint: Endpoint[Any, Any]
    asked: Callable[[Position], Given]
    read: Reader
    by_cursor: bool = False


@dataclass(frozen=True, slots=True)
class NamedPage:
    """One page of a list that was asked for by name: `data` as it came, and its rows."""

    data: dict[str, Any] = field(repr=False)
    rows: list[dict[str, Any]] = field(repr=False)
    page_info: PageInfo
    cursor: Position


def listing_of(endpoint: PagedEndpoint[Any, Any] | str, params: Given, page_size: int | None) -> Listing:
    """The list that `endpoint` gives for `params`. `page_size`: the largest that is known, else TikTok's own.

    Raises:
        ValueError: it does not come in pages.
        NotFound: there is no endpoint of this name.
    """
    if isinstance(endpoint, str):
        return _named(row_of(endpoint), cast("Mapping[str, Any]", params), page_size)
    row = cast("Endpoint[Any, Any]", endpoint)  # the protocol only tells mypy what its rows are
    size = page_size or row.max_page_size
    if size is None:
        raise ValueError(f"{row.name} does not come in pages")
    typed = cast("Params", params)
    return Listing(row, lambda page: msgspec.structs.replace(typed, page=page, page_size=size), read_answer)


def _named(row: Endpoint[Any, Any], params: Mapping[str, Any], page_size: int | None) -> Listing:
    entry = catalogue.endpoint(row.name)
    if entry.pagination is None or row.effect is not Effect.READ:
        raise ValueError(f"{row.name} does not come in pages")
    field_name = next((name for name in _SIZES if name in entry.params), None)
    size = page_size or row.max_page_size or (entry.params[field_name].max if field_name else None)
    sized = {**params, field_name: int(size)} if field_name and size else params
    by_cursor = entry.pagination == "cursor"
    where = "cursor" if by_cursor else "page"

    def asked(position: Position) -> Given:
        return sized if position is None else {**sized, where: position}

    return Listing(row, asked, partial(_read_page, entry.list_key or "list"), by_cursor)


def _read_page(list_key: str, endpoint: Endpoint[Any, Any], response: Response) -> Answer[NamedPage]:
    answer = read_plain(endpoint, response)
    data = answer.data
    try:
        rows = msgspec.convert(data.get(list_key) or [], list[dict[str, Any]])
        info = msgspec.convert(data.get("page_info") or {}, PageInfo, strict=False)
    except msgspec.ValidationError as error:
        malformed = MalformedAnswer(str(error), code=answer.code, request_id=answer.request_id, endpoint=endpoint.name)
        malformed.whole = True
        raise with_unread(malformed, response) from None
    page = NamedPage(data, rows, info, data.get("cursor") if data.get("has_more") else None)
    return Answer(page, answer.code, answer.message, answer.request_id, answer.headers, answer.body)
