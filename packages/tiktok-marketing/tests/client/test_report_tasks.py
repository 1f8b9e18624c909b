"""Reports made in their own time, from the asking to the last row, against the simulated TikTok."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.client import (
    AsgiTransport,
    DeadlineExceeded,
    Download,
    Incomplete,
    NoAnswer,
    NotFound,
    OutcomeUnknown,
    Refused,
    ReportProgress,
    Request,
    Response,
    ServerError,
    TikTokClient,
)
from tiktok_marketing.client.report_tasks import _records
from tiktok_marketing.simulator import Entrance, Plan, Simulator, State, VirtualClock, build_app, plant
from tiktok_marketing.spec.report import REPORT_INTEGRATED_GET, ReportParams, ReportTaskParams

NOW = datetime(2026, 11, 22, 15, 33, tzinfo=UTC)


@dataclass
class SimulatedClock:
    """The simulator's clock as the client's: waiting moves it on."""

    simulator: Simulator
    waits: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.simulator.now().timestamp()

    def utc_now(self) -> datetime:
        return self.simulator.now()

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.simulator.clock.advance(timedelta(seconds=max(0.0, seconds)))
        await asyncio.sleep(0)


@dataclass
class Desk:
    simulator: Simulator
    entrance: Entrance
    transport: "Wire"
    clock: SimulatedClock
    client: TikTokClient

    def params(self, **more: Any) -> ReportTaskParams:
        given = {
            "advertiser_id": self.entrance.advertiser_ids[0],
            "report_type": "BASIC",
            "data_level": "AUCTION_AD",
            "dimensions": ["ad_id", "stat_time_day"],
            "metrics": ["spend", "impressions", "ad_name"],
            "start_date": "2026-11-01",
            "end_date": "2026-11-21",
        }
        return ReportTaskParams(**given | more)

    def statuses(self) -> list[str]:
        tasks = self.simulator.state.report_tasks.values()
        return ["CANCELED" if task.canceled_at else "LEFT" for task in tasks]

    def called(self) -> list[str]:
        return [call.endpoint for call in self.simulator.journal.select(endpoint=None, code=None, limit=100)]


class Wire(AsgiTransport):
    """The way to the simulator, on which a test may stand."""

    before: Any = None
    lost = ""
    broken_after: int | None = None
    instead: Callable[[], AsyncIterator[bytes]] | None = None
    open_downloads = 0

    async def send(self, request: Request) -> Response:
        if self.before is not None:
            await self.before(request)
        answer = await super().send(request)
        if self.lost and request.path.endswith(self.lost):
            raise NoAnswer("ServerDisconnectedError")
        return answer

    @asynccontextmanager
    async def download(self, request: Request) -> AsyncIterator[Download]:
        assert "Access-Token" not in request.headers
        if self.instead is not None:
            yield Download(200, {}, self.instead())
            return
        self.open_downloads += 1
        try:
            async with super().download(request) as download:
                yield Download(download.status, download.headers, self._pieces(download.parts))
        finally:
            self.open_downloads -= 1

    async def _pieces(self, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """In small pieces, cut off where a test wants it."""
        body = b"".join([part async for part in parts])
        end = len(body) if self.broken_after is None else self.broken_after
        for start in range(0, end, 1_000):
            yield body[start : min(end, start + 1_000)]
        if self.broken_after is not None:
            raise NoAnswer("ClientPayloadError")


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    virtual = VirtualClock()
    virtual.set(NOW, speed=0)
    simulator = Simulator(State(), virtual, monotonic=lambda: simulator.now().timestamp())
    entrance = plant(simulator, Plan(accounts=1, ads=30, days=40))
    transport, clock = Wire(build_app(simulator)), SimulatedClock(simulator)
    async with TikTokClient("http://tiktok", app_id="1", transport=transport, clock=clock) as client:
        yield Desk(simulator, entrance, transport, clock, client)


async def test_a_report_is_asked_for_waited_for_and_read_in_one(desk: Desk) -> None:
    token, seen = desk.entrance.access_token, list[ReportProgress]()

    report = await desk.client.report_task(desk.params(), token=token, progress=seen.append)
    rows = [row async for row in report.rows()]

    asked = ReportParams(**msgspec.to_builtins(desk.params()))
    synchronous = (await desk.client.pages(REPORT_INTEGRATED_GET, asked, token=token)).rows
    assert rows == [row.dimensions | row.metrics for row in synchronous]
    assert len(rows) > 100
    order = ("QUEUING", "PROCESSING", "SUCCESS")
    assert [order.index(each.status) for each in seen] == sorted(order.index(each.status) for each in seen)
    assert (seen[-1].status, seen[-1].task_id) == ("SUCCESS", report.task_id)
    assert desk.transport.open_downloads == 0


async def test_looks_at_a_task_become_rarer(desk: Desk) -> None:
    await desk.client.report_task(desk.params(), token=desk.entrance.access_token)

    assert desk.clock.waits == [1.0 * 1.5**number for number in range(len(desk.clock.waits))]
    assert desk.clock.waits


async def test_a_report_can_be_read_again_from_its_start(desk: Desk) -> None:
    report = await desk.client.report_task(desk.params(), token=desk.entrance.access_token)

    first = [row async for row in report.rows()]
    desk.simulator.clock.advance(timedelta(hours=2))  # the first address has died
    second = [row async for row in report.rows()]

    assert first == second


async def test_titles_are_translated_when_asked_for(desk: Desk) -> None:
    params = desk.params(enable_report_title_translation=True)

    report = await desk.client.report_task(params, token=desk.entrance.access_token)

    first, *_ = [row async for row in report.rows()]
    assert list(first) == ["Ad ID", "By Day", "Cost", "Impressions", "Ad Name"]


async def test_who_stops_reading_leaves_no_connection_open(desk: Desk) -> None:
    report = await desk.client.report_task(desk.params(), token=desk.entrance.access_token)

    rows = report.rows()
    await anext(rows)
    reading = desk.transport.open_downloads
    await rows.aclose()

    assert (reading, desk.transport.open_downloads) == (1, 0)


async def test_a_file_that_ends_too_early_is_incomplete_and_no_short_report(desk: Desk) -> None:
    report = await desk.client.report_task(desk.params(), token=desk.entrance.access_token)
    desk.transport.broken_after = 1_500
    rows = report.rows()

    came = await anext(rows)
    with pytest.raises(Incomplete):
        _ = [row async for row in rows]

    assert came["ad_id"]


async def test_a_cancelled_wait_cancels_the_task_at_tiktok(desk: Desk) -> None:
    waiting: asyncio.Task[Any] | None = None

    def look(_: ReportProgress) -> None:
        assert waiting is not None
        waiting.cancel()

    waiting = asyncio.create_task(
        desk.client.report_task(desk.params(), token=desk.entrance.access_token, progress=look)
    )

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert desk.statuses() == ["CANCELED"]
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_task_that_is_just_being_made_is_cancelled_too(desk: Desk) -> None:
    async def give_up(request: Request) -> None:
        if request.path.endswith("/create/"):
            waiting.cancel()
            await asyncio.sleep(0)

    desk.transport.before = give_up
    waiting = asyncio.create_task(desk.client.report_task(desk.params(), token=desk.entrance.access_token))

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert desk.statuses() == ["CANCELED"]
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_task_whose_making_was_not_answered_is_not_made_twice(desk: Desk) -> None:
    guarded: list[str] = []
    desk.transport.lost = "/report/task/create/"
    client = TikTokClient(
        "http://tiktok",
        app_id="1",
        transport=desk.transport,
        clock=desk.clock,
        write_guard=lambda endpoint: guarded.append(endpoint.name),
    )

    with pytest.raises(OutcomeUnknown):
        await client.report_task(desk.params(), token=desk.entrance.access_token)

    assert len(desk.simulator.state.report_tasks) == 1
    assert guarded == []  # it changes nothing of the advertiser's: nobody needs leave for it


async def test_a_report_that_is_not_ready_in_time_is_cancelled(desk: Desk) -> None:
    with pytest.raises(DeadlineExceeded):
        await desk.client.report_task(desk.params(), token=desk.entrance.access_token, deadline_seconds=1.4)

    assert desk.statuses() == ["CANCELED"]


async def test_a_task_that_fails_tells_why(desk: Desk) -> None:
    def fail(_: ReportProgress) -> None:
        (task,) = desk.simulator.state.report_tasks.values()
        desk.simulator.state.save(msgspec.structs.replace(task, failure="too much asked"))

    with pytest.raises(ServerError, match="the task is FAILED: too much asked"):
        await desk.client.report_task(desk.params(), token=desk.entrance.access_token, progress=fail)

    assert "report.task.cancel" not in desk.called()


async def test_a_report_of_a_task_that_is_gone_is_not_found(desk: Desk) -> None:
    report = await desk.client.report_task(desk.params(), token=desk.entrance.access_token)
    desk.simulator.clock.advance(timedelta(days=30))

    with pytest.raises(NotFound):
        await anext(report.rows())


async def test_a_task_that_the_table_forbids_is_not_made(desk: Desk) -> None:
    with pytest.raises(Refused, match="report_type: Must be one of"):
        await desk.client.report_task(desk.params(report_type="PLAYABLE_MATERIAL"), token=desk.entrance.access_token)

    assert desk.simulator.state.report_tasks == {}


async def test_a_report_shows_no_token(desk: Desk) -> None:
    report = await desk.client.report_task(desk.params(), token=desk.entrance.access_token)

    assert repr(report) == f"TaskReport(task_id='{report.task_id}', advertiser_id='{report.advertiser_id}')"


cells = st.lists(st.text('ab,"\n\r\u2028é', max_size=6), min_size=2, max_size=2)


@given(records=st.lists(cells, max_size=8), size=st.integers(1, 7))
async def test_any_cells_survive_any_pieces(records: list[list[str]], size: int) -> None:
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in record) + "\n" for record in records)

    async def pieces() -> AsyncIterator[str]:
        for start in range(0, len(text), size):
            yield text[start : start + size]

    assert [record async for record in _records(pieces())] == records


async def test_memory_does_not_grow_with_the_report(desk: Desk) -> None:
    report = await desk.client.report_task(desk.params(), token=desk.entrance.access_token)
    line = b"7106541027904733185,2026-11-01 00:00:00,12.30,4021,Dog runs\n"

    async def parts() -> AsyncIterator[bytes]:
        yield b"ad_id,stat_time_day,spend,impressions,ad_name\n"
        for _ in range(100):
            yield line * 1_000

    desk.transport.instead = parts
    tracemalloc.start()
    rows = 0
    async for _ in report.rows():
        rows += 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert rows == 100_000  # 6 MB
    assert peak < 1_500_000
