import string
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linkpath_manager.kit.cursors import CursorInvalid, Cursors

LIST = "ws_1 campaigns status=ACTIVE sort=-created_at"
cursors = Cursors(lambda: (bytes(32),))
payloads = st.dictionaries(
    st.text(), st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.lists(st.text(), max_size=3)
)


@given(payloads, st.text())
def test_a_cursor_opens_for_the_list_it_was_made_for(payload: dict[str, Any], bound_to: str) -> None:
    assert cursors.open(cursors.seal(payload, bound_to=bound_to), bound_to=bound_to) == payload


@given(payloads)
def test_a_cursor_is_safe_in_an_address(payload: dict[str, Any]) -> None:
    assert set(cursors.seal(payload, bound_to=LIST)) <= set(string.ascii_letters + string.digits + "-_")


def test_a_cursor_says_nothing() -> None:
    text = cursors.seal({"after": "a" * 100}, bound_to=LIST)

    assert text != cursors.seal({"after": "a" * 100}, bound_to=LIST)


def test_a_cursor_of_another_list_is_invalid() -> None:
    text = cursors.seal({"after": "1"}, bound_to=LIST)

    with pytest.raises(CursorInvalid):
        cursors.open(text, bound_to=LIST.replace("ws_1", "ws_2"))


def test_a_cursor_of_another_key_is_invalid() -> None:
    text = Cursors(lambda: (b"1" * 32,)).seal({"after": "1"}, bound_to=LIST)

    with pytest.raises(CursorInvalid):
        cursors.open(text, bound_to=LIST)


def test_a_cursor_survives_its_key_for_as_long_as_that_is_held() -> None:
    keys = [b"1" * 32]
    rotating = Cursors(lambda: tuple(keys))
    text = rotating.seal({"after": "1"}, bound_to=LIST)

    keys.insert(0, b"2" * 32)
    kept = rotating.open(text, bound_to=LIST)
    anew = rotating.open(rotating.seal({"after": "2"}, bound_to=LIST), bound_to=LIST)
    keys.pop()

    assert (kept, anew) == ({"after": "1"}, {"after": "2"})
    with pytest.raises(CursorInvalid):
        rotating.open(text, bound_to=LIST)


@given(st.integers(0, 54), st.sampled_from("Aa0-_.= ü"))
def test_a_cursor_with_any_character_changed_is_invalid(at: int, instead: str) -> None:
    text = cursors.seal({"after": "1"}, bound_to=LIST)
    assume(instead != text[at])

    with pytest.raises(CursorInvalid):
        cursors.open(text[:at] + instead + text[at + 1 :], bound_to=LIST)


@given(st.text() | st.just("A" * 5000))
def test_no_other_text_is_a_cursor(text: str) -> None:
    with pytest.raises(CursorInvalid):
        cursors.open(text, bound_to=LIST)
