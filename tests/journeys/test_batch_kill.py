"""`kill -9` in the middle of a batch: every item is done once, and says so. The short form of `scripts/prove-batch`."""

from pathlib import Path

from prove_batch.proof import Asked, prove


def test_a_batch_that_is_killed_is_done_once(tmp_path: Path) -> None:
    figures = prove(Asked(items=60, level="ultimate", kills=1, seed=5, life_seconds=(0.2, 1.0)), tmp_path)

    assert figures.wrong == []
    assert (figures.kills, figures.succeeded, figures.writes) == (1, 60, 60)
    assert (figures.doubles, figures.lost) == (0, 0)
    assert figures.audit.endswith("the chain holds")
