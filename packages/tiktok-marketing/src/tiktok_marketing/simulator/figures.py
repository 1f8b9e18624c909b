"""The simulated TikTok's figures: a function of seed, state and time, kept as long as nothing they read changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from weakref import WeakKeyDictionary, proxy

from .agency_records import Advertiser
from .currencies import to_amount
from .freshness import Reading, as_spent
from .ledger import HourFact, Ledger
from .local_days import day_at
from .state import State
from .tree_records import AdGroup, Campaign

SpendLevel = Literal["campaign", "adgroup"]


class Figures:
    """All figures of one state. Moments are rounded down to the minute."""

    def __init__(self, state: State) -> None:
        self._state: State = proxy(state)  # a world nobody uses any more must be able to go
        self._seed = _seed(state)
        self._version = -1
        self._fresh: set[str] = set()
        self._ledgers: dict[str, Ledger] = {}

    def ledger(self, campaign_id: str) -> Ledger:
        """The campaign's figures, up to date with the state."""
        if self._version != self._state.version:
            self._begin_version()
        ledger = self._ledgers.get(campaign_id)
        if ledger is None:
            ledger = self._ledgers[campaign_id] = Ledger(self._state, campaign_id, self._seed)
        elif campaign_id not in self._fresh:
            ledger.refresh(self._state)
        self._fresh.add(campaign_id)
        return ledger

    def ledgers(self, advertiser_id: str) -> list[Ledger]:
        """Those of all the advertiser's campaigns, oldest first."""
        return [self.ledger(campaign_id) for campaign_id in self._state.campaigns_of.get(advertiser_id, ())]

    def hour_facts(self, advertiser_id: str, day: date, names: Sequence[str], reading: Reading) -> Iterator[HourFact]:
        """What each ad of the advertiser did in each hour of `day`."""
        for ledger in self.ledgers(advertiser_id):
            yield from ledger.hour_facts(day, names, reading)

    def _begin_version(self) -> None:
        self._version = self._state.version
        self._fresh.clear()
        if (seed := _seed(self._state)) != self._seed:
            self._seed = seed
            self._ledgers.clear()
        for gone in self._ledgers.keys() - self._state.campaigns.keys():
            del self._ledgers[gone]


_FIGURES: WeakKeyDictionary[State, Figures] = WeakKeyDictionary()


def figures_of(state: State) -> Figures:
    """The figures of `state`, computed so far as somebody asked."""
    if state not in _FIGURES:
        _FIGURES[state] = Figures(state)
    return _FIGURES[state]


def today(advertiser: Advertiser, now: datetime) -> date:
    """The advertiser's date."""
    return day_at(advertiser.timezone, to_minute(now))


def spend_so_far(state: State, now: datetime, level: SpendLevel, node_id: str) -> Decimal:
    """All that the campaign or ad group has ever spent, up to `now` and not only to what reports show."""
    node, advertiser = _node(state, level, node_id)
    first = day_at(advertiser.timezone, int(node.created_at.timestamp()))
    return _spend(state, node, (first, today(advertiser, now)), now)


def spend_on(state: State, now: datetime, level: SpendLevel, node_id: str, day: date) -> Decimal:
    """What the campaign or ad group has spent on `day`, a day of the advertiser's, up to `now`."""
    node, _ = _node(state, level, node_id)
    return _spend(state, node, (day, day), now)


def spent_of_budget(state: State, now: datetime, level: SpendLevel, node_id: str) -> Decimal:
    """What counts against the node's present budget: ever for a lifetime budget, today for a daily one."""
    node, advertiser = _node(state, level, node_id)
    if node.history[-1].budget_mode == "BUDGET_MODE_TOTAL":
        return spend_so_far(state, now, level, node_id)
    return spend_on(state, now, level, node_id, today(advertiser, now))


def to_minute(moment: datetime) -> int:
    """Seconds since 1970 at the beginning of the moment's minute."""
    return int(moment.timestamp()) // 60 * 60


def _spend(state: State, node: Campaign | AdGroup, days: tuple[date, date], now: datetime) -> Decimal:
    campaign_id = node.campaign_id if isinstance(node, AdGroup) else node.id
    spent = figures_of(state).ledger(campaign_id).total(node.id, "spend", *days, as_spent(now))
    return to_amount(spent, state.advertisers[node.advertiser_id].currency)


def _node(state: State, level: SpendLevel, node_id: str) -> tuple[Campaign | AdGroup, Advertiser]:
    node = state.campaigns[node_id] if level == "campaign" else state.adgroups[node_id]
    return node, state.advertisers[node.advertiser_id]


def _seed(state: State) -> int:
    marker = state.markers.get("seed")
    return int(marker.value) if marker else 0
