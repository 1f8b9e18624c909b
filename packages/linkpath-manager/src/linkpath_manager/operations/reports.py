"""Reports: figures of any range, cut into what TikTok takes and put together again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from pydantic import Field, model_validator

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.metrics import METRICS, Kind, upstream_metrics
from linkpath_manager.domain.report import Report, ReportSource, figures, is_final, merge
from linkpath_manager.domain.window import Preset, Window, cut, presets
from linkpath_manager.errors import InvalidRequest
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.cursors import CursorInvalid
from linkpath_manager.kit.hashing import digest
from linkpath_manager.kit.tasks import together
from linkpath_manager.store import mirror
from tiktok_marketing import client as tiktok
from tiktok_marketing.spec.currencies import decimals
from tiktok_marketing.spec.report import REPORT_INTEGRATED_GET, ReportFilter, ReportParams, ReportRow

from . import upstream
from .inputs import AdvertiserId, CommaList, Id
from .objects import owner
from .operation import Context, Effect, Operation, Params, Subject

# Source: behaviour reference §6.2 (sure): the longest span of one call, in days, by time dimension.
_SPAN = {"day": 30, "hour": 1, None: 365}
_TIME = {"day": "stat_time_day", "hour": "stat_time_hour"}
_STATUS_FILTER = {"campaign": "campaign_status", "adgroup": "adgroup_status", "ad": "ad_status"}
_IDS_PER_CALL = 100

# What fits into half a minute at the basic level's ten calls a second.
_MOST_CALLS = 300

# And into five minutes: nobody waits for it.
MOST_CALLS_ALONE = 3_000

Key = tuple[str, ...]


class ReportQuery(Params):
    """Which figures: of whom, over what, by what."""

    advertiser_id: AdvertiserId = None
    level: Literal["advertiser", "campaign", "adgroup", "ad"] = "campaign"
    start_date: date | None = Field(default=None, description="The first day, in the advertiser's time zone.")
    end_date: date | None = Field(default=None, description="The last day, included.")
    date_preset: Preset | None = Field(default=None, description="Instead of the two dates.")
    dimensions: CommaList[Literal["day", "hour"]] = Field(
        default=(), max_length=1, description="`day` or `hour`: a row for each; left out: one row for the range."
    )
    metrics: CommaList[str] = Field(
        default=("spend", "impressions", "clicks", "conversions"),
        min_length=1,
        description="Names of figures.",
        json_schema_extra={"items": {"type": "string", "enum": [*sorted(METRICS)]}},
    )
    campaign_ids: CommaList[Id] | None = Field(default=None, alias="filter[campaign_id]", max_length=1_000)
    adgroup_ids: CommaList[Id] | None = Field(default=None, alias="filter[adgroup_id]", max_length=1_000)
    ad_ids: CommaList[Id] | None = Field(default=None, alias="filter[ad_id]", max_length=1_000)
    sort: str | None = Field(default=None, description="A metric or dimension, with - for the largest first.")

    @model_validator(mode="after")
    def _one_range(self) -> "ReportQuery":
        dates = self.start_date is not None and self.end_date is not None
        if dates == (self.date_preset is not None) or (self.start_date is None) != (self.end_date is None):
            raise ValueError("give start_date and end_date, or date_preset")
        return self


class GetReport(ReportQuery):
    limit: int = Field(default=1_000, ge=1, le=1_000)
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of TikTok: `calls` hold one span and one id filter each."""

    window: Window
    id_field: str
    time: str | None
    calls: tuple[ReportParams, ...]
    whole: ReportParams | None
    """The advertiser over the whole range: what totals of unique people come from. None: not to be had in one call."""


async def _get(ctx: Context, params: GetReport) -> Report:
    """Rows sorted by time, then id, unless `sort` says otherwise; a day without delivery has no row."""
    plan = plan_of(ctx, params)
    asked = digest(params.model_dump(mode="json", exclude={"cursor", "limit"}) | {"of": owner(ctx).id})
    bound_to = f"{ctx.actor.workspace_id}/report/{asked}"
    first = _opened(ctx, params.cursor, bound_to) if params.cursor else 0
    now = to_micros(ctx.services.clock.now())
    kept = ctx.services.reports.get(bound_to, now) if first else None
    whole = kept or await fetch(ctx, params, plan)
    last = first + params.limit
    has_more = last < len(whole.rows)
    if has_more:
        ctx.services.reports.put(bound_to, whole, now)
    return msgspec.structs.replace(
        whole,
        rows=whole.rows[first:last],
        has_more=has_more,
        next_cursor=ctx.services.cursors.seal({"first": last}, bound_to=bound_to) if has_more else None,
    )


def plan_of(ctx: Context, params: ReportQuery, most_calls: int = _MOST_CALLS) -> Plan:
    """What is asked of TikTok for the report.

    Raises:
        InvalidRequest: there is no such figure or column, or it would take more calls.
    """
    for name in params.metrics:
        upstream_metrics([name])
    _require_column(params)
    window = _window(ctx, params)
    time = params.dimensions[0] if params.dimensions else None
    id_field = f"{params.level}_id"
    dimensions = [id_field, *([_TIME[time]] if time else [])]
    calls = tuple(
        _ask(ctx, params, span, params.level, dimensions, ids)
        for span in cut(window, _SPAN[time])
        for ids in _id_filters(params)
    )
    if len(calls) > most_calls:
        larger = " POST /v1/reports takes larger ones." if most_calls < MOST_CALLS_ALONE else ""
        raise InvalidRequest(
            f"The report would take {len(calls)} calls to TikTok; at most {most_calls} are made for one.",
            param="dimensions" if time else "start_date",
            hint=f"Shorten the range, or ask for days instead of hours.{larger}",
        )
    unique = any(METRICS[name].kind is Kind.UNIQUE for name in params.metrics)
    unfiltered = not (params.campaign_ids or params.adgroup_ids or params.ad_ids)
    one_call = unique and unfiltered and window.length <= _SPAN[None]
    whole = _ask(ctx, params, window, "advertiser", ["advertiser_id"], []) if one_call else None
    return Plan(window, id_field, time, calls, whole)


def _require_column(params: ReportQuery) -> None:
    column = (params.sort or "").removeprefix("-")
    id_field = f"{params.level}_id"
    columns = {id_field, *params.dimensions, *params.metrics, *(("name",) if params.level != "advertiser" else ())}
    if params.sort is not None and column not in columns:
        raise InvalidRequest(
            f"The report has no column {column!r} to sort by.",
            param="sort",
            hint=f"It has {', '.join(sorted(columns))}.",
        )


def _ask(
    ctx: Context, params: ReportQuery, span: Window, level: str, dimensions: list[str], ids: list[ReportFilter]
) -> ReportParams:
    filters = list(ids)
    if level != "advertiser":  # Without this TikTok leaves out what was deleted, and its spend with it.
        value = '["STATUS_ALL"]'
        filters.append(ReportFilter(field_name=_STATUS_FILTER[level], filter_type="IN", filter_value=value))
    return ReportParams(
        report_type="BASIC",
        advertiser_id=owner(ctx).id,
        data_level=f"AUCTION_{level.upper()}",
        dimensions=dimensions,
        metrics=list(upstream_metrics(params.metrics)),
        start_date=span.start.isoformat(),
        end_date=span.end.isoformat(),
        filtering=filters,
    )


def _id_filters(params: ReportQuery) -> Iterator[list[ReportFilter]]:
    """The filters of each call: of the ids asked for, as many as TikTok takes at once."""
    given = [
        (field, ids)
        for field in ("campaign_ids", "adgroup_ids", "ad_ids")
        if (ids := getattr(params, field)) is not None
    ]
    if len(given) > 1:
        raise InvalidRequest("Filter by campaigns, ad groups or ads, one of them.", param="filter", hint="Drop one.")
    if not given:
        yield []
        return
    field, ids = given[0]
    distinct = list(dict.fromkeys(ids))
    for first in range(0, len(distinct), _IDS_PER_CALL):
        value = msgspec.json.encode(distinct[first : first + _IDS_PER_CALL]).decode()
        yield [ReportFilter(field_name=field, filter_type="IN", filter_value=value)]


async def fetch(ctx: Context, params: ReportQuery, plan: Plan) -> Report:
    asked = [*plan.calls, *([plan.whole] if plan.whole else [])]
    pulls = await together(*(_pull(ctx, call) for call in asked))
    whole = pulls.pop() if plan.whole else None
    advertiser = owner(ctx)
    places = decimals(advertiser.currency)
    parts = [(_key(row, plan), row.metrics) for pull in pulls for row in pull.rows]
    merged = merge(parts, params.metrics)
    totals = merge([((), metrics) for _, metrics in parts], params.metrics).get((), {})
    if whole and whole.rows:
        people = merge([((), whole.rows[0].metrics)], params.metrics)[()]
        totals |= {name: people[name] for name in params.metrics if METRICS[name].kind is Kind.UNIQUE}
    names = await _names(ctx, params.level)
    rows = [_row(key, figures(sums, params.metrics, places), plan, names) for key, sums in merged.items()]
    now = ctx.services.clock.now()
    return Report(
        advertiser_id=advertiser.id,
        level=params.level,
        start_date=plan.window.start,
        end_date=plan.window.end,
        currency=advertiser.currency,
        time_zone=advertiser.time_zone,
        dimensions=[plan.id_field, *params.dimensions],
        metrics=list(params.metrics),
        rows=_sorted(rows, params, plan),
        totals=figures(totals, params.metrics, places),
        as_of=now.astimezone(UTC),
        is_final=is_final(plan.window, _today(advertiser.time_zone, now)),
        complete=all(pull.warning is None for pull in pulls),
        source=ReportSource(sync_calls=sum(pull.calls for pull in pulls) + (whole.calls if whole else 0)),
        total_count=len(rows),
        has_more=False,
        next_cursor=None,
    )


async def _pull(ctx: Context, params: ReportParams) -> tiktok.Pages[ReportRow]:
    return await upstream.pages(
        ctx, REPORT_INTEGRATED_GET, params, key=lambda row: tuple(sorted(row.dimensions.items()))
    )


def _key(row: ReportRow, plan: Plan) -> Key:
    """What makes two rows the same: the object and, where asked for, the time."""
    object_id = row.dimensions[plan.id_field]
    return (object_id,) if plan.time is None else (object_id, row.dimensions[_TIME[plan.time]])


def _row(key: Key, shown: dict[str, Any], plan: Plan, names: dict[str, str] | None) -> dict[str, Any]:
    row: dict[str, Any] = {plan.id_field: key[0]}
    if names is not None:
        row["name"] = names.get(key[0])
    if plan.time == "day":
        row["day"] = key[1][:10]
    elif plan.time == "hour":
        row["hour"] = key[1][:16].replace(" ", "T")
    return row | shown


async def _names(ctx: Context, level: str) -> dict[str, str] | None:
    """Names as the mirror has them now, deleted objects' too; None for a level without."""
    if level == "advertiser":
        return None
    known: mirror.Level = level  # type: ignore[assignment]  # the other three are the mirror's levels
    return await mirror.names(ctx.services.db, known, ctx.actor.workspace_id, owner(ctx).id)


def _sorted(rows: list[dict[str, Any]], params: ReportQuery, plan: Plan) -> list[dict[str, Any]]:
    time = plan.time or plan.id_field
    rows.sort(key=lambda row: (row[time], row[plan.id_field]))
    if params.sort is None:
        return rows
    column, descending = params.sort.removeprefix("-"), params.sort.startswith("-")
    known = [row for row in rows if row[column] is not None]
    known.sort(key=lambda row: _comparable(row[column], is_figure=column in params.metrics), reverse=descending)
    return known + [row for row in rows if row[column] is None]


def _comparable(value: Any, *, is_figure: bool) -> Any:
    return Decimal(value) if is_figure else value


def _window(ctx: Context, params: ReportQuery) -> Window:
    if params.date_preset is not None:
        return presets(params.date_preset, _today(owner(ctx).time_zone, ctx.services.clock.now()))
    assert params.start_date and params.end_date  # noqa: S101, PT018  # GetReport sees to it
    return Window(params.start_date, params.end_date)


def _today(time_zone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(time_zone)).date()


def _opened(ctx: Context, cursor: str, bound_to: str) -> int:
    try:
        return int(ctx.services.cursors.open(cursor, bound_to=bound_to)["first"])
    except CursorInvalid:
        raise InvalidRequest(
            "The cursor does not belong to this report.",
            param="cursor",
            code="invalid_cursor",
            hint="Use next_cursor of the page before with the same parameters, or start without a cursor.",
        ) from None


GET_REPORT = Operation(
    name="reports.get",
    summary="Get figures",
    description=(
        "Figures of one advertiser over any range: LinkPath cuts it into the spans TikTok takes, pages, and merges. "
        "Deleted objects are counted, ratios are recomputed from sums, reach and frequency are never summed, and "
        "what would be divided by zero is null."
    ),
    scope=Scope.REPORTING_READ,
    effect=Effect.READ,
    subject=Subject.ADVERTISER,
    params=GetReport,
    result=Report,
    perform=_get,
    reach="tiktok",
)
