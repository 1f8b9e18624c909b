"""A report that TikTok makes in its own time: asked for, waited for, read as a stream, never left behind."""

import asyncio
import codecs
import contextlib
import csv
import io
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field

import msgspec
from msgspec import UNSET

from tiktok_marketing.client.attempts import Call, Caller
from tiktok_marketing.client.encoding import advertiser_of
from tiktok_marketing.client.envelope import read_answer
from tiktok_marketing.client.errors import DeadlineExceeded, Incomplete, ServerError, TikTokError
from tiktok_marketing.client.quota import Priority
from tiktok_marketing.client.transport import Request, TransportError
from tiktok_marketing.spec.endpoint import Endpoint, P, R
from tiktok_marketing.spec.report import (
    REPORT_TASK_CANCEL,
    REPORT_TASK_CHECK,
    REPORT_TASK_CREATE,
    REPORT_TASK_DOWNLOAD,
    ReportTaskIdParams,
    ReportTaskParams,
    ReportTaskState,
)

REPORT_SECONDS = 3_600.0
DOWNLOAD_SECONDS = 3_600.0  # TikTok's address is good for an hour
CANCEL_SECONDS = 10.0

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
WAIT_GROWTH = 1.5

_WAITING = frozenset({"QUEUING", "PROCESSING"})


@dataclass(frozen=True, slots=True)
class ReportProgress:
    """One look at a task: QUEUING, PROCESSING, SUCCESS, FAILED or CANCELED, after so many seconds."""

    task_id: str
    status: str
    seconds: float


@dataclass(frozen=True, slots=True)
class TaskReport:
    """A finished report, kept at TikTok for 30 days."""

    task_id: str
    advertiser_id: str
    _caller: Caller = field(repr=False)
    _token: str | None = field(repr=False)
    _priority: Priority = field(repr=False)

    async def rows(self) -> AsyncGenerator[dict[str, str], None]:
        """All rows, each from column to TikTok's text; read from its start at each call, in constant memory.

        Raises:
            Incomplete: the file ended too early, after some of its rows: read again.
            TikTokError: there is no file.
        """
        columns: list[str] | None = None
        async with contextlib.aclosing(self._text()) as text, contextlib.aclosing(_records(text)) as records:
            async for cells in records:
                if columns is None:
                    columns = cells
                elif len(cells) == len(columns):
                    yield dict(zip(columns, cells, strict=True))
                else:
                    raise Incomplete(f"a row has {len(cells)} cells for {len(columns)} columns", endpoint=_FILE.name)

    async def _text(self) -> AsyncGenerator[str, None]:
        """The file, piece by piece."""
        request = Request("GET", await self._address(), {}, None, DOWNLOAD_SECONDS)
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            async with self._caller.transport.download(request) as download:
                if download.status != 200:
                    raise ServerError(f"HTTP {download.status} for the report's file", endpoint=_FILE.name)
                async for part in download.parts:
                    yield decoder.decode(part)
            yield decoder.decode(b"", final=True)
        except (TransportError, UnicodeDecodeError) as error:
            raise Incomplete(f"the file cannot be read: {type(error).__name__}", endpoint=_FILE.name) from error

    async def _address(self) -> str:
        params = ReportTaskIdParams(advertiser_id=self.advertiser_id, task_id=self.task_id)
        answer = await self._caller.perform(_call(_FILE, params, self._token, None, self._priority))
        address: str | None = answer.data.download_url
        if not address:
            raise ServerError("TikTok gives no address for the report's file", endpoint=_FILE.name)
        return address


@dataclass(frozen=True, slots=True)
class ReportTask:
    """One report on its way."""

    caller: Caller
    params: ReportTaskParams
    token: str | None = field(repr=False)
    priority: Priority
    progress: Callable[[ReportProgress], None] | None

    async def run(self, deadline: float | None) -> TaskReport:
        """The report when it is ready; on any other end its task is cancelled."""
        making = asyncio.ensure_future(self._make(deadline))
        try:
            task_id = await asyncio.shield(making)
        except asyncio.CancelledError:
            await self._cancel_what_is_being_made(making)
            raise
        try:
            state = await self._wait(task_id, deadline)
        except BaseException:
            await self._cancel(task_id)
            raise
        if state.status != "SUCCESS":
            raise ServerError(f"the task is {state.status}: {state.message or ''}", endpoint=REPORT_TASK_CHECK.name)
        return TaskReport(task_id, self._advertiser_id, self.caller, self.token, self.priority)

    @property
    def _advertiser_id(self) -> str:
        """The one whose task it is: of several, the first."""
        several = self.params.advertiser_ids
        return several[0] if several else str(advertiser_of(self.params))

    async def _make(self, deadline: float | None) -> str:
        call = _call(REPORT_TASK_CREATE, self.params, self.token, deadline, self.priority)
        task_id: str = (await self.caller.perform(call)).data.task_id
        return task_id

    async def _wait(self, task_id: str, deadline: float | None) -> ReportTaskState:
        """How the task ended."""
        clock = self.caller.clock
        begun = clock.monotonic()
        params = ReportTaskIdParams(advertiser_id=self._advertiser_id, task_id=task_id)
        look = _call(REPORT_TASK_CHECK, params, self.token, deadline, self.priority)
        for seconds in _waits():
            state = (await self.caller.perform(look)).data
            if self.progress is not None:
                self.progress(ReportProgress(task_id, state.status, clock.monotonic() - begun))
            if state.status not in _WAITING:
                return state
            if deadline is not None and clock.monotonic() + seconds >= deadline:
                raise DeadlineExceeded(retry_after_seconds=seconds, endpoint=REPORT_TASK_CHECK.name)
            await clock.sleep(seconds)
        raise AssertionError("the waits do not end")

    async def _cancel_what_is_being_made(self, making: "asyncio.Future[str]") -> None:
        # Whether TikTok took the task is only known from the answer: it gets a little time to come.
        with contextlib.suppress(TikTokError, TimeoutError):
            async with asyncio.timeout(CANCEL_SECONDS):
                await self._cancel(await making)

    async def _cancel(self, task_id: str) -> None:
        """Lets go of the task, if it is still to be let go of: a finished one refuses, and harms nobody."""
        params = ReportTaskIdParams(advertiser_id=self._advertiser_id, task_id=task_id)
        deadline = self.caller.clock.monotonic() + CANCEL_SECONDS
        with contextlib.suppress(TikTokError):
            await self.caller.perform(_call(REPORT_TASK_CANCEL, params, self.token, deadline, self.priority))


_FILE = REPORT_TASK_DOWNLOAD


def with_download(params: ReportTaskParams) -> ReportTaskParams:
    """`params` for a file that can be streamed, its columns under their own names unless something else is asked."""
    translated = params.enable_report_title_translation
    return msgspec.structs.replace(
        params,
        output_format="CSV_DOWNLOAD",
        enable_report_title_translation=False if translated is UNSET else translated,
    )


def _call(
    endpoint: Endpoint[P, R], params: P, token: str | None, deadline: float | None, priority: Priority
) -> Call[R]:
    return Call(endpoint, params, token, deadline, priority, read_answer)


def _waits() -> Iterator[float]:
    """Seconds between looks, longer each time."""
    for number in itertools.count():
        yield min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * WAIT_GROWTH**number)


async def _records(pieces: AsyncIterator[str]) -> AsyncGenerator[list[str], None]:
    """The records of a CSV that comes in pieces; a cell in quotes may hold line breaks."""
    rest = ""
    async for piece in pieces:
        rest += piece
        end = rest.rfind("\n") + 1
        # An even number of quotes: the last line break is not within a cell.
        while end and rest.count('"', 0, end) % 2:
            end = rest.rfind("\n", 0, end - 1) + 1
        for record in _parsed(rest[:end]):
            yield record
        rest = rest[end:]
    for record in _parsed(rest):
        yield record


def _parsed(text: str) -> Iterator[list[str]]:
    return (record for record in csv.reader(io.StringIO(text, newline="")) if record)
