"""Counting people in constant memory: exact while they are few, near when they are many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.simulator.identifiers import IdentifierReader
from tiktok_marketing.simulator.people import KEPT, Gathering, People

few = st.sets(st.integers(0, 300), max_size=80)


def gathered(numbers: object) -> People:
    gathering = Gathering()
    for number in numbers:  # type: ignore[attr-defined]  # any iterable
        gathering.add(str(number).encode())
    return gathering.people()


@given(few, few)
def test_few_people_are_a_plain_set(one: set[int], other: set[int]) -> None:
    a, b = gathered(one), gathered([*other, *other])

    assert (a.count, b.count) == (len(one), len(other))
    assert a.joined(b) == gathered(one | other)
    assert a.without(b) == gathered(one - other)
    assert (a.found(1), a.found(0)) == (len(one), 0)


@given(few, few)
def test_who_is_found_does_not_depend_on_the_company(one: set[int], other: set[int]) -> None:
    a, b = gathered(one), gathered(other - one)

    assert a.joined(b).found(0.5) == a.found(0.5) + b.found(0.5)


def test_many_people_are_counted_nearly_and_kept_in_bounds() -> None:
    many, half = gathered(range(4 * KEPT)), gathered(range(2 * KEPT))

    counts = [many.count, many.joined(half).count, many.without(half).count, many.found(0.5)]

    assert counts == pytest.approx([4 * KEPT, 4 * KEPT, 2 * KEPT, 2 * KEPT], rel=0.03)
    assert len(many.digests) == len(many.joined(half).digests) == 8 * KEPT


@given(st.lists(st.sampled_from(["a" * 64, "b" * 64, "c" * 32, "x", "", "A" * 64]), max_size=20), st.integers(1, 70))
def test_a_file_reads_the_same_in_any_pieces(rows: list[str], size: int) -> None:
    content = "\r\n".join(rows).encode()
    whole, pieces = IdentifierReader(), IdentifierReader()

    whole.feed(content)
    for start in range(0, len(content), size):
        pieces.feed(content[start : start + size])

    found = pieces.finish()
    assert found == whole.finish()
    assert found.rows == sum(bool(row) for row in rows)
    assert (found.sha256.count, found.md5.count) == (
        len({row for row in rows if len(row) == 64 and row.islower()}),
        len({row for row in rows if len(row) == 32}),
    )


def test_a_line_without_end_is_no_identifier_and_takes_no_memory() -> None:
    reader = IdentifierReader()
    for _ in range(100):
        reader.feed(b"a" * 4_096)
    reader.feed(b"\n" + b"a" * 64)

    found = reader.finish()

    assert (found.rows, found.sha256.count) == (2, 1)
