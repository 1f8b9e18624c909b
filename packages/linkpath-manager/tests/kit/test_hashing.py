import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.kit.hashing import canonical_json, chain, digest, sha256_hex

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def test_keys_are_sorted_and_nothing_is_written_that_need_not_be() -> None:
    value = {"b": [1, None, True], "ä": "é", "a": {"y": 1.5, "x": ""}}

    assert canonical_json(value) == '{"a":{"x":"","y":1.5},"b":[1,null,true],"ä":"é"}'.encode()


def test_amounts_moments_days_and_sets_have_one_form() -> None:
    cet = timezone(timedelta(hours=1))
    value = [
        Decimal("50.00"),
        Decimal("5E+1"),
        Decimal(0),
        datetime(2026, 1, 1, 1, tzinfo=cet),
        date(2026, 1, 1),
        {2, 1},
    ]

    assert canonical_json(value) == b'["50","50","0","2026-01-01T00:00:00Z","2026-01-01",[1,2]]'


@given(st.dictionaries(st.text(), values, max_size=6))
def test_the_order_of_keys_does_not_matter(record: dict[str, object]) -> None:
    assert digest(record) == digest(dict(reversed(record.items())))


@given(values)
def test_canonical_json_is_json(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(values, values)
def test_different_values_have_different_digests(one: object, other: object) -> None:
    assert (digest(one) == digest(other)) == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))


def test_a_digest_is_the_sha_256_of_the_json() -> None:
    assert digest({}) == sha256_hex(b"{}") == hashlib.sha256(b"{}").hexdigest()


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (datetime(2026, 1, 1), TypeError),  # noqa: DTZ001 # it is what is refused
        (object(), TypeError),
        (float("nan"), ValueError),
        (Decimal("NaN"), ValueError),
    ],
)
def test_what_has_no_one_form_is_refused(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        canonical_json([value])


def test_a_chain_tells_when_an_earlier_record_was_changed() -> None:
    records = [{"n": 1}, {"n": 2}, {"n": 3}]
    changed = [{"n": 1}, {"n": 0}, {"n": 3}]

    def hashes(of: list[dict[str, int]]) -> list[str]:
        found = [""]
        for record in of:
            found.append(chain(found[-1], record))
        return found[1:]

    assert hashes(records)[0] == hashes(changed)[0]
    assert hashes(records)[1:] != hashes(changed)[1:]
    assert hashes(records)[2] != hashes(changed)[2]


def test_a_moment_keeps_its_microseconds() -> None:
    assert canonical_json(datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)) == b'"2026-01-01T00:00:00.000001Z"'


@given(
    st.text(alphabet="0123456789abcdef", max_size=64),
    st.dictionaries(st.text(max_size=20), st.none() | st.integers(-(2**63), 2**63 - 1) | st.text()),
)
def test_a_chain_is_the_digest_of_the_record_behind_the_last(previous: str, record: dict[str, Any]) -> None:
    assert chain(previous, record) == digest([previous, record])
