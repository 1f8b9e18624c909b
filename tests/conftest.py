"""What the journeys share: one demo that runs while they do."""

from collections.abc import Iterator

import pytest
from running_demo import Demo, started


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo with its agency of the usual size. Leave its clock and its faults as they were."""
    with started(tmp_path_factory.mktemp("demo") / "data") as running:
        yield running
