"""Whose figures are in a report: the subjects of its rows, and the objects whose figures make up each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from tiktok_marketing.simulator.families import family_of
from tiktok_marketing.simulator.figures import figures_of
from tiktok_marketing.simulator.ledger import Ledger
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.status import Statuses, deleted, primary_status
from tiktok_marketing.simulator.tree_records import Campaign, Node

from .report_query import ReportQuery
from .report_types import LEVELS, Level
from .report_values import Subject, smart_id

ALL = ""
"""The subject of rows that are about everything."""


class Part(NamedTuple):
    """A campaign, ad group or ad, and where its figures are."""

    ledger: Ledger
    node_id: str


class Scope:
    """`cut_to` is the number of ads left of a scope with more than `most_ads`, else None."""

    def __init__(self, simulator: Simulator, query: ReportQuery, now: datetime, most_ads: int | None) -> None:
        self._simulator, self._query, self._now = simulator, query, now
        self._state = simulator.state
        self.cut_to: int | None = None
        self.subjects: dict[str, Subject] = {}
        self.parts: dict[str, list[Part]] = defaultdict(list)
        for subject, part in self._wanted(most_ads):
            subject_id = self._subject_id(subject)
            self.subjects.setdefault(subject_id, subject)
            self.parts[subject_id].append(part)
        if query.level == "advertiser" and query.cut.ids:
            for advertiser_id in query.advertiser_ids:
                self.subjects.setdefault(advertiser_id, Subject(self._state.advertisers[advertiser_id]))

    def ads(self, subject_id: str) -> Iterator[Part]:
        """The ads whose figures make up the subject's."""
        for ledger, node_id in self.parts[subject_id]:
            if node_id in self._state.ads:
                yield Part(ledger, node_id)
            else:
                groups = [node_id] if node_id in self._state.adgroups else self._state.adgroups_of.get(node_id, [])
                for adgroup_id in groups:
                    yield from (Part(ledger, ad_id) for ad_id in self._state.ads_of.get(adgroup_id, ()))

    def _wanted(self, most_ads: int | None) -> list[tuple[Subject, Part]]:
        found = [entry for i in self._query.advertiser_ids for entry in self._counted(i)]
        if self._query.level != "advertiser":
            statuses = Statuses(self._simulator, self._now)
            found = [entry for entry in found if self._has_status(statuses, getattr(entry[0], self._query.level))]
        if self._query.level == "ad" and most_ads is not None and len(found) > most_ads:
            self.cut_to = most_ads
            found.sort(key=lambda entry: int(entry[1].node_id), reverse=True)
            del found[most_ads:]
        return found

    def _counted(self, advertiser_id: str) -> Iterator[tuple[Subject, Part]]:
        """Each object on the level that is counted, with its parents."""
        state, depth = self._state, LEVELS.index(self._query.counted)
        advertiser = state.advertisers[advertiser_id]
        for campaign_id in state.campaigns_of.get(advertiser_id, ()):
            campaign = state.campaigns[campaign_id]
            if not self._passes("campaign", campaign) or not self._is_of_kind(campaign):
                continue
            ledger = figures_of(state).ledger(campaign_id)
            if depth == 1:
                yield Subject(advertiser, campaign), Part(ledger, campaign_id)
                continue
            for adgroup in map(state.adgroups.__getitem__, state.adgroups_of.get(campaign_id, ())):
                if not self._passes("adgroup", adgroup):
                    continue
                if depth == 2:
                    yield Subject(advertiser, campaign, adgroup), Part(ledger, adgroup.id)
                    continue
                for ad in map(state.ads.__getitem__, state.ads_of.get(adgroup.id, ())):
                    if self._passes("ad", ad):
                        yield Subject(advertiser, campaign, adgroup, ad), Part(ledger, ad.id)

    def _passes(self, level: Level, node: Node) -> bool:
        filters = self._query.filtering.counted
        return not filters or all(one.lets(node) for one in filters if one.level == level)

    def _is_of_kind(self, campaign: Campaign) -> bool:
        return self._query.kind.name != "TT_SHOP" or family_of(campaign) == "shop"

    def _has_status(self, statuses: Statuses, node: Node) -> bool:
        wanted = self._query.filtering.statuses
        if "STATUS_ALL" in wanted or ("STATUS_NOT_DELETE" in wanted and not deleted(self._simulator, node)):
            return True
        return wanted != {"STATUS_NOT_DELETE"} and primary_status(statuses.of(node)) in wanted

    def _subject_id(self, subject: Subject) -> str:
        ids = self._query.cut.ids
        if not ids:
            return ALL
        if ids == ("ad_id_v2",) and subject.ad:
            return smart_id(subject.ad)
        return str(getattr(subject, self._query.level).id)
