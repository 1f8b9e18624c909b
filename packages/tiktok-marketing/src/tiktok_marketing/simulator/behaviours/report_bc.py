"""Figures of a Business Center's ad accounts: what they spent, and the tax on it (behaviour reference §6.1, §6.7)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from tiktok_marketing.simulator.behaviour import Call, bad_value
from tiktok_marketing.simulator.currencies import to_amount
from tiktok_marketing.simulator.rights import center_seen
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.splitting import Cell
from tiktok_marketing.simulator.state import Advertiser, BusinessCenter

from .report_cells import Cells
from .report_dimensions import Asked, Cut, read_dimensions
from .report_filters import Filtering
from .report_query import ReportQuery, read_kind, read_span
from .report_scope import Scope
from .report_times import Times
from .report_types import SYNCHRONOUS
from .report_values import NONE, Delay

_LONGEST_DAYS = 365
_FORBIDDEN = ("service_type", "data_level", "query_mode")
# TikTok's pages name `tax_spend`; the others are inferred. Each with the figure it is made of, and when that is known.
_METRICS: dict[str, tuple[str, Delay]] = {
    "spend": ("spend", "usual"),
    "billed_cost": ("billed_cost", "billed"),
    "tax_spend": ("spend", "tax"),
}
# Per cent of value added or sales tax by the account's country; which TikTok adds where, is ours.
_TAXES = {"GB": 20, "DE": 19, "AT": 20, "FR": 20, "JP": 10, "AU": 10, "CA": 5, "MX": 16}
# TikTok's status of an ad account → that of the filter; every other is NOT_APPROVED.
_STATUSES = {
    "STATUS_ENABLE": "APPROVED",
    "STATUS_DISABLE": "DISABLED",
    "STATUS_LIMIT": "SUSPENDED",
    "STATUS_CONTRACT_PENDING": "CONTRACT_INACTIVE",
    "STATUS_PENDING_CONFIRM": "IN_REVIEW",
    "STATUS_PENDING_VERIFIED": "IN_REVIEW",
    "STATUS_WAIT_FOR_BPM_AUDIT": "IN_REVIEW",
}
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "GREATER_THAN": Decimal.__gt__,
    "GREATER_EQUAL": Decimal.__ge__,
    "LOWER_THAN": Decimal.__lt__,
    "LOWER_EQUAL": Decimal.__le__,
}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Filter:
    name: str
    kind: str
    values: tuple[str, ...]


def bc_rows(simulator: Simulator, call: Call[Any]) -> list[Row]:
    """All rows of the report, sorted.

    Raises:
        Refusal: 40001 without the right to see the Business Center, 40002 for what such a report does not take.
    """
    given = call.given
    kind = read_kind(given, SYNCHRONOUS)
    if unwanted := [name for name in _FORBIDDEN if name in given]:
        raise bad_value(f"{unwanted[0]}: Not supported for BC reports.")
    if "bc_id" not in given:
        raise bad_value(missing("bc_id"))
    bc = center_seen(simulator, call, given["bc_id"])
    if given.get("query_lifetime"):
        raise bad_value("query_lifetime: Not supported for BC reports.")
    cut = read_dimensions(
        given["dimensions"], Asked(kind, SYNCHRONOUS, "advertiser", is_several=False, is_lifetime=False)
    )
    names = list(dict.fromkeys(given.get("metrics") or _METRICS))
    for name in (*names, *filter(None, [given.get("order_field")])):
        check_choice("metrics", name, _METRICS)
    span, filters = read_span(given, _LONGEST_DAYS), [_read(entry) for entry in given.get("filtering", [])]
    accounts = [one for one in _accounts(simulator, bc) if all(_lets(one, bc, each) for each in filters)]
    query = ReportQuery(
        kind=kind,
        way=SYNCHRONOUS,
        advertiser_ids=tuple(one.id for one in accounts),
        is_several=True,
        level="advertiser",
        cut=Cut(("advertiser_id",), "stat_time_day", cut.breakdowns),
        metrics=(),
        span=span,
        filtering=Filtering((), (), frozenset({"STATUS_ALL"})),
        order_field=None,
        descending=True,
    )
    rows = _Ledgers(simulator, query, call).rows(cut, names)
    costs = [one for one in filters if one.name == "cost"]
    return _sorted([row for row in rows if all(_costs(row, one) for one in costs)], given)


class _Ledgers:
    """What the accounts did day by day: tax is on each day's spend, so that days add up."""

    def __init__(self, simulator: Simulator, query: ReportQuery, call: Call[Any]) -> None:
        self._state, self._query = simulator.state, query
        scope = Scope(simulator, query, call.now, None)
        self._times = Times(query, call.now, {"billed_cost"})
        self._cells = Cells(simulator, query, scope, self._times)

    def rows(self, cut: Cut, names: list[str]) -> Iterator[Row]:
        sums: dict[tuple[str, ...], dict[str, Decimal]] = {}
        currencies: dict[tuple[str, ...], set[str]] = {}
        for values, currency, amounts in self._days(cut):
            total = sums.setdefault(values, dict.fromkeys(_METRICS, Decimal(0)))
            for name in _METRICS:
                total[name] += amounts[name]
            currencies.setdefault(values, set()).add(currency)
        shown = [*cut.ids, *cut.breakdowns, *([cut.time] if cut.time else [])]
        for values, total in sums.items():
            # Currencies cannot be added (§6.2).
            mixed = len(currencies[values]) > 1
            metrics = {name: NONE if mixed else f"{total[name]:.2f}" for name in names}
            yield {"dimensions": dict(zip(shown, values, strict=True)), "metrics": metrics, "sums": total}

    def _days(self, cut: Cut) -> Iterator[tuple[tuple[str, ...], str, dict[str, Decimal]]]:
        for advertiser_id in self._query.advertiser_ids:
            advertiser = self._state.advertisers[advertiser_id]
            for cell in sorted(self._cells.of(advertiser_id, "spend", "usual")):
                for place, label in enumerate(self._times.labels):
                    amounts = self._amounts(advertiser, cell, place)
                    if any(amounts.values()):
                        ids = (advertiser_id,) if cut.ids else ()
                        yield (*ids, *cell, *((label,) if cut.time else ())), advertiser.currency, amounts

    def _amounts(self, advertiser: Advertiser, cell: Cell, place: int) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for name, (figure, delay) in _METRICS.items():
            row = self._cells.of(advertiser.id, figure, delay).get(cell)
            amount = row[place] if row else 0
            if name == "tax_spend":
                amount = amount * _TAXES.get(str(advertiser.fields.get("country")), 0) // 100
            found[name] = to_amount(amount, advertiser.currency)
        return found


def _accounts(simulator: Simulator, bc: BusinessCenter) -> list[Advertiser]:
    return [simulator.state.advertisers[i] for i in bc.advertiser_ids if i in simulator.state.advertisers]


def _read(entry: dict[str, Any]) -> _Filter:
    name, kind, text = entry["field_name"], entry["filter_type"], entry["filter_value"]
    check_choice("filtering.field_name", name, _TESTS.keys() | {"cost"})
    check_choice("filtering.filter_type", kind, _COMPARISONS if name == "cost" else _TYPES.get(name, {"IN"}))
    try:
        values = json.loads(text)
    except ValueError:
        values = text
    found = tuple(map(str, values if isinstance(values, list) else [values]))
    if name == "cost":
        _amount(found[0])
    return _Filter(name, kind, found)


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise bad_value(f"filtering.cost: {text!r} is not an amount.") from error


def _lets(advertiser: Advertiser, bc: BusinessCenter, one: _Filter) -> bool:
    return one.name == "cost" or _TESTS[one.name](advertiser, bc, one.values)


def _costs(row: Row, one: _Filter) -> bool:
    return _COMPARISONS[one.kind](row["sums"]["spend"], _amount(one.values[0]))


def _owner(advertiser: Advertiser, bc: BusinessCenter) -> str:
    return "OWNED_BY_CURRENT_BUSINESS_CENTER" if advertiser.bc_id == bc.id else "SHARED_BY_OTHER_BUSINESS_CENTER"


def _sorted(rows: list[Row], given: dict[str, Any]) -> list[Row]:
    """By their dimensions, or by a metric; without what they were sorted by."""
    rows.sort(key=lambda row: tuple(row["dimensions"].values()))
    field = given.get("order_field")
    if field:
        rows.sort(key=lambda row: row["sums"][field], reverse=given.get("order_type", "DESC") == "DESC")
    return [{"dimensions": row["dimensions"], "metrics": row["metrics"]} for row in rows]


_TYPES = {"advertiser_name": {"MATCH"}}
_TESTS: dict[str, Callable[[Advertiser, BusinessCenter, tuple[str, ...]], bool]] = {
    "advertiser_name": lambda one, _, values: values[0].casefold() in one.name.casefold(),
    "advertiser_id": lambda one, _, values: one.id in values,
    "registered_area": lambda one, _, values: one.fields.get("country") in values,
    "platform_of_account": lambda _, __, values: "ADS_MANGER" in values,  # TikTok's spelling
    "owner_of_account": lambda one, bc, values: _owner(one, bc) in values,
    "currency_of_account": lambda one, _, values: one.currency in values,
    "account_status": lambda one, _, values: _STATUSES.get(one.status, "NOT_APPROVED") in values,
}
