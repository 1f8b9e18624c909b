"""What may be spent on a campaign or an ad group, and over which time."""

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from .currency import amount_text

Mode = Literal["DAILY", "LIFETIME", "DYNAMIC_DAILY", "UNLIMITED"]

UPSTREAM_MODES: dict[Mode, str] = {
    "DAILY": "BUDGET_MODE_DAY",
    "LIFETIME": "BUDGET_MODE_TOTAL",
    "DYNAMIC_DAILY": "BUDGET_MODE_DYNAMIC_DAILY_BUDGET",
    "UNLIMITED": "BUDGET_MODE_INFINITE",
}
_MODES: dict[str, Mode] = {upstream: mode for mode, upstream in UPSTREAM_MODES.items()}


class Budget(Struct, frozen=True, kw_only=True):
    """A limit of spend in the advertiser's currency; `amount` is None when there is none."""

    mode: Mode
    amount: str | None
    currency: str


def from_upstream(mode: str | None, amount: Decimal | None, *, currency: str) -> Budget | None:
    """The budget; None when TikTok sent no mode, or one that LinkPath does not know.

    With a mode of `BUDGET_MODE_INFINITE` TikTok sends an amount of 0, which is no limit and not one of nothing.
    """
    known = _MODES.get(mode or "")
    if known is None:
        return None
    return Budget(mode=known, amount=None if known == "UNLIMITED" else amount_text(amount, currency), currency=currency)
