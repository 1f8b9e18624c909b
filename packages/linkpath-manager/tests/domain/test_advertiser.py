from datetime import UTC, datetime

import msgspec
import pytest

from linkpath_manager.domain.advertiser import Advertiser, Balance, from_upstream
from tiktok_marketing.spec import catalogue, decode
from tiktok_marketing.spec.advertiser import Advertiser as Upstream

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def read(**fields: object) -> Advertiser:
    info = decode(Upstream, msgspec.json.encode({"advertiser_id": "7000000000000000001", **fields}))
    return from_upstream(info, connection_id="con_1", business_center_id=None, synced_at=NOW)


def test_an_advertiser_is_what_tiktok_says_of_it() -> None:
    advertiser = read(
        name="Spring",
        currency="EUR",
        timezone="Europe/Berlin",
        status="STATUS_ENABLE",
        balance=1234.5,
        owner_bc_id="7100000000000000001",
    )

    assert advertiser == Advertiser(
        id="7000000000000000001",
        name="Spring",
        currency="EUR",
        time_zone="Europe/Berlin",
        status="ACTIVE",
        upstream_status="STATUS_ENABLE",
        balance=Balance(amount="1234.50", currency="EUR"),
        business_center_id="7100000000000000001",
        connection_id="con_1",
        selected=False,
        synced_at=NOW,
    )


def test_an_advertiser_is_a_document_that_says_what_it_is_first() -> None:
    document = msgspec.json.encode(read(name="Spring", currency="JPY", balance=5000))

    assert document.startswith(b'{"object":"advertiser","id":"7000000000000000001","name":"Spring","currency":"JPY",')
    assert b'"balance":{"amount":"5000","currency":"JPY"}' in document
    assert b'"synced_at":"2026-11-22T05:00:00Z"' in document
    assert msgspec.json.decode(document, type=Advertiser) == read(name="Spring", currency="JPY", balance=5000)


def test_what_tiktok_does_not_send_is_made_up_for_or_none() -> None:
    advertiser = read()

    assert (advertiser.name, advertiser.currency, advertiser.time_zone) == (advertiser.id, "USD", "UTC")
    assert (advertiser.balance, advertiser.business_center_id, advertiser.upstream_status) == (None, None, None)


def test_the_business_center_that_is_given_goes_before_the_owner() -> None:
    info = Upstream(advertiser_id="1", owner_bc_id="2")

    assert from_upstream(info, connection_id="c", business_center_id="3", synced_at=None).business_center_id == "3"


@pytest.mark.parametrize("status", catalogue.enum("advertiser_status"))
def test_every_status_of_tiktoks_is_told(status: str) -> None:
    told = read(status=status).status

    assert (told == "ACTIVE") == (status == "STATUS_ENABLE")
    assert (told == "PENDING") == ("PENDING" in status or "WAIT" in status or "UNAUDITED" in status)


def test_a_status_of_tomorrow_is_limited() -> None:
    assert read(status="STATUS_OF_2030").status == "LIMITED"


@pytest.mark.parametrize(
    ("timezone", "display", "expected"),
    [
        ("America/Los_Angeles", None, "America/Los_Angeles"),
        ("Asia/Tokyo", "America/Los_Angeles", "Asia/Tokyo"),
        ("Etc/GMT+8", "America/Los_Angeles", "America/Los_Angeles"),
        ("Etc/GMT+8", None, "Etc/GMT+8"),
        ("Etc/GMT+8", "Pacific time", "Etc/GMT+8"),
        ("GMT+08:00", None, "Etc/GMT-8"),
        ("UTC-5", None, "Etc/GMT+5"),
        ("GMT+0", None, "Etc/UTC"),
        (None, "Europe/Paris", "Europe/Paris"),
        ("UTC", None, "UTC"),
        ("GMT+05:30", None, "UTC"),
        ("../../etc/passwd", "", "UTC"),
        ("Europe", "Mars/Olympus", "UTC"),
    ],
)
def test_the_time_zone_is_a_place_where_tiktok_gives_one(
    timezone: str | None, display: str | None, expected: str
) -> None:
    assert read(timezone=timezone, display_timezone=display).time_zone == expected
