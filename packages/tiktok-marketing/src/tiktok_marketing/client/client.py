"""The client: one call for every endpoint, typed where the table is, all pages of a list, uploads, big reports."""

import random
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any, Self, TypeVar, overload

from tiktok_marketing.client.attempts import Call, Caller, Reader
from tiktok_marketing.client.clock import Clock, LoopClock
from tiktok_marketing.client.encoding import Given, plain, value_of
from tiktok_marketing.client.envelope import Answer, read_answer, read_plain
from tiktok_marketing.client.listings import PagedEndpoint, listing_of
from tiktok_marketing.client.multipart import Progress
from tiktok_marketing.client.naming import check, row_of
from tiktok_marketing.client.pages import Pages, Position, read_by_cursor, read_pages
from tiktok_marketing.client.quota import AppQuota, Budget, Priority
from tiktok_marketing.client.records import CallRecord
from tiktok_marketing.client.report_tasks import REPORT_SECONDS, ReportProgress, ReportTask, TaskReport, with_download
from tiktok_marketing.client.transport import AiohttpTransport, Transport
from tiktok_marketing.client.uploads import File, Upload, by_file_id, goes_in_parts, signed, source_of
from tiktok_marketing.spec.endpoint import Endpoint, Level, P, R
from tiktok_marketing.spec.report import REPORT_TASK_CREATE, ReportTaskParams

Row = TypeVar("Row")

BASE_URL = "https://business-api.tiktok.com"


class TikTokClient:
    """TikTok's Marketing API for one developer app; many callers and many tokens share it and its quota.

    `write_guard` is called before each sending of what is not a READ, and raises to refuse it. `observe` is called
    after each attempt; `CallRecord` shows how to make metrics and traces of it. `quota`: a `RedisQuota`, where several
    processes share the app.
    """

    def __init__(  # noqa: PLR0913 - each seam has a default
        self,
        base_url: str = BASE_URL,
        *,
        app_id: str,
        level: Level = Level.BASIC,
        transport: Transport | None = None,
        quota: Budget | None = None,
        clock: Clock | None = None,
        random: Callable[[], float] = random.random,
        observe: Callable[[CallRecord], None] | None = None,
        write_guard: Callable[[Endpoint[Any, Any]], None] | None = None,
    ) -> None:
        self.app_id = app_id
        self._clock = clock or LoopClock()
        self._transport = transport or AiohttpTransport()
        self._caller = Caller(
            base_url=base_url,
            transport=self._transport,
            clock=self._clock,
            budget=quota or AppQuota(level, clock=self._clock),
            random=random,
            observe=observe,
            write_guard=write_guard,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._transport.close()

    @overload
    async def call(
        self,
        endpoint: Endpoint[P, R],
        params: P,
        *,
        token: str | None = None,
        deadline_seconds: float | None = 60,
        priority: Priority = Priority.PERSON,
        validate: bool = True,
    ) -> Answer[R]: ...

    @overload
    async def call(
        self,
        endpoint: str,
        params: Mapping[str, Any],
        *,
        token: str | None = None,
        deadline_seconds: float | None = 60,
        priority: Priority = Priority.PERSON,
        validate: bool = True,
    ) -> Answer[dict[str, Any]]: ...

    async def call(
        self,
        endpoint: Endpoint[Any, Any] | str,
        params: Given,
        *,
        token: str | None = None,
        deadline_seconds: float | None = 60,
        priority: Priority = Priority.PERSON,
        validate: bool = True,
    ) -> Answer[Any]:
        """TikTok's answer, repeated attempts and waiting for the quota included.

        `endpoint` is a row of the table, or the name of any endpoint of the catalogue, whose `data` is then a plain
        dict: ids as they came, numbers exact. Within `deadline_seconds` the last attempt begins; a read also ends.
        `validate=False` lets fields and values pass that the table does not know yet.

        Raises:
            Refused: the table forbids these parameters; nothing was sent.
            TikTokError: of the class that says what to do next.
        """
        row, read = _row_and_reader(endpoint)
        if validate:
            check(row, params)
        return await self._caller.perform(Call(row, params, token, self._moment(deadline_seconds), priority, read))

    @overload
    async def pages(
        self,
        endpoint: PagedEndpoint[P, Row],
        params: P,
        *,
        token: str | None = None,
        page_size: int | None = None,
        key: Callable[[Row], Hashable] | None = None,
        deadline_seconds: float | None = None,
        priority: Priority = Priority.PERSON,
        validate: bool = True,
    ) -> Pages[Row]: ...

    @overload
    async def pages(
        self,
        endpoint: str,
        params: Mapping[str, Any],
        *,
        token: str | None = None,
        page_size: int | None = None,
        key: Callable[[dict[str, Any]], Hashable] | None = None,
        deadline_seconds: float | None = None,
        priority: Priority = Priority.PERSON,
        validate: bool = True,
    ) -> Pages[dict[str, Any]]: ...

    async def pages(  # noqa: PLR0913 - each keyword has a default
        self,
        endpoint: PagedEndpoint[Any, Any] | str,
        params: Given,
        *,
        token: str | None = None,
        page_size: int | None = None,
        key: Callable[[Any], Hashable] | None = None,
        deadline_seconds: float | None = None,
        priority: Priority = Priority.PERSON,
        validate: bool = True,
    ) -> Pages[Any]:
        """Every row of a list once, in order. `page_size`: the endpoint's largest unless given.

        `endpoint` is a row of the table, or the name of any endpoint of the catalogue that comes in pages, by number or
        by cursor; its rows are plain dicts then. `key` identifies a row, so that one that comes twice while another is
        lost is noticed.

        Raises:
            ValueError: the endpoint does not come in pages.
            Refused: the table forbids these parameters; nothing was sent.
            Incomplete: what came is not what TikTok counts, or changes faster than it can be read.
            TikTokError: one of the calls failed.
        """
        listing = listing_of(endpoint, params, page_size)
        if validate:
            check(listing.endpoint, listing.asked(None if listing.by_cursor else 1))
        deadline = self._moment(deadline_seconds)

        def fetch(position: Position) -> Awaitable[Answer[Any]]:
            asked = listing.asked(position)
            return self._caller.perform(Call(listing.endpoint, asked, token, deadline, priority, listing.read))

        read = read_by_cursor if listing.by_cursor else read_pages
        return await read(fetch, key, listing.endpoint.name)

    @overload
    async def upload(
        self,
        endpoint: Endpoint[P, R],
        params: P,
        file: File,
        *,
        token: str | None = None,
        progress: Progress | None = None,
        priority: Priority = Priority.PERSON,
        validate: bool = True,
    ) -> Answer[R]: ...

    @overload
    async def upload(
        self,
        endpoint: str,
        params: Mapping[str, Any],
        file: File,
        *,
        token: str | None = None,
        progress: Progress | None = None,
        priority: Priority = Priority.PERSON,
        validate: bool = True,
    ) -> Answer[dict[str, Any]]: ...

    async def upload(
        self,
        endpoint: Endpoint[Any, Any] | str,
        params: Given,
        file: File,
        *,
        token: str | None = None,
        progress: Progress | None = None,
        priority: Priority = Priority.PERSON,
        validate: bool = True,
    ) -> Answer[Any]:
        """TikTok's answer to a file, which goes up in constant memory: in parts from 20 MB on, where TikTok takes them.

        `file` is a path or a binary file open for reading. Its checksum is computed and sent where TikTok asks for one.

        Raises:
            ValueError: the endpoint takes no file.
            OSError: the file cannot be read.
            Refused: the table forbids these parameters; nothing was sent.
            TikTokError: of the class that says what to do next.
        """
        row, read = _row_and_reader(endpoint)
        if row.upload is None:
            raise ValueError(f"{row.name} takes no file")
        async with source_of(file) as source:
            in_parts = goes_in_parts(row, source.size)
            params = by_file_id(params, "") if in_parts else signed(row, params, row.upload, source.signature)
            if validate:
                check(row, {**plain(params), row.upload: ""})
            upload = Upload(self._caller, row.upload, source, token, priority, progress)
            if in_parts:
                params = by_file_id(params, await upload.in_parts(str(value_of(params, "advertiser_id"))))
                return await self._caller.perform(Call(row, params, token, None, priority, read))
            return await self._caller.perform(Call(row, params, token, None, priority, read, upload.whole()))

    async def report_task(
        self,
        params: ReportTaskParams,
        *,
        token: str | None = None,
        progress: Callable[[ReportProgress], None] | None = None,
        deadline_seconds: float | None = REPORT_SECONDS,
        priority: Priority = Priority.PERSON,
    ) -> TaskReport:
        """A report of any size, made by TikTok in its own time; returned when it is ready to be read.

        Columns have TikTok's own names unless `enable_report_title_translation` is given. Cancelled, or out of time,
        the task is cancelled at TikTok too.

        Raises:
            Refused: the table forbids these parameters; nothing was sent.
            DeadlineExceeded: the report is not ready in time.
            OutcomeUnknown: nobody knows whether TikTok made the task, for it did not answer. Asking again is safe, and
                takes another of the 4,500 a day.
            ServerError: TikTok gave the task up.
            TikTokError: one of the calls failed.
        """
        row = with_download(params)
        check(REPORT_TASK_CREATE, row)
        return await ReportTask(self._caller, row, token, priority, progress).run(self._moment(deadline_seconds))

    def _moment(self, seconds: float | None) -> float | None:
        return None if seconds is None else self._clock.monotonic() + seconds


def _row_and_reader(endpoint: Endpoint[Any, Any] | str) -> tuple[Endpoint[Any, Any], Reader]:
    return (row_of(endpoint), read_plain) if isinstance(endpoint, str) else (endpoint, read_answer)
