"""Exact amounts of money."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

# Wide enough for any sum of any currency: the default context's 28 digits are not a promise.
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency, exact."""

    amount: Decimal
    currency: str
    """ISO 4217."""


def quantize(amount: Decimal, decimals: int) -> Decimal:
    """`amount` with exactly `decimals` digits after the point, half to even.

    Raises:
        ValueError: `amount` is not a finite number.
    """
    if not amount.is_finite():
        raise ValueError(f"{amount} is not an amount of money")
    return amount.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)


def to_text(amount: Decimal, decimals: int) -> str:
    """`amount` as a plain decimal: "50.00", or "5000" for a currency without decimals; never "-0" or "5E+3"."""
    rounded = quantize(amount, decimals)
    return f"{rounded or abs(rounded):f}"
