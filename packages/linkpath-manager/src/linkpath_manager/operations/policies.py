"""The policy: read, set, and its two switches that are in a hurry: stop, and open for a while."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Struct
from pydantic import ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.actor import Actor, Scope
from linkpath_manager.domain.policy import Amounts, Ceilings, Closed, Pattern, Policy, Rule, Stops
from linkpath_manager.errors import Conflict, InvalidRequest, PermissionDenied
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store import policies
from linkpath_manager.store.database import hold

from . import approvers
from .operation import Context, Effect, Operation, Params, Subject

_LONGEST_OPENING_MINUTES = 60
_ASKING = frozenset({"rules", "approval_above", "two_people_above"})
"""Parts that ask for people's approvals."""


class PolicyView(Struct, frozen=True, kw_only=True, tag_field="object", tag="policy"):
    """The policy in force. `version` 0: the one that LinkPath comes with."""

    version: int
    set_by: str | None
    set_at: datetime | None
    rules: list[dict[str, Any]]
    approval_above: dict[str, str]
    two_people_above: dict[str, str]
    ceilings: dict[str, dict[str, str]]
    closed: list[dict[str, Any]]
    stops: dict[str, Any]
    expires_after_hours: int


class NoParams(Params):
    pass


class SetPolicy(Params):
    """What is left out stays; what is given replaces its part whole."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    rules: tuple[Rule, ...] | None = Field(default=None, max_length=50)
    approval_above: Amounts | None = None
    two_people_above: Amounts | None = None
    ceilings: Ceilings | None = None
    closed: tuple[Closed, ...] | None = Field(default=None, max_length=50)
    expires_after_hours: int | None = Field(default=None, ge=1, le=720)


class Stop(Params):
    advertiser_ids: tuple[Annotated[str, Field(pattern=r"^[0-9]{1,20}$")], ...] | None = Field(
        default=None, max_length=1_000, description="Left out: all advertisers."
    )


class Open(Params):
    operations: tuple[Pattern, ...] = Field(
        min_length=1, max_length=50, description="Patterns that the policy closes.", examples=[["*.delete"]]
    )
    minutes: int = Field(default=_LONGEST_OPENING_MINUTES, ge=1, le=_LONGEST_OPENING_MINUTES)


async def _get(ctx: Context, _params: NoParams) -> PolicyView:
    return _view(await policies.newest(ctx.services.db, ctx.actor.workspace_id))


async def _set(ctx: Context, params: SetPolicy) -> PolicyView:
    given = {name: getattr(params, name) for name in params.model_fields_set if getattr(params, name) is not None}
    if not given:
        raise InvalidRequest("Nothing to change was given.", hint="Give at least one part of the policy.")
    workspace_id = ctx.actor.workspace_id

    async def check(tx: AsyncConnection, policy: Policy) -> None:
        _refuse_contradictions(policy)
        if given.keys() & _ASKING:
            await approvers.require_enough(tx, workspace_id, policy)

    return await _changed(ctx, lambda policy: policy.model_copy(update=given), check)


async def _stop(ctx: Context, params: Stop) -> PolicyView:
    def stopped(policy: Policy) -> Policy:
        if params.advertiser_ids is None:
            return policy.model_copy(update={"stops": policy.stops.model_copy(update={"all": True})})
        ids = tuple(dict.fromkeys((*policy.stops.advertiser_ids, *params.advertiser_ids)))
        return policy.model_copy(update={"stops": policy.stops.model_copy(update={"advertiser_ids": ids})})

    return await _changed(ctx, stopped)


async def _resume(ctx: Context, params: Stop) -> PolicyView:
    def resumed(policy: Policy) -> Policy:
        if params.advertiser_ids is None:
            return policy.model_copy(update={"stops": Stops()})
        ids = tuple(one for one in policy.stops.advertiser_ids if one not in params.advertiser_ids)
        return policy.model_copy(update={"stops": policy.stops.model_copy(update={"advertiser_ids": ids})})

    return await _changed(ctx, resumed)


async def _open(ctx: Context, params: Open) -> PolicyView:
    until = ctx.services.clock.now() + timedelta(minutes=params.minutes)

    def opened(policy: Policy) -> Policy:
        wanted = set(params.operations)
        held = {pattern for closed in policy.closed for pattern in closed.operations}
        if strange := sorted(wanted - held):
            raise InvalidRequest(
                f"{', '.join(strange)} is not closed here.", param="operations", hint=f"Closed are: {sorted(held)}."
            )
        return policy.model_copy(update={"closed": tuple(_parted(policy.closed, wanted, until))})

    return await _changed(ctx, opened)


def _parted(closed: tuple[Closed, ...], wanted: set[str], until: datetime) -> list[Closed]:
    """Each line in two, where only some of its patterns are opened."""
    parts = []
    for line in closed:
        opens = tuple(one for one in line.operations if one in wanted)
        stays = tuple(one for one in line.operations if one not in wanted)
        if stays:
            parts.append(line.model_copy(update={"operations": stays}))
        if opens:
            parts.append(line.model_copy(update={"operations": opens, "open_until": until}))
    return parts


async def _unchecked(_tx: AsyncConnection, _policy: Policy) -> None:
    """What only stops or opens makes no policy impossible."""


async def _changed(
    ctx: Context,
    change: Callable[[Policy], Policy],
    check: Callable[[AsyncConnection, Policy], Awaitable[None]] = _unchecked,
) -> PolicyView:
    """The policy with `change`, as its next version, if `check` lets it; of two at once, one comes after the other."""
    _require_person(ctx.actor)
    workspace_id = ctx.actor.workspace_id
    async with ctx.services.db.transaction(workspace_id) as tx:
        await hold(tx, "policy", workspace_id)
        newest = await policies.newest(ctx.services.db, workspace_id)
        policy = change(Policy.model_validate_json(newest.document) if newest else Policy())
        await check(tx, policy)
        row = policies.PolicyRow(
            workspace_id=workspace_id,
            version=newest.version + 1 if newest else 1,
            document=policy.model_dump_json().encode(),
            set_by=ctx.actor.id,
            set_at=to_micros(ctx.services.clock.now()),
        )
        if not await policies.add(tx, row):
            raise Conflict("The policy was changed at the same time.", hint="Read it, and decide anew.")
    return _view(row)


def _require_person(actor: Actor) -> None:
    if not actor.decides:
        raise PermissionDenied(
            "People set the policy, not tokens.", code="people_only", hint="Sign in as an owner or admin."
        )


def _refuse_contradictions(policy: Policy) -> None:
    """Refuses bounds that make each other impossible, or that nothing could pass.

    Raises:
        Conflict: which, and what to do about it.
    """
    ceilings = policy.ceilings
    for name, bounds in ceilings.model_dump().items():
        if shut := sorted(currency for currency, amount in bounds.items() if amount == 0):
            raise Conflict(
                f"ceilings.{name} is 0 {shut[0]}: nothing that adds to spend could be done.",
                code="locks_out",
                hint="POST /v1/policy/stop stops all that adds to spend; leave the currency out for no ceiling.",
            )
    pairs = (
        ("approval_above", policy.approval_above, "two_people_above", policy.two_people_above),
        ("ceilings.per_change", ceilings.per_change, "ceilings.per_advertiser_24h", ceilings.per_advertiser_24h),
        ("ceilings.per_change", ceilings.per_change, "ceilings.per_workspace_24h", ceilings.per_workspace_24h),
        ("ceilings.per_advertiser_24h", ceilings.per_advertiser_24h, "ceilings.per_workspace_24h",
         ceilings.per_workspace_24h),
    )  # fmt: skip
    for name, narrow, other, wide in pairs:
        for currency in narrow.keys() & wide.keys():
            if narrow[currency] > wide[currency]:
                raise Conflict(
                    f"{name} is {narrow[currency]} {currency}, more than {other}, {wide[currency]}.",
                    code="contradiction",
                    param=name,
                    hint=f"Lower {name}, or raise {other}.",
                )


def _view(row: policies.PolicyRow | None) -> PolicyView:
    policy = Policy.model_validate_json(row.document) if row else Policy()
    shown = msgspec.json.decode(policy.model_dump_json())
    return PolicyView(
        version=row.version if row else 0,
        set_by=row.set_by if row else None,
        set_at=from_micros(row.set_at) if row else None,
        **shown,
    )


GET_POLICY = Operation(
    name="policy.get",
    summary="Get the policy",
    description="What is let pass, what people decide on, and what is never done.",
    scope=None,
    effect=Effect.READ,
    subject=Subject.WORKSPACE,
    params=NoParams,
    result=PolicyView,
    perform=_get,
)

SET_POLICY = Operation(
    name="policy.set",
    summary="Change the policy",
    description="By a person. What is left out stays.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=SetPolicy,
    result=PolicyView,
    perform=_set,
)

STOP = Operation(
    name="policy.stop",
    summary="Stop all that can raise spend",
    description="The kill switch, for some advertisers or for all. Pausing and lowering budgets go on.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Stop,
    result=PolicyView,
    perform=_stop,
)

RESUME = Operation(
    name="policy.resume",
    summary="Let spend be raised again",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Stop,
    result=PolicyView,
    perform=_resume,
)

OPEN = Operation(
    name="policy.open",
    summary="Open what is closed, for a while",
    description="For an hour at most; it closes by itself.",
    scope=Scope.WORKSPACE_ADMIN,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Open,
    result=PolicyView,
    perform=_open,
)
