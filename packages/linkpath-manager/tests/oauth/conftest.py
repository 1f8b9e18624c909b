"""One authorisation server for all tests here: each has clients and people of its own."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from authorising import Server, serving

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:  # those of the whole run, of other folders too
        if item.path.parent == HERE and "server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(shared_house: Any) -> AsyncIterator[Server]:
    async with serving(shared_house) as server:
        yield server
