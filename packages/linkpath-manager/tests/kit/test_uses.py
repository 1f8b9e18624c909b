"""Last uses, noted and taken to be written down."""

from linkpath_manager.kit.uses import Uses

MINUTE = 60_000_000


def test_a_use_is_told_once_a_minute_and_to_the_minute() -> None:
    uses = Uses()
    for moment in (MINUTE, MINUTE + 1, 2 * MINUTE - 1):
        uses.note("a", moment)
    uses.note("b", 5 * MINUTE + 7)

    first, same_minute = uses.take(), (uses.note("a", 2 * MINUTE - 1), uses.take())[1]
    uses.note("a", 2 * MINUTE)

    assert (first, same_minute, uses.take()) == ({"a": MINUTE, "b": 5 * MINUTE}, {}, {"a": 2 * MINUTE})


def test_what_could_not_be_written_down_is_told_again_unless_it_was_used_since() -> None:
    uses = Uses()
    uses.note("a", MINUTE)
    uses.note("b", MINUTE)
    taken = uses.take()
    uses.note("a", 3 * MINUTE)
    uses.put_back(taken)

    assert uses.take() == {"a": 3 * MINUTE, "b": MINUTE}
