from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.kit.money import Money, quantize, to_text

amounts = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        ("50", 2, "50.00"),
        ("5000", 0, "5000"),
        ("5E+3", 0, "5000"),
        ("0.005", 2, "0.00"),
        ("0.015", 2, "0.02"),
        ("-0.001", 2, "0.00"),
        ("-12.3", 2, "-12.30"),
        ("1E-7", 4, "0.0000"),
    ],
)
def test_an_amount_is_written_plainly_with_its_currencys_decimals(amount: str, decimals: int, text: str) -> None:
    assert to_text(Decimal(amount), decimals) == text


@given(amounts, st.integers(0, 6))
def test_rounding_is_off_by_half_a_unit_at_most(amount: Decimal, decimals: int) -> None:
    assert abs(quantize(amount, decimals) - amount) <= Decimal(5).scaleb(-decimals - 1)


@given(amounts, st.integers(0, 6))
def test_a_text_reads_back_as_the_rounded_amount(amount: Decimal, decimals: int) -> None:
    assert Decimal(to_text(amount, decimals)) == quantize(amount, decimals)


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_what_is_no_number_is_no_amount(amount: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        to_text(Decimal(amount), 2)


def test_money_is_equal_by_amount_and_currency() -> None:
    assert Money(Decimal("1.0"), "USD") == Money(Decimal("1.00"), "USD") != Money(Decimal(1), "EUR")
