import copy
import json
import pickle

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linkpath_manager.kit.sealing import KeyNotHeld, SealBroken, Sealer, Secret, new_key, prefix_of

OLD, NEW = new_key(), new_key()
PLACE = "ws_1/con_1/token"
sealer = Sealer({"k1": OLD}, "k1")


@given(st.text(), st.text())
def test_what_is_sealed_opens_where_it_was_bound(plain: str, place: str) -> None:
    assert sealer.open(sealer.seal(plain, bound_to=place), bound_to=place).reveal() == plain


@given(st.text(), st.text())
def test_it_opens_nowhere_else(place: str, other: str) -> None:
    sealed = sealer.seal("a", bound_to=place)

    if place != other:
        with pytest.raises(SealBroken):
            sealer.open(sealed, bound_to=other)


@given(st.integers(0, 57), st.sampled_from("Aa0-_.= ü"))
def test_a_change_of_any_character_breaks_the_seal(at: int, instead: str) -> None:
    sealed = sealer.seal("the token", bound_to=PLACE)
    assume(instead != sealed[at])

    with pytest.raises(SealBroken):
        sealer.open(sealed[:at] + instead + sealed[at + 1 :], bound_to=PLACE)


@given(st.text(max_size=80))
def test_no_text_that_was_not_sealed_opens(text: str) -> None:
    with pytest.raises(SealBroken):
        sealer.open(text, bound_to=PLACE)


def test_a_sealed_text_names_its_version_and_key_and_never_comes_twice() -> None:
    one, other = (sealer.seal("a", bound_to=PLACE) for _ in range(2))

    assert one.startswith("v1.k1.")
    assert one.startswith(prefix_of("k1"))
    assert one != other


def test_keys_rotate_and_what_the_old_one_sealed_still_opens() -> None:
    sealed = sealer.seal("a", bound_to=PLACE)
    rotated = Sealer({"k1": OLD, "k2": NEW}, "k2")

    assert rotated.open(sealed, bound_to=PLACE).reveal() == "a"
    assert rotated.seal("a", bound_to=PLACE).startswith("v1.k2.")


def test_what_is_derived_differs_by_key_and_purpose_and_the_current_keys_come_first() -> None:
    rotated = Sealer({"k1": OLD, "k2": NEW}, "k2")

    assert rotated.derive("a") == (Sealer({"k2": NEW}, "k2").derive("a")[0], sealer.derive("a")[0])
    assert len({*rotated.derive("a"), *rotated.derive("b")}) == 4


def test_another_key_under_the_same_id_does_not_open() -> None:
    with pytest.raises(SealBroken):
        Sealer({"k1": NEW}, "k1").open(sealer.seal("a", bound_to=PLACE), bound_to=PLACE)


def test_a_key_that_is_not_held_is_named() -> None:
    with pytest.raises(KeyNotHeld, match="k1"):
        Sealer({"k2": OLD}, "k2").open(sealer.seal("a", bound_to=PLACE), bound_to=PLACE)


@pytest.mark.parametrize(
    ("keys", "current"), [({}, "k1"), ({"k1": b"short"}, "k1"), ({"k.1": OLD}, "k.1"), ({"": OLD}, "")]
)
def test_keys_that_cannot_serve_are_refused(keys: dict[str, bytes], current: str) -> None:
    with pytest.raises(ValueError, match="key"):
        Sealer(keys, current)


def test_a_secret_shows_itself_to_reveal_alone() -> None:
    secret = Secret("hush")

    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>10}", f"{secret!r}", repr([secret]), f"{secret!s}"]

    assert secret.reveal() == "hush"
    assert not any("hush" in text for text in shown)


@pytest.mark.parametrize("leak", [pickle.dumps, copy.deepcopy, json.dumps, msgspec.json.encode, vars])
def test_a_secret_does_not_leave_by_another_door(leak: object) -> None:
    assert callable(leak)
    with pytest.raises(TypeError) as caught:
        leak(Secret("hush"))
    assert "hush" not in str(caught.value)


def test_secrets_are_equal_by_what_they_hold() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
