"""Which of several grants opens an advertiser."""

from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.openings import Opener, opened_by

IDS = ("con_1", "con_2", "con_3")
openers = st.lists(
    st.builds(
        Opener, st.sampled_from(IDS), healthy=st.booleans(), advertiser_ids=st.frozensets(st.sampled_from("ABC"))
    ),
    unique_by=lambda one: one.connection_id,
)
current = st.none() | st.sampled_from(IDS)


@given(current, openers)
def test_a_healthy_grant_opens_it_where_there_is_one_and_any_grant_rather_than_none(
    now: str | None, found: list[Opener]
) -> None:
    chosen = opened_by("A", now, found)

    able = {one.connection_id: one.healthy for one in found if "A" in one.advertiser_ids}
    assert (chosen is None) == (not able)
    if chosen is not None:
        assert chosen in able
        assert able[chosen] == any(able.values())


@given(current, openers)
def test_it_stays_where_it_is_as_long_as_that_is_as_good_as_any(now: str | None, found: list[Opener]) -> None:
    chosen = opened_by("A", now, found)

    assert opened_by("A", chosen, found) == chosen
    if any(one.connection_id == now and one.healthy and "A" in one.advertiser_ids for one in found):
        assert chosen == now


def test_of_several_the_first_is_taken() -> None:
    two = [Opener(one, healthy=True, advertiser_ids=frozenset("A")) for one in ("con_2", "con_1")]

    assert opened_by("A", None, two) == "con_2"
    assert opened_by("A", "con_1", two) == "con_1"
    assert opened_by("B", "con_1", two) is None
