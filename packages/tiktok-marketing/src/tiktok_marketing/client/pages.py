"""All pages of a list, fetched side by side: complete, or an error."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

import msgspec

from tiktok_marketing.client.envelope import Answer
from tiktok_marketing.client.errors import Incomplete
from tiktok_marketing.spec.endpoint import Endpoint, P, PageInfo, Result

Row = TypeVar("Row")

READINGS = 3
"""How often a list that changes under our hands is read from its start before that is an error."""

AT_ONCE = 16
"""Pages on their way at a time: enough to use 10 calls a second when an answer takes more than one."""

MAX_PAGES = 10_000

Position = int | str | None
"""A page's: its number from 1, or the cursor that leads to it, None for the first."""

Fetch = Callable[[Position], Awaitable[Answer[Any]]]
"""The answer that holds a page."""

Key = Callable[[Row], Hashable]


class JsonPage(Result, kw_only=True):
    """A page whose rows are not read."""

    rows: list[msgspec.Raw] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


def as_json(endpoint: Endpoint[P, Any]) -> Endpoint[P, JsonPage]:
    """`endpoint` with its rows as the JSON that came, for who keeps or compares them: half the work, nothing lost."""
    return replace(endpoint, result=JsonPage)


@dataclass(frozen=True, slots=True)
class Pages(Generic[Row]):
    """A whole list. `rows` are in TikTok's order, `answers` are the pages that they came in.

    `calls` counts the pages of readings that were given up, too.
    """

    rows: list[Row] = field(repr=False)
    answers: tuple[Answer[Any], ...] = field(repr=False)
    calls: int

    @property
    def warning(self) -> str | None:
        """TikTok's word that a report was cut short."""
        return next((answer.warning for answer in self.answers if answer.warning), None)


async def read_pages(fetch: Fetch, key: Key[Row] | None, endpoint: str) -> Pages[Row]:
    """Every row once. `key` identifies a row: without it, a row that comes twice while another is lost goes unseen.

    Raises:
        Incomplete: the pages do not add up to what TikTok counts, however often they are read.
    """
    calls = 0

    async def counted(number: Position) -> Answer[Any]:
        nonlocal calls
        calls += 1
        return await fetch(number)

    reason = ""
    for _ in range(READINGS):
        try:
            answers = await _read_once(counted)
            return Pages(_whole(answers, key), answers, calls)
        except _Moved as moved:
            reason = str(moved)
    raise Incomplete(f"{reason}, in {READINGS} readings", endpoint=endpoint)


async def read_by_cursor(fetch: Fetch, key: Key[Row] | None, endpoint: str) -> Pages[Row]:
    """Every row, page after page as each names the next. TikTok counts none of them: only a doubled row is noticed.

    Raises:
        Incomplete: a cursor leads back to where it was, or a row came twice.
    """
    answers: list[Answer[Any]] = []
    seen: set[Position] = {None}
    cursor: Position = None
    while True:
        answers.append(await fetch(cursor))
        cursor = answers[-1].data.cursor
        if cursor is None:
            break
        if cursor in seen or len(answers) >= MAX_PAGES:
            raise Incomplete(f"the cursor {cursor!r} leads nowhere, after {len(answers)} pages", endpoint=endpoint)
        seen.add(cursor)
    rows: list[Row] = [row for answer in answers for row in answer.data.rows]
    if key is not None and len(set(map(key, rows))) != len(rows):
        raise Incomplete("a row came twice", endpoint=endpoint)
    return Pages(rows, tuple(answers), len(answers))


class _Moved(Exception):
    """The list is not the one whose reading was begun."""


async def _read_once(fetch: Fetch) -> tuple[Answer[Any], ...]:
    first = await fetch(1)
    total = first.data.page_info
    if total.total_page > MAX_PAGES:
        raise _Moved(f"{total.total_page} pages are more than {MAX_PAGES}")
    answers = [first] * max(1, total.total_page)
    numbers = iter(range(2, total.total_page + 1))

    async def work() -> None:
        for number in numbers:
            answer = answers[number - 1] = await fetch(number)
            found = answer.data.page_info
            if (found.page, found.total_number) != (number, total.total_number):
                raise _Moved(
                    f"page {found.page} of {found.total_number} rows came for {number} of {total.total_number}"
                )

    await _side_by_side(work, min(AT_ONCE, total.total_page - 1))
    return tuple(answers)


async def _side_by_side(work: Callable[[], Coroutine[Any, Any, None]], workers: int) -> None:
    """Ends when all workers have; the first failure cancels the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(work())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


def _whole(answers: tuple[Answer[Any], ...], key: Key[Row] | None) -> list[Row]:
    rows: list[Row] = [row for answer in answers for row in answer.data.rows]
    expected = answers[0].data.page_info.total_number
    if len(rows) != expected:
        raise _Moved(f"{len(rows)} rows came where TikTok counts {expected}")
    if key is not None and len(set(map(key, rows))) != expected:
        raise _Moved("a row came twice")
    return rows
