"""Changes: writes on their way through the gate, shown to who decides on them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct

from .currency import amount_text

ChangeStatus = Literal[
    "pending", "approved", "applying", "applied", "failed", "unknown", "rejected", "cancelled", "expired", "stale"
]
"""pending → approved → applying → applied, failed or unknown; or rejected, cancelled, expired, stale: what it was to
change is no longer as it was shown."""


class FieldChange(Struct, frozen=True, kw_only=True):
    """One value, as it is and as it would be. `field` is a path such as `budget.amount`."""

    field: str
    before: Any
    after: Any


class MoneyEffect(Struct, frozen=True, kw_only=True):
    """What the change can add to spend, in the advertiser's currency; `increase` None: without a bound of its own."""

    currency: str
    increase: str | None
    period: Literal["day", "lifetime", "none"]
    words: str


class Decision(Struct, frozen=True, kw_only=True):
    """What one person said."""

    person_id: str
    name: str
    approves: bool
    at: datetime
    note: str | None


class Change(Struct, frozen=True, kw_only=True, tag_field="object", tag="change"):
    """A proposed write. `digest` binds decisions to exactly what is shown here; `url` is where people decide."""

    id: str
    status: ChangeStatus
    operation: str
    params: dict[str, Any]
    digest: str
    advertiser_id: str
    target: dict[str, str | None] | None
    title: str
    asked_by: dict[str, str | None]
    note: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    changes: list[FieldChange]
    money: MoneyEffect
    risks: list[str]
    approvals_needed: int
    decisions: list[Decision]
    undo_of: str | None
    undone_by: str | None
    created_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    applied_at: datetime | None
    result: Any
    error: dict[str, Any] | None
    url: str


def field_changes(before: Any, after: Any, path: str = "") -> list[FieldChange]:
    """What differs, leaf by leaf, in the order of `after`, then what only `before` has."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return [] if before == after else [FieldChange(field=path, before=before, after=after)]
    found = []
    for name in dict.fromkeys((*after, *before)):
        found += field_changes(before.get(name), after.get(name), f"{path}.{name}" if path else name)
    return found


def money_effect(currency: str, before: "Exposure", after: "Exposure") -> MoneyEffect:
    """What turning `before` into `after` can add to spend."""
    added = after.added_to(before)
    period = after.period if after.amount is not None else before.period
    if added is None:
        words = "Spend without a limit of its own: only the ad groups' budgets bound it."
    elif added > 0:
        words = f"Up to {amount_text(added, currency)} {currency} more {_PER[period]}."
    elif before.spends and not after.spends:
        words = "Spend stops."
    elif added < 0:
        words = f"Up to {amount_text(-added, currency)} {currency} less {_PER[period]}."
    else:
        words = "No more and no less can be spent."
    increase = None if added is None else amount_text(max(added, Decimal(0)), currency)
    return MoneyEffect(currency=currency, increase=increase, period=period, words=words)


class Exposure(Struct, frozen=True):
    """What can be spent by an object as it is: nothing, so much a day or in all, or (None) what is below it."""

    spends: bool
    amount: Decimal | None = None
    period: Literal["day", "lifetime", "none"] = "none"

    def added_to(self, before: "Exposure") -> Decimal | None:
        """What can be spent more than in `before`; negative: less; None: there is no bound.

        A change from a daily to a lifetime budget, or back, counts as the whole of the new one.
        """
        if not self.spends:
            return -(before.amount or Decimal(0)) if before.spends else Decimal(0)
        if self.amount is None:
            return Decimal(0) if before.spends and before.amount is None else None
        comparable = before.spends and before.amount is not None and before.period == self.period
        return self.amount - before.amount if comparable else self.amount  # type: ignore[operator]  # comparable: not None


NOTHING = Exposure(spends=False)
_PER = {"day": "a day", "lifetime": "over its lifetime", "none": "in all"}


def exposure_of(item: dict[str, Any] | None) -> Exposure:
    """Of a campaign's or ad group's public object; an ad has none of its own."""
    if item is None or item.get("status") != "ACTIVE":
        return NOTHING
    budget = item.get("budget")
    if not budget or budget["mode"] == "UNLIMITED" or budget["amount"] is None:
        return Exposure(spends=True)
    period: Literal["day", "lifetime"] = "lifetime" if budget["mode"] == "LIFETIME" else "day"
    return Exposure(spends=True, amount=Decimal(budget["amount"]), period=period)


def exposure_of_campaign(item: dict[str, Any] | None, adgroups: Sequence[dict[str, Any]]) -> Exposure:
    """What a campaign with these ad groups can spend: its own budget, or where it has none what its active ones may.

    Each money is counted in one place. While a campaign is paused nothing below it counts: what its ad groups may spend
    is added when it is activated. Where it has a budget that is all it can spend, whatever its ad groups' budgets are:
    they add nothing, see `exposure_of_adgroup`.
    """
    own = exposure_of(item)
    if not own.spends or own.amount is not None:
        return own
    active = [one for one in (exposure_of(adgroup) for adgroup in adgroups) if one.spends]
    amounts = [one.amount for one in active if one.amount is not None]
    if len(amounts) < len(active):
        return Exposure(spends=True)
    period: Literal["day", "lifetime"] = "lifetime" if {one.period for one in active} == {"lifetime"} else "day"
    return Exposure(spends=True, amount=sum(amounts, Decimal(0)), period=period)


def exposure_of_adgroup(item: dict[str, Any] | None, campaign: dict[str, Any] | None) -> Exposure:
    """What an ad group adds to what its campaign can spend: nothing, where that is paused or has a budget of its own.

    `campaign` None: it is not known, and the ad group's own budget counts.
    """
    own = exposure_of(item)
    over = exposure_of(campaign)
    if not own.spends or (campaign is not None and (not over.spends or over.amount is not None)):
        return NOTHING
    return own if own.amount is not None else Exposure(spends=True, amount=Decimal(0))
