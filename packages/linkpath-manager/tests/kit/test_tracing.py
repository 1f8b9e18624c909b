"""Spans on their way: switched on by OpenTelemetry's variables, sent to the end, and not there at all when off."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from collecting import Collector, collecting

from linkpath_manager.kit import logs, tracing

WITHOUT = """
import asyncio, pathlib, sys
from linkpath_manager.bootstrap import opened
from linkpath_manager.config import Settings

async def start():
    async with opened(Settings(data_dir=pathlib.Path(sys.argv[1])), public_url="http://linkpath.test") as house:
        house.rest_door()

asyncio.run(start())
sys.exit(any(name.split(".")[0] == "opentelemetry" for name in sys.modules))
"""
LACKING = """
import sys
sys.modules["opentelemetry"] = None
from linkpath_manager.kit import logs, tracing
logs.configure("info", json=True)
off = tracing.opened({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, version="1", instance="p")
sys.exit(type(off) is not tracing.Tracing)
"""


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        yield collector


def test_spans_arrive_at_the_latest_when_the_process_ends(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "ads")
    sends = tracing.opened(os.environ, version="1.2", instance="proc_1")
    with sends.request("GET", "/v1/me", {}) as request:
        with sends.span("me.get", {"linkpath.workspace_id": "ws"}) as run:
            sends.past("advertiser.get", 0.25, {"tiktok.code": "0"})
            run.ended("done")
        request.answered("/v1/me", 200)
    sends.close()

    call, run_sent, request_sent = collector.spans
    resource, _ = collector.told[0]
    assert [one.name for one in (request_sent, run_sent, call)] == ["GET /v1/me", "me.get", "advertiser.get"]
    assert (run_sent.parent_span_id, call.parent_span_id) == (request_sent.span_id, run_sent.span_id)
    assert call.end_time_unix_nano - call.start_time_unix_nano == 250_000_000
    assert (resource["service.name"], resource["service.version"], resource["service.instance.id"]) == (
        "ads", "1.2", "proc_1",
    )  # fmt: skip


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": " "},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "TRUE"},
        {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"},
    ],
)
def test_it_is_off_unless_it_is_asked_for(environment: dict[str, str]) -> None:
    assert type(tracing.opened(environment, version="1", instance="p")) is tracing.Tracing


def test_variables_that_do_not_fit_are_told_and_linkpath_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "5000")  # more than may wait
    logs.configure("info", json=True)

    off = tracing.opened(os.environ, version="1", instance="p")

    assert type(off) is tracing.Tracing
    assert "tracing.off" in capsys.readouterr().err


def run_python(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    command = [sys.executable, "-W", "error", "-c", program, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_nothing_of_opentelemetry_is_imported_when_it_is_off(tmp_path: Path) -> None:
    done = run_python(WITHOUT, str(tmp_path / "data"))

    assert done.returncode == 0, done.stderr


def test_where_the_extra_is_lacking_the_log_says_so_and_linkpath_goes_on() -> None:
    done = run_python(LACKING)

    assert done.returncode == 0, done.stderr
    assert "tracing.off" in done.stderr
    assert "linkpath-manager[otel]" in done.stderr
