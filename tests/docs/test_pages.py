"""Whoever follows the pages on TikTok gets what they promise: every block is run, and prints what is shown."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pages import Reader, blocks_of, free_port, shows
from running_demo import REPOSITORY

from tiktok_marketing.simulator import SCENARIOS, Plan, Simulator, State, VirtualClock, plant, running
from tiktok_marketing.simulator.faults import KINDS
from tiktok_marketing.spec import TYPED, catalogue

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
CALLBACK = "http://127.0.0.1:8000/callback"
PAGES = [
    REPOSITORY / "packages" / "tiktok-marketing" / "README.md",
    REPOSITORY / "docs" / "tutorials" / "tiktok-first-call.md",
    REPOSITORY / "docs" / "how-to" / "test-your-integration.md",
    *sorted((REPOSITORY / "docs" / "how-to").glob("tiktok-*.md")),
]


@pytest.fixture
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reader]:
    """With a simulator that runs already, unless the page starts its own."""
    page: Path = request.param
    reader = Reader(page, tmp_path, free_port())
    with reader.servers:
        if not any(block.text.startswith("tiktok-simulator") for block in blocks_of(page)):
            clock = VirtualClock()
            clock.set(NOON)
            simulator = Simulator(State(), clock)
            reader.servers.callback(simulator.state.close)
            plant(simulator, Plan(ads=200, days=30), redirect_uris=[CALLBACK])
            reader.servers.enter_context(running(simulator, reader.port))
        yield reader


@pytest.mark.parametrize("reader", PAGES, ids=lambda page: page.name, indirect=True)
def test_a_page_does_what_it_says(reader: Reader) -> None:
    blocks = blocks_of(reader.page)

    assert len(blocks) > 2
    for block in blocks:
        reader.read(block)


def test_the_readme_counts_what_there_is() -> None:
    text = PAGES[0].read_text()

    told = re.findall(r"the (\d+) known endpoints|, (\d+) of them typed|(\d+) kinds of faults|, (\d+) scenarios", text)

    counts = [int("".join(each)) for each in told]
    assert counts == [len(catalogue.names()), len(TYPED), len(KINDS), len(SCENARIOS)]


@pytest.mark.parametrize("shown", ["one\nthree", "o…e\n…", "two…", ""])
def test_what_a_page_shows_may_leave_something_out(shown: str) -> None:
    assert shows("one\ntwo\nthree\n", shown)


@pytest.mark.parametrize("shown", ["three\none", "tw", "four", "one\none"])
def test_what_a_page_shows_and_nobody_printed_is_noticed(shown: str) -> None:
    assert not shows("one\ntwo\nthree\n", shown)
