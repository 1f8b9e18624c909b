"""What a post is taken for: which advertisers, when, and never an error."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.hints import MOST_REVIEWS, Hint, Wish, challenge_of, hint_of, was_seen, wishes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("1aé;"),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["entry", "adv_id", "time", "content"]), inner),
)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (
            {"object": 3, "time": 7, "entry": [{"adv_id": 12}, {"adv_id": "13"}]},
            Hint(frozenset({"12", "13"}), 7_000_000),
        ),
        ({"advertiser_id": "12", "status": "STATUS_LIMIT"}, Hint(frozenset({"12"}), None)),
        ({"object": 14, "time": 7, "entry": [{"incident_id": "1"}]}, Hint(frozenset(), 7_000_000)),
        ({"time": -1, "entry": [{"adv_id": "12; DROP"}]}, Hint(frozenset(), None)),
        ({}, Hint(frozenset(), None)),
    ],
)
def test_a_hint_names_advertisers_and_a_moment(body: dict[str, Any], hint: Hint) -> None:
    assert hint_of(body) == hint


@given(st.dictionaries(st.sampled_from(["entry", "adv_id", "advertiser_id", "time", "challenge", "content"]), JSON))
def test_whatever_is_posted_is_read_without_an_error(body: dict[str, Any]) -> None:
    hint_of(body)
    challenge_of(body)


def test_so_many_reviews_are_subscribed_to_the_newest_first() -> None:
    ids = [str(number) for number in range(90, 90 + MOST_REVIEWS + 5)]

    wanted = wishes(ids)

    assert Wish("AD_ACCOUNT_SUSPENSION", "") in wanted
    assert sorted(int(wish.object_id) for wish in wanted if wish.entity == "AD") == [int(id_) for id_ in ids[5:]]


def test_what_a_later_look_has_seen_is_known() -> None:
    told = Hint(frozenset({"12"}), 1_000_000_000)

    assert [was_seen(told, at) for at in (None, 1_000_000_000, 1_030_000_000, 1_030_000_001)] == [
        False,
        False,
        False,
        True,
    ]
    assert not was_seen(Hint(frozenset({"12"}), None), 10**18)
