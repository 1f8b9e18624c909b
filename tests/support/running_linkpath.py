"""LinkPath as an operator runs it: `linkpath-manager serve` on PostgreSQL, connected to a simulated TikTok."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import httpx2
import postgres
from running_demo import ANSWER_SECONDS, END_SECONDS, PROGRAMS, READY_SECONDS, environment

from linkpath_manager import bootstrap
from linkpath_manager.cli.browser import approve
from linkpath_manager.config import Settings
from linkpath_manager.domain.actor import ALL_SCOPES
from linkpath_manager.kit.sockets import listen
from linkpath_manager.operations.access import issue_api_key
from linkpath_manager.operations.consent import ACCOUNT_CALLBACK_PATH, CALLBACK_PATH
from tiktok_marketing.simulator import (
    Entrance,
    Plan,
    Simulator,
    State,
    VirtualClock,
    plant,
    register_redirects,
    running,
)

PLAN = Plan(accounts=1, ads=60, days=30)


@dataclass
class Serving:
    """A `serve` that answers at `url`. `simulator` is the TikTok behind it."""

    url: str
    token: str
    simulator: Simulator
    way_in: Entrance
    settings: Mapping[str, str]
    said: IO[bytes]
    process: "subprocess.Popen[bytes]"

    def client(self) -> httpx2.Client:
        """A client with connections of its own, hence perhaps with another process."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=ANSWER_SECONDS)

    def processes(self) -> list[int]:
        """Ids of the processes that answer."""
        return [
            int(one) for one in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def end(self) -> int:
        """Asks it to end, as a service manager does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(END_SECONDS)

    def kill(self) -> None:
        """`kill -9`, at it and all it started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(END_SECONDS)

    def start_again(self) -> None:
        """The next start on what the last one left."""
        self.process = begun(self.settings, self.said)
        _wait_until_ready(self)

    def connect_account(self, connection_id: str | None = None) -> dict[str, Any]:
        """The connection of the agency's TikTok account, or `connection_id` reconnected with it, as its owner does."""
        account_id = next(one.id for one in self.simulator.state.assets.values() if one.asset_type == "TT_ACCOUNT")
        address = f"/v1/connections/{connection_id}/reconnect" if connection_id else "/v1/connections"
        body = {} if connection_id else {"kind": "TIKTOK_ACCOUNT"}
        with self.client() as client:
            started = client.post(address, json=body).raise_for_status().json()
            link = urlsplit(started["authorization_url"])
            form = {**dict(parse_qsl(link.query)), "decision": "approve", "account_id": account_id}
            page = link._replace(query="").geturl()
            back = client.post(page, data=form).headers["location"]
            answer = client.get(back, headers={"accept": "application/json"})
            return dict(answer.raise_for_status().json())


@contextmanager
def serving(folder: Path, *, processes: int = 1, database: str | None = None, **settings: str) -> Iterator[Serving]:
    """LinkPath with one account connected and read. `database` is PostgreSQL's name; None: SQLite in `folder`."""
    simulator = Simulator(State(), VirtualClock(), limited=False)
    way_in = plant(simulator, PLAN)
    with running(simulator) as tiktok, free_port() as port:
        url = f"http://127.0.0.1:{port}"
        register_redirects(simulator.state, way_in.app_id, [url + CALLBACK_PATH, url + ACCOUNT_CALLBACK_PATH])
        variables = {
            **environment(),
            "LINKPATH_DATA_DIR": str(folder / "data"),
            "LINKPATH_PORT": str(port),
            "LINKPATH_PROCESSES": str(processes),
            "LINKPATH_TIKTOK_APP_ID": way_in.app_id,
            "LINKPATH_TIKTOK_SECRET": way_in.secret,
            "LINKPATH_TIKTOK_BASE_URL": tiktok,
            "LINKPATH_TIKTOK_ACCOUNT_CONSENT_URL": f"{tiktok}/v2/auth/authorize",
            "LINKPATH_TIKTOK_LEVEL": "ultimate",
            **_database(database),
            **{f"LINKPATH_{name.upper()}": value for name, value in settings.items()},
        }
        token = asyncio.run(_set_up(folder / "data", database))
        with tempfile.TemporaryFile() as said:
            here = Serving(url, token, simulator, way_in, variables, said, begun(variables, said))
            with _ended(here):
                _wait_until_ready(here)
                asyncio.run(_connect(here))
                yield here


async def _set_up(data_dir: Path, database: str | None) -> str:
    """What `migrate` and `api-keys create` do, without two processes more; the key."""
    known = {name.removeprefix("LINKPATH_").lower(): value for name, value in _database(database).items()}
    settings = Settings.model_validate({"data_dir": data_dir, **known})
    await bootstrap.migrated(settings)
    async with bootstrap.tools(settings) as services:
        return await issue_api_key(services, bootstrap.WORKSPACE_ID, "test", ALL_SCOPES)


def manager(variables: Mapping[str, str], *arguments: str) -> str:
    """What a command of `linkpath-manager` answers."""
    program = [str(PROGRAMS / "linkpath-manager"), *arguments]
    done = subprocess.run(program, env=variables, capture_output=True, text=True, timeout=READY_SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def begun(variables: Mapping[str, str], said: IO[bytes], *command: str) -> "subprocess.Popen[bytes]":
    """A `linkpath-manager serve`, or another command, that goes on by itself and writes to `said`."""
    program = [str(PROGRAMS / "linkpath-manager"), *(command or ("serve",))]
    return subprocess.Popen(program, env=variables, stdout=said, stderr=said, start_new_session=True)


@contextmanager
def _ended(here: Serving) -> Iterator[None]:
    """Kills it on leaving; what it said is shown where something fails."""
    try:
        yield
    except BaseException:
        here.said.seek(0)
        sys.stderr.write(here.said.read().decode())
        raise
    finally:
        here.kill()


def _wait_until_ready(here: Serving) -> None:
    deadline = time.monotonic() + READY_SECONDS
    with here.client() as client:
        while time.monotonic() < deadline:
            assert here.process.poll() is None, "LinkPath ended before it was ready"
            try:
                if client.get("/readyz").status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.05)
    raise AssertionError(f"not ready after {READY_SECONDS} s")


async def _connect(here: Serving) -> None:
    headers = {"Authorization": f"Bearer {here.token}"}
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as session, asyncio.timeout(READY_SECONDS):
        async with session.post(f"{here.url}/v1/connections", json={}) as response:
            started: dict[str, Any] = json.loads(await response.text())
        async with session.get(await approve(session, started["authorization_url"])):
            pass
        while True:
            async with session.get(f"{here.url}/v1/advertisers") as response:
                listed = (await response.json())["data"]
            if listed and all(item["synced_at"] for item in listed):
                return
            await asyncio.sleep(0.05)


def _database(name: str | None) -> dict[str, str]:
    if name is None:
        return {}
    return {
        "LINKPATH_DATABASE_URL": postgres.app_url(name),
        "LINKPATH_DATABASE_OWNER_URL": postgres.owner_url(name),
        "LINKPATH_DATABASE_CONNECTIONS": "3",  # a server takes a hundred, of all tests at work together
    }


@contextmanager
def free_port() -> Iterator[int]:
    """A port that was free a moment ago, so that TikTok can be told of the address before LinkPath listens there."""
    with listen("127.0.0.1", 0) as bound:
        port = int(bound.getsockname()[1])
    yield port
