"""What each object is doing: `secondary_status`, worked out from switches, reviews, schedule and money."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

import msgspec

from tiktok_marketing.spec.timestamps import parse_utc

from .figures import SpendLevel
from .history import budget_at
from .review import review_status
from .simulator import Simulator
from .tree_records import Ad, AdGroup, Campaign, Node

# TikTok's advertiser status → what its objects show (behaviour reference §5.4). ENABLE and unknown: nothing.
_ACCOUNT = {
    "STATUS_PENDING_CONFIRM": "ADVERTISER_AUDIT",
    "STATUS_PENDING_VERIFIED": "ADVERTISER_AUDIT",
    "STATUS_WAIT_FOR_BPM_AUDIT": "ADVERTISER_AUDIT",
    "STATUS_SELF_SERVICE_UNAUDITED": "ADVERTISER_AUDIT",
    "STATUS_CONFIRM_FAIL": "ADVERTISER_AUDIT_DENY",
    "STATUS_CONFIRM_FAIL_END": "ADVERTISER_AUDIT_DENY",
    "STATUS_LIMIT": "ADVERTISER_ACCOUNT_PUNISH",
    "STATUS_DISABLE": "ADVERTISER_ACCOUNT_PUNISH",
    "STATUS_CONTRACT_PENDING": "ADVERTISER_CONTRACT_PENDING",
}
_UNPREFIXED = frozenset({"ADVERTISER_ACCOUNT_PUNISH", "ADVERTISER_CONTRACT_PENDING"})
# An ad ends as DONE, an ad group as TIME_DONE; an ad group's own budget is the ad's BUDGET_EXCEED.
_AS_AD = {"TIME_DONE": "DONE"}
# Spend comes in whole cents and may stop a cent short of the budget.
_A_CENT = Decimal("0.01")
_REFRESHED = timedelta(seconds=1)


def deleted(simulator: Simulator, node: Node) -> bool:
    """Whether the node is gone, with its parents' doing counted."""
    state = simulator.state
    if node.operation_status == "DELETE":
        return True
    match node:
        case Ad():
            return deleted(simulator, state.adgroups[node.adgroup_id])
        case AdGroup():
            return deleted(simulator, state.campaigns[node.campaign_id])
        case _:
            return False


class _Above(NamedTuple):
    """What an ad gets from its ad group and campaign: the first that is not None outranks its own."""

    gone: str | None
    off: str | None


class Statuses(msgspec.Struct):
    """Statuses at one moment; what concerns many objects is looked at once.

    Precedence, behaviour reference §14.3: deleted > parent deleted > account > own switch > parent's switch >
    review > schedule > balance > campaign budget > own budget > delivering.
    """

    simulator: Simulator
    now: datetime
    _budgets: dict[str, bool] = msgspec.field(default_factory=dict)
    _delivery: dict[str, str] = msgspec.field(default_factory=dict)
    _above: dict[str, _Above] = msgspec.field(default_factory=dict)

    def of(self, node: Node) -> str:
        """`CAMPAIGN_STATUS_…`, `ADGROUP_STATUS_…`, `AD_STATUS_…`, or one of the account's without prefix."""
        match node:
            case Ad():
                prefix, status = "AD_STATUS_", self._ad(node)
            case AdGroup():
                prefix, status = "ADGROUP_STATUS_", self._adgroup(node)
            case Campaign():
                prefix, status = "CAMPAIGN_STATUS_", self._campaign(node)
            case _:
                raise TypeError(f"{node.id} has no status")
        return status if status in _UNPREFIXED else prefix + status

    def _campaign(self, campaign: Campaign) -> str:
        if campaign.operation_status == "DELETE":
            return "DELETE"
        if account := self._account(campaign):
            return account
        if campaign.operation_status != "ENABLE":
            return "DISABLE"
        return "BUDGET_EXCEED" if self._is_spent(campaign) else "ENABLE"

    def _adgroup(self, adgroup: AdGroup) -> str:
        campaign = self.simulator.state.campaigns[adgroup.campaign_id]
        if adgroup.operation_status == "DELETE":
            return "DELETE"
        if campaign.operation_status == "DELETE":
            return "CAMPAIGN_DELETE"
        if account := self._account(adgroup):
            return account
        if adgroup.operation_status != "ENABLE":
            return adgroup.operation_status
        if campaign.operation_status != "ENABLE":
            return "CAMPAIGN_DISABLE"
        review = self._review_of_all(adgroup)
        return review if review != "DELIVERY_OK" else self._adgroup_delivery(adgroup, campaign)

    def _ad(self, ad: Ad) -> str:
        if ad.operation_status == "DELETE":
            return "DELETE"
        above = self._above.get(ad.adgroup_id) or self._look_above(ad.adgroup_id)
        if above.gone:
            return above.gone
        if ad.operation_status != "ENABLE":
            return "DISABLE"
        if above.off:
            return above.off
        review = review_status(ad, self.now)
        return review if review != "DELIVERY_OK" else self._ad_delivery(ad)

    def _look_above(self, adgroup_id: str) -> _Above:
        adgroup = self.simulator.state.adgroups[adgroup_id]
        campaign = self.simulator.state.campaigns[adgroup.campaign_id]
        gone, off = self._account(adgroup), None
        for node, name in ((campaign, "CAMPAIGN"), (adgroup, "ADGROUP")):  # the nearer parent has the last word
            if node.operation_status == "DELETE":
                gone = f"{name}_DELETE"
            elif node.operation_status != "ENABLE":
                off = f"{name}_DISABLE"
        self._above[adgroup_id] = _Above(gone, off)
        return self._above[adgroup_id]

    def _ad_delivery(self, ad: Ad) -> str:
        state = self.simulator.state
        known = self._delivery.get(ad.adgroup_id)
        known = known or self._adgroup_delivery(state.adgroups[ad.adgroup_id], state.campaigns[ad.campaign_id])
        return _AS_AD.get(known, known)

    def _account(self, node: Node) -> str | None:
        return _ACCOUNT.get(self.simulator.state.advertisers[node.advertiser_id].status)

    def _review_of_all(self, adgroup: AdGroup) -> str:
        """One approved ad is enough to deliver; without any ad the ad group is just created."""
        state = self.simulator.state
        ads = [state.ads[i] for i in state.ads_of.get(adgroup.id, [])]
        found = {review_status(ad, self.now) for ad in ads if ad.operation_status != "DELETE"}
        if not found:
            return "CREATE"
        return next(status for status in ("DELIVERY_OK", "AUDIT", "REAUDIT", "AUDIT_DENY") if status in found)

    def _adgroup_delivery(self, adgroup: AdGroup, campaign: Campaign) -> str:
        if adgroup.id not in self._delivery:
            self._delivery[adgroup.id] = self._schedule(adgroup) or self._money(adgroup, campaign) or "DELIVERY_OK"
        return self._delivery[adgroup.id]

    def _schedule(self, adgroup: AdGroup) -> str | None:
        start, end = adgroup.fields.get("schedule_start_time"), adgroup.fields.get("schedule_end_time")
        if start and self.now < parse_utc(start):
            return "NOT_START"
        if end and self.now >= parse_utc(end):
            return "TIME_DONE"
        return None

    def _money(self, adgroup: AdGroup, campaign: Campaign) -> str | None:
        if self.simulator.state.advertisers[adgroup.advertiser_id].balance <= 0:
            return "BALANCE_EXCEED"
        if self._is_spent(campaign):
            return "CAMPAIGN_EXCEED"
        return "BUDGET_EXCEED" if self._is_spent(adgroup) else None

    def _is_spent(self, node: Campaign | AdGroup) -> bool:
        if node.id not in self._budgets:
            level: SpendLevel = "campaign" if isinstance(node, Campaign) else "adgroup"
            budget = budget_at(node, self.now)
            self._budgets[node.id] = budget > 0 and self.simulator.spent(level, node.id) >= budget - _A_CENT
        return self._budgets[node.id]


def primary_status(secondary: str) -> str:
    """The one primary status that covers a secondary status (besides NOT_DELETE and ALL)."""
    if secondary.endswith("DELETE"):
        return "STATUS_DELETE"
    if secondary.endswith("DELIVERY_OK") or secondary == "CAMPAIGN_STATUS_ENABLE":
        return "STATUS_DELIVERY_OK"
    if secondary.endswith("DISABLE"):
        return "STATUS_DISABLE"
    if secondary.endswith(("TIME_DONE", "AD_STATUS_DONE")):
        return "STATUS_TIME_DONE"
    return "STATUS_FROZEN" if secondary.endswith("FROZEN") else "STATUS_NOT_DELIVERY"


def statuses_at(simulator: Simulator, now: datetime) -> Statuses:
    """Statuses good for `now`: worked out once a second as long as nothing is written."""
    kept: Statuses | None = simulator.memory.get(Statuses)
    version = simulator.memory.get((Statuses, "version"))
    own_figures = simulator.spend_of is None  # an injected spend can change without a write
    if kept and own_figures and version == simulator.state.version and kept.now <= now < kept.now + _REFRESHED:
        return kept
    simulator.memory[(Statuses, "version")] = simulator.state.version
    fresh = simulator.memory[Statuses] = Statuses(simulator, now)
    return fresh
