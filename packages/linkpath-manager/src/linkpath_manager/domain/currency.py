"""Amounts of money as LinkPath shows them."""

from decimal import Decimal

from linkpath_manager.kit import money
from tiktok_marketing.spec.currencies import decimals

__all__ = ["amount_text", "decimals"]


def amount_text(amount: Decimal | None, currency: str) -> str | None:
    """`amount` with the decimals TikTok takes in `currency`, as text; None stays None."""
    return None if amount is None else money.to_text(amount, decimals(currency))
