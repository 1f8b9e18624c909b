from decimal import Decimal

import pytest

from tiktok_marketing.spec.currencies import (
    INTEGER_ONLY,
    RATIO,
    adgroup_daily_minimum,
    campaign_minimum,
    decimals,
    ratio,
)


@pytest.mark.parametrize(
    ("currency", "campaign", "adgroup"),
    [
        ("USD", Decimal(50), Decimal(20)),
        ("PLN", Decimal(200), Decimal(80)),
        ("SEK", Decimal(500), Decimal(200)),
        ("PHP", Decimal(2_500), Decimal(1_000)),
        ("JPY", Decimal(5_000), Decimal(2_000)),
        ("KRW", Decimal(50_000), Decimal(20_000)),
        ("VND", Decimal(500_000), Decimal(200_000)),
        ("VEF", Decimal(5_000_000), Decimal(2_000_000)),
    ],
)
def test_the_least_budget_grows_with_the_currencys_ratio(currency: str, campaign: Decimal, adgroup: Decimal) -> None:
    assert campaign_minimum(currency) == campaign
    assert adgroup_daily_minimum(currency) == adgroup


def test_each_currency_stands_in_one_line_of_the_table() -> None:
    assert len(RATIO) == 18 + 1 + 19 + 1 + 9 + 4 + 3 + 1


def test_a_yen_has_no_hundredth_and_a_euro_has() -> None:
    assert (decimals("JPY"), decimals("EUR")) == (0, 2)


def test_every_currency_without_decimals_has_a_ratio() -> None:
    assert set(RATIO) >= INTEGER_ONLY


def test_a_currency_that_tiktok_does_not_list_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        ratio("QQQ")
