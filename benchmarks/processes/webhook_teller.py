"""LinkPath's deliverer on a PostgreSQL of its own, and the bare loop beside it. Arguments: the receiver's port.

An errand is one word and numbers: `drain N` makes N events and posts them; `bare N` posts as many with aiohttp alone;
`pace SECONDS PER_SECOND HOLES` makes so many events a second while it posts, of which HOLES go to a receiver that
never answers.
"""

import asyncio
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import postgres
import uvloop
from sqlalchemy import text

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import LOOPBACK
from linkpath_manager.config import Settings
from linkpath_manager.delivery import Guard, Poster
from linkpath_manager.delivery.lanes import AT_ONCE
from linkpath_manager.delivery.signing import new_secret, signed
from linkpath_manager.domain.event import Event
from linkpath_manager.domain.events import EVENT_TYPES
from linkpath_manager.kit import logs
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.operations import Services, telling
from linkpath_manager.operations.webhook_secrets import sealed_secret
from linkpath_manager.store import EVERYWHERE, events, fanouts, migrate_postgresql, webhook_endpoints
from linkpath_manager.store.webhook_endpoints import EndpointRow
from processes.errands import errands, say

WORKSPACES = 20
_HOLE = "ws_hole"
_KIND = EVENT_TYPES["campaign.status_changed"]


class Teller:
    """`url` is the receiver's address without its path."""

    def __init__(self, services: Services, url: str, database: str) -> None:
        self.services, self.url, self.database = services, url, database

    async def make_endpoints(self) -> None:
        for number in range(WORKSPACES):
            await self._endpoint(f"ws_{number}", f"{self.url}/hook")

    async def drain(self, count: int) -> dict[str, float]:
        await self._make(count)
        began, cpu, database = time.monotonic(), time.process_time(), await self._database_cpu()
        await telling.deliver_due(self.services)
        seconds = time.monotonic() - began
        return {
            "per_second": count / seconds,
            "cpu_ms": (time.process_time() - cpu) / count * 1_000,
            "database_cpu_ms": (await self._database_cpu() - database) / count * 1_000,
        }

    async def _database_cpu(self) -> float:
        """Seconds that the database's processes for us have used, where it runs on this computer."""
        connection = await asyncpg.connect(postgres.SERVER)
        rows = await connection.fetch("SELECT pid FROM pg_stat_activity WHERE datname = $1", self.database)
        await connection.close()
        stats = [Path(f"/proc/{row['pid']}/stat") for row in rows]
        spent = [stat.read_text().rpartition(")")[2].split()[11:13] for stat in stats if stat.exists()]
        return sum(int(ticks) for pair in spent for ticks in pair) / os.sysconf("SC_CLK_TCK")

    async def bare(self, count: int) -> dict[str, float]:
        """The same posts, signed, as many at once, by aiohttp alone: nothing is claimed, nothing written down."""
        body, secret = self._body(), new_secret()
        left = iter(range(count))
        connector = aiohttp.TCPConnector(limit=0)

        async def post(session: aiohttp.ClientSession) -> None:
            for number in left:
                headers = signed(body, [secret], event_id=f"evt_{number}", unix=int(time.time()))
                async with session.post(f"{self.url}/hook", data=body, headers=headers) as response:
                    await response.read()

        began, cpu = time.monotonic(), time.process_time()
        async with aiohttp.ClientSession(connector=connector) as session:
            await asyncio.gather(*(post(session) for _ in range(WORKSPACES * AT_ONCE)))
        seconds = time.monotonic() - began
        return {"per_second": count / seconds, "cpu_ms": (time.process_time() - cpu) / count * 1_000}

    async def pace(self, seconds: float, per_second: int, holes: int) -> dict[str, float]:
        """Events as they come, while the worker's job goes round. Nothing of the hole is left for what comes after."""
        hole = await self._endpoint(_HOLE, f"{self.url}/hole")
        delivering = asyncio.create_task(self._go_round())
        began, made = time.monotonic(), 0
        while (now := time.monotonic() - began) < seconds:
            due = min(int(now * per_second), int(seconds * per_second)) - made
            if due:
                await self._make(due)
                made += due
                if holes:
                    await self._append(_HOLE, max(1, due * holes // per_second))
            await asyncio.sleep(0.01)
        while await self._undelivered(hole):  # noqa: ASYNC110  # only the database knows
            await asyncio.sleep(0.1)
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
        async with self.services.db.transaction(EVERYWHERE) as tx:
            await webhook_endpoints.remove(tx, hole)
        return {"made": made}

    async def _undelivered(self, hole: str) -> bool:
        """Whether an event has not come to where it is to be delivered, or no delivery was made of it yet."""
        statement = text(
            "SELECT 1 FROM deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id "
            "WHERE d.status = 'pending' AND e.id != :hole LIMIT 1"
        )
        behind = await fanouts.behind(self.services.db)
        async with self.services.db.transaction(EVERYWHERE) as tx:
            return bool(behind) or (await tx.execute(statement, {"hole": hole})).first() is not None

    async def _go_round(self) -> None:
        while True:
            await telling.deliver_due(self.services)
            await asyncio.sleep(0.1)

    async def _make(self, count: int) -> None:
        """So many events, over all workspaces."""
        for number in range(WORKSPACES):
            share = count // WORKSPACES + (number < count % WORKSPACES)
            while share > 0:
                await self._append(f"ws_{number}", min(share, 500))
                share -= 500

    async def _append(self, workspace_id: str, count: int) -> None:
        told = [Event(_KIND.name, None, "campaign", str(n), _KIND.example) for n in range(count)]
        async with self.services.db.transaction(workspace_id) as tx:
            await events.append(tx, workspace_id, told, self.services.clock.now())

    def _body(self) -> bytes:
        from linkpath_manager.domain.event import body_of

        event = Event(_KIND.name, None, "campaign", "1", _KIND.example)
        now = self.services.clock.now()
        return body_of(event, event_id=new_id("evt", now), created_at=now, sequence=1, workspace_id="ws_0")

    async def _endpoint(self, workspace_id: str, url: str) -> str:
        now = self.services.clock.now()
        endpoint_id = new_id("whe", now)
        row = EndpointRow(
            id=endpoint_id,
            workspace_id=workspace_id,
            url=url,
            event_types="*",
            created_at=to_micros(now),
            updated_at=to_micros(now),
            sealed_secret=sealed_secret(self.services, endpoint_id, new_secret()),
        )
        async with self.services.db.transaction(EVERYWHERE) as tx:
            await webhook_endpoints.add(tx, row)
        return endpoint_id


async def opened(stack: AsyncExitStack, port: str) -> Teller:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    if not await postgres.reachable():
        raise SystemExit("No PostgreSQL answers here.")
    name = await postgres.create()
    stack.push_async_callback(postgres.drop, name)
    await migrate_postgresql(postgres.owner_url(name), postgres.APP)
    given: dict[str, Any] = {"data_dir": Path(folder), "database_url": postgres.app_url(name), "webhook_loopback": True}
    services = await stack.enter_async_context(bootstrap.tools(Settings(**given)))
    await services.poster.aclose()
    services.poster = Poster(Guard(LOOPBACK), loopback_http=True)
    teller = Teller(services, f"http://127.0.0.1:{port}", name)
    await teller.make_endpoints()
    return teller


def main(port: str) -> None:
    logs.configure("error", json=True)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        stack = AsyncExitStack()
        try:
            teller = runner.run(opened(stack, port))
            say("ready")
            for errand in errands():
                word, *numbers = errand.split()
                say(runner.run(getattr(teller, word)(*map(int, numbers))))
        finally:
            runner.run(stack.aclose())


if __name__ == "__main__":
    main(*sys.argv[1:])
