from decimal import Decimal

import pytest

from linkpath_manager.domain.budget import UPSTREAM_MODES, Budget, from_upstream
from tiktok_marketing.spec import catalogue


def test_every_mode_of_tiktoks_is_known() -> None:
    assert set(UPSTREAM_MODES.values()) == set(catalogue.enum("budget_mode"))


@pytest.mark.parametrize("mode", ["DAILY", "LIFETIME", "DYNAMIC_DAILY"])
def test_a_budget_keeps_its_mode_and_amount(mode: str) -> None:
    upstream = UPSTREAM_MODES[mode]  # type: ignore[index]  # one of them

    assert from_upstream(upstream, Decimal("50.5"), currency="USD") == Budget(
        mode=mode,  # type: ignore[arg-type]  # one of them
        amount="50.50",
        currency="USD",
    )


def test_no_limit_has_no_amount_whatever_tiktok_sends_beside_it() -> None:
    unlimited = Budget(mode="UNLIMITED", amount=None, currency="JPY")

    assert from_upstream("BUDGET_MODE_INFINITE", Decimal(0), currency="JPY") == unlimited


def test_a_budget_whose_amount_was_not_sent_has_none() -> None:
    assert from_upstream("BUDGET_MODE_DAY", None, currency="USD") == Budget(mode="DAILY", amount=None, currency="USD")


@pytest.mark.parametrize("mode", [None, "", "BUDGET_MODE_OF_2030"])
def test_without_a_known_mode_there_is_no_budget(mode: str | None) -> None:
    assert from_upstream(mode, Decimal(5), currency="USD") is None
