import hashlib
import re
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linkpath_manager.kit.tokens import Prefix, hint, mint, token_hash, well_formed

TOKEN = mint("lp_test_")


@pytest.mark.parametrize("prefix", get_args(Prefix))
def test_a_new_token_has_its_prefix_a_fixed_width_and_a_right_checksum(prefix: Prefix) -> None:
    tokens = {mint(prefix) for _ in range(200)}

    assert len(tokens) == 200
    assert all(re.fullmatch(prefix + "[0-9A-Za-z]{49}", token) for token in tokens)
    assert all(map(well_formed, tokens))


@given(st.integers(0, 56), st.sampled_from("Aa0-_.= ü"))
def test_a_slip_of_the_pen_is_noticed(at: int, instead: str) -> None:
    assume(instead != TOKEN[at])

    assert not well_formed(TOKEN[:at] + instead + TOKEN[at + 1 :])


@given(st.integers(0, 47))
def test_two_characters_that_changed_places_are_noticed(at: int) -> None:
    body = TOKEN[8:]
    swapped = body[:at] + body[at + 1] + body[at] + body[at + 2 :]

    assert well_formed(TOKEN[:8] + swapped) == (swapped == body)


@pytest.mark.parametrize(
    "text",
    ["", "lp_test_", TOKEN[:-1], TOKEN + "0", " " + TOKEN, TOKEN.replace("test", "root")],
    ids=["nothing", "a prefix", "cut", "longer", "indented", "of another kind"],
)
def test_what_is_cut_longer_or_of_another_kind_is_not_well_formed(text: str) -> None:
    assert not well_formed(text)


@given(st.text())
def test_any_other_text_is_not_well_formed(text: str) -> None:
    assert not well_formed(text)


def test_a_token_is_stored_as_its_sha_256() -> None:
    assert token_hash(TOKEN) == hashlib.sha256(TOKEN.encode()).hexdigest()


def test_a_hint_shows_the_prefix_and_the_last_four() -> None:
    assert hint(TOKEN) == f"lp_test_…{TOKEN[-4:]}"


def test_a_token_of_one_kind_is_none_of_another() -> None:
    body = mint("lp_rt_").removeprefix("lp_rt_")

    assert [well_formed(prefix + body) for prefix in get_args(Prefix)] == [p == "lp_rt_" for p in get_args(Prefix)]
