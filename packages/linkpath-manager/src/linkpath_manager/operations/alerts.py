"""Alerts: thresholds of spend by campaign, ad group, advertiser or workspace, told as `budget.threshold_reached`."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.alert import Alert, AlertReading, AlertSubject, AlertThreshold
from linkpath_manager.domain.currency import amount_text
from linkpath_manager.domain.listing import Listing, ListOf, on_one_page
from linkpath_manager.errors import Conflict, InvalidRequest, NotFound
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import advertisers, alerts, mirror
from linkpath_manager.store.alerts import AlertRow

from .inputs import Amount, Id
from .operation import Context, Effect, Operation, Params, Subject

AlertName = Annotated[str, Field(min_length=1, max_length=200)]
_MOST = 1_000
"""Alerts of one workspace."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkspaceSubject(_Part):
    """Everything that the workspace spends in one currency."""

    level: Literal["workspace"]


class ObjectSubject(_Part):
    level: Literal["advertiser", "campaign", "adgroup"]
    id: Id


class PercentIn(_Part):
    """Of the subject's own budget, of the alert's period."""

    percent: str = Field(pattern=r"^[1-9][0-9]{0,2}(\.[0-9]{1,2})?$", examples=["80"])


class AmountIn(_Part):
    """`currency` is that of the advertiser; of a workspace's alert it has to be given."""

    amount: Amount
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$", examples=["EUR"])


class NoParams(Params):
    pass


class AlertRef(Params):
    id: str


class CreateAlert(Params):
    name: AlertName | None = None
    subject: WorkspaceSubject | ObjectSubject = Field(examples=[{"level": "campaign", "id": "1780000000000000001"}])
    period: Literal["DAILY", "LIFETIME"] = Field(
        default="DAILY", description="DAILY: a day in the account's time zone; of a workspace each account's own."
    )
    threshold: PercentIn | AmountIn = Field(examples=[{"percent": "80"}])


class UpdateAlert(Params):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    id: str
    name: AlertName | None = None
    threshold: PercentIn | AmountIn | None = Field(
        default=None, description="Another one arms the alert again.", examples=[{"amount": "40.00"}]
    )


async def _list(ctx: Context, _params: NoParams) -> Listing:
    rows = await alerts.of_workspace(ctx.services.db, ctx.actor.workspace_id)
    return on_one_page(_shown(row) for row in rows if _may_see(ctx, row))


async def _get(ctx: Context, params: AlertRef) -> Alert:
    return _shown(await _row_of(ctx, params.id))


async def _create(ctx: Context, params: CreateAlert) -> Alert:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    now, subject = ctx.services.clock.now(), params.subject
    row = AlertRow(
        id=new_id("alr", now),
        workspace_id=ctx.actor.workspace_id,
        name=params.name,
        level=subject.level,
        subject_id=subject.id if isinstance(subject, ObjectSubject) else ctx.actor.workspace_id,
        advertiser_id=await _advertiser_of(ctx, subject),
        period=params.period,
        percent=None,
        amount=None,
        currency="",
        created_at=to_micros(now),
        updated_at=to_micros(now),
    )
    row = replace(row, **await _threshold(ctx, row, params.threshold))
    if len(await alerts.of_workspace(ctx.services.db, row.workspace_id)) >= _MOST:
        raise Conflict(f"There are {_MOST} alerts.", code="too_many_alerts", hint="Delete one that is not needed.")

    async def commit(tx: AsyncConnection) -> None:
        await alerts.add(tx, row)

    ctx.run.commits.append(commit)
    return _shown(row)


async def _update(ctx: Context, params: UpdateAlert) -> Alert:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    row = await _row_of(ctx, params.id)
    values: dict[str, Any] = {} if params.name is None else {"name": params.name}
    if params.threshold is not None:
        values |= await _threshold(ctx, row, params.threshold)
        values |= {"reached_at": None, "told_key": None, "as_of": None}
    if not values:
        raise InvalidRequest("Nothing is to be changed.", hint="Send name or threshold.")
    values["updated_at"] = max(to_micros(ctx.services.clock.now()), row.updated_at + 1)

    async def commit(tx: AsyncConnection) -> None:
        await alerts.change(tx, row.id, **values)

    ctx.run.commits.append(commit)
    return _shown(replace(row, **values))


async def _delete(ctx: Context, params: AlertRef) -> Alert:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    row = await _row_of(ctx, params.id)

    async def commit(tx: AsyncConnection) -> None:
        await alerts.remove(tx, row.id)

    ctx.run.commits.append(commit)
    return _shown(row)


async def _row_of(ctx: Context, alert_id: str) -> AlertRow:
    row = await alerts.by_id(ctx.services.db, ctx.actor.workspace_id, alert_id)
    if row is None or not _may_see(ctx, row):
        raise NotFound(f"There is no alert {alert_id[:80]}.", param="id", hint="GET /v1/alerts lists those there are.")
    return row


def _may_see(ctx: Context, row: AlertRow) -> bool:
    """What a whole workspace spends is not for a token that may use some of its advertisers only."""
    if row.advertiser_id is None:
        return ctx.actor.advertiser_ids is None
    return ctx.actor.may_use(row.advertiser_id)


async def _advertiser_of(ctx: Context, subject: WorkspaceSubject | ObjectSubject) -> str | None:
    """The advertiser of what is to be watched; None: it is the workspace."""
    db, workspace_id = ctx.services.db, ctx.actor.workspace_id
    if isinstance(subject, WorkspaceSubject):
        if ctx.actor.advertiser_ids is not None:
            raise NotFound("This token may not see all that the workspace spends.", param="subject")
        return None
    advertiser_id: str | None = subject.id
    if subject.level != "advertiser":
        level: mirror.Level = "campaign" if subject.level == "campaign" else "adgroup"
        row = await mirror.by_id(db, level, workspace_id, subject.id)
        advertiser_id = row.advertiser_id if row else None
    known = advertiser_id and ctx.actor.may_use(advertiser_id)
    if not known or await advertisers.by_id(db, workspace_id, advertiser_id or "") is None:
        raise NotFound(f"There is no {subject.level} {subject.id}.", param="subject.id", hint="Look up the id.")
    return advertiser_id


async def _threshold(ctx: Context, row: AlertRow, given: PercentIn | AmountIn) -> dict[str, Any]:
    """The columns of a threshold.

    Raises:
        Conflict: the subject has no budget of its own to take a percentage of, or another currency.
    """
    owner = await advertisers.by_id(ctx.services.db, row.workspace_id, row.advertiser_id or "")
    if isinstance(given, PercentIn):
        if owner is None or row.level not in {"campaign", "adgroup"}:
            raise Conflict(
                f"A {row.level} has no budget to take a percentage of.",
                param="threshold.percent",
                hint="Give an amount.",
            )
        return {"percent": given.percent, "amount": None, "currency": owner.currency}
    currency = given.currency or (owner.currency if owner else None)
    if currency is None:
        raise Conflict("A workspace has no currency of its own.", param="threshold.currency", hint="Give currency.")
    if owner and currency != owner.currency:
        raise Conflict(
            f"The advertiser spends {owner.currency}, not {currency}.",
            param="threshold.currency",
            hint="Leave currency out.",
        )
    return {"percent": None, "amount": amount_text(Decimal(given.amount), currency), "currency": currency}


def _shown(row: AlertRow) -> Alert:
    last = None
    if row.as_of is not None and row.spend is not None:
        start = date.fromisoformat(row.period_start) if row.period_start else None
        last = AlertReading(period_start=start, spend=row.spend, budget=row.budget, as_of=from_micros(row.as_of))
    return Alert(
        id=row.id,
        name=row.name,
        advertiser_id=row.advertiser_id,
        subject=AlertSubject(level=row.level, id=row.subject_id),  # type: ignore[arg-type]  # written as such
        period=row.period,  # type: ignore[arg-type]  # the same
        threshold=AlertThreshold(percent=row.percent, amount=row.amount, currency=row.currency),
        state="ARMED" if row.reached_at is None else "REACHED",
        reached_at=from_micros(row.reached_at) if row.reached_at else None,
        last=last,
        created_at=from_micros(row.created_at),
        updated_at=from_micros(row.updated_at),
    )


LIST_ALERTS = Operation(
    name="alerts.list",
    summary="List alerts",
    description="Newest first.",
    scope=Scope.REPORTING_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=ListOf(Alert),
    perform=_list,
)

GET_ALERT = Operation(
    name="alerts.get",
    summary="Get an alert",
    scope=Scope.REPORTING_READ,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=AlertRef,
    result=Alert,
    perform=_get,
)

CREATE_ALERT = Operation(
    name="alerts.create",
    summary="Create an alert",
    description="`budget.threshold_reached` is told once a period when spend has reached the threshold, and again when "
    "the budget, and with it what the threshold comes to, is another one.",
    scope=Scope.CAMPAIGNS_WRITE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=CreateAlert,
    result=Alert,
    perform=_create,
    names_others=True,
)

UPDATE_ALERT = Operation(
    name="alerts.update",
    summary="Change an alert",
    description="What is left out stays as it is. What it watches, and over which period, cannot change.",
    scope=Scope.CAMPAIGNS_WRITE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=UpdateAlert,
    result=Alert,
    perform=_update,
)

DELETE_ALERT = Operation(
    name="alerts.delete",
    summary="Delete an alert",
    scope=Scope.CAMPAIGNS_WRITE,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=AlertRef,
    result=Alert,
    perform=_delete,
)
