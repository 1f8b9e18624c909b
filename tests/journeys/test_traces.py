"""Traces of several processes: each sends its own, and the last ones when it is told to end."""

from pathlib import Path

import pytest
from collecting import collecting
from running_linkpath import serving


def test_each_process_sends_its_spans_and_the_last_when_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "600000")  # so that they are sent at the end alone
        with serving(tmp_path, processes=2) as linkpath:
            for _ in range(40):
                with linkpath.client() as client:
                    client.get("/v1/campaigns?limit=1").raise_for_status()
            before = len(collector.spans)
            code = linkpath.end()

    asked = [resource["service.instance.id"] for resource, name in collector.told if name == "GET /v1/campaigns"]
    assert (before, code, len(asked), len(set(asked))) == (0, 0, 40, 2)
    assert "oauth2.access_token" in {name for _, name in collector.told}
