"""Carrying out a campaign's copying once the clock gets there: the copy begins its life at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from .behaviour import Refusal
from .business_records import CopyTask
from .history import begun, settled
from .rules.adgroup import check_adgroup
from .rules.creative import check_creative
from .simulator import Simulator
from .state import State
from .tree_records import Ad, AdGroup, Campaign, Node

SCHEDULE = ("schedule_type", "schedule_start_time", "schedule_end_time")
OF_CAMPAIGN = (
    "virtual_objective_type",
    "sales_destination",
    "campaign_name",
    "is_advanced_dedicated_campaign",
    "budget",
    "rta_id",
    "po_number",
)
_NOT_AN_ADS = frozenset({"ad_id", "operation_status", "smart_creative_info"})
_NOT_A_GROUPS = frozenset({"adgroup_id", "operation_status", "ad_list"})


def finish_due(simulator: Simulator, now: datetime) -> None:
    """Finishes every copying whose time has come by `now`, oldest first."""
    due = [task for task in simulator.state.copy_tasks.values() if task.result is None and task.done_at <= now]
    for task in sorted(due, key=lambda task: task.done_at):
        _Copying(simulator, task).carry_out()


def living_groups(state: State, campaign_id: str) -> list[AdGroup]:
    """The campaign's ad groups that are not deleted, oldest first."""
    groups = (state.adgroups[i] for i in state.adgroups_of.get(campaign_id, []))
    return [group for group in groups if group.operation_status != "DELETE"]


def living_ads(state: State, adgroup_id: str) -> list[Ad]:
    """The ad group's ads that are not deleted, oldest first."""
    ads = (state.ads[i] for i in state.ads_of.get(adgroup_id, []))
    return [ad for ad in ads if ad.operation_status != "DELETE"]


def copied_fields(campaign: Campaign, asked: dict[str, Any]) -> dict[str, Any]:
    """The copy's values: the original's, but for those that were asked for and the name (§5.1, sure)."""
    name = f"COPIED_{campaign.fields['campaign_name']}"
    changes = {each: asked[each] for each in OF_CAMPAIGN if each in asked}
    return campaign.fields | {"campaign_name": name} | changes


class _Copying(msgspec.Struct):
    """One task under way; what it makes is saved at once with its result."""

    simulator: Simulator
    task: CopyTask
    made: list[Node] = msgspec.field(default_factory=list)

    def carry_out(self) -> None:
        state, asked = self.simulator.state, self.task.asked
        source = state.campaigns[asked["campaign_id"]]
        campaign = Campaign(**self._life(asked, copied_fields(source, asked), source))
        self.made.append(begun(campaign))
        results = [self._copy_group(campaign, group, changes) for group, changes in self._chosen_groups()]
        result = {
            "campaign_id": campaign.id,
            "campaign_name": campaign.fields["campaign_name"],
            "campaign_error_infos": [],
            "adgroup_result_list": results,
        }
        state.save(*self.made, replace(self.task, result=result))

    def _chosen_groups(self) -> Iterator[tuple[AdGroup, dict[str, Any]]]:
        """Source ad groups with what is to be different; all living ones, or those that CUSTOM names."""
        state, asked = self.simulator.state, self.task.asked
        schedule = {name: asked[name] for name in SCHEDULE if name in asked}
        if asked.get("deep_copy_mode") == "CUSTOM":
            for item in asked["adgroup_list"]:
                yield state.adgroups[item["adgroup_id"]], {"operation_status": "ENABLE"} | schedule | item
        else:
            for group in living_groups(state, asked["campaign_id"]):
                yield group, schedule

    def _copy_group(self, campaign: Campaign, source: AdGroup, changes: dict[str, Any]) -> dict[str, Any]:
        source = settled(source, self.task.done_at)
        ads = list(self._chosen_ads(source, changes))
        fields = source.fields | {name: value for name, value in changes.items() if name not in _NOT_A_GROUPS}
        if fields.get("schedule_type") == "SCHEDULE_FROM_NOW":
            fields.pop("schedule_end_time", None)
        told = {
            "adgroup_name": fields["adgroup_name"],
            "total_ad_count": len(ads),
            "is_smart_creative": fields.get("creative_material_mode") == "SMART_CREATIVE",
        }
        currency = self.simulator.state.advertisers[campaign.advertiser_id].currency
        try:
            check_adgroup(fields, campaign.fields, currency, self.task.done_at)
        except Refusal as refusal:
            nothing = {"success_ad_count": 0, "ad_status": "PARTIAL_SUCCESS", "ad_list_result": []}
            return told | nothing | {"adgroup_id": None, "adgroup_error_list": [refusal.message]}
        group = AdGroup(**self._life(changes, fields, source), campaign_id=campaign.id)
        self.made.append(begun(group))
        results = [self._copy_ad(group, *chosen) for chosen in ads]
        copied = sum(result["is_success"] for result in results)
        return told | {
            "adgroup_id": group.id,
            "adgroup_error_list": [],
            "success_ad_count": copied,
            "ad_status": "ALL_SUCCESS" if copied == len(ads) else "PARTIAL_SUCCESS",
            "ad_list_result": results,
        }

    def _chosen_ads(self, source: AdGroup, changes: dict[str, Any]) -> Iterator[tuple[Ad, dict[str, Any]]]:
        state = self.simulator.state
        if "ad_list" in changes:
            yield from ((state.ads[item["ad_id"]], item) for item in changes["ad_list"])
        else:
            yield from ((ad, {}) for ad in living_ads(state, source.id))

    def _copy_ad(self, group: AdGroup, source: Ad, changes: dict[str, Any]) -> dict[str, Any]:
        fields = source.fields | {name: value for name, value in changes.items() if name not in _NOT_AN_ADS}
        told = {"ad_name": fields["ad_name"]}
        try:
            check_creative("ad_list", fields, group.fields)
        except Refusal as refusal:
            return told | {"is_success": False, "ad_id": None, "ad_error_list": [refusal.message]}
        life = self._life(changes, fields, source)
        review = self.simulator.reviewers.verdict(self.simulator.seed, life["id"], [], self.task.done_at)
        ad = Ad(**life, campaign_id=group.campaign_id, adgroup_id=group.id, reviews=[review])
        self.made.append(begun(ad))
        return told | {"is_success": True, "ad_id": ad.id, "ad_error_list": []}

    def _life(self, changes: dict[str, Any], fields: dict[str, Any], source: Node) -> dict[str, Any]:
        """What every copied node begins with; its switch is the one asked for, else the original's (inferred)."""
        at = self.task.done_at
        return {
            "id": self.simulator.new_id(at),
            "advertiser_id": source.advertiser_id,
            "operation_status": changes.get("operation_status", source.operation_status),
            "created_at": at,
            "modified_at": at,
            "fields": fields,
            "history": [],
        }
