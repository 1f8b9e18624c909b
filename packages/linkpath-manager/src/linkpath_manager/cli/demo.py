"""The demo: a simulated TikTok with an agency, LinkPath connected to it, in one process."""

import asyncio
import json
import secrets
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import WORKSPACE_ID, CannotStart, House
from linkpath_manager.config import Settings
from linkpath_manager.domain.actor import ALL_SCOPES
from linkpath_manager.errors import Unauthenticated
from linkpath_manager.kit import logs
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.kit.sockets import address, listen
from linkpath_manager.operations import sign_up
from linkpath_manager.operations.access import authenticate, issue_api_key
from linkpath_manager.operations.consent import ACCOUNT_CALLBACK_PATH, CALLBACK_PATH
from linkpath_manager.operations.sign_in import Browser
from linkpath_manager.operations.sign_up import NewPerson
from tiktok_marketing.simulator import (
    Entrance,
    Plan,
    Simulator,
    State,
    StateUnreadable,
    VirtualClock,
    entrance,
    is_planted,
    plant,
    register_redirects,
    running,
)
from tiktok_marketing.simulator.server import PortInUse as SimulatorPortInUse

from .announcement import Owner, Ready, announce, start_page
from .browser import approve
from .ending import obeying_signals
from .inbox import new_secret, open_inbox, subscribe
from .serving import server

MARK = "linkpath-demo.json"
HOST = "127.0.0.1"
DAYS = 120
OWNER_EMAIL = "owner@linkpath.example"
OWNER_NAME = "Demo Owner"

_screen = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    port: int
    data_dir: Path
    ads: int
    fresh: bool
    as_json: bool


@dataclass(frozen=True, slots=True)
class Outside:
    """Addresses of what is around LinkPath, and the secret that it signs with what it posts to the inbox."""

    simulator: str
    inbox: str
    secret: str


async def run_demo(options: Options) -> None:
    """Runs until somebody ends it.

    Raises:
        CannotStart: the data folder is another's, is in use, damaged, or newer than this LinkPath.
        PortInUse: another program listens on the port.
    """
    logs.configure("error", json=False)
    with listen(HOST, options.port) as bound:
        _prepare_folder(options)
        with _simulated(options) as simulator:
            way_in = _agency(simulator, options)
            manager = address(bound)
            redirects = [manager + path for path in (CALLBACK_PATH, ACCOUNT_CALLBACK_PATH)]
            register_redirects(simulator.state, way_in.app_id, redirects)
            with _answering(simulator, bound) as simulator_url:
                secret = _inbox_secret(options.data_dir)
                async with (
                    open_inbox(secret, simulator_url, HOST, bound.getsockname()[1] + 2) as inbox,
                    _house(options, way_in, manager, simulator_url) as house,
                ):
                    await _serve(options, house, bound, way_in, Outside(simulator_url, inbox, secret))


async def _serve(options: Options, house: House, bound: socket.socket, way_in: Entrance, outside: Outside) -> None:
    manager = address(bound)
    token = await _token(house, options.data_dir)
    owner = await _owner(house, options.data_dir)
    ready = Ready(
        manager=manager,
        simulator=outside.simulator,
        inbox=f"{outside.inbox}/inbox",
        token=token,
        owner=owner,
        way_in=way_in,
    )
    stopping = house.services.stopping
    serving = asyncio.create_task(server(house.rest_door(start_page(ready)), stopping).serve(sockets=[bound]))
    connecting = asyncio.create_task(_connect(manager, token, outside))
    try:
        with obeying_signals(stopping):
            async with bootstrap.working(house):
                await asyncio.wait({serving, connecting}, return_when=asyncio.FIRST_COMPLETED)
                if connecting.done():
                    connecting.result()
                    announce(ready, as_json=options.as_json)
                await serving
    finally:
        connecting.cancel()
        _screen.print("Stopped. The data is kept; the next start goes on from here.")


def _prepare_folder(options: Options) -> None:
    """The data folder, empty where `--fresh` was asked for; nothing but a demo's data is ever deleted."""
    folder, mark = options.data_dir, options.data_dir / MARK
    if folder.exists() and not folder.is_dir():
        raise CannotStart(f"{folder} is not a folder. Name another one with --data-dir.")
    ours = mark.exists() or not folder.exists() or not any(folder.iterdir())
    if not ours:
        raise CannotStart(f"{folder} holds something else than a demo's data. Name another one with --data-dir.")
    if mark.exists():
        with bootstrap.only_one(folder):  # before anything in it is touched; `bootstrap.opened` holds it from then on
            if options.fresh:
                shutil.rmtree(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not mark.exists():
            mark.write_text("{}\n")
            mark.chmod(0o600)
    except OSError as error:
        raise CannotStart(f"{folder} cannot be written ({error.strerror}). Name another with --data-dir.") from error


@contextmanager
def _simulated(options: Options) -> Iterator[Simulator]:
    try:
        state = State(options.data_dir / "tiktok-simulator.sqlite3")
    except StateUnreadable as error:
        raise CannotStart(f"{error} Or begin anew with --fresh.") from error
    try:
        yield Simulator(state, VirtualClock())
    finally:
        state.close()


def _agency(simulator: Simulator, options: Options) -> Entrance:
    if is_planted(simulator.state):
        return entrance(simulator)
    columns = (
        SpinnerColumn(),
        TextColumn("Making an agency at the simulated TikTok"),
        BarColumn(),
        MofNCompleteColumn(),
    )
    with Progress(*columns, TextColumn("ads"), console=_screen, transient=True) as progress:
        task = progress.add_task("", total=options.ads)

        def tell(done: int, total: int, _: str) -> None:
            progress.update(task, completed=done, total=total)

        return plant(simulator, Plan(ads=options.ads, days=DAYS), progress=tell)


@contextmanager
def _answering(simulator: Simulator, bound: socket.socket) -> Iterator[str]:
    """The simulator on the port behind LinkPath's, or on any if that is taken."""
    wanted = bound.getsockname()[1] + 1
    with ExitStack() as open_servers:
        try:
            url = open_servers.enter_context(running(simulator, port=wanted if wanted < 65_536 else 0))
        except SimulatorPortInUse:
            url = open_servers.enter_context(running(simulator))
        yield url


@asynccontextmanager
async def _house(options: Options, way_in: Entrance, manager: str, simulator_url: str) -> AsyncIterator[House]:
    settings = Settings(
        data_dir=options.data_dir,
        tiktok_app_id=way_in.app_id,
        tiktok_secret=way_in.secret,  # type: ignore[arg-type]  # pydantic makes the SecretStr
        tiktok_base_url=simulator_url,  # type: ignore[arg-type]  # and the addresses
        tiktok_account_consent_url=f"{simulator_url}/v2/auth/authorize",  # type: ignore[arg-type]  # the same
        webhook_loopback=True,
        token_prefix="lp_test_",  # noqa: S106  # a prefix, not a token
        sync_interval_seconds=max(5, options.ads // 200),  # reading a big account again and again leaves no time
        sync_asleep_seconds=max(5, options.ads // 200),
    )
    async with bootstrap.opened(settings, public_url=manager) as house:
        yield house


async def _token(house: House, data_dir: Path) -> str:
    """The demo's API key: the one of the run before, so that what was written down goes on working."""
    try:
        token = _marked(data_dir).get("token", "")
        await authenticate(house.services, token)
    except Unauthenticated:
        token = await issue_api_key(house.services, WORKSPACE_ID, "demo", ALL_SCOPES)
        _write_mark(data_dir, token=token)
    return token


async def _owner(house: House, data_dir: Path) -> Owner:
    """The demo's person, an owner: signed up as anybody is, by the link, at the first start."""
    link = await sign_up.first_link(house.services, WORKSPACE_ID)
    if link is None:
        return Owner(OWNER_EMAIL, _marked(data_dir).get("password", ""))
    password = secrets.token_urlsafe(12)
    person = NewPerson(OWNER_NAME, OWNER_EMAIL, Secret(password))
    code = parse_qs(urlsplit(link).query)["code"][0]
    await sign_up.sign_up(house.services, Browser(HOST, "The demo"), code, person, "req_demo")
    _write_mark(data_dir, password=password)
    return Owner(OWNER_EMAIL, password)


def _inbox_secret(data_dir: Path) -> str:
    """The one of the run before, so that what its endpoint signs with goes on holding."""
    secret = _marked(data_dir).get("inbox_secret") or new_secret()
    _write_mark(data_dir, inbox_secret=secret)
    return secret


def _marked(data_dir: Path) -> dict[str, str]:
    """What the runs before wrote down for this one."""
    try:
        found = json.loads((data_dir / MARK).read_text())
        return {str(name): str(value) for name, value in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _write_mark(data_dir: Path, **values: str) -> None:
    (data_dir / MARK).write_text(json.dumps(_marked(data_dir) | values) + "\n")


async def _connect(manager: str, token: str, outside: Outside) -> None:
    """Connects the agency as a person would, unless it is; waits until its objects are there. All over HTTP."""
    await subscribe(manager, token, outside.inbox, outside.secret)
    headers = {"Authorization": f"Bearer {token}"}
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        listed = await _get(session, f"{manager}/v1/connections", headers)
        if not any(connection["status"] == "CONNECTED" for connection in listed["data"]):
            async with session.post(f"{manager}/v1/connections", json={}, headers=headers) as response:
                started = await response.json()
            back = await approve(session, started["authorization_url"])
            async with session.get(back) as response:
                response.raise_for_status()
        with _screen.status("Reading campaigns, ad groups and ads"):
            while True:
                listed = await _get(session, f"{manager}/v1/advertisers", headers)
                if listed["data"] and all(item["synced_at"] for item in listed["data"]):
                    return
                await asyncio.sleep(0.05)


async def _get(session: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> dict[str, Any]:
    async with session.get(url, headers=headers) as response:
        response.raise_for_status()
        return dict(await response.json())
