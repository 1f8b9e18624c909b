"""What the updates of campaigns, ad groups and ads share."""

from decimal import Decimal
from typing import Any

import msgspec

from linkpath_manager.domain.budget import UPSTREAM_MODES
from linkpath_manager.errors import InvalidRequest
from tiktok_marketing.spec.endpoint import Params as UpstreamParams

from .inputs import BudgetIn
from .operation import Params


def budget_fields(budget: BudgetIn) -> dict[str, Any]:
    """TikTok's fields for a budget.

    Raises:
        InvalidRequest: an amount is missing, or given where there is none.
    """
    if (budget.amount is None) != (budget.mode == "UNLIMITED"):
        raise InvalidRequest(
            "An UNLIMITED budget has no amount, and every other has one.", param="budget.amount", hint="Mend budget."
        )
    amount = {} if budget.amount is None else {"budget": budget.amount}
    return {"budget_mode": UPSTREAM_MODES[budget.mode], **amount}


def require_change(params: Params, *names: str) -> None:
    """Raises `InvalidRequest` when none of `names` was given."""
    if all(getattr(params, name) is None for name in names):
        raise InvalidRequest("Nothing to change was given.", hint=f"Give at least one of: {', '.join(names)}.")


def as_asked(item: dict[str, Any], params: Any) -> bool:
    """Whether an object holds the name, the budget and the status that an update asked for."""
    budget = params.budget and params.budget.amount
    return (
        (params.name is None or item["name"] == params.name)
        and (params.status is None or item["status"] == params.status)
        and (budget is None or Decimal(item["budget"]["amount"] or "0") == budget)
    )


def held(raw: bytes, params: type[UpstreamParams]) -> dict[str, Any]:
    """Of an object as TikTok sent it, the values that its update takes: what a replacing update must carry again."""
    item = msgspec.json.decode(raw, type=dict[str, Any])
    return {name: item[name] for name in params.__struct_fields__ if item.get(name) is not None}
