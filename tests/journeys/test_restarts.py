"""PostgreSQL and Redis restarted while requests come: the short form of `scripts/prove-restarts`."""

from pathlib import Path

from needs import need_own_postgresql, need_program
from prove_restarts.proof import prove


def test_restarts_of_the_databases_are_told_honestly_lose_nothing_and_are_got_over(tmp_path: Path) -> None:
    need_own_postgresql()
    need_program("redis-server")

    figures = prove(tmp_path, per_second=30, servers=1, workers=0, away_seconds=1, calm_seconds=1.5)

    assert figures.wrong == []
    assert [outage.what for outage in figures.outages] == [
        "PostgreSQL, restarted",
        "PostgreSQL, killed",
        "Redis, killed",
    ]
    assert figures.writes > 5
    assert "the chain holds" in figures.audit
