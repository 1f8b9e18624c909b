"""The whole REST API is what its OpenAPI document says: schemathesis, every check, as an owner's API key."""

import os
import re
import subprocess
from collections.abc import Iterator

import pytest
from running_demo import PROGRAMS, REPOSITORY
from running_linkpath import Serving, serving

SUPPORT = REPOSITORY / "tests" / "support"
EXAMPLES = os.environ.get("LINKPATH_CONTRACT_EXAMPLES", "3")
"""Generated requests of each route and phase. The long form takes more, and follows links from answer to request."""
PHASES = "examples,coverage,fuzzing" + (",stateful" if int(EXAMPLES) > 10 else "")


@pytest.fixture(scope="module")
def linkpath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    limits = {f"limit_{name}": "1000000" for name in ("standard", "reporting", "uploads", "burst", "strangers")}
    with serving(tmp_path_factory.mktemp("contract"), **limits) as here:
        yield here


def test_every_route_answers_as_the_document_says_and_never_with_a_500(linkpath: Serving) -> None:
    done = subprocess.run(
        [
            *(str(PROGRAMS / "schemathesis"), "--config-file", str(SUPPORT / "contract.toml")),
            *("run", f"{linkpath.url}/openapi.json", "--checks", "all", "--phases", PHASES),
            *("-H", f"Authorization: Bearer {linkpath.token}", "--max-examples", EXAMPLES, "--seed", "1"),
            "--no-color",
        ],
        env={**os.environ, "SCHEMATHESIS_HOOKS": "contract_hooks", "PYTHONPATH": str(SUPPORT)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )

    generated = re.search(r"([\d,]+) generated", done.stdout)
    assert done.returncode == 0, done.stdout[-20_000:]
    assert generated
    assert int(generated[1].replace(",", "")) > 500
