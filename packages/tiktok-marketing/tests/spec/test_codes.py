import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.spec import codes
from tiktok_marketing.spec.codes import CODES, Kind, kind_of

CONSTANTS = {name: value for name, value in vars(codes).items() if name.isupper() and isinstance(value, int)}


@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_is_the_code_of_its_name(name: str) -> None:
    assert CODES[CONSTANTS[name]].name == name


def test_every_code_is_told_once() -> None:
    assert len(CODES) == len(codes._ROWS) == 78
    assert len({row.name for row in CODES.values()}) == len(CODES)


@pytest.mark.parametrize("row", CODES.values(), ids=lambda row: row.name)
def test_a_code_says_what_it_means_and_who_says_so(row: codes.ReturnCode) -> None:
    assert row.meaning
    assert row.source
    assert row.http_status == 200
    assert kind_of(row.code) is row.kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (0, Kind.OK),
        (20001, Kind.PARTIAL),
        (40016, Kind.THROTTLED),
        (40100, Kind.THROTTLED),
        (40132, Kind.THROTTLED_LOCAL),
        (40133, Kind.THROTTLED_LOCAL),
        (40102, Kind.AUTH),
        (40104, Kind.AUTH),
        (40105, Kind.AUTH),
        (40110, Kind.AUTH),
        (40113, Kind.AUTH),
        (40001, Kind.PERMISSION),
        (40106, Kind.PERMISSION),
        (40125, Kind.PERMISSION),
        (40300, Kind.PERMISSION),
        (40000, Kind.INVALID),
        (40002, Kind.INVALID),
        (40011, Kind.INVALID),
        (40007, Kind.NOT_FOUND),
        (40050, Kind.DUPLICATE),
        (40202, Kind.CONFLICT),
        (40201, Kind.NOT_READY),
        (40901, Kind.NOT_READY),
        (50002, Kind.SERVER),
        (60001, Kind.MAINTENANCE),
    ],
)
def test_a_client_knows_what_to_do_next(code: int, kind: Kind) -> None:
    assert kind_of(code) is kind


@given(code=st.integers(min_value=50_000, max_value=59_999))
def test_every_code_from_50000_to_59999_is_tiktoks_failure(code: int) -> None:
    assert kind_of(code) is Kind.SERVER


@given(code=st.integers().filter(lambda code: code not in CODES and not 50_000 <= code <= 59_999))
def test_any_other_unknown_code_is_never_tried_again(code: int) -> None:
    assert kind_of(code) is Kind.INVALID


def test_throttling_is_not_mistaken_for_a_dead_grant() -> None:
    dead = {row.code for row in CODES.values() if row.kind is Kind.AUTH}

    assert codes.TOO_MANY_REQUESTS not in dead
    assert not {row.code for row in CODES.values() if row.category == "rate_limit"} & dead


def test_what_cannot_succeed_as_it_stands_is_not_retryable() -> None:
    never = {Kind.OK, Kind.PARTIAL, Kind.PERMISSION, Kind.NOT_FOUND, Kind.DUPLICATE}
    always = {Kind.THROTTLED, Kind.THROTTLED_LOCAL, Kind.CONFLICT, Kind.NOT_READY, Kind.SERVER, Kind.MAINTENANCE}

    assert not [row for row in CODES.values() if row.kind in never and row.retryable]
    assert not [row for row in CODES.values() if row.kind in always and not row.retryable]
