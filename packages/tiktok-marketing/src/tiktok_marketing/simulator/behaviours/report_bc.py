"""Figures of a Business Center's ad accounts: what they spent, and the tax on it (behaviour reference §6.1, §6.7)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import replace

from tiktok_marketing.simulator.agency_records import Advertiser, BusinessCenter
from tiktok_marketing.simulator.behaviour import Call, bad_value
from tiktok_marketing.simulator.currencies import ratio, to_amount
from tiktok_marketing.simulator.reaching import reached
from tiktok_marketing.simulator.rights import center_seen
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.splitting import Cell
from tiktok_marketing.spec.catalogue import metrics

from .report_bc_filters import COMPARISONS, BcFilter, amount_of, lets, read_filter
from .report_cells import Cells
from .report_dimensions import Asked, Cut, read_dimensions
from .report_filters import Filtering
from .report_query import ReportQuery, read_kind, read_span
from .report_scope import Scope
from .report_times import Times
from .report_types import SYNCHRONOUS
from .report_values import NONE, Delay, Subject, order_value, render, render_of_all

_LONGEST_DAYS = 365
_FORBIDDEN = ("service_type", "data_level", "query_mode")
# D:1775747432712194 says «spend and performance data, video play data, data for in-app events»: these groups.
_GROUPS = frozenset({"core", "video", "in_app_event"})
# D:1738864894606337 names these, which no other report has; there is no cashback here.
_OWN: dict[str, Delay] = {
    "tax_spend": "tax",
    "cash_spend": "cash",
    "voucher_spend": "cash",
    "cashback_coupon_spend": "cash",
}
_FIGURE_OF = {"tax_spend": "spend", "cash_spend": "cash_spend"}
# Per cent of value added or sales tax by the account's country; which TikTok adds where, is ours.
_TAXES = {"GB": 20, "DE": 19, "AT": 20, "FR": 20, "JP": 10, "AU": 10, "CA": 5, "MX": 16}
Row = dict[str, Any]


def bc_rows(simulator: Simulator, call: Call[Any]) -> list[Row]:
    """All rows of the report, sorted.

    Raises:
        Refusal: 40001 without the right to see the Business Center, 40002 for what such a report does not take.
    """
    given = call.given
    kind = read_kind(given, SYNCHRONOUS)
    if unwanted := [name for name in (*_FORBIDDEN, "query_lifetime") if given.get(name)]:
        raise bad_value(f"{unwanted[0]}: Not supported for BC reports.")
    if "bc_id" not in given:
        raise bad_value(missing("bc_id"))
    bc = center_seen(simulator, call, given["bc_id"])
    asked = Asked(kind, SYNCHRONOUS, "advertiser", is_several=False, is_lifetime=False)
    cut, names = read_dimensions(given["dimensions"], asked), _names(given)
    filters, span = [read_filter(entry) for entry in given.get("filtering", [])], read_span(given, _LONGEST_DAYS)
    found = [one for one in _accounts(simulator, bc) if all(lets(one, bc, each) for each in filters)]
    query = ReportQuery(
        kind=kind,
        way=SYNCHRONOUS,
        advertiser_ids=tuple(one.id for one in found),
        is_several=True,
        level="advertiser",
        cut=replace(cut, ids=("advertiser_id",)),
        metrics=tuple(names),
        span=span,
        filtering=Filtering((), (), frozenset({"STATUS_ALL"})),
        order_field=None,
        descending=True,
    )
    lines = _Accounts(simulator, query, call).lines(cut)
    costs = [one for one in filters if one.name == "cost"]
    lines = [line for line in lines if all(line.costs(one) for one in costs)]
    if field := given.get("order_field"):
        lines.sort(key=lambda line: line.place(field), reverse=given.get("order_type", "DESC") == "DESC")
    return [line.row(names) for line in lines]


def _names(given: dict[str, Any]) -> list[str]:
    """The metrics asked for; by default all that there are (§6.1)."""
    known = [name for name, metric in metrics().items() if metric.group in _GROUPS and not metric.requires_dimensions]
    names = list(dict.fromkeys(given.get("metrics") or [*known, *_OWN]))
    for name in (*names, *filter(None, [given.get("order_field")])):
        check_choice("metrics", name, [*known, *_OWN])
    return names


class _Line(msgspec.Struct):
    """A row before it is written: of which accounts, parts and days it is made."""

    dimensions: dict[str, str]
    accounts: list[Advertiser]
    keys: list[tuple[str, Cell, int]]
    cells: Cells
    daily: Cells

    def row(self, names: list[str]) -> Row:
        return {"dimensions": self.dimensions, "metrics": {name: self._text(name) for name in names}}

    def costs(self, one: BcFilter) -> bool:
        """Whether what was spent compares as it should, in dollars (D:1775747484045313)."""
        dollars = sum(
            to_amount(self._figure("spend", "usual", [key]), account.currency) / ratio(account.currency)
            for account, key in zip(self.accounts, self.keys, strict=True)
        )
        return COMPARISONS[one.kind](Decimal(dollars), amount_of(one.values[0]))

    def place(self, name: str) -> int:
        if name in _OWN:
            return self._own(name)
        return order_value(name, self._figure, Subject(self.accounts[0]))

    def _text(self, name: str) -> str:
        one = len({account.currency for account in self.accounts}) == 1
        if name in _OWN:
            return f"{to_amount(self._own(name), self.accounts[0].currency):.2f}" if one else NONE
        subject = Subject(self.accounts[0])
        return render(name, self._figure, subject, "") if one else render_of_all(name, self._figure, subject)

    def _figure(self, name: str, delay: Delay, keys: list[tuple[str, Cell, int]] | None = None) -> int:
        keys = self.keys if keys is None else keys
        if name in {"reach", "reach_result"}:
            by_goal = name == "reach_result"
            return reached([one for key in keys for one in self.cells.audiences(key, by_goal=by_goal)])
        return sum(
            _amount_at(self.cells.of(subject_id, name, delay).get(cell), place) for subject_id, cell, place in keys
        )

    def _own(self, name: str) -> int:
        if name not in _FIGURE_OF:
            return 0
        if name != "tax_spend":
            return self._figure(_FIGURE_OF[name], _OWN[name])
        return sum(self._tax(account, key) for account, key in zip(self.accounts, self.keys, strict=True))

    def _tax(self, account: Advertiser, key: tuple[str, Cell, int]) -> int:
        """On each day's spend, so that days add up."""
        subject_id, cell, place = key
        days = self.daily.of(subject_id, "spend", "tax").get(cell, [])
        per_cent = _TAXES.get(str(account.fields.get("country")), 0)
        return sum(
            amount * per_cent // 100 for amount in (days if self.cells is not self.daily else days[place : place + 1])
        )


class _Accounts:
    """What the accounts did, as the report's rows need it."""

    def __init__(self, simulator: Simulator, query: ReportQuery, call: Call[Any]) -> None:
        self._state, self._query = simulator.state, query
        scope = Scope(simulator, query, call.now, None)
        daily = replace(query, cut=replace(query.cut, time="stat_time_day"))
        self._times, daily_times = (Times(one, call.now, ()) for one in (query, daily))
        self._cells = Cells(simulator, query, scope, self._times)
        self._daily = self._cells if query.time else Cells(simulator, daily, scope, daily_times)

    def lines(self, cut: Cut) -> list[_Line]:
        """Sorted by their dimensions."""
        found: dict[tuple[str, ...], _Line] = {}
        for advertiser_id in self._query.advertiser_ids:
            for cell, place in self._told(advertiser_id):
                values = (*((advertiser_id,) if cut.ids else ()), *cell)
                values += (self._times.labels[place],) if cut.time else ()
                names = (*cut.ids, *cut.breakdowns, *([cut.time] if cut.time else []))
                line = found.setdefault(
                    values, _Line(dict(zip(names, values, strict=True)), [], [], self._cells, self._daily)
                )
                line.accounts.append(self._state.advertisers[advertiser_id])
                line.keys.append((advertiser_id, cell, place))
        return [found[values] for values in sorted(found)]

    def _told(self, advertiser_id: str) -> Iterator[tuple[Cell, int]]:
        """The parts and days on which the account did anything."""
        columns = [self._cells.of(advertiser_id, name, "usual") for name in ("spend", "impressions")]
        for cell in sorted(columns[0]):
            for place, told in enumerate(zip(*(column[cell] for column in columns), strict=True)):
                if any(told):
                    yield cell, place


def _amount_at(row: list[int] | None, place: int) -> int:
    return row[place] if row else 0


def _accounts(simulator: Simulator, bc: BusinessCenter) -> list[Advertiser]:
    return [simulator.state.advertisers[i] for i in bc.advertiser_ids if i in simulator.state.advertisers]
