"""The rows of one report: who is in it, what was done on each day or hour, in which order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from tiktok_marketing.simulator.chance import between, key_of
from tiktok_marketing.simulator.figures import figures_of, today
from tiktok_marketing.simulator.freshness import as_reported
from tiktok_marketing.simulator.ledger import HourFact, Ledger
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.stages import REAL_TIME
from tiktok_marketing.simulator.state import Campaign
from tiktok_marketing.simulator.status import Statuses, deleted, primary_status

from .report_query import LEVELS, Level, ReportQuery
from .report_values import Subject, needs, order_value, render, render_total

_AUDIENCE = (2_000_000, 8_000_000)

Key = tuple[str, int]
"""(id of the row's subject, which of the report's days or hours)."""


class Report:
    """One answer to one query, its figures read as they are asked for.

    `keys` are the rows in order; `cut_to` is the number of ads left of a scope with more than `most_ads`, else None.
    """

    def __init__(self, simulator: Simulator, query: ReportQuery, now: datetime, most_ads: int | None) -> None:
        self._simulator, self._query, self._now = simulator, query, now
        self._most_ads = most_ads
        self._state = simulator.state
        self._figures = figures_of(self._state)
        self._reading = as_reported(now)
        self.cut_to: int | None = None
        self._subjects: dict[str, Subject] = {}
        self._parts: dict[str, list[tuple[Ledger, str]]] = defaultdict(list)
        self._collect()
        self._buckets = self._bucket_names()
        self._telling = ("spend", "impressions", *(name for name in query.metrics if name in REAL_TIME))
        self._values: dict[tuple[str, str], list[int]] = {}
        self._hours: dict[str, list[Counter[str]]] | None = None
        self.keys = self._ordered()

    def row(self, key: Key) -> dict[str, Any]:
        """One row as TikTok answers it."""
        subject_id, bucket = key
        subject, query = self._subjects[subject_id], self._query
        dimensions = {query.id_dimension: subject_id}
        if query.time:
            dimensions[query.time] = self._buckets[bucket]
        names = dict.fromkeys(query.metrics)
        if len(query.advertiser_ids) > 1:
            names |= dict.fromkeys(("currency", "timezone", "advertiser_id"))

        def figure(name: str) -> int:
            return self._value(subject_id, name)[bucket]

        return {
            "dimensions": dimensions,
            "metrics": {name: render(name, figure, subject, query.level) for name in names},
        }

    def totals(self) -> dict[str, str]:
        """Each metric over all rows."""
        one = next(iter(self._subjects.values())) if len(self._query.advertiser_ids) == 1 and self._subjects else None

        def figure(name: str) -> int:
            return sum(self._value(subject_id, name)[bucket] for subject_id, bucket in self.keys)

        return {name: render_total(name, figure, one) for name in self._query.metrics}

    def _collect(self) -> None:
        """Finds the subjects of rows, and the objects whose figures make up each."""
        statuses = Statuses(self._simulator, self._now)
        found: list[tuple[Subject, Ledger, str]] = []
        for advertiser_id in self._query.advertiser_ids:
            found += self._counted(advertiser_id)
        if self._query.level != "advertiser":
            found = [entry for entry in found if self._is_wanted(statuses, entry[0])]
        if self._query.level == "ad" and self._most_ads is not None and len(found) > self._most_ads:
            self.cut_to = self._most_ads
            found.sort(key=lambda entry: int(entry[2]), reverse=True)
            del found[self.cut_to :]
        for subject, ledger, node_id in found:
            subject_id = getattr(subject, self._query.level).id
            self._subjects.setdefault(subject_id, subject)
            self._parts[subject_id].append((ledger, node_id))

    def _counted(self, advertiser_id: str) -> Iterator[tuple[Subject, Ledger, str]]:
        """Each object on the level that is counted, with its parents."""
        state, query = self._state, self._query
        advertiser = state.advertisers[advertiser_id]
        audience = between(*_AUDIENCE, key_of(self._simulator.seed, advertiser_id), 0)
        depth = LEVELS.index(query.counted)
        for campaign_id in state.campaigns_of.get(advertiser_id, ()):
            campaign = state.campaigns[campaign_id]
            if not self._passes("campaign", campaign_id) or not self._has_objective(campaign):
                continue
            ledger = self._figures.ledger(campaign_id)
            if depth == 1:
                yield Subject(advertiser, audience, campaign), ledger, campaign_id
                continue
            for adgroup_id in filter(lambda i: self._passes("adgroup", i), state.adgroups_of.get(campaign_id, ())):
                adgroup = state.adgroups[adgroup_id]
                if depth == 2:
                    yield Subject(advertiser, audience, campaign, adgroup), ledger, adgroup_id
                    continue
                for ad_id in filter(lambda i: self._passes("ad", i), state.ads_of.get(adgroup_id, ())):
                    yield Subject(advertiser, audience, campaign, adgroup, state.ads[ad_id]), ledger, ad_id

    def _passes(self, level: Level, node_id: str) -> bool:
        return all(node_id in ids for filtered, ids in self._query.ids if filtered == level)

    def _has_objective(self, campaign: Campaign) -> bool:
        objectives = self._query.objectives
        return objectives is None or campaign.fields.get("objective_type") in objectives

    def _is_wanted(self, statuses: Statuses, subject: Subject) -> bool:
        wanted, node = self._query.statuses, getattr(subject, self._query.level)
        if "STATUS_ALL" in wanted or ("STATUS_NOT_DELETE" in wanted and not deleted(self._simulator, node)):
            return True
        return wanted != {"STATUS_NOT_DELETE"} and primary_status(statuses.of(node)) in wanted

    def _bucket_names(self) -> list[str]:
        """The values of the time dimension; a single nameless one without."""
        span = self._query.span
        if span is None or self._query.time is None:
            return [""]
        if self._query.time == "stat_time_hour":
            return [f"{span[0]} {hour:02d}:00:00" for hour in range(24)]
        return [f"{day} 00:00:00" for day in self._days()]

    def _days(self) -> list[date]:
        start, end = self._query.span or (date.min, date.min)
        return [start + timedelta(days=n) for n in range((end - start).days + 1)]

    def _ordered(self) -> list[Key]:
        """All rows with delivery: by the field asked for, then by id and time, so that pages fit together."""
        keys = [
            (subject_id, bucket)
            for subject_id in sorted(self._subjects, key=int)
            for bucket, told in enumerate(zip(*(self._value(subject_id, name) for name in self._telling), strict=True))
            if any(told)
        ]
        field = self._query.order_field
        if field is None:
            return keys

        def place(key: Key) -> int:
            subject_id, bucket = key
            return order_value(field, lambda name: self._value(subject_id, name)[bucket], self._subjects[subject_id])

        return sorted(keys, key=place, reverse=self._query.descending)

    def _value(self, subject_id: str, name: str) -> list[int]:
        """The figure in each bucket."""
        if (subject_id, name) not in self._values:
            self._values[subject_id, name] = self._read(subject_id, name)
        return self._values[subject_id, name]

    def _read(self, subject_id: str, name: str) -> list[int]:
        parts, query = self._parts[subject_id], self._query
        if query.time == "stat_time_hour":
            hours = self._hour_figures()[subject_id]
            return [hours[hour][name] for hour in range(24)]
        if query.time == "stat_time_day":
            days = self._days()
            series = [ledger.series(node_id, name, days, self._reading) for ledger, node_id in parts]
            return series[0] if len(series) == 1 else [sum(values) for values in zip(*series, strict=True)]
        return [sum(self._total(ledger, node_id, name) for ledger, node_id in parts)]

    def _total(self, ledger: Ledger, node_id: str, name: str) -> int:
        advertiser = self._state.advertisers[self._state.campaigns[ledger.campaign_id].advertiser_id]
        first, last = self._query.span or (ledger.first_day, today(advertiser, self._now))
        return ledger.total(node_id, name, first, last, self._reading)

    def _hour_figures(self) -> dict[str, list[Counter[str]]]:
        """Subject id → figures of each local hour. An hour that passes twice, when clocks go back, is one."""
        if self._hours is None:
            wanted = {*self._telling, *self._query.metrics, *filter(None, [self._query.order_field])}
            names = sorted({name for metric in wanted for name in needs(metric)})
            owner = {node_id: subject for subject, parts in self._parts.items() for _, node_id in parts}
            ledgers = {ledger.campaign_id: ledger for parts in self._parts.values() for ledger, _ in parts}
            self._hours = {subject_id: [Counter() for _ in range(24)] for subject_id in self._subjects}
            for ledger in ledgers.values():
                for fact in ledger.hour_facts(self._days()[0], names, self._reading):
                    if (subject_id := owner.get(self._counted_id(fact))) is not None:
                        self._hours[subject_id][fact.hour].update(dict(zip(names, fact.figures, strict=True)))
        return self._hours

    def _counted_id(self, fact: HourFact) -> str:
        match self._query.counted:
            case "campaign":
                return fact.campaign_id
            case "adgroup":
                return fact.adgroup_id
            case _:
                return fact.ad_id
