"""What the simulated TikTok knows: its objects, and the file that keeps them through kill -9."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from .audience_records import Audience, AudienceFile, SavedAudience
from .business_records import (
    Appeal,
    Asset,
    AssetGroup,
    ConfirmedTerm,
    CopyTask,
    Member,
    Partner,
    Portfolio,
    Transaction,
    TtUserCode,
    TtUserGrant,
)
from .creative_records import (
    CREATIVE_RECORDS,
    ChunkedUpload,
    CreativePortfolio,
    Identity,
    Material,
    StoredFile,
    VideoFix,
)
from .event_records import CustomConversion, EventSet, EventSightings, EventTally, MobileApp, Pixel
from .offer import Offer
from .record import Record as Record  # noqa: PLC0414  # part of this module's face, for those who write records
from .report_records import ReportTask
from .smart_records import MANUAL, SmartAd
from .webhook_records import AccountWebhook, Delivery, Subscription


class App(Record):
    """A developer app: who may ask for consent."""

    KIND = "app"
    secret: str
    redirect_uris: list[str]


class AuthCode(Record):
    """A consent on its way to becoming a grant; `id` is the code. Single use, one hour."""

    KIND = "auth_code"
    app_id: str
    advertiser_ids: list[str]
    issued_at: datetime
    used_at: datetime | None = None
    user_id: str | None = None  # the member of a Business Center who consented


class Grant(Record):
    """One access token; `id` is the token."""

    KIND = "grant"
    app_id: str
    advertiser_ids: list[str]
    scope: list[int]
    issued_at: datetime
    revoked_at: datetime | None = None
    user_id: str | None = None  # whose rights it carries; None: somebody who may do everything


class BusinessCenter(Record):
    """An agency's roof over advertisers."""

    KIND = "business_center"
    name: str
    currency: str
    timezone: str
    advertiser_ids: list[str]
    created_at: datetime


class Advertiser(Record):
    """An ad account. `fields` holds what advertiser/info answers beyond the named ones."""

    KIND = "advertiser"
    bc_id: str
    name: str
    currency: str
    timezone: str  # IANA name
    status: str
    balance: Decimal  # cash, grant and credit together
    created_at: datetime
    fields: dict[str, Any] = msgspec.field(default_factory=dict)
    grant: Decimal = Decimal(0)  # the part of `balance` that is a voucher
    credit: Decimal = Decimal(0)  # the part of `balance` that is the Business Center's credit


class Setting(msgspec.Struct, kw_only=True, frozen=True):
    """What spending depends on, as it stood from `at` on. The figures read these, so the past stays as it was."""

    at: datetime
    operation_status: str  # ENABLE, DISABLE, DELETE, FROZEN
    budget: Decimal | None = None
    budget_mode: str | None = None
    # An ad group's schedule as it then stood. Without a start the present `fields` are taken for it.
    schedule_start: datetime | None = None
    schedule_end: datetime | None = None
    dayparting: str | None = None
    # Without it, the present `fields` are taken for what an ad group offered, and for what an ad showed.
    offer: Offer | None = None
    shown: tuple[str, ...] | None = None  # an ad's video, its images, or its post


class Node(Record):
    """A campaign, an ad group or an ad. `fields` holds TikTok's own fields but ids, status and times."""

    advertiser_id: str
    operation_status: str
    created_at: datetime
    modified_at: datetime
    fields: dict[str, Any]
    history: list[Setting]  # oldest first; never empty
    request_id: str | None = None  # the caller's, of the create call: a repeat is recognised by it


class Campaign(Node):
    KIND = "campaign"

    @property
    def automation(self) -> str:
        """How it is run: MANUAL, SMART_PLUS or UPGRADED_SMART_PLUS."""
        return str(self.fields.get("campaign_automation_type", MANUAL))


class AdGroup(Node, kw_only=True):
    KIND = "adgroup"
    campaign_id: str
    scheduled_budget: tuple[datetime, Decimal] | None = None
    flips_at: datetime | None = None  # beyond the advertiser's quota: when it is paused


class Review(msgspec.Struct, kw_only=True, frozen=True):
    """What the reviewers will say, and when: decided at submission, shown once the clock gets there."""

    submitted_at: datetime
    decided_at: datetime
    approved: bool
    again: bool = False  # the ad had been approved before: REAUDIT
    reasons: tuple[str, ...] = ()


class Ad(Node, kw_only=True):
    KIND = "ad"
    campaign_id: str
    adgroup_id: str
    reviews: list[Review]  # oldest first; never empty
    smart_ad_id: str | None = None  # the smart ad that it is a creative of


class Marker(Record):
    """A named fact about the whole world: the seed, the clock, the next id."""

    KIND = "marker"
    value: Any


_SOURCES = (
    AudienceFile,
    Audience,
    SavedAudience,
    Pixel,
    MobileApp,
    CustomConversion,
    EventSet,
    EventTally,
    EventSightings,
)
_BUSINESS = (
    Appeal,
    Asset,
    AssetGroup,
    ConfirmedTerm,
    CopyTask,
    Member,
    Partner,
    Portfolio,
    Transaction,
    TtUserCode,
    TtUserGrant,
)
_WEBHOOKS = (Subscription, AccountWebhook, Delivery)
KINDS: dict[str, type[Record]] = {
    kind.KIND: kind
    for kind in (
        App,
        AuthCode,
        Grant,
        BusinessCenter,
        Advertiser,
        Campaign,
        AdGroup,
        Ad,
        SmartAd,
        Marker,
        ReportTask,
        *CREATIVE_RECORDS,
        *_BUSINESS,
        *_SOURCES,
        *_WEBHOOKS,
    )
}


_TABLES = {
    "app": "apps",
    "auth_code": "auth_codes",
    "grant": "grants",
    "business_center": "business_centers",
    "advertiser": "advertisers",
    "campaign": "campaigns",
    "adgroup": "adgroups",
    "ad": "ads",
    "smart_ad": "smart_ads",
    "marker": "markers",
    "report_task": "report_tasks",
    "appeal": "appeals",
    "bc_asset": "assets",
    "asset_group": "asset_groups",
    "confirmed_term": "confirmed_terms",
    "copy_task": "copy_tasks",
    "bc_member": "members",
    "bc_partner": "partners",
    "portfolio": "portfolios",
    "transaction": "transactions",
    "tt_user_code": "tt_user_codes",
    "tt_user_grant": "tt_user_grants",
    "material": "materials",
    "video_fix": "video_fixes",
    "stored_file": "stored_files",
    "chunked_upload": "chunked_uploads",
    "identity": "identities",
    "creative_portfolio": "creative_portfolios",
    "audience_file": "audience_files",
    "audience": "audiences",
    "saved_audience": "saved_audiences",
    "pixel": "pixels",
    "mobile_app": "mobile_apps",
    "custom_conversion": "custom_conversions",
    "event_set": "event_sets",
    "event_tally": "event_tallies",
    "event_sightings": "event_sightings",
    "subscription": "subscriptions",
    "account_webhook": "account_webhooks",
    "delivery": "deliveries",
}
"""Kind of record → the attribute of `State` that holds them by id."""


# Money in `fields` stays exact: written as a JSON number with all its digits, read back as Decimal.
_ENCODER = msgspec.json.Encoder(decimal_format="number")
# An upsert keeps the row's place, so that a reloaded state lists its records oldest first.
_KEEP = "INSERT INTO record VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json"
_FORGET = "DELETE FROM record WHERE kind = ? AND id = ?"
_PATIENCE_SECONDS = 0.5
_ELSE = "Name a folder that can be written."
_AWAY = "Move it away, or name another folder."


class StateUnreadable(Exception):
    """The file that should hold the state does not."""


class State:
    """All records in memory; with a `path`, every `save` is on disk before it returns.

    Written by one thread. A crash loses no saved record, for SQLite commits each `save` whole.
    """

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
    confirmed_terms: dict[str, ConfirmedTerm]
    copy_tasks: dict[str, CopyTask]
    members: dict[str, Member]
    partners: dict[str, Partner]
    portfolios: dict[str, Portfolio]
    transactions: dict[str, Transaction]
    tt_user_codes: dict[str, TtUserCode]
    tt_user_grants: dict[str, TtUserGrant]
    materials: dict[str, Material]
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
        self._tables: dict[str, dict[str, Any]] = {kind: {} for kind in _TABLES}
        for kind, name in _TABLES.items():
            setattr(self, name, self._tables[kind])
        self.materials_of: dict[str, dict[str, str]] = defaultdict(dict)  # advertiser id → media id → material id
        self.campaigns_of: dict[str, list[str]] = defaultdict(list)  # advertiser id → campaign ids, oldest first
        self.adgroups_of: dict[str, list[str]] = defaultdict(list)  # campaign id → ad group ids
        self.ads_of: dict[str, list[str]] = defaultdict(list)  # ad group id → ad ids
        self.version = 0  # grows with every save: figures are cached against it
        self._file = _open(path) if path else None
        if self._file:
            try:
                self._load(self._file)
            except (sqlite3.Error, msgspec.MsgspecError) as error:
                self.close()
                raise StateUnreadable(f"{path} holds what this simulator cannot read ({error}). {_AWAY}") from error

    def save(self, *records: Record) -> None:
        """Keeps all `records`, or on a failing disk none."""
        if self._file:
            rows = [(type(r).KIND, r.id, _ENCODER.encode(r)) for r in records]
            with self._file:
                self._file.executemany(_KEEP, rows)
        self._keep(records)
        self.version += 1

    def forget(self, *records: Record) -> None:
        """Keeps `records` no longer, on disk neither. Not for those that others refer to."""
        if self._file:
            with self._file:
                self._file.executemany(_FORGET, [(type(r).KIND, r.id) for r in records])
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
        return {kind: [_ENCODER.encode(record) for record in table.values()] for kind, table in self._tables.items()}

    def replace(self, dumped: dict[str, list[bytes]]) -> None:
        """Forgets everything and knows what `dump` gave, on disk too."""
        self.clear()
        for kind, rows in dumped.items():
            decoder = msgspec.json.Decoder(KINDS[kind], float_hook=Decimal)
            self.save(*(decoder.decode(json) for json in rows))

    def clear(self) -> None:
        """Forgets everything, on disk too."""
        if self._file:
            with self._file:
                self._file.execute("DELETE FROM record")
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

    def _load(self, file: sqlite3.Connection) -> None:
        for kind, record_type in KINDS.items():
            rows = file.execute("SELECT json FROM record WHERE kind = ? ORDER BY rowid", (kind,))
            decoder = msgspec.json.Decoder(record_type, float_hook=Decimal)
            self._keep(decoder.decode(json) for (json,) in rows)

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


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(path, timeout=_PATIENCE_SECONDS, check_same_thread=False)
    except OSError as error:
        raise StateUnreadable(f"No state can be kept in {path.parent} ({error.strerror}). {_ELSE}") from error
    except sqlite3.Error as error:
        raise StateUnreadable(f"{path} cannot be opened ({error}). {_ELSE}") from error
    try:
        # Two simulators would each write their own memory over the other's: the first keeps the file to itself.
        file.execute("PRAGMA locking_mode = EXCLUSIVE")
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = NORMAL")
        file.execute("CREATE TABLE IF NOT EXISTS record (kind TEXT, id TEXT, json BLOB, PRIMARY KEY (kind, id))")
    except sqlite3.Error as error:
        file.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise StateUnreadable(f"Another simulator works on {path}. End it, or name another folder.") from error
        raise StateUnreadable(f"{path} is not a simulator's state ({error}). {_AWAY}") from error
    return file
