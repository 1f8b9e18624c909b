"""The face for scripts: the same answers without `async`, and nothing left behind."""

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tiktok_marketing.client import AsgiTransport, NotFound, Refused, Request, Response, SyncTikTokClient
from tiktok_marketing.simulator import Plan, Simulator, State, VirtualClock, build_app, plant
from tiktok_marketing.spec.campaign import CAMPAIGN_GET, CampaignGetParams
from tiktok_marketing.spec.report import ReportTaskParams


@pytest.fixture
def agency() -> Any:
    clock = VirtualClock()
    clock.set(datetime(2026, 11, 22, 15, 33, tzinfo=UTC), speed=3_600)
    simulator = Simulator(State(), clock, limited=False)
    return simulator, plant(simulator, Plan(accounts=1, ads=20, days=30))


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "tiktok-client"]


def test_a_script_calls_lists_and_reads_reports(agency: Any) -> None:
    simulator, entrance = agency
    token, advertiser_id = entrance.access_token, entrance.advertiser_ids[0]

    with SyncTikTokClient("http://tiktok", app_id="1", transport=AsgiTransport(build_app(simulator))) as client:
        typed = client.call(CAMPAIGN_GET, CampaignGetParams(advertiser_id=advertiser_id), token=token)
        named = client.call("campaign.get", {"advertiser_id": advertiser_id}, token=token)
        listed = client.pages(CAMPAIGN_GET, CampaignGetParams(advertiser_id=advertiser_id), token=token)
        by_name = client.pages("campaign.get", {"advertiser_id": advertiser_id}, token=token)
        report = client.report_task(
            ReportTaskParams(
                advertiser_id=advertiser_id,
                report_type="BASIC",
                data_level="AUCTION_CAMPAIGN",
                dimensions=["campaign_id"],
                start_date="2026-11-01",
                end_date="2026-11-22",
            ),
            token=token,
        )
        rows = list(report.rows())
        first = next(report.rows())

    assert [row.campaign_id for row in typed.data.rows] == [row["campaign_id"] for row in named.data["list"]]
    assert len(listed.rows) == len(simulator.state.campaigns)
    assert [row["campaign_id"] for row in by_name.rows] == [row.campaign_id for row in listed.rows]
    assert {row["campaign_id"] for row in rows} <= set(simulator.state.campaigns)
    assert first == rows[0]
    assert threads() == []


def test_a_file_goes_up_from_a_script(script: Any, envelope: Any, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"clip")
    tiktok = script([envelope([{"video_id": "v"}])])

    with SyncTikTokClient("http://tiktok", app_id="1", transport=tiktok) as client:
        answer = client.upload("file.video.ad.upload", {"advertiser_id": "1"}, path)

    assert answer.data == {"list": [{"video_id": "v"}]}
    assert tiktok.closed


def test_errors_come_as_they_are(script: Any, envelope: Any) -> None:
    with SyncTikTokClient("http://tiktok", app_id="1", transport=script([envelope(code=40007)])) as client:
        with pytest.raises(Refused, match="advertiser_id: Missing"):
            client.call("campaign.get", {})
        with pytest.raises(NotFound):
            client.call("campaign.get", {"advertiser_id": "1"})

    assert threads() == []


def test_closing_twice_does_no_harm(script: Any) -> None:
    client = SyncTikTokClient("http://tiktok", app_id="1", transport=script([]))

    client.close()
    client.close()

    assert threads() == []


class Silent:
    """A transport that never answers."""

    def __init__(self) -> None:
        self.asked = threading.Event()

    async def send(self, _: Request) -> Response:
        self.asked.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")

    async def close(self) -> None: ...


def test_closing_ends_what_is_under_way() -> None:
    silent = Silent()
    client = SyncTikTokClient("http://tiktok", app_id="1", transport=silent)
    ended: list[BaseException] = []

    def call() -> None:
        try:
            client.call("campaign.get", {"advertiser_id": "1"})
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what is asked for
            ended.append(error)

    caller = threading.Thread(target=call)
    caller.start()
    assert silent.asked.wait(5)
    client.close()
    caller.join(5)

    assert [type(error).__name__ for error in ended] == ["CancelledError"]
    assert threads() == []


def test_a_closed_client_says_so(script: Any) -> None:
    client = SyncTikTokClient("http://tiktok", app_id="1", transport=script([]))
    client.close()

    with pytest.raises(RuntimeError, match="the client is closed"):
        client.call("campaign.get", {"advertiser_id": "1"})
