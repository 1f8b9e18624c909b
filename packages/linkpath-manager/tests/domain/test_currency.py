from decimal import Decimal

import pytest

from linkpath_manager.domain.currency import amount_text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [("50.0", "USD", "50.00"), ("5000.0", "JPY", "5000"), ("5E+3", "HUF", "5000"), ("0", "EUR", "0.00")],
)
def test_an_amount_has_the_decimals_that_tiktok_takes(amount: str, currency: str, text: str) -> None:
    assert amount_text(Decimal(amount), currency) == text


def test_no_amount_stays_none() -> None:
    assert amount_text(None, "USD") is None
