"""The key file: made once, followed by whoever uses it, never half written."""

import json
import threading
from pathlib import Path
from unittest.mock import patch

import pytest

from linkpath_manager.kit.key_file import KeyFile, KeyFileBroken
from linkpath_manager.kit.sealing import KeyNotHeld

PLACE = "ws_1/con_1/token"


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "keys.json"

    sealed = KeyFile(path).seal("a", bound_to=PLACE)

    assert KeyFile(path).open(sealed, bound_to=PLACE).reveal() == "a"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["keys.json"]


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    sealed: list[str] = []
    together = threading.Barrier(8)

    def start() -> None:
        together.wait()
        sealed.append(KeyFile(path).seal("a", bound_to=PLACE))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [KeyFile(path).open(text, bound_to=PLACE).reveal() for text in sealed] == ["a"] * 8


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", '{"current": "k1", "keys": {"k1": "short"}}', '{"current": "k2", "keys": {}}', '{"keys": 1}'],
)
def test_a_broken_key_file_is_named_with_what_to_do(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)

    with pytest.raises(KeyFileBroken) as caught:
        KeyFile(path)

    assert str(path) in str(caught.value)
    assert "backup" in str(caught.value)
    assert path.read_text() == content


def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileBroken, match=str(tmp_path)):
        KeyFile(tmp_path)


def test_a_process_seals_with_the_new_key_as_soon_as_there_is_one(tmp_path: Path) -> None:
    one, other = KeyFile(tmp_path / "keys.json"), KeyFile(tmp_path / "keys.json")
    before = other.seal("a", bound_to=PLACE)

    key_id = one.rotate(7)
    after = other.seal("a", bound_to=PLACE)

    assert key_id == "k2"
    assert (before[:6], after[:6]) == ("v1.k1.", "v1.k2.")
    assert [other.open(text, bound_to=PLACE).reveal() for text in (before, after)] == ["a", "a"]
    assert (other.keys.current, dict(other.keys.retired)) == ("k2", {"k1": 7})


def test_a_process_opens_what_another_sealed_with_a_key_that_it_has_not_seen(tmp_path: Path) -> None:
    one, other = KeyFile(tmp_path / "keys.json"), KeyFile(tmp_path / "keys.json")

    one.rotate(7)

    assert other.open(one.seal("a", bound_to=PLACE), bound_to=PLACE).reveal() == "a"


def test_a_key_that_was_added_opens_and_waits_to_be_the_current_one(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")

    added = keys.add()
    sealed = keys.seal("a", bound_to=PLACE)
    waiting, rotated = keys.keys.waiting, keys.rotate(7)

    assert sealed.startswith("v1.k1.")
    assert (waiting, rotated, keys.keys.waiting) == (added, added, None)
    assert list(keys.keys.keys) == ["k1", "k2"]


def test_what_a_dropped_key_sealed_is_lost_and_its_id_is_not_used_again(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    sealed = keys.seal("a", bound_to=PLACE)
    keys.rotate(7)

    keys.drop("k1")

    assert list(keys.keys.keys) == ["k2"]
    assert keys.rotate(8) == "k3"
    with pytest.raises(KeyNotHeld):
        keys.open(sealed, bound_to=PLACE)


def test_the_current_key_cannot_be_dropped(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")

    with pytest.raises(ValueError, match="current"):
        keys.drop("k1")


def test_two_that_rotate_at_once_lose_no_key(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    KeyFile(path)
    together = threading.Barrier(6)

    def rotate() -> None:
        together.wait()
        KeyFile(path).rotate(7)

    threads = [threading.Thread(target=rotate) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(KeyFile(path).keys.keys) == [f"k{number}" for number in range(1, 8)]


@pytest.mark.parametrize("line", ["os.open", "os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"])
def test_a_change_that_is_cut_off_leaves_the_file_as_it_was(tmp_path: Path, line: str) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    before = keys.path.read_bytes()

    with patch(line, side_effect=OSError(28, "No space left on device")), pytest.raises(KeyFileBroken, match="space"):
        keys.rotate(7)

    assert keys.path.read_bytes() == before
    assert keys.rotate(8) == "k2"


def test_a_changed_file_keeps_its_mode_and_a_link_to_it_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "secrets" / "keys.json", tmp_path / "keys.json"
    KeyFile(real)
    real.chmod(0o640)
    link.symlink_to(real)

    KeyFile(link).rotate(7)

    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert json.loads(real.read_text())["current"] == "k2"


def test_a_file_that_is_damaged_while_it_is_used_changes_nothing(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    good = keys.path.read_text()
    sealed = keys.seal("a", bound_to=PLACE)

    keys.path.write_text("{")
    still = keys.seal("b", bound_to=PLACE)
    keys.path.unlink()
    opened = keys.open(sealed, bound_to=PLACE).reveal()
    keys.path.write_text(good)

    assert still.startswith("v1.k1.")
    assert opened == "a"
    assert keys.rotate(7) == "k2"
