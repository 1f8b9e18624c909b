"""The short form of `scripts/prove-webhooks`: `kill -9` among posts loses none."""

from pathlib import Path

import pytest
from needs import need_postgresql
from prove_webhooks.proof import Plan, prove


@pytest.fixture(params=["postgresql", "sqlite"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        need_postgresql()
    return str(request.param)


async def test_every_event_arrives_though_what_posts_it_is_killed(tmp_path: Path, database: str) -> None:
    on_postgresql = database == "postgresql"
    # One process alone makes as many events in as few lives.
    plan = Plan(kills=2, events=100, processes=2) if on_postgresql else Plan(2, 100, processes=1, per_second=60)

    figures = await prove(plan, tmp_path / "data", on_postgresql=on_postgresql)

    assert (figures.lost, figures.strangers, figures.waiting) == (0, 0, 0)
    assert (figures.kills >= 2, figures.told >= 100) == (True, True)
