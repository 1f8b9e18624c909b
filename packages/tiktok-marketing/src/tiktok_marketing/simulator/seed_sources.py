"""What a seeded advertiser's campaigns draw on: its pixel, its apps, its event sets, its audiences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from .agency_records import Advertiser
from .audience_records import FILE, LOOKALIKE, RULE, Audience, Change, Computation
from .event_records import CRM, OFFLINE, EventSet, MobileApp, Pixel, PixelEventSetup
from .pixels import new_pixel
from .record import Record
from .seed_clients import Client

# Ids are the advertiser's with something added: those of its app, pixel, identity and account come first.
_EVENTS_OFFSET, _SETS_OFFSET, _AUDIENCES_OFFSET = 1_000_100, 1_000_200, 1_000_300
_PIXEL_EVENTS = (
    ("Purchase", "SHOPPING"),
    ("AddToCart", "ON_WEB_CART"),
    ("InitiateCheckout", "INITIATE_ORDER"),
    ("ViewContent", "ON_WEB_DETAIL"),
    ("CompleteRegistration", "ON_WEB_REGISTER"),
)
_COMPUTED = timedelta(hours=9)


def sources_of(advertiser: Advertiser, client: Client, ids: dict[str, str], used_at: datetime) -> Iterator[Record]:
    """Made soon after the advertiser, and ready since; the audiences were last used at `used_at`.

    `ids` are those of the pixel and the apps.
    """
    made_at = advertiser.created_at + timedelta(hours=1)
    yield _pixel(advertiser, client, ids["pixel"], made_at)
    for platform, name in (("ANDROID", "app"), ("IOS", "ios_app")):
        yield MobileApp(
            id=ids[name],
            advertiser_id=advertiser.id,
            platform=platform,
            name=client.app,
            package_name=f"com.example.a{advertiser.id}",
            download_url=f"{client.site}/app",
            created_at=made_at,
            partner="Adjust",
        )
    for number, (source, name) in enumerate(((OFFLINE, "Shops"), (CRM, "CRM"))):
        yield EventSet(
            id=_id(advertiser, _SETS_OFFSET + number),
            advertiser_id=advertiser.id,
            source=source,
            name=f"{client.name} {name}",
            created_at=made_at,
            updated_at=made_at,
        )
    for audience in _audiences(advertiser, ids["pixel"], made_at):
        yield replace(audience, last_used_at=used_at)


def _pixel(advertiser: Advertiser, client: Client, pixel_id: str, made_at: datetime) -> Pixel:
    category = {"pixel_category": "ONLINE_STORE"}
    pixel = new_pixel(pixel_id, advertiser.id, f"{client.name} web", made_at, category)
    pixel.events = [
        PixelEventSetup(
            id=_id(advertiser, _EVENTS_OFFSET + number),
            fields={"name": name, "event_type": event_type, "statistic_type": "EVERY_TIME"},
        )
        for number, (name, event_type) in enumerate(_PIXEL_EVENTS)
    ]
    return pixel


def _audiences(advertiser: Advertiser, pixel_id: str, made_at: datetime) -> Iterator[Audience]:
    size = int(advertiser.id) % 20_000
    customers = _audience(advertiser, 0, ("Customers", FILE, "Customer File"), made_at, 12_000 + size)
    customers.calculate_type = "EMAIL_SHA256"
    yield customers
    visitors = _audience(advertiser, 1, ("Site visitors 30d", RULE, "Website Traffic"), made_at, 40_000 + 3 * size)
    rule = {"retention_days": 30, "event_source_ids": [pixel_id]}
    visitors.rule = {"audience_type": "PIXEL", "inclusion_rule_set": {"operator": "OR", "rules": [rule]}}
    visitors.auto_refresh = True
    yield visitors
    shown = ("Lookalike of customers", LOOKALIKE, "Lookalike Audience")
    lookalike = _audience(advertiser, 2, shown, made_at + timedelta(days=1), 2_000_000 + 10 * size)
    lookalike.lookalike = {
        "source_audience_id": customers.id,
        "include_source": False,
        "mobile_os": "ALL",
        "placements": ["TikTok"],
        "location_ids": [],
        "audience_size": "BALANCED",
    }
    yield lookalike


def _audience(
    advertiser: Advertiser, number: int, shown: tuple[str, str, str], made_at: datetime, cover_num: int
) -> Audience:
    name, how, audience_type = shown
    return Audience(
        id=_id(advertiser, _AUDIENCES_OFFSET + number),
        advertiser_id=advertiser.id,
        name=name,
        how=how,
        audience_type=audience_type,
        sub_type="NORMAL",
        created_at=made_at,
        last_used_at=made_at,
        current=Computation(asked_at=made_at, ready_at=made_at + _COMPUTED, cover_num=cover_num),
        changes=[Change(at=made_at, action="CREATE", detail=f"{audience_type} created", editor="Ads Manager")],
    )


def _id(advertiser: Advertiser, offset: int) -> str:
    return str(int(advertiser.id) + offset)
