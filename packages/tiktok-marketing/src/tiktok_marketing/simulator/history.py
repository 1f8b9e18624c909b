"""How a campaign, ad group or ad changes: each change is a new record with one more `Setting` in its history."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from msgspec.structs import replace

from .timeline import setting_now
from .tree_records import AdGroup, Node

N = TypeVar("N", bound=Node)


def begun(node: N) -> N:
    """`node`, just made, with its first setting."""
    return replace(node, history=[setting_now(node, node.created_at)])


def changed(node: N, now: datetime, *, fields: dict[str, Any] | None = None, status: str | None = None) -> N:
    """A copy of `node` with other fields or another switch, modified `now`; the node itself stays as it is.

    A daily budget that is due at midnight stays due: it is put behind the new setting again.
    """
    node = settled(node, now)
    fields = node.fields if fields is None else fields
    past = [setting for setting in node.history if setting.at <= now]
    new = replace(node, fields=fields, operation_status=status or node.operation_status, modified_at=now)
    settings = [setting_now(new, now)]
    if isinstance(new, AdGroup) and new.scheduled_budget is not None:
        due, amount = new.scheduled_budget
        settings.append(replace(settings[0], at=due, budget=amount))
    return replace(new, history=past + settings)


def with_scheduled_budget(adgroup: AdGroup, now: datetime, due: datetime, amount: Decimal) -> AdGroup:
    """A copy of `adgroup` whose budget becomes `amount` at `due`."""
    return changed(replace(settled(adgroup, now), scheduled_budget=(due, amount)), now)


def settled(node: N, now: datetime) -> N:
    """`node` with a scheduled budget that is due by now as its budget."""
    if not isinstance(node, AdGroup) or node.scheduled_budget is None or now < node.scheduled_budget[0]:
        return node
    fields = node.fields | {"budget": node.scheduled_budget[1]}
    return replace(node, fields=fields, scheduled_budget=None)


def budget_at(node: Node, now: datetime) -> Decimal:
    """The node's own budget in force; 0 where there is none."""
    for setting in reversed(node.history):
        if setting.at <= now:
            limited = setting.budget_mode not in (None, "BUDGET_MODE_INFINITE")
            return setting.budget or Decimal(0) if limited else Decimal(0)
    return Decimal(0)
