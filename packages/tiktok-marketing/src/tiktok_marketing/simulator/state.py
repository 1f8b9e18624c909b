"""What the simulated TikTok knows: its objects, in memory and where wished in a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .agency_records import Advertiser, App, AuthCode, BusinessCenter, Grant
from .audience_records import Audience, AudienceFile, SavedAudience
from .business_records import (
    Appeal,
    Asset,
    AssetGroup,
    BillingGroup,
    ConfirmedTerm,
    CopyTask,
    Member,
    Partner,
    Portfolio,
    Transaction,
    TtUserCode,
    TtUserGrant,
)
from .creative_records import ChunkedUpload, CreativePortfolio, Identity, Material, MusicShelf, StoredFile, VideoFix
from .event_records import CustomConversion, EventSet, EventSightings, EventTally, MobileApp, Pixel
from .record import Marker, Record
from .report_records import ReportTask
from .smart_records import SmartAd
from .state_file import StateFile, StateUnreadable, decoded, encode
from .tree_records import Ad, AdGroup, Campaign
from .webhook_records import AccountWebhook, Delivery, Subscription

_TABLES: dict[type[Record], str] = {
    App: "apps",
    AuthCode: "auth_codes",
    Grant: "grants",
    BusinessCenter: "business_centers",
    Advertiser: "advertisers",
    Campaign: "campaigns",
    AdGroup: "adgroups",
    Ad: "ads",
    SmartAd: "smart_ads",
    Marker: "markers",
    ReportTask: "report_tasks",
    Appeal: "appeals",
    Asset: "assets",
    AssetGroup: "asset_groups",
    BillingGroup: "billing_groups",
    ConfirmedTerm: "confirmed_terms",
    CopyTask: "copy_tasks",
    Member: "members",
    Partner: "partners",
    Portfolio: "portfolios",
    Transaction: "transactions",
    TtUserCode: "tt_user_codes",
    TtUserGrant: "tt_user_grants",
    Material: "materials",
    MusicShelf: "music_shelves",
    VideoFix: "video_fixes",
    StoredFile: "stored_files",
    ChunkedUpload: "chunked_uploads",
    Identity: "identities",
    CreativePortfolio: "creative_portfolios",
    AudienceFile: "audience_files",
    Audience: "audiences",
    SavedAudience: "saved_audiences",
    Pixel: "pixels",
    MobileApp: "mobile_apps",
    CustomConversion: "custom_conversions",
    EventSet: "event_sets",
    EventTally: "event_tallies",
    EventSightings: "event_sightings",
    Subscription: "subscriptions",
    AccountWebhook: "account_webhooks",
    Delivery: "deliveries",
}
"""Kind of record → the attribute of `State` that holds them by id."""

KINDS: dict[str, type[Record]] = {kind.KIND: kind for kind in _TABLES}


class State:
    """All records in memory; with a `path`, every `save` is on disk before it returns. Written by one thread."""

    fields: dict[str, Any]
    apps: dict[str, App]
    auth_codes: dict[str, AuthCode]
    grants: dict[str, Grant]
    business_centers: dict[str, BusinessCenter]
    advertisers: dict[str, Advertiser]
    campaigns: dict[str, Campaign]
    adgroups: dict[str, AdGroup]
    ads: dict[str, Ad]
    smart_ads: dict[str, SmartAd]
    markers: dict[str, Marker]
    report_tasks: dict[str, ReportTask]
    appeals: dict[str, Appeal]
    assets: dict[str, Asset]
    asset_groups: dict[str, AssetGroup]
    billing_groups: dict[str, BillingGroup]
    confirmed_terms: dict[str, ConfirmedTerm]
    copy_tasks: dict[str, CopyTask]
    members: dict[str, Member]
    partners: dict[str, Partner]
    portfolios: dict[str, Portfolio]
    transactions: dict[str, Transaction]
    tt_user_codes: dict[str, TtUserCode]
    tt_user_grants: dict[str, TtUserGrant]
    materials: dict[str, Material]
    music_shelves: dict[str, MusicShelf]
    video_fixes: dict[str, VideoFix]
    stored_files: dict[str, StoredFile]
    chunked_uploads: dict[str, ChunkedUpload]
    identities: dict[str, Identity]
    creative_portfolios: dict[str, CreativePortfolio]
    audience_files: dict[str, AudienceFile]
    audiences: dict[str, Audience]
    saved_audiences: dict[str, SavedAudience]
    pixels: dict[str, Pixel]
    mobile_apps: dict[str, MobileApp]
    custom_conversions: dict[str, CustomConversion]
    event_sets: dict[str, EventSet]
    event_tallies: dict[str, EventTally]
    event_sightings: dict[str, EventSightings]
    subscriptions: dict[str, Subscription]
    account_webhooks: dict[str, AccountWebhook]
    deliveries: dict[str, Delivery]

    def __init__(self, path: Path | None = None) -> None:
        self._tables: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        for kind, name in _TABLES.items():
            setattr(self, name, self._tables[kind.KIND])
        self.materials_of: dict[str, dict[str, str]] = defaultdict(dict)  # advertiser id → media id → material id
        self.campaigns_of: dict[str, list[str]] = defaultdict(list)  # advertiser id → campaign ids, oldest first
        self.adgroups_of: dict[str, list[str]] = defaultdict(list)  # campaign id → ad group ids
        self.ads_of: dict[str, list[str]] = defaultdict(list)  # ad group id → ad ids
        self.version = 0  # grows with every save: figures are cached against it
        self._file = StateFile(path) if path else None
        if self._file:
            try:
                self._keep(self._file.records(_TABLES))
            except StateUnreadable:
                self.close()
                raise

    def save(self, *records: Record) -> None:
        """Keeps all `records`, or on a failing disk none."""
        if self._file:
            self._file.keep(records)
        self._keep(records)
        self.version += 1

    def forget(self, *records: Record) -> None:
        """Keeps `records` no longer, on disk neither. Not for those that others refer to."""
        if self._file:
            self._file.forget(records)
        for record in records:
            self._tables[type(record).KIND].pop(record.id, None)
        self.version += 1

    def records(self) -> Iterator[tuple[str, Record]]:
        """Everything with its kind, oldest first within each."""
        for kind, table in self._tables.items():
            for record in table.values():
                yield kind, record

    def dump(self) -> dict[str, list[bytes]]:
        """Everything as JSON, by kind: what `replace` takes."""
        return {kind: [encode(record) for record in table.values()] for kind, table in self._tables.items()}

    def replace(self, dumped: dict[str, list[bytes]]) -> None:
        """Forgets everything and knows what `dump` gave, on disk too."""
        self.clear()
        for kind, rows in dumped.items():
            self.save(*decoded(KINDS[kind], rows))

    def clear(self) -> None:
        """Forgets everything, on disk too."""
        if self._file:
            self._file.clear()
        for table in self._tables.values():
            table.clear()
        for index in (self.campaigns_of, self.adgroups_of, self.ads_of):
            index.clear()
        self.materials_of.clear()
        self.version += 1

    def close(self) -> None:
        """Closes the file; the state in memory stays readable."""
        if self._file:
            self._file.close()
            self._file = None

    def _keep(self, records: Iterable[Record]) -> None:
        for record in records:
            table = self._tables[type(record).KIND]
            if record.id not in table:
                self._index(record)
            table[record.id] = record

    def _index(self, record: Record) -> None:
        match record:
            case Campaign():
                self.campaigns_of[record.advertiser_id].append(record.id)
            case AdGroup():
                self.adgroups_of[record.campaign_id].append(record.id)
            case Material():
                self.materials_of[record.advertiser_id][record.media_id] = record.id
            case Ad():
                self.ads_of[record.adgroup_id].append(record.id)
