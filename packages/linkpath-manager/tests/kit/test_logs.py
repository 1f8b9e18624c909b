import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import structlog

from linkpath_manager.kit import logs, tokens
from linkpath_manager.kit.sealing import Secret

TOKEN = tokens.mint("lp_live_")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()
    logs.clear_contextvars()


def lines(captured: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in captured.readouterr().err.splitlines()]


def test_a_line_is_json_with_event_level_time_and_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info", json=True)

    logs.get_logger("upstream").info(
        "upstream.call", code=0, ms=1.5, ids=("1", "2"), at=datetime(2026, 1, 1, tzinfo=UTC)
    )

    [line] = lines(capsys)
    assert datetime.fromisoformat(line.pop("timestamp")).tzinfo is not None
    assert line == {
        "room": "upstream",
        "event": "upstream.call",
        "level": "info",
        "code": 0,
        "ms": 1.5,
        "ids": ["1", "2"],
        "at": "2026-01-01 00:00:00+00:00",
    }


def test_the_requests_id_is_on_every_line_of_its_task(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info", json=True)
    logs.bind_contextvars(request_id="req_1")

    logs.get_logger("a").info("one")
    logs.get_logger("b").warning("two")

    assert [(line["event"], line["request_id"]) for line in lines(capsys)] == [("one", "req_1"), ("two", "req_1")]


def test_lines_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("warning", json=True)
    log = logs.get_logger("a")

    log.debug("one")
    log.info("two")
    log.warning("three")

    assert [line["event"] for line in lines(capsys)] == ["three"]


def test_what_stands_under_a_secret_key_is_masked_at_any_depth(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info", json=True)

    logs.get_logger("a").info(
        "e",
        access_token="t1",
        app={"Secret": "t2", "name": "x", "inner": [{"password": 123456}]},
        Authorization="Bearer t3",
        auth_code="t4",
        api_keys=["t5"],
        cookie=b"t6",
        key_id="k1",
        token_found=True,
        secret=None,
        plain=Secret("t7"),
    )

    [line] = lines(capsys)
    del line["timestamp"]
    assert line == {
        "room": "a",
        "event": "e",
        "level": "info",
        "access_token": "***",
        "app": {"Secret": "***", "name": "x", "inner": [{"password": "***"}]},
        "Authorization": "***",
        "auth_code": "***",
        "api_keys": "***",
        "cookie": "***",
        "key_id": "k1",
        "token_found": True,
        "secret": None,
        "plain": "***",
    }


@pytest.mark.parametrize("as_json", [True, False])
def test_a_token_is_masked_in_any_text(capsys: pytest.CaptureFixture[str], *, as_json: bool) -> None:
    logs.configure("info", json=as_json)
    log = logs.get_logger("a")
    event = f"saw {TOKEN}"

    log.info(event, note=f"Bearer {TOKEN}", more=[{"x": TOKEN}], error=ValueError(f"bad {TOKEN}"))
    log.info("e", url=f"https://x/?app_id=1&secret=sesame&auth_code=sesame&b=2#{TOKEN}", raw=TOKEN.encode())

    err = capsys.readouterr().err
    assert TOKEN[8:] not in err
    assert "sesame" not in err
    assert "b=2" in err


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_shows_no_token_and_no_local_variable(capsys: pytest.CaptureFixture[str], *, as_json: bool) -> None:
    logs.configure("info", json=as_json)

    def fail() -> None:
        hidden = "sesame" * 2
        raise ValueError(f"bad {TOKEN} of {len(hidden)}")

    try:
        fail()
    except ValueError:
        logs.get_logger("a").exception("failed")

    err = capsys.readouterr().err
    assert "ValueError: bad *** of 12" in err
    assert TOKEN[8:] not in err
    assert "sesamesesame" not in err


def test_for_a_person_a_line_is_no_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("debug", json=False)

    logs.get_logger("a").debug("worker.started", jobs=3, spend=Decimal("1.50"))

    line = capsys.readouterr().err
    assert "worker.started" in line
    assert "jobs=3" in line
    assert "spend=1.50" in line


def test_a_level_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        logs.configure("loud", json=True)


def test_a_logger_made_before_configuring_obeys_it(capsys: pytest.CaptureFixture[str]) -> None:
    log = logs.get_logger("early")
    logs.configure("error", json=True)

    log.info("one")
    log.error("two")

    assert [line["event"] for line in lines(capsys)] == ["two"]


def test_a_line_that_finds_no_room_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full").open("w", buffering=1)  # noqa: SIM115  # closing it finds no room either
    monkeypatch.setattr(sys, "stderr", full)
    logs.configure("info", json=True)

    logs.get_logger("kit").info("told")

    with suppress(OSError):
        full.close()
