"""mirror-read: what LinkPath's reading costs above the least that a Python server can do.

Asked is `GET /v1/campaigns?limit=20`, 20 campaigns with more behind them. The token is proved, scope and advertiser are
checked, page, count and cursor are made, and the request is counted; what follows from the database alone is remembered
until something is committed to it. The peer is one Starlette route that answers the same bytes without doing anything
for them. Both are processes of their own on uvicorn with httptools and uvloop and the same settings, those of
`linkpath-manager serve`; LinkPath has its worker going, and an account connected through OAuth and read from a
simulated TikTok, which is gone by the time of measuring.

This process sends the requests over a few kept-alive connections and checks every answer. What is compared is the CPU
time, user and system, that each server's process used in a round, by request; the rounds alternate. Shown beside them
is what LinkPath uses when each request asks what nobody asked before, so that its page and count are read each time.
"""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from child import Child
from load import Get, fetch, send_all
from measuring import CannotMeasure, Effort, Figure, Goal, Question, Result, Tell, ratio, side_by_side

from linkpath_manager.cli.browser import approve
from linkpath_manager.operations.consent import CALLBACK_PATH
from tiktok_marketing.simulator import Plan, Simulator, State, VirtualClock, plant, register_redirects, running

ITEMS = 20
TARGET = f"/v1/campaigns?limit={ITEMS}"
REQUESTS_A_ROUND = 2_000
CONNECTIONS = 4
_ACCOUNT = Plan(accounts=1, ads=600, days=30)  # about 40 campaigns
_CONNECTING_SECONDS = 30


@dataclass(frozen=True, slots=True)
class _Load:
    """Requests for one server, each answered by `length` bytes."""

    requests: int
    length: int

    def micros_a_request(self, server: Child, get: Get) -> float:
        """CPU microseconds of `server`, over one round."""
        before = server.ask()
        send_all(get, requests=self.requests, connections=CONNECTIONS, length=self.length)
        return float((server.ask() - before) / self.requests * 1_000_000)


def answer(effort: Effort, tell: Tell) -> Result:
    with tempfile.TemporaryDirectory(prefix="linkpath-bench-") as folder, _linkpath(Path(folder), tell) as linkpath:
        token = ("Authorization", f"Bearer {linkpath.ready['token']}")
        get = Get(linkpath.ready["url"] + TARGET, (token,))
        new = Get(f"{get.url}&created_from=2020-01-01T00:00:00.{{turn}}Z", (token,))
        body = fetch(get)
        if len(json.loads(body)["data"]) != ITEMS:
            raise CannotMeasure(f"The account does not have {ITEMS} campaigns.")
        file = Path(folder) / "body.json"
        file.write_bytes(body)
        with Child("bare_server", TARGET.partition("?")[0], str(file)) as bare:
            load = _Load(effort.of(REQUESTS_A_ROUND), len(body))
            sides = {
                "linkpath_cpu": lambda: load.micros_a_request(linkpath, get),
                "bare_cpu": lambda: load.micros_a_request(bare, Get(bare.ready["url"] + TARGET, (token,))),
                "linkpath_never_asked_cpu": lambda: load.micros_a_request(linkpath, new),
            }
            measured = side_by_side(sides, effort, tell)
    return Result(
        QUESTION.name,
        {name: Figure(values, "µs a request") for name, values in measured.items()},
        {"cpu_ratio": ratio(measured["linkpath_cpu"], measured["bare_cpu"])},
        {"cpu_ratio": Goal("at_most", 2.0)},
    )


QUESTION = Question(
    "mirror-read", "CPU of GET /v1/campaigns, 20 items, against a bare route that answers the same bytes", answer
)


@contextmanager
def _linkpath(folder: Path, tell: Tell) -> Iterator[Child]:
    """LinkPath in a process of its own, with a seeded account; the simulated TikTok ends before it is used."""
    tell("making an account", 0, 1)
    simulator = Simulator(State(), VirtualClock(), limited=False)
    way_in = plant(simulator, _ACCOUNT)
    with running(simulator) as url:
        child = Child("linkpath_server", str(folder / "data"), url, way_in.app_id, way_in.secret)
        try:
            register_redirects(simulator.state, way_in.app_id, [child.ready["url"] + CALLBACK_PATH])
            asyncio.run(_connect(child.ready["url"], child.ready["token"]))
        except BaseException:
            child.close()
            raise
    with child:
        yield child


async def _connect(url: str, token: str) -> None:
    """Connects LinkPath as a person would, and waits until it has read the account."""
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(raise_for_status=True) as session, asyncio.timeout(_CONNECTING_SECONDS):
        async with session.post(f"{url}/v1/connections", json={}, headers=headers) as response:
            started: dict[str, Any] = await response.json()
        async with session.get(await approve(session, started["authorization_url"])):
            pass
        while True:
            async with session.get(f"{url}/v1/advertisers", headers=headers) as response:
                listed = (await response.json())["data"]
            if listed and all(item["synced_at"] for item in listed):
                return
            await asyncio.sleep(0.05)
