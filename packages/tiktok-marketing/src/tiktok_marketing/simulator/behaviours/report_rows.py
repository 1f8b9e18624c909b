"""The rows of one report: who is in it, what was done on each day or hour, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tiktok_marketing.simulator.chance import key_of
from tiktok_marketing.simulator.local_days import local_day
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.splitting import Cell
from tiktok_marketing.simulator.stages import REAL_TIME

from .report_cells import WHOLE, Cells
from .report_query import ReportQuery
from .report_scope import ALL, Scope
from .report_times import Times
from .report_values import Delay, Figure, Subject, needs, order_value, render, render_of_all, render_total

_OF_SEVERAL = ("currency", "timezone", "advertiser_id")
_FEWEST_TOLD = 5

Key = tuple[str, Cell, int]
"""(id of the row's subject, its values of the breakdowns, which of the report's days or hours)."""


class Report:
    """One answer to one query, its figures read as they are asked for. `keys` are the rows in order."""

    def __init__(self, simulator: Simulator, query: ReportQuery, now: datetime, most_ads: int | None) -> None:
        self._query = query
        self._scope = Scope(simulator, query, now, most_ads)
        wanted = {*query.metrics, *filter(None, [query.order_field])}
        self._times = Times(query, now, {name for metric in wanted for name in needs(metric)})
        self._cells = Cells(simulator, query, self._scope, self._times)
        self._telling = ("spend", "impressions", *(name for name in query.metrics if name in REAL_TIME))
        self.keys = self._ordered()

    @property
    def cut_to(self) -> int | None:
        """How many ads are left of a scope with too many; else None."""
        return self._scope.cut_to

    def row(self, key: Key) -> dict[str, Any]:
        """One row as TikTok answers it."""
        subject_id, cell, place = key
        query, subject = self._query, self._subject(subject_id)
        dimensions = dict.fromkeys(query.cut.ids, subject_id)
        if "advertiser_id" in dimensions:
            dimensions["advertiser_id"] = subject.advertiser.id
        dimensions |= dict(zip(query.cut.breakdowns, cell, strict=True))
        if query.time:
            dimensions[query.time] = self._times.labels[place]
        names = dict.fromkeys(query.metrics)
        if query.is_several:
            names |= dict.fromkeys(_OF_SEVERAL)
        figure = self._figure(key)
        return {"dimensions": dimensions, "metrics": {name: self._text(name, figure, subject) for name in names}}

    def totals(self) -> dict[str, str]:
        """Each metric over all rows."""
        one = self._subject(next(iter(self._scope.subjects))) if self._scope.subjects else None
        figures = [self._figure(key) for key in self.keys]

        def figure(name: str, delay: Delay) -> int:
            return sum(read(name, delay) for read in figures)

        names = (*self._query.metrics, *(_OF_SEVERAL if self._query.is_several else ()))
        return {name: render_total(name, figure, None if self._query.is_several else one) for name in names}

    def _text(self, name: str, figure: Figure, subject: Subject) -> str:
        query = self._query
        if not query.cut.ids and query.is_several:
            return render_of_all(name, figure, subject)
        text = render(name, figure, subject, query.level if query.cut.ids else "")
        is_few = name == "impressions" and "search_terms" in query.cut.breakdowns and 0 < int(text) < _FEWEST_TOLD
        return f"<{_FEWEST_TOLD}" if is_few else text  # §6.5

    def _subject(self, subject_id: str) -> Subject:
        return self._scope.subjects[subject_id]

    def _figure(self, key: Key) -> Figure:
        subject_id, cell, place = key

        def figure(name: str, delay: Delay) -> int:
            if name in {"reach", "reach_result"}:
                return self._cells.people(key, by_goal=name == "reach_result")
            row = self._cells.of(subject_id, name, delay).get(cell)
            return row[place] if row else 0

        return figure

    def _ordered(self) -> list[Key]:
        """All rows there are: by the field asked for, then by id, part and time, so that pages fit together."""
        subjects = sorted(self._scope.subjects, key=lambda subject_id: (len(subject_id), subject_id))
        keys = [key for subject_id in subjects for key in self._told(subject_id)]
        field = self._query.order_field
        if field is None:
            return keys
        return sorted(
            keys,
            key=lambda key: order_value(field, self._figure(key), self._subject(key[0])),
            reverse=self._query.descending,
        )

    def _told(self, subject_id: str) -> Iterator[Key]:
        """The subject's rows: those in which there is something, and some in which there is nothing."""
        columns = [self._cells.of(subject_id, name, "usual") for name in self._telling]
        found = False
        for cell in sorted({cell for column in columns for cell in column}):
            rows = [column[cell] for column in columns if cell in column]
            for place, told in enumerate(zip(*rows, strict=True)):
                if any(told):
                    found = True
                    yield subject_id, cell, place
        if not found and self._may_be_zero(subject_id):
            yield subject_id, WHOLE, 0

    def _may_be_zero(self, subject_id: str) -> bool:
        """Whether a row of zeros comes: for an idle advertiser, and for some objects made after the range (§6.6)."""
        query = self._query
        if query.time or query.parted or subject_id == ALL or query.span is None:
            return False
        if query.level == "advertiser":
            return not query.filtering.counted
        node = getattr(self._subject(subject_id), query.level)
        ended = local_day(self._subject(subject_id).advertiser.timezone, query.span[1]).end
        return bool(node.created_at.timestamp() >= ended) and key_of(0, f"zeros {node.id}") % 4 == 0
