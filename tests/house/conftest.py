"""The files of the repository, as git would take them."""

import subprocess
from pathlib import Path

import pytest
from running_demo import REPOSITORY


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """All but what is ignored, relative to the repository."""
    listed = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
    )
    found = [Path(name) for name in listed.stdout.split("\0") if name and (REPOSITORY / name).is_file()]
    assert len(found) > 100
    return found
