"""The client's way through audiences and events, against the simulator over ASGI."""

import io
from datetime import UTC, datetime
from typing import Any

from tiktok_marketing.client import AsgiTransport, TikTokClient
from tiktok_marketing.simulator import Simulator, build_app
from tiktok_marketing.spec.audience import (
    DMP_CUSTOM_AUDIENCE_CREATE,
    DMP_CUSTOM_AUDIENCE_FILE_UPLOAD,
    DMP_CUSTOM_AUDIENCE_LIST,
    AudienceCreateParams,
    AudienceFileUploadParams,
    AudienceListParams,
)
from tiktok_marketing.spec.event import EVENT_TRACK, ConversionEvent, EventTrackParams, EventUser
from tiktok_marketing.spec.pixel import PIXEL_CREATE, PixelCreateParams

BASE = "http://simulator"


async def test_a_typed_client_makes_an_audience_of_a_file(audiences: Any, desk: Any, simulator: Simulator) -> None:
    client = TikTokClient(app_id=desk.app["app_id"], transport=AsgiTransport(build_app(simulator)), base_url=BASE)
    people = io.BytesIO("\n".join(audiences.hashed(range(2_000))).encode())
    people.name = "people.csv"

    upload = AudienceFileUploadParams(advertiser_id=desk.usd, calculate_type="EMAIL_SHA256")
    file_path = (await client.upload(DMP_CUSTOM_AUDIENCE_FILE_UPLOAD, upload, people, token=desk.token)).data.file_path
    create = AudienceCreateParams(
        advertiser_id=desk.usd,
        custom_audience_name="Buyers",
        calculate_type="EMAIL_SHA256",
        file_paths=[str(file_path)],
    )
    made = (await client.call(DMP_CUSTOM_AUDIENCE_CREATE, create, token=desk.token)).data
    desk.advance(hours=48)
    listing = AudienceListParams(advertiser_id=desk.usd)
    page = (await client.call(DMP_CUSTOM_AUDIENCE_LIST, listing, token=desk.token)).data

    assert [(row.audience_id, row.is_valid) for row in page.rows] == [(made.custom_audience_id, True)]


async def test_a_typed_client_hears_which_events_failed(desk: Any, simulator: Simulator) -> None:
    client = TikTokClient(app_id=desk.app["app_id"], transport=AsgiTransport(build_app(simulator)), base_url=BASE)
    pixel = PixelCreateParams(advertiser_id=desk.usd, pixel_name="Shop")
    code = (await client.call(PIXEL_CREATE, pixel, token=desk.token)).data.pixel_code
    now = int(datetime(2026, 6, 15, 12, tzinfo=UTC).timestamp())
    events = [
        ConversionEvent(event="Purchase", event_time=now, user=EventUser(email=[email]))
        for email in ("a" * 64, "a@b.c")
    ]

    track = EventTrackParams(event_source="web", event_source_id=str(code), data=events)
    answer = await client.call(EVENT_TRACK, track, token=desk.token)

    assert [failed.order_in_request for failed in answer.data.failed_events] == [1]
