"""The amounts in a report: of each subject and each part of it, by day or hour, one figure as known after a delay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from tiktok_marketing.simulator.breakdowns import SHOWN_AS, Showing, parts_by
from tiktok_marketing.simulator.ledger import Stretch
from tiktok_marketing.simulator.reaching import Audience, reached
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.splitting import Cell, Split

from .report_query import ReportQuery
from .report_scope import Part, Scope
from .report_times import Times
from .report_values import Delay

WHOLE: Cell = ()


class Piece(NamedTuple):
    """An ad in parts, on the days of the report from the one at `first` on; `shares` are the parts'."""

    first: int
    split: Split
    shares: dict[Cell, int]


class Cells:
    """Figures are read as they are asked for, and kept."""

    def __init__(self, simulator: Simulator, query: ReportQuery, scope: Scope, times: Times) -> None:
        self._state, self._query, self._scope, self._times = simulator.state, query, scope, times
        self._is_parted = bool(query.parted)
        self._known: dict[tuple[str, str, Delay], dict[Cell, list[int]]] = {}
        self._pieces: dict[tuple[str, Delay], list[Piece]] = {}
        self._shown_as: dict[Cell, Cell | None] = {}

    def of(self, subject_id: str, name: str, delay: Delay) -> dict[Cell, list[int]]:
        """The figure in each part, by day or hour; without a breakdown there is one part, `WHOLE`."""
        key = (subject_id, name, delay)
        if key not in self._known:
            self._known[key] = self._parted(*key) if self._is_parted else {WHOLE: self._whole(*key)}
        return self._known[key]

    def people(self, key: tuple[str, Cell, int], *, by_goal: bool = False) -> int:
        """How many people a row's ads reached; with `by_goal`, those ads that are there for reach alone."""
        return reached(self.audiences(key, by_goal=by_goal))

    def audiences(self, key: tuple[str, Cell, int], *, by_goal: bool = False) -> list[Audience]:
        """What each of a row's ads did to reach people."""
        subject_id, cell, place = key
        found: list[Audience] = []
        for part in self._scope.ads(subject_id):
            if not by_goal or part.ledger.funnel(part.node_id).is_for_reach:
                found += self._audiences(part, cell, place)
        return found

    def _whole(self, subject_id: str, name: str, delay: Delay) -> list[int]:
        parts = self._scope.ads(subject_id) if self._times.is_cut else self._scope.parts[subject_id]
        return _added((self._times.of(part, name, delay) for part in parts), len(self._times.labels))

    def _parted(self, subject_id: str, name: str, delay: Delay) -> dict[Cell, list[int]]:
        found: dict[Cell, list[int]] = {}
        for part in self._scope.ads(subject_id):
            for first, split, shares in self._pieces_of(part, delay):
                for named, row in zip(shares, split.of(name), strict=True):
                    if (cell := self._shown(named)) is None:
                        continue
                    sums = found.setdefault(cell, [0] * len(self._times.labels))
                    for place, amount in enumerate(row):
                        sums[first + place if self._query.time else 0] += amount
        return found

    def _shown(self, named: Cell) -> Cell | None:
        """The values of the dimensions that rows show; None where a part has none, or a filter leaves it out."""
        if named not in self._shown_as:
            names = self._query.parted
            values = {name: SHOWN_AS.get(name, str)(value) for name, value in zip(names, named, strict=True)}
            wanted = all(values[one.name] in one.values for one in self._query.filtering.cells)
            shown = tuple(values[name] for name in self._query.cut.breakdowns)
            self._shown_as[named] = shown if wanted and all(values.values()) else None
        return self._shown_as[named]

    def _pieces_of(self, part: Part, delay: Delay) -> list[Piece]:
        key = (part.node_id, delay)
        if key not in self._pieces:
            self._pieces[key] = list(self._cut_up(part, delay))
        return self._pieces[key]

    def _cut_up(self, part: Part, delay: Delay) -> Iterator[Piece]:
        ledger, ad_id = part
        first_day, last_day = self._times.span(ledger)
        reading = self._times.reading(ledger, delay)
        for stretch in ledger.stretches(ad_id, max(first_day, ledger.first_day), last_day):
            shares = parts_by(self._query.parted, self._showing(ad_id, stretch))
            if not shares:
                continue
            days = stretch.days()

            def whole(name: str, days: list[date] = days) -> list[int]:
                if self._times.is_cut:
                    return self._times.of(part, name, delay)
                return ledger.series(ad_id, name, days, reading)

            first = 0 if self._times.is_cut else (stretch.first - first_day).days
            yield Piece(first, Split(ledger.funnel(ad_id), shares, whole), shares)

    def _showing(self, ad_id: str, stretch: Stretch) -> Showing:
        state, ad = self._state, self._state.ads[ad_id]
        shown = stretch.shown[0] if stretch.shown else ""
        return Showing(
            offer=stretch.offer,
            shown=stretch.shown,
            countries=stretch.terms.countries,
            advertiser=state.advertisers[ad.advertiser_id],
            campaign=state.campaigns[ad.campaign_id],
            adgroup=state.adgroups[ad.adgroup_id],
            ad=ad,
            material_id=state.materials_of[ad.advertiser_id].get(shown),
        )

    def _audiences(self, part: Part, cell: Cell, place: int) -> Iterator[Audience]:
        ad = self._state.ads[part.node_id]
        people = part.ledger.people(ad.id, self._times.span(part.ledger)[1])
        if not self._query.parted:
            shown = self._times.of(part, "impressions", "unique")[place]
            yield Audience(ad.campaign_id, ad.adgroup_id, shown, people)
            return
        for first, split, shares in self._pieces_of(part, "unique"):
            for named, row in zip(shares, split.of("impressions"), strict=True):
                if self._shown(named) == cell:
                    own = people * shares[named] // sum(shares.values())
                    shown = (
                        sum(row) if not self._query.time else row[place - first] if 0 <= place - first < len(row) else 0
                    )
                    yield Audience(ad.campaign_id, ad.adgroup_id, shown, own)


def _added(columns: Iterable[list[int]], length: int) -> list[int]:
    found = list(columns)
    if len(found) == 1:
        return found[0]
    return [sum(values) for values in zip(*found, strict=True)] if found else [0] * length
