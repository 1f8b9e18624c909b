"""The client for scripts: no `async`, the same calls on a loop of its own in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Hashable, Iterator, Mapping
from typing import Any, Self, TypedDict, TypeVar, Unpack, overload

from tiktok_marketing.client.client import BASE_URL, TikTokClient
from tiktok_marketing.client.envelope import Answer
from tiktok_marketing.client.listings import PagedEndpoint
from tiktok_marketing.client.multipart import Progress
from tiktok_marketing.client.pages import Pages
from tiktok_marketing.client.quota import Priority
from tiktok_marketing.client.report_tasks import ReportProgress, TaskReport
from tiktok_marketing.client.uploads import File
from tiktok_marketing.spec.endpoint import Endpoint, P, R
from tiktok_marketing.spec.report import ReportTaskParams

T = TypeVar("T")
Row = TypeVar("Row")

ROWS_AT_ONCE = 500
CLOSING_SECONDS = 15.0


class CallOptions(TypedDict, total=False):
    token: str | None
    deadline_seconds: float | None
    priority: Priority
    validate: bool


class PageOptions(TypedDict, total=False):
    token: str | None
    page_size: int | None
    key: Callable[[Any], Hashable] | None
    deadline_seconds: float | None
    priority: Priority
    validate: bool


class UploadOptions(TypedDict, total=False):
    token: str | None
    progress: Progress | None
    priority: Priority
    validate: bool


class ReportOptions(TypedDict, total=False):
    token: str | None
    progress: Callable[[ReportProgress], None] | None
    deadline_seconds: float | None
    priority: Priority


class SyncTaskReport:
    """A finished report, kept at TikTok for 30 days."""

    def __init__(self, report: TaskReport, client: "SyncTikTokClient") -> None:
        self._report = report
        self._client = client

    @property
    def task_id(self) -> str:
        return self._report.task_id

    def rows(self) -> Iterator[dict[str, str]]:
        """As `TaskReport.rows`: from the start at each call, in constant memory."""
        rows = self._report.rows()

        async def some() -> list[dict[str, str]]:
            found: list[dict[str, str]] = []
            async for row in rows:
                found.append(row)
                if len(found) == ROWS_AT_ONCE:
                    break
            return found

        try:
            while found := self._client.run(some()):
                yield from found
        finally:
            if not self._client.closed:
                self._client.run(rows.aclose())


class SyncTikTokClient:
    """As `TikTokClient`, whose keywords it takes; each method waits for its end. Threads may share it.

    What is handed to it (a transport, a budget, callbacks) is used in its own thread. Interrupted, a call is cancelled
    there; `close`, or leaving the `with`, waits for that.
    """

    def __init__(self, base_url: str = BASE_URL, **keywords: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tiktok-client", daemon=True)
        self._thread.start()
        self._client: TikTokClient = self.run(_made(base_url, keywords))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def closed(self) -> bool:
        return self._loop.is_closed()

    def close(self) -> None:
        """Ends what is under way, closes the connections and the thread."""
        if self.closed:
            return
        self.run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @overload
    def call(self, endpoint: Endpoint[P, R], params: P, **options: Unpack[CallOptions]) -> Answer[R]: ...

    @overload
    def call(
        self, endpoint: str, params: Mapping[str, Any], **options: Unpack[CallOptions]
    ) -> Answer[dict[str, Any]]: ...

    def call(self, endpoint: Any, params: Any, **options: Unpack[CallOptions]) -> Answer[Any]:
        """As `TikTokClient.call`."""
        answer: Answer[Any] = self.run(self._client.call(endpoint, params, **options))
        return answer

    @overload
    def pages(self, endpoint: PagedEndpoint[P, Row], params: P, **options: Unpack[PageOptions]) -> Pages[Row]: ...

    @overload
    def pages(
        self, endpoint: str, params: Mapping[str, Any], **options: Unpack[PageOptions]
    ) -> Pages[dict[str, Any]]: ...

    def pages(self, endpoint: Any, params: Any, **options: Unpack[PageOptions]) -> Pages[Any]:
        """As `TikTokClient.pages`."""
        pages: Pages[Any] = self.run(self._client.pages(endpoint, params, **options))
        return pages

    @overload
    def upload(
        self, endpoint: Endpoint[P, R], params: P, file: File, **options: Unpack[UploadOptions]
    ) -> Answer[R]: ...

    @overload
    def upload(
        self, endpoint: str, params: Mapping[str, Any], file: File, **options: Unpack[UploadOptions]
    ) -> Answer[dict[str, Any]]: ...

    def upload(self, endpoint: Any, params: Any, file: File, **options: Unpack[UploadOptions]) -> Answer[Any]:
        """As `TikTokClient.upload`."""
        answer: Answer[Any] = self.run(self._client.upload(endpoint, params, file, **options))
        return answer

    def report_task(self, params: ReportTaskParams, **options: Unpack[ReportOptions]) -> SyncTaskReport:
        """As `TikTokClient.report_task`."""
        return SyncTaskReport(self.run(self._client.report_task(params, **options)), self)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """What `coroutine` comes to, in the client's thread.

        Raises:
            RuntimeError: the client is closed.
        """
        if self.closed:
            coroutine.close()
            raise RuntimeError("the client is closed")
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()  # only a call that was interrupted is still there to be cancelled
            raise

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others, timeout=CLOSING_SECONDS)
        await self._client.aclose()
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()


async def _made(base_url: str, keywords: dict[str, Any]) -> TikTokClient:
    return TikTokClient(base_url, **keywords)
