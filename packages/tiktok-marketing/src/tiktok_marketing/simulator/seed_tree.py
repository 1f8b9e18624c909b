"""One seeded campaign with its ad groups and ads: what was set up when, changed, paused, rejected, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from .agency_records import Advertiser
from .currencies import digits, ratio
from .history import begun, changed
from .record import Record
from .review import REASONS
from .seed_clients import Client
from .seed_creatives import ad_fields
from .seed_fields import KINDS, Kind, adgroup_fields, campaign_fields
from .seed_library import Shelf
from .seed_money import adgroup_budget, bid, campaign_budget, schedule
from .tree_records import Ad, AdGroup, Campaign, Review

N = TypeVar("N", Campaign, AdGroup, Ad)
_RAISES = (Decimal("1.35"), Decimal("1.5"), Decimal(2))
_IDS_OF_A_SECOND = 1 << 32  # TikTok's ids carry their second in the upper 32 of 64 bits
_ADS_TO_A_REVIEW, _ADS_TO_A_REJECTION = 50, 30


class Plot(msgspec.Struct, frozen=True):
    """Room for one campaign: whose, since when, with how many ads in each ad group."""

    advertiser: Advertiser
    client: Client
    number: int
    created_at: datetime
    now: datetime
    ads_of_groups: tuple[int, ...]
    shelf: Shelf

    @property
    def ids(self) -> dict[str, str]:
        return ids_of(self.advertiser)

    def price(self, dollars: Decimal) -> Decimal:
        """About as much in the advertiser's currency, with no more decimals than that has."""
        amount = dollars * ratio(self.advertiser.currency)
        return amount.quantize(Decimal(1).scaleb(-digits(self.advertiser.currency)))

    def day_later(self, since: datetime, chance: Random) -> datetime | None:
        """A working hour of some later day, before now; None when there was none."""
        days = (self.now - since).days
        if days < 1:
            return None
        zone = ZoneInfo(self.advertiser.timezone)
        day = (since + timedelta(days=chance.randrange(1, days + 1))).astimezone(zone).date()
        at = datetime.combine(day, time(chance.randrange(8, 19), chance.randrange(60)), zone).astimezone(since.tzinfo)
        return at if since < at < self.now else None


def ids_of(advertiser: Advertiser) -> dict[str, str]:
    """Those of the client's apps, pixel, identity and TikTok account."""
    number, names = int(advertiser.id), ("app", "pixel", "identity", "account", "ios_app")
    return {name: str(number + n) for n, name in enumerate(names, 1_000_000)}


class Seedbed(msgspec.Struct):
    """What all campaigns of one world share: chance, and who is the next."""

    chance: Random
    _ids: int = 0
    ads: int = 0
    reviews_owed: int = 0

    def new_id(self, at: datetime) -> str:
        """19 digits that rise with the time of creation; none is given twice."""
        self._ids += 1
        return str(int(at.timestamp()) * _IDS_OF_A_SECOND + self._ids)


def grow_campaign(plot: Plot, bed: Seedbed) -> Iterator[Record]:
    """The campaign, then each ad group followed by its ads."""
    kind = bed.chance.choices(KINDS, [kind.weight for kind in KINDS])[0]
    fields = campaign_fields(kind, plot.client, plot.number, plot.ids[kind.app], bed.chance)
    fields |= campaign_budget(fields, len(plot.ads_of_groups), plot.price, bed.chance)
    campaign = Campaign(id=bed.new_id(plot.created_at), **_node(plot, plot.created_at, fields))
    campaign = _lived(plot, campaign, bed.chance)
    yield campaign
    plot = _while_alive(plot, campaign)
    for number, size in enumerate(plot.ads_of_groups, 1):
        yield from _grow_adgroup(plot, kind, campaign, (number, size), bed)


def _grow_adgroup(plot: Plot, kind: Kind, campaign: Campaign, place: tuple[int, int], bed: Seedbed) -> Iterator[Record]:
    number, size = place
    created_at = plot.created_at + timedelta(minutes=number)
    if number > 1:
        created_at = plot.day_later(plot.created_at, bed.chance) or created_at
    fields = adgroup_fields(kind, plot.client, number, plot.ids, bed.chance)
    fields |= schedule(created_at, plot.now, bed.chance)
    fields |= adgroup_budget(campaign.fields, fields, plot.price, bed.chance)
    fields |= bid(campaign.fields, kind.billing, plot.price, bed.chance)
    node = _node(plot, created_at, fields)
    adgroup = _lived(plot, AdGroup(id=bed.new_id(created_at), campaign_id=campaign.id, **node), bed.chance)
    yield adgroup
    plot = _while_alive(plot, adgroup)
    for index in range(size):
        yield _grow_ad(plot, kind, (campaign, adgroup), index, bed)


def _grow_ad(plot: Plot, kind: Kind, parents: tuple[Campaign, AdGroup], index: int, bed: Seedbed) -> Ad:
    campaign, adgroup = parents
    bed.ads += 1
    chance = bed.chance
    created_at = adgroup.created_at + timedelta(minutes=10, seconds=20 * index)
    if index and chance.random() < 0.3:
        created_at = plot.day_later(adgroup.created_at, chance) or created_at
    bed.reviews_owed += bed.ads % _ADS_TO_A_REVIEW == 1
    waits = bool(bed.reviews_owed) and _is_live(campaign) and _is_live(adgroup)
    if waits:
        bed.reviews_owed -= 1
        created_at = max(plot.now - timedelta(minutes=chance.randrange(5, 240)), adgroup.created_at)
    created_at = max(min(created_at, plot.now - timedelta(minutes=1)), adgroup.created_at).replace(microsecond=0)
    ad = Ad(
        id=bed.new_id(created_at),
        campaign_id=adgroup.campaign_id,
        adgroup_id=adgroup.id,
        reviews=[_review(plot.now, created_at, bed) if not waits else _pending(plot.now, created_at, chance)],
        **_node(plot, created_at, ad_fields(kind, plot.client, bed.ads, plot.ids, plot.shelf, chance)),
    )
    return begun(ad) if waits else _lived(plot, ad, chance)


def _while_alive(plot: Plot, parent: Campaign | AdGroup) -> Plot:
    """For the children of a deleted parent, time ended with it."""
    return plot if parent.operation_status != "DELETE" else replace(plot, now=parent.modified_at)


def _is_live(node: Campaign | AdGroup) -> bool:
    return node.operation_status == "ENABLE"


def _node(plot: Plot, created_at: datetime, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "advertiser_id": plot.advertiser.id,
        "operation_status": "ENABLE",
        "created_at": created_at,
        "modified_at": created_at,
        "fields": fields,
        "history": [],
    }


def _lived(plot: Plot, node: N, chance: Random) -> N:
    """`node` after what may happen to one: its budget raised, a break of some days, an end."""
    node = begun(node)
    for _ in range(chance.choices((0, 1, 2), (6, 3, 1))[0]):
        if (at := plot.day_later(node.modified_at, chance)) is None:
            return node
        if node.fields.get("budget") and chance.random() < 0.6:
            raised = (node.fields["budget"] * chance.choice(_RAISES)).quantize(Decimal(1))
            node = changed(node, at, fields=node.fields | {"budget": raised})
        else:
            node = changed(node, at, status="DISABLE")
            if (back := plot.day_later(at, chance)) is None:
                return node
            node = changed(node, back, status="ENABLE")
    return _ended(plot, node, chance)


def _ended(plot: Plot, node: N, chance: Random) -> N:
    status = chance.choices((None, "DISABLE", "DELETE"), (86, 9, 5))[0]
    at = plot.day_later(node.modified_at, chance) if status else None
    return changed(node, at, status=status) if at else node


def _review(now: datetime, submitted_at: datetime, bed: Seedbed) -> Review:
    """A review that is over by `now`, unless the ad is only some hours old."""
    approved = bed.ads % _ADS_TO_A_REJECTION != 5
    wait = timedelta(minutes=10 + int(350 * bed.chance.random() ** 2))
    reasons = () if approved else (bed.chance.choice(REASONS),)
    decided_at = min(submitted_at + wait, max(now - timedelta(minutes=1), submitted_at))
    return Review(submitted_at=submitted_at, decided_at=decided_at, approved=approved, reasons=reasons)


def _pending(now: datetime, submitted_at: datetime, chance: Random) -> Review:
    decided_at = now + timedelta(minutes=chance.randrange(10, 360))
    approved = chance.random() < 0.9
    reasons = () if approved else (REASONS[decided_at.minute % len(REASONS)],)
    return Review(submitted_at=submitted_at, decided_at=decided_at, approved=approved, reasons=reasons)
