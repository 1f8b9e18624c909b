"""What processes count: exact across all that share a folder, whatever becomes of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.kit.measuring import Board, counter, gauge, histogram
from linkpath_manager.kit.measuring.slate import CELLS

SENT = counter("sent", "Sent.", "to")
TIME = histogram("time", "Time.", buckets=(0.1, 1.0))
BUSY = gauge("busy", "Busy.")
LATEST = gauge("latest", "Latest.", joined="max")
FAMILIES = (SENT, TIME, BUSY, LATEST)


Opens = Callable[..., Board]


@pytest.fixture
def board() -> Iterator[Opens]:
    """Makes boards, and closes them."""
    with ExitStack() as boards:

        def opened(folder: Path | None, name: str = "one") -> Board:
            made = Board(folder, name, FAMILIES)
            boards.callback(made.close)
            return made

        yield opened


def test_what_all_processes_counted_is_told_by_any(board: Opens, tmp_path: Path) -> None:
    one, other = board(tmp_path), board(tmp_path, "other")
    for each, amount in ((one, 1.0), (other, 2.0)):
        each.slate[SENT].add(("a",), amount)
        each.slate[TIME].observe((), amount / 4)
        each.slate[BUSY].set((), amount)
        each.slate[LATEST].set((), amount)

    told = {
        "sent": {("a",): [3.0]},
        "time": {(): [0.0, 2.0, 0.0, 0.75]},
        "busy": {(): [3.0]},
        "latest": {(): [2.0]},
    }
    assert (one.read(), other.read()) == ((told, 2), (told, 2))


def test_what_a_process_counted_stays_when_it_is_gone_and_how_it_stood_does_not(board: Opens, tmp_path: Path) -> None:
    gone, here = board(tmp_path, "gone"), board(tmp_path, "here")
    gone.slate[SENT].add(("a",))
    gone.slate[BUSY].set((), 5)
    gone.close()

    first, again = here.read(), here.read()

    assert first == again == ({"sent": {("a",): [1.0]}}, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ended.json", "here.cells", "here.keys", "lock"]


def test_one_killed_while_the_dead_were_put_away_counts_them_once(board: Opens, tmp_path: Path) -> None:
    gone, here = board(tmp_path, "gone"), board(tmp_path, "here")
    gone.slate[SENT].add(("a",))
    gone.close()
    files = {path: path.read_bytes() for path in tmp_path.glob("gone.*")}
    here.read()
    for path, content in files.items():  # as if it had been killed before it took them away
        path.write_bytes(content)

    assert here.read() == ({"sent": {("a",): [1.0]}}, 1)
    assert list(tmp_path.glob("gone.*")) == []


def test_a_line_that_is_half_written_and_another_version_count_nothing(board: Opens, tmp_path: Path) -> None:
    here, other = board(tmp_path, "here"), board(tmp_path, "other")
    other.slate[SENT].add(("a",))
    other.slate[histogram("time", "Time.", buckets=(5.0,))].observe((), 1)
    with (tmp_path / "other.keys").open("ab") as keys:
        keys.write(b'["sent",["b"],')

    assert here.read() == ({"sent": {("a",): [1.0]}}, 2)


def test_without_a_folder_a_process_tells_of_itself(board: Opens) -> None:
    one, other = board(None), board(None)
    one.slate[SENT].add(("a",))

    assert (one.read(), other.read()) == (({"sent": {("a",): [1.0]}}, 1), ({}, 1))


def test_labels_beyond_what_a_family_may_have_count_as_other(board: Opens) -> None:
    here = board(None)
    for number in range(SENT.most + 10):
        here.slate[SENT].add((str(number),))

    told = here.read()[0]["sent"]

    assert (len(told), told["other",]) == (SENT.most + 1, [10.0])


def test_a_full_slate_takes_nothing_new_and_keeps_what_it_has(board: Opens) -> None:
    here = board(None)
    here.slate[SENT].add(("a",))
    for number in range(CELLS // 4_000 + 1):
        many = counter(f"many_{number}", "Many.", "n")
        for label in range(4_000):
            here.slate[many].add((str(label),))
    here.slate[TIME].observe((), 1)

    assert here.read()[0] == {"sent": {("a",): [1.0]}}


def test_who_counts_after_the_end_harms_nobody(board: Opens, tmp_path: Path) -> None:
    here, other = board(tmp_path), board(tmp_path, "other")
    here.slate[SENT].add(("a",))
    here.close()
    here.slate[SENT].add(("a",))

    assert other.read()[0]["sent"]["a",][0] >= 1


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
    return tmp_path_factory


@given(lives=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 5), st.booleans(), st.booleans()), max_size=12))
def test_the_sum_is_what_was_counted_however_processes_come_and_go(
    folders: pytest.TempPathFactory, lives: list[tuple[str, int, bool, bool]]
) -> None:
    folder, expected, open_ones = folders.mktemp("lives"), {"a": 0, "b": 0}, []
    watcher = Board(folder, "watcher", FAMILIES)
    for number, (label, times, ends, asked) in enumerate(lives):
        each = Board(folder, f"process-{number}", FAMILIES)
        for _ in range(times):
            each.slate[SENT].add((label,))
        expected[label] += times
        if ends:
            each.close()
        else:
            open_ones.append(each)
        if asked:
            watcher.read()

    told, living = watcher.read()

    sums = {label: told.get("sent", {}).get((label,), [0.0])[0] for label in expected}
    assert (sums, living) == (expected, len(open_ones) + 1)
    for each in (watcher, *open_ones):
        each.close()
