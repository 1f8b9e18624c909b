"""`doctor`: a line each, what to mend, and an exit code that scripts can use."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tiktok_marketing.simulator import Entrance, Plan, Simulator, State, VirtualClock, plant, running

NOBODY = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def agency() -> Iterator[tuple[str, Entrance]]:
    """A simulated TikTok's address, and an app that it knows."""
    simulator = Simulator(State(), VirtualClock(), limited=False)
    way_in = plant(simulator, Plan(accounts=1, ads=4, days=2))
    with running(simulator) as url:
        yield url, way_in


def examined(command: Any, folder: Path, **environment: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and the findings by name."""
    told = command("doctor", "--json", "--data-dir", folder, **{"LINKPATH_TIKTOK_BASE_URL": NOBODY, **environment})
    document = json.loads(told.out)
    assert document["ok"] is (told.code == 0)
    return told.code, {one["name"]: one for one in document["findings"]}


def test_before_the_first_start_it_says_what_there_is_not_and_makes_nothing(
    command: Any, tmp_path: Path, agency: tuple[str, Entrance]
) -> None:
    code, found = examined(command, tmp_path / "data", LINKPATH_TIKTOK_BASE_URL=agency[0])

    assert code == 0
    assert {name: one["state"] for name, one in found.items()} == {
        "settings": "ok",
        "data folder": "ok",
        "key file": "note",
        "database": "note",
        "Redis": "ok",
        "TikTok": "ok",
        "TikTok app": "note",
        "clock": "ok",
        "public address": "note",
    }
    assert not (tmp_path / "data").exists()


def test_an_app_and_its_database_that_are_as_they_should_be_are_found_so(
    command: Any, data_dir: Path, agency: tuple[str, Entrance]
) -> None:
    url, way_in = agency
    app = {"LINKPATH_TIKTOK_APP_ID": way_in.app_id, "LINKPATH_TIKTOK_SECRET": way_in.secret}

    code, found = examined(command, data_dir, LINKPATH_TIKTOK_BASE_URL=url, **app)

    assert code == 0
    assert {one["state"] for name, one in found.items() if name not in {"processes", "public address"}} == {"ok"}
    assert found["processes"]["told"] == "none runs on this database"


@pytest.mark.parametrize(
    ("setting", "value", "hint"),
    [
        ("LINKPATH_TIKTOK_APP_ID", "7000", "Mend LINKPATH_TIKTOK_APP_ID."),
        ("LINKPATH_TIKTOK_SECRET", "canary", "Mend LINKPATH_TIKTOK_SECRET."),
    ],
)
def test_an_app_that_tiktok_does_not_take_is_to_be_mended(
    command: Any, data_dir: Path, agency: tuple[str, Entrance], setting: str, value: str, hint: str
) -> None:
    url, way_in = agency
    app = {"LINKPATH_TIKTOK_APP_ID": way_in.app_id, "LINKPATH_TIKTOK_SECRET": way_in.secret, setting: value}

    code, found = examined(command, data_dir, LINKPATH_TIKTOK_BASE_URL=url, **app)

    assert (code, found["TikTok app"]["state"], found["TikTok app"]["hint"]) == (1, "mend", hint)
    assert "canary" not in json.dumps(found)


@pytest.mark.parametrize(("state", "name"), [("broken", "database"), ("newer", "database"), ("keyless", "key file")])
def test_data_that_cannot_be_used_is_to_be_mended_and_left_alone(
    command: Any, spoil: Any, contents: Any, state: str, name: str
) -> None:
    data_dir = spoil(state)
    before = contents(data_dir)

    code, found = examined(command, data_dir)

    assert (code, found[name]["state"]) == (1, "mend")
    assert contents(data_dir) == before


def test_a_key_file_that_others_may_read_is_to_be_mended(command: Any, data_dir: Path) -> None:
    (data_dir / "keys.json").chmod(0o644)

    code, found = examined(command, data_dir)

    assert (code, found["key file"]["hint"]) == (1, f"chmod 600 {data_dir / 'keys.json'}")


def test_what_does_not_answer_is_named_with_what_to_do(command: Any, data_dir: Path) -> None:
    code, found = examined(
        command,
        data_dir,
        LINKPATH_REDIS_URL="redis://127.0.0.1:1/0",
        LINKPATH_DATABASE_URL="postgresql://somebody:canary@127.0.0.1:1/linkpath",
        LINKPATH_PUBLIC_URL="http://linkpath.example",
    )

    told = {name: (one["state"], one["hint"]) for name, one in found.items() if one["state"] == "mend"}
    assert code == 1
    assert told == {
        "database": ("mend", "Mend LINKPATH_DATABASE_URL, or start PostgreSQL."),
        "Redis": ("mend", "Start it, or mend LINKPATH_REDIS_URL."),
        "TikTok": ("mend", "Let this computer reach it on port 443, and look at LINKPATH_TIKTOK_BASE_URL."),
        "public address": ("mend", "Put a proxy with TLS in front, and name its address."),
    }
    assert "canary" not in json.dumps(found)


def test_settings_that_cannot_be_used_or_are_none_are_all_named(command: Any, tmp_path: Path) -> None:
    told = command(
        "doctor", "--json", "--data-dir", tmp_path, LINKPATH_PORT="x", LINKPATH_LOG_LEVEL="loud", LINKPATH_REDIS_ULR="x"
    )

    lines = [(one["told"].partition(":")[0], one["hint"]) for one in json.loads(told.out)["findings"]]
    reference = "See docs/reference/settings.md."
    assert told.code == 1
    assert set(lines) >= {
        ("LINKPATH_REDIS_ULR is no setting of LinkPath's", "Did you mean LINKPATH_REDIS_URL?"),
        ("LINKPATH_PORT cannot be used", reference),
        ("LINKPATH_LOG_LEVEL cannot be used", reference),
    }


def test_people_get_a_line_each_and_the_next_step_below(command: Any, data_dir: Path) -> None:
    told = command("doctor", "--data-dir", data_dir, LINKPATH_TIKTOK_BASE_URL=NOBODY)

    lines = told.out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(" ✗ TikTok "))
    assert lines[0].startswith(" ✓ settings ")
    assert lines[at + 1].strip().startswith("→ Let this computer reach it")
    assert lines[-1].startswith(" 1 to mend")
    assert "\x1b" not in told.out
