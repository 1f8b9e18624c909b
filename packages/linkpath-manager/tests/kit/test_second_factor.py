"""Codes of the second factor."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from linkpath_manager.kit.second_factor import (
    enrolment_uri,
    new_recovery_codes,
    new_secret,
    plain,
    recovery_hash,
    step_of,
)

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""RFC 6238, appendix B: the ASCII text 12345678901234567890; its codes there have eight digits, ours the last six."""


@pytest.mark.parametrize(
    ("unix", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(unix: int, code: str) -> None:
    assert step_of(RFC_SECRET, code, datetime.fromtimestamp(unix, UTC)) == unix // 30


def test_a_code_counts_for_its_own_step_and_is_taken_half_a_minute_early_or_late() -> None:
    moment = datetime.fromtimestamp(1111111109, UTC)
    steps = [step_of(RFC_SECRET, "081804", moment + timedelta(seconds=30 * late)) for late in (-2, -1, 0, 1, 2)]

    assert steps == [None, 1111111109 // 30, 1111111109 // 30, 1111111109 // 30, None]


@pytest.mark.parametrize("code", ["", "0", "08180", "0818040", "०८१८०४", "abcdef"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert step_of(RFC_SECRET, code, datetime.fromtimestamp(1111111109, UTC)) is None


def test_the_app_is_told_who_and_where() -> None:
    uri = urlsplit(enrolment_uri(RFC_SECRET, "ada@example.com", "LinkPath"))

    assert (uri.scheme, uri.netloc, uri.path) == ("otpauth", "totp", "/LinkPath:ada%40example.com")
    assert parse_qs(uri.query) == {"secret": [RFC_SECRET], "issuer": ["LinkPath"]}


def test_secrets_and_recovery_codes_are_random_and_readable() -> None:
    assert new_secret() != new_secret()
    codes = {code for _ in range(20) for code in new_recovery_codes()}
    assert len(codes) == 200
    assert not set("".join(codes)) & set("01ilo")
    assert all(len(plain(code)) == 16 for code in codes)


def test_a_recovery_code_is_the_same_however_it_is_typed() -> None:
    assert recovery_hash(" ABCD efgh-jkmn\tpqrs ") == recovery_hash("abcd-efgh-jkmn-pqrs")
