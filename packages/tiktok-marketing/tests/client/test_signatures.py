"""What TikTok signed is told from what somebody else did, by the simulator's signatures and forged ones."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.client import is_signed
from tiktok_marketing.simulator.signing import account_signature, open_signature

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOW = AT.timestamp()


@given(TEXTS, TEXTS)
def test_what_the_app_signed_is_its_own_and_anothers_is_not(body: str, other: str) -> None:
    headers = {"x-open-signature": open_signature("secret", body)}

    assert is_signed("secret", body.encode(), headers, now=NOW) is True
    assert is_signed("another", body.encode(), headers, now=NOW) is False
    assert is_signed("secret", (body + "!" + other).encode(), headers, now=NOW) is False


@given(TEXTS, st.integers(-400, 400))
def test_a_signature_with_a_moment_holds_for_five_minutes(body: str, seconds: int) -> None:
    headers = {"tiktok-signature": account_signature("secret", body, AT)}

    assert is_signed("secret", body.encode(), headers, now=NOW + seconds) is (abs(seconds) <= 300)
    assert is_signed("another", body.encode(), headers, now=NOW) is False


def test_what_has_no_signature_is_neither() -> None:
    assert is_signed("secret", b"{}", {"content-type": "application/json"}, now=NOW) is None


@pytest.mark.parametrize("text", ["", "é", "t=1,s=0", "0" * 64])
def test_what_is_no_signature_does_not_hold(text: str) -> None:
    assert is_signed("secret", b"{}", {"x-open-signature": text}, now=NOW) is False
    assert is_signed("secret", b"{}", {"tiktok-signature": text}, now=NOW) is False


def test_of_two_signatures_both_have_to_hold() -> None:
    right, wrong = open_signature("secret", "{}"), account_signature("another", "{}", AT)

    assert is_signed("secret", b"{}", {"x-open-signature": right, "tiktok-signature": wrong}, now=NOW) is False


def test_bytes_that_are_no_text_are_not_signed() -> None:
    assert is_signed("secret", b"\xff", {"x-open-signature": open_signature("secret", "{}")}, now=NOW) is False
