"""A whole LinkPath in one process: real database, real client, and the simulated TikTok behind it, all on one clock."""

import asyncio
import math
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import postgres
import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from browsing import Visitor
from needs import need_postgresql
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import text

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.config import Settings
from linkpath_manager.domain.actor import ALL_SCOPES, Scope
from linkpath_manager.domain.roles import Role
from linkpath_manager.kit import logs
from linkpath_manager.kit.clock import ManualClock
from linkpath_manager.kit.passwords import Passwords
from linkpath_manager.kit.tracing.otel import OpenTelemetry
from linkpath_manager.operations import sessions, upkeep
from linkpath_manager.operations.access import issue_api_key
from linkpath_manager.store import (
    EVERYWHERE,
    Database,
    audit,
    memberships,
    migrate_postgresql,
    open_postgresql,
    open_sqlite,
    people,
    runs,
)
from linkpath_manager.store.memberships import MembershipRow
from linkpath_manager.store.people import PersonRow
from linkpath_manager.store.tables import metadata
from tiktok_marketing.client import AsgiTransport
from tiktok_marketing.simulator import (
    Entrance,
    Fault,
    FaultKind,
    Plan,
    Simulator,
    State,
    VirtualClock,
    plant,
    register_redirects,
)
from tiktok_marketing.simulator import build_app as build_tiktok
from tiktok_marketing.simulator.tree_records import Node

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # the seeded days before it hold the end of summer time in three zones
PLAN = Plan(ads=60, days=40)
LINKPATH, TIKTOK = "http://linkpath.test", "http://tiktok.test"
CALLBACK = LINKPATH + "/oauth/tiktok/callback"
PASSWORD = "a few words will do"
ACCOUNT_CALLBACK = LINKPATH + "/oauth/tiktok/account/callback/"


class Time:
    """One time for LinkPath, TikTok and the client's waits; it stands still but when somebody waits or advances it."""

    def __init__(self, tiktok: VirtualClock) -> None:
        self._tiktok = tiktok
        self.clock = ManualClock(tiktok.now())

    def now(self) -> datetime:
        return self.clock.now()

    def advance(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))
        self._tiktok.set(self.clock.now())

    def monotonic(self) -> float:
        return (self.clock.now() - NOON).total_seconds()

    def utc_now(self) -> datetime:
        return self.clock.now()

    async def sleep(self, seconds: float) -> None:
        """As long as asked and at least a microsecond, so that who waits for a moment gets there."""
        self.advance(microseconds=max(1, math.ceil(seconds * 1_000_000)))
        await asyncio.sleep(0)


Hook = Callable[[str, str], Awaitable[None]]
"""Is told the method and the path below the API's version."""


async def _nothing(_method: str, _path: str) -> None:
    pass


class Wire:
    """LinkPath's line to TikTok, where a test can look at a call or hold it: before TikTok has it, or has answered."""

    def __init__(self, tiktok: Any) -> None:
        self._tiktok = tiktok
        self.before: Hook = _nothing
        self.after: Hook = _nothing

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        asked = (scope["method"], scope["path"].partition("/v1.3")[2])
        before, after, answer = self.before, self.after, []
        await before(*asked)

        async def keep(message: Any) -> None:
            answer.append(message)

        try:
            await self._tiktok(scope, receive, keep)
        finally:
            await after(*asked)
            for message in answer:
                await send(message)


@dataclass
class House:
    """An open LinkPath with the agency connected, and what tests ask it and TikTok with."""

    inside: bootstrap.House
    simulator: Simulator
    way_in: Entrance
    time: Time
    token: str
    api: httpx2.AsyncClient
    tiktok: httpx2.AsyncClient
    wire: Wire
    database: str | None = None
    """The name of the PostgreSQL database; None: SQLite."""
    workspace_id: str = WORKSPACE_ID

    @property
    def services(self) -> Any:
        return self.inside.services

    @property
    def db(self) -> Any:
        return self.inside.services.db

    @property
    def state(self) -> State:
        return self.simulator.state

    @property
    def usd(self) -> str:
        """The dollar advertiser, in New York; it is the selected one."""
        return self.way_in.advertiser_ids[0]

    @property
    def eur(self) -> str:
        """In Berlin."""
        return self.way_in.advertiser_ids[1]

    @property
    def jpy(self) -> str:
        """In Tokyo."""
        return self.way_in.advertiser_ids[2]

    async def round(self) -> None:
        """Does each of the worker's jobs once."""
        await self.inside.worker.round()

    async def sync(self) -> None:
        """Has every account read anew and whole, half an hour later."""
        self.time.advance(minutes=30)
        await self.sql("UPDATE advertisers SET sync = NULL, due_at = 0")
        await self.round()

    async def ok(self, method: str, path: str, body: dict[str, Any] | None = None, key: str | None = None) -> Any:
        """The JSON of a request that succeeds."""
        response = await self.ask(method, path, body, key)
        assert response.is_success, response.text
        return response.json()

    async def refused(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
        """Status and code of a request that fails."""
        response = await self.ask(method, path, body)
        return response.status_code, str(response.json().get("code"))

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None, key: str | None = None) -> Any:
        headers = {} if key is None else {"idempotency-key": key}
        return await self.api.request(method, path, json=body, headers=headers)

    @asynccontextmanager
    async def traced(self) -> AsyncIterator[InMemorySpanExporter]:
        """From here on spans are kept; meanwhile `api` asks a door that tells them."""
        kept, untraced = InMemorySpanExporter(), self.api
        tracing = OpenTelemetry(SimpleSpanProcessor(kept), version="1", instance="proc_1")
        self.services.tracing = self.services.tiktok.tracing = tracing
        async with _client(self.inside.rest_door(), LINKPATH, self.token) as self.api:
            yield kept
        self.api = untraced
        tracing.close()

    @asynccontextmanager
    async def caller(self, *scopes: Scope, advertisers: list[str] | None = None) -> AsyncIterator[httpx2.AsyncClient]:
        """A client with a key of its own."""
        allowed = None if advertisers is None else frozenset(advertisers)
        token = await issue_api_key(self.services, WORKSPACE_ID, "narrow", frozenset(scopes), allowed)
        async with _client(self.inside.rest_door(), LINKPATH, token) as client:
            yield client

    async def person(self, name: str, role: Role | None = Role.OWNER, **more: Any) -> PersonRow:
        """Somebody with the usual password, `ada@example.com` for "ada"; without a role a member of nothing."""
        hashed = await self.services.passwords.hash(PASSWORD)
        row = PersonRow(f"usr_{name}", f"{name}@example.com", name.title(), hashed, created_at=1, **more)
        async with self.db.transaction(EVERYWHERE) as tx:
            await people.add(tx, row)
        if role:
            await self.join(row.id, role)
        return row

    async def join(self, person_id: str, role: Role, workspace_id: str = WORKSPACE_ID) -> None:
        """Makes a person a member, of a workspace that is made where there is none."""
        await upkeep.ensure_workspace(self.services, workspace_id, f"The {workspace_id}")
        row = MembershipRow(workspace_id, person_id, role, created_at=len(workspace_id))
        async with self.db.transaction(EVERYWHERE) as tx:
            await memberships.add(tx, row)

    @asynccontextmanager
    async def signed_in(self, person_id: str) -> AsyncIterator[httpx2.AsyncClient]:
        """A client of the API as the dashboard is one: by a session's cookie, with its token on writes."""
        person = await people.by_id(self.db, person_id)
        assert person
        cookie = await sessions.begin(self.services, person, "Browser")
        headers = {"cookie": f"linkpath_session={cookie}", "x-csrf-token": sessions.csrf_token(cookie)}
        transport = httpx2.ASGITransport(app=self.inside.rest_door())
        async with httpx2.AsyncClient(transport=transport, base_url=LINKPATH, headers=headers) as client:
            yield client

    def visitor(self, network_address: str = "192.0.2.1") -> Visitor:
        """Somebody at a browser: `async with house.visitor() as ada`."""
        return Visitor(self.inside.rest_door(), LINKPATH, network_address=network_address)

    async def sign_in(self, visitor: Visitor, name: str, password: str = PASSWORD, *, to: str = "") -> Any:
        """The page that the visitor ends on, who signs in as "ada"."""
        page = await visitor.open(f"/sign-in?next={to}" if to else "/sign-in")
        return await visitor.send(page, "/sign-in", email=f"{name}@example.com", password=password)

    async def consent(self, authorization_url: str, *ticked: str, decision: str = "approve") -> str:
        """Plays the person at TikTok's page; returns the address that the browser is sent back to."""
        form: dict[str, Any] = dict(parse_qsl(urlsplit(authorization_url).query))
        answer = await self.tiktok.post("/portal/auth", data=form | {"decision": decision, "advertiser_id": ticked})
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def back(self, address: str) -> Any:
        """What LinkPath answers to the browser, as JSON."""
        return await self.api.get(address, headers={"accept": "application/json"})

    async def connect(self, *ticked: str) -> dict[str, Any]:
        """A connection, started and consented to; nothing ticked means all."""
        started = await self.ok("POST", "/v1/connections", {})
        address = await self.consent(started["authorization_url"], *(ticked or self.way_in.advertiser_ids))
        response = await self.back(address)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def account_consent(self, authorization_url: str, account_id: str | None = None, **form: str) -> str:
        """Plays the owner of a TikTok account at TikTok's page; returns where the browser is sent back to."""
        link = urlsplit(authorization_url)
        chosen = {"decision": "approve", "account_id": account_id or self.account_id}
        answer = await self.tiktok.post(link.path, data=dict(parse_qsl(link.query)) | chosen | form)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def connect_account(self, **body: Any) -> dict[str, Any]:
        """A connection of the agency's TikTok account."""
        started = await self.ok("POST", "/v1/connections", {"kind": "TIKTOK_ACCOUNT", **body})
        response = await self.back(await self.account_consent(started["authorization_url"]))
        assert response.status_code == 200, response.text
        return dict(response.json())

    @property
    def account_id(self) -> str:
        """The agency's TikTok account."""
        return next(one.id for one in self.state.assets.values() if one.asset_type == "TT_ACCOUNT")

    def fault(self, kind: str, endpoint: str, **details: Any) -> None:
        """Orders trouble for the next calls to TikTok."""
        self.simulator.faults.add(Fault(kind=FaultKind(kind), endpoint=endpoint, **details))

    def calls(self, endpoint: str | None = None) -> list[Any]:
        """TikTok's journal."""
        return self.simulator.journal.select(endpoint=endpoint, code=None, limit=2_000)

    def at_tiktok(self, level: str, object_id: str) -> Node:
        """The object as TikTok has it."""
        node: Node = getattr(self.state, f"{level}s")[object_id]
        return node

    def named_at_tiktok(self, level: str, name: str) -> list[str]:
        """Ids of all objects of that name at TikTok."""
        nodes = getattr(self.state, f"{level}s").values()
        return [node.id for node in nodes if node.fields.get(f"{level}_name") == name]

    def one(self, level: str, advertiser_id: str | None = None, **fields: Any) -> Node:
        """Some object that is not deleted, nor anything above it, with such fields."""
        for node in getattr(self.state, f"{level}s").values():
            above = [getattr(node, "campaign_id", None), getattr(node, "adgroup_id", None)]
            parents = [self.state.campaigns.get(above[0] or ""), self.state.adgroups.get(above[1] or "")]
            alive = all(it.operation_status != "DELETE" for it in (node, *filter(None, parents)))
            fits = node.advertiser_id == (advertiser_id or self.usd) and fields.items() <= node.fields.items()
            if alive and fits:
                return node  # type: ignore[no-any-return]  # of a table chosen by name
        raise LookupError(f"the agency has no such {level}")

    @asynccontextmanager
    async def next_start(self, left: Path) -> AsyncIterator["House"]:
        """What a killed LinkPath leaves on disk, opened in the folder `left` as its next start does."""
        shutil.copytree(self.services.settings.data_dir, left)
        if self.database:  # its own processes tell a server that they are gone; who shares it notices by their silence
            await self.sql("DELETE FROM processes")
            await postgres.cut_off(self.database)
        async with opened(left, self.simulator, self.way_in, self.time, self.token, self.database) as next_house:
            yield next_house

    @asynccontextmanager
    async def another_process(self) -> AsyncIterator[Database]:
        """The same database, opened once more."""
        if self.database is None:
            db: Database = open_sqlite(self.services.settings.database_path)
        else:
            db = await open_postgresql(postgres.app_url(self.database), connections=2)
        yield db
        await db.close()

    async def takes_no_writes(self) -> None:
        """Has the database refuse every write from now on, and be read as before."""
        if self.database:
            await postgres.let_write(self.database, may=False)
        else:
            await self._query_only("ON")

    async def takes_writes(self) -> None:
        """Has it take them again, and LinkPath find out about it."""
        if self.database:
            await postgres.let_write(self.database, may=True)
        else:
            await self._query_only("OFF")
        await self.round()

    async def _query_only(self, state: str) -> None:
        async with self.db._engine.connect() as writer:
            connection = await writer.get_raw_connection()  # of SQLite's own, where no transaction begins by itself
            await connection.driver_connection.execute(f"PRAGMA query_only = {state}")

    async def heard_of_commits(self, since: int | None = None) -> None:
        """Returns when this process knows of what others committed: `since` is `version()` from before."""
        await asyncio.sleep(0)
        while since is not None and self.database and self.version() == since:  # noqa: ASYNC110  # of the product's own face, which has no event
            await asyncio.sleep(0)

    def version(self) -> int:
        """Another number after each commit that this process knows of."""
        return int(self.db.memory._version())

    async def sql(self, statement: str, **values: Any) -> list[Any]:
        """What the database holds, or is made to hold, past all that LinkPath would allow."""
        async with self.db.transaction(EVERYWHERE) as tx:
            done = await tx.execute(text(statement), values)
            return list(done.all()) if done.returns_rows else []

    async def stored(self) -> dict[str, bytes]:
        """All that is kept, by the name of its file or table."""
        data_dir = self.services.settings.data_dir
        files = {path.name: path.read_bytes() for path in data_dir.rglob("*") if path.is_file()}
        if self.database is None:
            return files
        for table in metadata.tables:
            rows = await self.sql(f"SELECT * FROM {table}")  # noqa: S608  # of a table's name alone
            files[table] = b" ".join(it if isinstance(it, bytes) else str(it).encode() for row in rows for it in row)
        return files

    async def runs(self, **of: Any) -> list[runs.RunRow]:
        """All runs with such values, in the order they ended in; those that have not ended come last."""
        names = list(runs.RunRow.__dataclass_fields__)
        ended = "(SELECT coalesce(min(sequence), 1000000) FROM audit WHERE run_id = runs.id)"
        found = await self.sql(f"SELECT {', '.join(names)} FROM runs ORDER BY {ended}, started_at, id")  # noqa: S608  # of column names alone
        rows = [runs.RunRow(*row) for row in found]
        return [row for row in rows if all(getattr(row, name) == value for name, value in of.items())]

    async def audit(self) -> list[audit.AuditRecord]:
        """The workspace's whole audit log, oldest first."""
        return [record async for _, record in audit.records(self.db, WORKSPACE_ID)]

    def adgroup_body(self, campaign_id: str) -> dict[str, Any]:
        return {
            "campaign_id": campaign_id,
            "name": "Everyone",
            "optimization_goal": "CLICK",
            "promotion_type": "WEBSITE",
            "budget": {"mode": "DAILY", "amount": "30.07"},
            "targeting": {"location_ids": ["6252001"], "gender": "GENDER_FEMALE", "age_groups": ["AGE_25_34"]},
        }

    def ad_body(self, adgroup_id: str) -> dict[str, Any]:
        return {
            "adgroup_id": adgroup_id,
            "name": "Dog runs",
            "creative": {
                "format": "SINGLE_VIDEO",
                "text": "Run with us",
                "call_to_action": "SHOP_NOW",
                "landing_page_url": "https://example.com/run",
                "display_name": "Dollars & Co",
                "video_id": "v10033g50000abc",
                "image_ids": ["cover-1"],
                "identity_type": "CUSTOMIZED_USER",
                "identity_id": "7300000000000000001",
            },
        }

    async def campaign(self, **fields: Any) -> dict[str, Any]:
        body = {"name": "Spring", "objective": "TRAFFIC", "budget": {"mode": "DAILY", "amount": "80.00"}}
        return dict(await self.ok("POST", "/v1/campaigns", body | fields))

    async def adgroup(self, campaign_id: str, **fields: Any) -> dict[str, Any]:
        return dict(await self.ok("POST", "/v1/adgroups", self.adgroup_body(campaign_id) | fields))

    async def ad(self, adgroup_id: str, **fields: Any) -> dict[str, Any]:
        return dict(await self.ok("POST", "/v1/ads", self.ad_body(adgroup_id) | fields))

    async def tree(self) -> dict[str, str]:
        """Ids of a new campaign, its ad group and its ad, by level."""
        campaign = await self.campaign()
        adgroup = await self.adgroup(campaign["id"])
        ad = await self.ad(adgroup["id"])
        return {"campaign": campaign["id"], "adgroup": adgroup["id"], "ad": ad["id"]}


@dataclass(frozen=True)
class Template:
    """A connected and synced LinkPath's folder, database and TikTok, made once and copied for each test."""

    data_dir: Path
    state: State
    token: str
    way_in: Entrance
    database: str | None


@pytest.fixture(scope="session")
def made() -> Iterator[dict[str, Template]]:
    """The templates of this process by database: tests take turns with the databases, and each is made once."""
    templates: dict[str, Template] = {}
    yield templates
    for template in templates.values():
        if template.database:
            asyncio.run(postgres.drop_copies(template.database))
            asyncio.run(postgres.drop(template.database))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def template(
    request: pytest.FixtureRequest, made: dict[str, Template], tmp_path_factory: pytest.TempPathFactory
) -> Template:
    if request.param not in made:
        database = _new_database() if request.param == "postgresql" else None
        data_dir = tmp_path_factory.mktemp("template") / "data"
        made[request.param] = asyncio.run(_make_template(data_dir, database))
    return made[request.param]


def _new_database() -> str:
    need_postgresql()
    return asyncio.run(postgres.create())


@pytest.fixture
async def house(template: Template, tmp_path: Path) -> AsyncIterator[House]:
    """The agency is connected and its accounts were synced a minute ago."""
    async with _moved_in(template, tmp_path / "data") as house:
        yield house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_house(template: Template, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house for tests that stay out of each other's way; they run in the session's loop."""
    async with _moved_in(template, tmp_path_factory.mktemp("shared") / "data") as house:
        yield house


@pytest.fixture
def runs_in(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Runs an async check in a house of its own, for each example of a property: `runs_in(check)`."""

    async def _run(check: Callable[[House], Awaitable[None]]) -> None:
        async with _moved_in(template, tmp_path_factory.mktemp("house") / "data") as house:
            await check(house)

    return lambda check: asyncio.run(_run(check))


@dataclass(frozen=True)
class Standing:
    """A house that stays open for a module's properties; they may only read, and advance the time."""

    house: House
    run: Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="module")
def standing(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    with asyncio.Runner() as runner:
        opening = _moved_in(template, tmp_path_factory.mktemp("standing") / "data")
        house = runner.run(opening.__aenter__())
        yield Standing(house, runner.run)
        runner.run(opening.__aexit__(None, None, None))


@asynccontextmanager
async def _moved_in(template: Template, data_dir: Path) -> AsyncIterator[House]:
    shutil.copytree(template.data_dir, data_dir)
    simulator = _simulator(_copied(template.state))
    time = Time(simulator.clock)
    time.advance(minutes=1)
    database = await postgres.copy_of(template.database) if template.database else None
    async with opened(data_dir, simulator, template.way_in, time, template.token, database) as house:
        yield house
    if template.database and database:
        await postgres.give_back(database, template.database)


@pytest.fixture
def after_a_crash(tmp_path: Path) -> Any:
    """Opens what a killed LinkPath leaves on disk, as its next start does: `after_a_crash(house)`."""

    return lambda house: house.next_start(tmp_path / "left")


@asynccontextmanager
async def opened(
    data_dir: Path,
    simulator: Simulator,
    way_in: Entrance,
    time: Time,
    token: str | None = None,
    database: str | None = None,
) -> AsyncIterator[House]:
    """A LinkPath on `data_dir`, or on a PostgreSQL `database`; without a token it makes one."""
    logs.configure("debug", json=True)
    app = build_tiktok(simulator)
    wire = Wire(app)
    settings = Settings.model_validate(
        {
            "data_dir": data_dir,
            "tiktok_app_id": way_in.app_id,
            "tiktok_secret": way_in.secret,
            "tiktok_base_url": TIKTOK,
            "tiktok_account_consent_url": f"{TIKTOK}/v2/auth/authorize",
            "tiktok_level": "ultimate",
            "token_prefix": "lp_test_",
            "database_url": postgres.app_url(database) if database else None,
            "database_owner_url": postgres.owner_url(database) if database else None,
            "database_connections": 3,
            # Here time stands still: what is about something else is not to run into the limits.
            "limit_standard": 1_000_000,
            "limit_reporting": 1_000_000,
            "limit_burst": 1_000_000,
            "webhook_loopback": True,
        }
    )
    opening = bootstrap.opened(
        settings, public_url=LINKPATH, clock=time.clock, transport=AsgiTransport(wire), client_clock=time
    )
    async with opening as inside, _client(app, TIKTOK) as tiktok:
        inside.services.passwords = Passwords(PasswordHasher.from_parameters(CHEAPEST))
        token = token or await issue_api_key(inside.services, WORKSPACE_ID, "test", ALL_SCOPES)
        async with _client(inside.rest_door(), LINKPATH, token) as api:
            yield House(inside, simulator, way_in, time, token, api, tiktok, wire, database)


def _client(app: Any, base_url: str, token: str | None = None) -> httpx2.AsyncClient:
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=base_url, headers=headers)


async def _make_template(data_dir: Path, database: str | None) -> Template:
    simulator = _simulator(State())
    way_in = plant(simulator, PLAN)
    register_redirects(simulator.state, way_in.app_id, [CALLBACK, ACCOUNT_CALLBACK])
    if database:
        await migrate_postgresql(postgres.owner_url(database), postgres.APP)
    async with opened(data_dir, simulator, way_in, Time(simulator.clock), database=database) as house:
        await house.connect()
        await house.round()
        return Template(data_dir, simulator.state, house.token, way_in, database)


def _simulator(state: State) -> Simulator:
    clock = VirtualClock()
    clock.set(NOON, speed=0)
    return Simulator(state, clock, limited=False)


def _copied(state: State) -> State:
    """A state of its own; records are never changed in place."""
    copy = State()
    for table in state._tables.values():
        copy.save(*table.values())
    return copy
