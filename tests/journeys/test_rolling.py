"""Servers and workers restarted one after the other while requests come: the short form of `scripts/prove-rolling`."""

from pathlib import Path

from needs import need_postgresql, need_program
from prove_rolling.proof import prove


def test_a_rolling_restart_fails_no_request_and_loses_or_repeats_no_run(tmp_path: Path) -> None:
    need_postgresql()
    need_program("redis-server")

    figures = prove(tmp_path, per_second=40, workers=1, drain_seconds=1.5)

    assert figures.wrong == []
    assert (figures.restarts, figures.failed) == (3, 0)
    assert figures.requests > 100
    assert figures.writes > 5
    assert "the chain holds" in figures.audit
