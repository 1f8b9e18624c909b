"""A LinkPath that makes events and posts them, until it is killed or its data folder holds a file `enough`.

Arguments: data folder, database's address or "-", events a second.
"""

import asyncio
import sys
import time
from contextlib import suppress
from pathlib import Path

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.config import Settings
from linkpath_manager.domain.event import Event
from linkpath_manager.errors import Unavailable
from linkpath_manager.kit import logs
from linkpath_manager.operations import Services
from linkpath_manager.store import events

_KIND = "campaign.status_changed"


def settings_of(data_dir: str, database_url: str) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": data_dir,
            "database_url": None if database_url == "-" else database_url,
            "database_connections": 3,
            "webhook_loopback": True,
        }
    )


async def make_events(services: Services, per_second: int, enough: Path) -> None:
    """Each commit may be cut off, and the database be away; what is committed is in the table of events."""
    began, made = time.monotonic(), 0
    while not enough.exists():  # noqa: ASYNC240  # of a local disk, and told by nothing else
        due = int((time.monotonic() - began) * per_second) - made
        if due > 0:
            told = [Event(_KIND, None, "campaign", str(n), {"object": {}, "previous": None}) for n in range(due)]
            with suppress(Unavailable):
                async with services.db.transaction(WORKSPACE_ID) as tx:
                    await events.append(tx, WORKSPACE_ID, told, services.clock.now())
            made += due
        await asyncio.sleep(0.02)


async def main(data_dir: str, database_url: str, per_second: str) -> None:
    logs.configure("error", json=True)
    settings = settings_of(data_dir, database_url)
    alone = settings.database_url is None
    async with bootstrap.opened(settings, public_url="http://linkpath.test", alone=alone) as house:
        print("ready", flush=True)  # noqa: T201  # heard by who started it
        async with bootstrap.working(house):
            await make_events(house.services, int(per_second), Path(data_dir) / "enough")
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
