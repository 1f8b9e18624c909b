"""Money in a currency's smallest unit, in which the simulator counts, and back."""

from decimal import Decimal

from tiktok_marketing.spec import currencies


def ratio(currency: str) -> int:
    """By how much TikTok multiplies its limits of money, given in dollars; 1 for a currency it does not list."""
    return int(currencies.RATIO.get(currency, 1))


def digits(currency: str) -> int:
    """Decimals an amount in `currency` may have: 0 or 2."""
    return currencies.decimals(currency)


def to_minor(amount: Decimal, currency: str) -> int:
    """`amount` in the currency's smallest unit, cut off below it."""
    return int(amount.scaleb(digits(currency)))


def to_amount(minor: int, currency: str) -> Decimal:
    """`minor` smallest units as an amount with the currency's own number of decimals."""
    return Decimal(minor).scaleb(-digits(currency))
