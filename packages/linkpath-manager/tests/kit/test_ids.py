from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.kit.ids import new_id

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31)).map(  # noqa: DTZ001 # the next line adds the zone
    lambda moment: moment.replace(tzinfo=UTC)
)


def test_an_id_is_its_kind_and_a_ulid() -> None:
    prefix, ulid = new_id("run", NOW).split("_")

    assert prefix == "run"
    assert len(ulid) == 26
    assert set(ulid) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_the_first_ten_characters_are_the_millisecond() -> None:
    # 1469922850259 ms, the example in the ULID specification, is 01ARZ3NDEK in its first ten characters' encoding.
    moment = datetime(2016, 7, 30, 23, 54, 10, 259_000, tzinfo=UTC)

    assert new_id("x", moment).startswith("x_01ARZ3NDEK")


@given(moments, moments)
def test_ids_sort_by_the_millisecond_they_were_made_in(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))

    if (later - earlier).total_seconds() >= 0.001:
        assert new_id("run", earlier) < new_id("run", later)


def test_ids_of_one_moment_differ() -> None:
    assert len({new_id("run", NOW) for _ in range(1000)}) == 1000
