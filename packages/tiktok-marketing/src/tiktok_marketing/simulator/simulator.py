"""The simulated TikTok as one value: its state, its clock, and the knobs of how it behaves."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from tiktok_marketing.spec.endpoint import Level

from . import figures
from .audiences import Computing
from .clock import VirtualClock
from .event_rules import EventRules, Received
from .faults import Faults
from .journal import Journal
from .library import Library
from .limits import Limits
from .outbox import Outbox
from .posting import Receiver
from .record import Marker
from .review import Reviewers
from .state import State
from .tree_records import Ad, AdGroup, Campaign, Node

CLOCK_MARKER = "clock"
SEED_MARKER = "seed"

SpendOf = Callable[[figures.SpendLevel, str], Decimal]
"""(level, id) → what the node has spent of its budget's period: today, or for a lifetime budget ever."""

N = TypeVar("N", bound=Node)


@dataclass
class Simulator:
    """A local TikTok. Used by one event loop; several may live in one process.

    `limited=False` switches the quotas off. `latency_seconds` delays every API answer. `read_lag_seconds` is how long,
    in simulated time, lists do not show what was made. `fallback` lets reads that are not simulated be answered with
    an empty shape. `adgroup_quota` is how many active ad groups an advertiser may have, None for as many as it likes.
    `monotonic` is what the per-second and per-minute limits are measured with. `spend_of` defaults to
    the simulator's own figures. `receiver` takes what is posted in place of the network, which is this computer's own
    unless `post_anywhere`.
    """

    state: State
    clock: VirtualClock
    _: KW_ONLY
    level: Level = Level.BASIC
    strict: bool = False
    limited: bool = True
    latency_seconds: float = 0.0
    ads_report_cap: int = 20_000
    read_lag_seconds: float = 0.0
    fallback: bool = True
    adgroup_quota: int | None = None
    monotonic: Callable[[], float] = time.monotonic
    reviewers: Reviewers = field(default_factory=Reviewers)
    computing: Computing = field(default_factory=Computing)
    event_rules: EventRules = field(default_factory=EventRules)
    received: Received = field(default_factory=Received)
    library: Library = field(default_factory=Library)
    spend_of: SpendOf | None = None
    receiver: Receiver | None = None
    post_anywhere: bool = False
    outbox: Outbox = field(default_factory=Outbox)
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    limits: Limits = field(init=False)
    memory: dict[Any, Any] = field(default_factory=dict)
    """What was worked out and can be worked out again: emptied when the state is replaced."""
    last_id: int = field(init=False, default=0)
    """The highest that `new_id` gave."""
    _newest_first: dict[tuple[type[Node], str], tuple[int, int, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.limits = Limits(self.level, self.monotonic)
        self.reload()

    def reload(self) -> None:
        """Takes over what `state` remembers of clock and seed: at start, and after the state was replaced."""
        if CLOCK_MARKER in self.state.markers:
            self.clock.restore(self.state.markers[CLOCK_MARKER].value)
        self._newest_first.clear()
        self.memory.clear()
        self.received.clear()
        tables: list[dict[str, Any]] = [self.state.campaigns, self.state.adgroups, self.state.ads, self.state.smart_ads]
        tables += [self.state.audiences, self.state.saved_audiences, self.state.pixels, self.state.event_sets]
        tables += [self.state.materials, self.state.identities, self.state.creative_portfolios]
        tables += [self.state.chunked_uploads, self.state.video_fixes]
        tables += [self.state.advertisers, self.state.members, self.state.transactions, self.state.copy_tasks]
        tables += [self.state.subscriptions, self.state.deliveries, self.state.asset_groups]
        self.last_id = max((int(node_id) for table in tables for node_id in table), default=0)

    @property
    def seed(self) -> int:
        """What the world was made from; 0 for one that was not seeded."""
        marker = self.state.markers.get(SEED_MARKER)
        return int(marker.value) if marker else 0

    def now(self) -> datetime:
        return self.clock.now()

    def keep_clock(self) -> None:
        """Persists the clock as it was just set, so that a restart goes on from it."""
        self.state.save(Marker(id=CLOCK_MARKER, value=self.clock.snapshot()))

    def new_id(self, now: datetime) -> str:
        """An id like TikTok's: 19 digits with the second in the upper 32 of 64 bits, higher than any before."""
        self.last_id = max(self.last_id + 1, int(now.timestamp()) << 32)
        return str(self.last_id)

    def new_request_id(self) -> str:
        """`YYYYMMDDHHMMSS` and 20 hex digits in capitals."""
        return self.now().strftime("%Y%m%d%H%M%S") + secrets.token_hex(10).upper()

    def spent(self, level: figures.SpendLevel, node_id: str) -> Decimal:
        """What the campaign or ad group has spent of its budget's period."""
        if self.spend_of is not None:
            return self.spend_of(level, node_id)
        return figures.spent_of_budget(self.state, self.now(), level, node_id)

    def newest_first(self, kind: type[Node], advertiser_id: str) -> list[str]:
        """Ids of all the advertiser's nodes of one kind, deleted ones too, newest first."""
        key = (kind, advertiser_id)
        version, count, ids = self._newest_first.get(key, (-1, -1, []))
        if version == self.state.version:
            return ids
        found = self.nodes(kind, advertiser_id)
        if len(found) != count:
            ids = [node.id for node in sorted(found, key=lambda node: (node.created_at, int(node.id)), reverse=True)]
        self._newest_first[key] = (self.state.version, len(found), ids)
        return ids

    def nodes(self, kind: type[N], advertiser_id: str) -> list[N]:
        """The advertiser's campaigns, ad groups or ads."""
        state, table = self.state, self.table(kind)
        ids = state.campaigns_of.get(advertiser_id, [])
        if kind is not Campaign:
            ids = [i for campaign in ids for i in state.adgroups_of.get(campaign, [])]
        if kind is Ad:
            ids = [i for adgroup in ids for i in state.ads_of.get(adgroup, [])]
        return [table[i] for i in ids]

    def counts(self) -> dict[str, int]:
        """How many things of the main kinds there are, deleted ones too."""
        kinds = ("business_centers", "advertisers", "campaigns", "adgroups", "ads")
        return {kind: len(getattr(self.state, kind)) for kind in kinds}

    def table(self, kind: type[N]) -> dict[str, N]:
        """All nodes of one kind, by id."""
        tables: dict[type[Node], Any] = {
            Campaign: self.state.campaigns,
            AdGroup: self.state.adgroups,
            Ad: self.state.ads,
        }
        return cast("dict[str, N]", tables[kind])
