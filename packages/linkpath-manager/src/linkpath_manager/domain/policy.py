"""What a workspace lets pass, what it has a person decide, and what it never does: policy as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from .actor import Actor

AGENTS: Final = frozenset({"oauth", "client"})
"""Kinds of actors behind which a model may stand: what is granted to an application."""

PEOPLE: Final = frozenset({"person", "operator"})

Who = Literal["agents", "keys", "people", "anyone"]
_WHO: Final[Mapping[str, frozenset[str]]] = {
    "agents": AGENTS,
    "keys": frozenset({"api_key"}),
    "people": PEOPLE,
    "anyone": AGENTS | PEOPLE | {"api_key"},
}

Amounts = Annotated[
    dict[Annotated[str, Field(pattern=r"^[A-Z]{3}$")], Annotated[Decimal, Field(ge=0, lt=Decimal("1e15"))]],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": "^[A-Z]{3}$"},
            "additionalProperties": {"type": "string", "pattern": r"^\d{1,12}(\.\d{1,6})?$"},
            "examples": [{"EUR": "250.00"}],
        }
    ),
]
"""Amounts by currency; a currency that is not named has no bound."""

Pattern = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-z_.*]+$")]
"""Of operations' names, such as `*.delete`."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Data):
    """Writes of `operations` (patterns such as `*.delete`) by `who`: how many people have to approve them."""

    who: Who
    operations: tuple[Pattern, ...] = ("*",)
    approvals: int = Field(ge=0, le=2)

    def is_about(self, actor: Actor, operation: str) -> bool:
        return actor.kind in _WHO[self.who] and any(fnmatchcase(operation, one) for one in self.operations)


class Ceilings(_Data):
    """What may be added to spend at most, in each currency: nobody passes these, not with any approval."""

    per_change: Amounts = {}
    per_advertiser_24h: Amounts = {}
    per_workspace_24h: Amounts = {}


class Closed(_Data):
    """Writes that are not done at all, until an owner opens them for a while."""

    who: Who
    operations: tuple[Pattern, ...]
    open_until: datetime | None = None


class Stops(_Data):
    """The kill switch: nothing that can raise spend is done, for the advertisers named or for all."""

    all: bool = False
    advertiser_ids: tuple[Annotated[str, Field(pattern=r"^[0-9]{1,20}$")], ...] = ()


class Policy(_Data):
    """The first rule that is about a write decides how many people approve it; with none, nobody has to.

    `approval_above`: what adds more than that to spend needs one person, whoever asks; `two_people_above`: two.
    """

    rules: tuple[Rule, ...] = Field(default=(Rule(who="agents", approvals=1),), max_length=50)
    approval_above: Amounts = {}
    two_people_above: Amounts = {}
    ceilings: Ceilings = Ceilings()
    closed: tuple[Closed, ...] = Field(
        default=(Closed(who="agents", operations=("*.delete", "business_centers.transfer")),), max_length=50
    )
    stops: Stops = Stops()
    expires_after_hours: int = Field(default=72, ge=1, le=720)

    def bounds(self, currency: str) -> bool:
        """Whether any amount of it decides what passes."""
        ceilings = self.ceilings
        every = (ceilings.per_change, ceilings.per_advertiser_24h, ceilings.per_workspace_24h)
        return any(currency in it for it in (self.approval_above, self.two_people_above, *every))

    def stopped(self, advertiser_id: str) -> bool:
        """Whether the kill switch is on for it."""
        return self.stops.all or advertiser_id in self.stops.advertiser_ids


class Refusal(StrEnum):
    STOPPED = "stopped"
    CLOSED = "closed"
    CEILING = "ceiling_exceeded"


@dataclass(frozen=True, slots=True)
class Ask:
    """A write that is to be judged. `increase` is what it can add to spend; None: without bound."""

    actor: Actor
    operation: str
    advertiser_id: str
    currency: str
    increase: Decimal | None
    only_lowers: bool
    """It pauses, or lowers a budget: a kill switch does not stand in its way."""


def approvers_needed(policy: Policy) -> int:
    """How many people who may approve there have to be, for somebody to be able to pass the policy.

    Who asks does not approve: where a rule is about people, one more is needed than it wants approvals. An amount's
    approvals may be for what programs ask, and no one more is needed.
    """
    rules = [rule.approvals + (rule.who in {"people", "anyone"}) for rule in policy.rules if rule.approvals]
    amounts = [1] * bool(policy.approval_above) + [2] * bool(policy.two_people_above)
    return max([*rules, *amounts], default=0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many people have to approve; or why nobody can, and what bounds it."""

    approvals: int = 0
    refusal: Refusal | None = None
    words: str = ""


def judge(policy: Policy, ask: Ask, now: datetime) -> Verdict:
    """What `policy` says of one write, but for what was spent in the last 24 hours (see `beyond_24h`)."""
    if not ask.only_lowers and policy.stopped(ask.advertiser_id):
        where = "for all advertisers" if policy.stops.all else f"for advertiser {ask.advertiser_id}"
        return Verdict(refusal=Refusal.STOPPED, words=f"The kill switch is on {where}.")
    for closed in policy.closed:
        is_about = Rule(who=closed.who, operations=closed.operations, approvals=0).is_about(ask.actor, ask.operation)
        if is_about and not (closed.open_until and now < closed.open_until):
            return Verdict(refusal=Refusal.CLOSED, words=f"{ask.operation} is closed here.")
    if _passes(policy.ceilings.per_change, ask.currency, ask.increase):
        bound = policy.ceilings.per_change[ask.currency]
        return Verdict(
            refusal=Refusal.CEILING,
            words=f"It can add {_amount(ask.increase)} to spend; one change may add {bound} {ask.currency} at most.",
        )
    return Verdict(approvals=_approvals(policy, ask))


def beyond_24h(policy: Policy, ask: Ask, of_advertiser: Decimal, of_workspace: Decimal) -> str | None:
    """Why the write would pass a rolling ceiling, when so much was added in the last 24 hours; None: it would not.

    `of_advertiser`, `of_workspace`: the sums in the write's currency, without it.
    """
    for bounds, added, whose in (
        (policy.ceilings.per_advertiser_24h, of_advertiser, "the advertiser"),
        (policy.ceilings.per_workspace_24h, of_workspace, "the workspace"),
    ):
        total = None if ask.increase is None else added + ask.increase
        if (total is None or ask.increase) and _passes(bounds, ask.currency, total):
            return (
                f"With it, {_amount(total)} {ask.currency} would be added in 24 hours for {whose}, "
                f"and {bounds[ask.currency]} is the most; {added} was added already."
            )
    return None


def _approvals(policy: Policy, ask: Ask) -> int:
    by_rule = next((rule.approvals for rule in policy.rules if rule.is_about(ask.actor, ask.operation)), 0)
    by_amount = 1 if _passes(policy.approval_above, ask.currency, ask.increase) else 0
    two = 2 if _passes(policy.two_people_above, ask.currency, ask.increase) else 0
    return max(by_rule, by_amount, two)


def _passes(bounds: Amounts, currency: str, amount: Decimal | None) -> bool:
    return currency in bounds and (amount is None or amount > bounds[currency])


def _amount(amount: Decimal | None) -> str:
    return "without bound" if amount is None else str(amount)
