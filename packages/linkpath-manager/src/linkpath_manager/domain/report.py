"""Reports: rows of figures made of TikTok's."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime
from decimal import Context, Decimal, InvalidOperation
from typing import Any, Literal, TypeVar

from msgspec import Struct

from linkpath_manager.kit import money

from .metrics import METRICS, Kind, Metric, Value, additive_needed, metric
from .window import PRESETS, SETTLING_DAYS, Preset, Window, cut, is_final, presets

__all__ = [
    "PRESETS", "SETTLING_DAYS", "Level", "Number", "Preset", "Report", "ReportSource", "Window", "cut", "figures",
    "is_final", "merge", "presets",
]  # fmt: skip

Level = Literal["advertiser", "campaign", "adgroup", "ad"]
Number = Decimal | int | None
Key = TypeVar("Key", bound=Hashable)

_EXACT = Context(prec=100)  # sums lose nothing
_SIGNIFICANT = Context(prec=12)
_MONEY_RATIO_DIGITS = 4  # beyond the currency's own


class ReportSource(Struct, frozen=True, kw_only=True):
    """What a report was made of: rows that were kept, calls to TikTok, tasks at TikTok."""

    lake_rows: int = 0
    sync_calls: int = 0
    async_tasks: int = 0


class Report(Struct, frozen=True, kw_only=True, tag_field="object", tag="report"):
    """Figures of one advertiser. Money is a decimal string in `currency`, days are days in `time_zone`.

    `totals` are of all rows, not of this page. Not `complete`: rows are missing that TikTok may have. Not `is_final`:
    TikTok may still change the figures.
    """

    advertiser_id: str
    level: Level
    start_date: date
    end_date: date
    currency: str
    time_zone: str
    dimensions: list[str]
    metrics: list[str]
    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    as_of: datetime | None
    is_final: bool
    complete: bool
    source: ReportSource
    total_count: int
    has_more: bool
    next_cursor: str | None


def merge(
    parts: Iterable[tuple[Key, Mapping[str, str]]], metrics: Iterable[str] | None = None
) -> dict[Key, dict[str, Number]]:
    """The figures of all parts with the same key, as one; keys in the order they first come.

    A part is a row of TikTok's: texts by TikTok's metric. "-", an absent metric and any text that is no number are
    None, and None in a sum counts for nothing; a sum of nothing else is None. A unique metric is kept when its key has
    one part only: figures of people do not join. `metrics` are LinkPath's names; without them it is all.
    """
    readers = _readers(METRICS if metrics is None else list(metrics))
    merged: dict[Key, dict[str, Number]] = {}
    for key, figures in parts:
        row = {name: read(figures) for name, (read, _) in readers.items()}
        sums = merged.get(key)
        if sums is None:
            merged[key] = row
            continue
        for name, (_, additive) in readers.items():
            sums[name] = _plus(sums[name], row[name]) if additive else None
    return merged


def figures(sums: Mapping[str, Number], metrics: Iterable[str], decimals: int) -> dict[str, Any]:
    """What a report shows of `sums`, in the order of `metrics`. `decimals` are the currency's.

    Money is text, with up to 4 decimals more when it is a ratio; counts are integers; percentages, ratios and seconds
    are numbers of at most 12 significant digits. What is not known or divided by zero is None.
    """
    shown: dict[str, Any] = {}
    for name in metrics:
        found = metric(name)
        number = _ratio(found, sums) if found.kind is Kind.RATIO else sums.get(name)
        shown[name] = None if number is None else _shown(found, number, decimals)
    return shown


_Reader = Callable[[Mapping[str, str]], Number]


def _readers(names: Iterable[str]) -> dict[str, tuple[_Reader, bool]]:
    """For each metric that comes from a row: what reads it there, and whether it is additive."""
    wanted = list(names)
    unique = [name for name in wanted if metric(name).kind is Kind.UNIQUE]
    read = {name: (_reader(METRICS[name]), True) for name in additive_needed(wanted)}
    return read | {name: (_reader(METRICS[name]), False) for name in unique}


def _reader(source: Metric) -> _Reader:
    parse: Callable[[str | None], Number] = _count if source.value is Value.COUNT else _amount
    first, *more = source.upstream
    if source.weight:
        weight = source.weight
        return lambda row: _times(parse(row.get(first)), _amount(row.get(weight)))
    if not more:
        return lambda row: parse(row.get(first))
    return lambda row: _sum(parse(row.get(name)) for name in source.upstream)


def _count(text: str | None) -> Number:
    try:
        return None if text is None else int(text)
    except ValueError:
        number = _amount(text)
        return number if number is None or number % 1 else int(number)


def _amount(text: str | None) -> Decimal | None:
    try:
        number = None if text is None else Decimal(text)
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _sum(numbers: Iterable[Number]) -> Number:
    total: Number = None
    for number in numbers:
        total = _plus(total, number)
    return total


def _plus(one: Number, other: Number) -> Number:
    if one is None or other is None:
        return one if other is None else other
    return one + other if isinstance(one, int) and isinstance(other, int) else _EXACT.add(one, other)


def _times(one: Number, other: Number) -> Number:
    return None if one is None or other is None else _EXACT.multiply(one, other)


def _ratio(found: Metric, sums: Mapping[str, Number]) -> Decimal | None:
    numerators = [sums.get(name) for name in found.numerator]
    denominator = sums.get(found.denominator or "")
    total = _sum(numerators)
    if total is None or None in numerators or not denominator:
        return None
    context = _EXACT if found.value is Value.MONEY else _SIGNIFICANT
    return context.divide(_EXACT.multiply(total, found.scale), denominator)


def _shown(found: Metric, number: Decimal | int, decimals: int) -> str | int | float:
    match found.value:
        case Value.MONEY if found.kind is Kind.ADDITIVE:
            return money.to_text(Decimal(number), decimals)
        case Value.MONEY:
            return _trimmed(money.to_text(Decimal(number), decimals + _MONEY_RATIO_DIGITS), decimals)
        case Value.COUNT if isinstance(number, int):
            return number
        case _:
            return float(_SIGNIFICANT.plus(Decimal(number)))


def _trimmed(text: str, decimals: int) -> str:
    """`text` without the zeros at its end that go beyond `decimals` digits."""
    whole, _, fraction = text.partition(".")
    kept = fraction[:decimals] + fraction[decimals:].rstrip("0")
    return f"{whole}.{kept}" if kept else whole
