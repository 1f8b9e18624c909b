"""Servers and workers restarted one after the other while requests come: the short form of `scripts/prove-rolling`."""

import asyncio
import os
from pathlib import Path

import postgres
import pytest
from prove_rolling.proof import prove
from redis_server import MISSING


@pytest.mark.skipif(MISSING, reason="there is no redis-server")
def test_a_rolling_restart_fails_no_request_and_loses_or_repeats_no_run(tmp_path: Path) -> None:
    if not asyncio.run(postgres.reachable()):
        assert not os.environ.get("CI"), "no PostgreSQL answers here"
        pytest.skip("no PostgreSQL answers here")

    figures = prove(tmp_path, per_second=40, workers=1, drain_seconds=1.5)

    assert figures.wrong == []
    assert (figures.restarts, figures.failed) == (3, 0)
    assert figures.requests > 100
    assert figures.writes > 5
    assert "the chain holds" in figures.audit
