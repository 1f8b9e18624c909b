"""Counts that are taken to be written down."""

from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.kit.tally import Tally


@given(st.lists(st.sampled_from(["a", "b", "take", "fail"])))
def test_what_is_counted_is_taken_once_whatever_fails(steps: list[str]) -> None:
    tally, written = Tally[str](), dict[str, int]()

    for step in [*steps, "take"]:
        match step:
            case "take":
                for key, count in tally.take().items():
                    written[key] = written.get(key, 0) + count
            case "fail":
                taken = tally.take()
                tally.add("a")  # meanwhile
                tally.put_back(taken)
            case _:
                tally.add(step)

    fails = steps.count("fail")
    assert written == {key: count for key, count in (("a", steps.count("a") + fails), ("b", steps.count("b"))) if count}
    assert tally.counts == {}
