"""A door onto a small table of operations of its own: real rows, over a shelf of things kept in memory."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import httpx2
import msgspec
import pytest
import structlog
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from linkpath_manager.domain.actor import ALL_SCOPES, Actor, Scope
from linkpath_manager.domain.limits import Limits
from linkpath_manager.domain.listing import Document, Listing, ListOf
from linkpath_manager.domain.measures import FAMILIES
from linkpath_manager.domain.usage import Asked
from linkpath_manager.errors import (
    InvalidRequest,
    NotFound,
    RateLimited,
    ReconnectNeeded,
    Unauthenticated,
    UpstreamDetail,
    UpstreamRejected,
)
from linkpath_manager.gateway import Route, StartPage, Surface, build_app
from linkpath_manager.kit import logs
from linkpath_manager.kit.clock import ManualClock
from linkpath_manager.kit.limiting import Ledger, MemoryLimiter
from linkpath_manager.kit.measuring import Board
from linkpath_manager.kit.tally import Tally
from linkpath_manager.kit.tracing import Tracing
from linkpath_manager.operations.checks import Check
from linkpath_manager.operations.operation import Context, Effect, Operation, Params, Subject
from linkpath_manager.operations.runner import Performed

TOKEN = "lp_test_theOneThatIsKnownHere"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Budget(msgspec.Struct):
    amount: str
    currency: str


class Thing(msgspec.Struct, tag_field="object", tag="thing"):
    id: str
    name: str
    status: Literal["ACTIVE", "PAUSED"]
    budget: Budget
    created_at: datetime


class BudgetIn(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Decimal = Field(gt=0)
    mode: Literal["DAILY", "LIFETIME"] = "DAILY"


def _split(value: Any) -> Any:
    return value.split(",") if isinstance(value, str) else value


class ListThings(Params):
    status: Annotated[list[Literal["ACTIVE", "PAUSED"]], BeforeValidator(_split)] = Field(
        default=["ACTIVE", "PAUSED"], description="Which to list."
    )
    created_from: date | None = None
    q: str | None = Field(None, max_length=20)
    limit: int = Field(50, ge=1, le=1000)
    cursor: str | None = None
    advertiser_id: str | None = None


class CreateThing(Params):
    name: str = Field(min_length=1, max_length=40)
    budget: BudgetIn
    status: Literal["ACTIVE", "PAUSED"] = "PAUSED"
    tags: list[str] = Field(default=[])
    starts: date | Literal["NOW"] | None = None
    advertiser_id: str | None = None


class UpdateThing(Params):
    id: str = Field(pattern=r"^thing_\d+$")
    name: str | None = None
    advertiser_id: str | None = None


class NamedThing(Params):
    id: str = Field(pattern=r"^thing_\d+$")
    advertiser_id: str | None = None


@dataclass
class Settings:
    limit_strangers = 300
    max_body_bytes: int = 2048
    metrics_token: SecretStr | None = None


@dataclass
class Tools:
    """What the door needs of `Services`."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    settings: Settings = field(default_factory=Settings)
    public_url: str = "http://linkpath.test"
    limits: Limits = field(default_factory=lambda: Limits(standard=10_000, burst=10_000))
    strangers: Ledger = field(default_factory=Ledger)
    usage: Tally[Asked] = field(default_factory=Tally)
    board: Board = field(default_factory=lambda: Board(None, "", FAMILIES))
    queues: Any = None
    tracing: Tracing = field(default_factory=Tracing)
    health: dict[str, str] = field(default_factory=lambda: {"database": "ok", "migrations": "ok", "worker": "ok"})

    def __post_init__(self) -> None:
        self.limiter = MemoryLimiter(self.clock)

    async def readiness(self) -> dict[str, Check]:
        return {part: Check(state, 0.4) for part, state in self.health.items()}


@dataclass
class Shelf:
    """What the test's operations work on, and what they saw."""

    things: dict[str, Thing] = field(default_factory=dict)
    seen: list[Context] = field(default_factory=list)
    answered: dict[str, Any] = field(default_factory=dict)
    performed: int = 0

    def put(self, name: str, amount: Decimal = Decimal(5), status: Any = "PAUSED") -> Thing:
        key = f"thing_{len(self.things) + 1}"
        self.things[key] = Thing(key, name, status, Budget(str(amount), "EUR"), NOON)
        return self.things[key]

    async def run(self, ctx: Context, op: Operation[Any, Any], params: Any) -> Performed[Any]:
        """A gate that remembers by idempotency key."""
        self.seen.append(ctx)
        if ctx.idempotency_key in self.answered:
            return Performed(self.answered[ctx.idempotency_key], replayed=True)
        self.performed += 1
        result = await op.perform(ctx, params)
        if ctx.idempotency_key:
            self.answered[ctx.idempotency_key] = result
        return Performed(result)

    async def list(self, _ctx: Context, params: ListThings) -> Listing:
        found = [thing for thing in self.things.values() if thing.status in params.status]
        start = int(params.cursor or 0)
        page = found[start : start + params.limit]
        has_more = start + params.limit < len(found)
        return Listing(
            documents=[msgspec.json.encode(thing) for thing in page],
            has_more=has_more,
            next_cursor=str(start + params.limit) if has_more else None,
            total_count=len(found),
            as_of=NOON,
        )

    async def create(self, _ctx: Context, params: CreateThing) -> Document:
        thing = self.put(params.name, params.budget.amount, params.status)
        return Document(thing.id, msgspec.json.encode(thing))

    async def get(self, _ctx: Context, params: NamedThing) -> Thing:
        if params.id not in self.things:
            raise NotFound(f"There is no thing {params.id}.", param="id", hint="Look up the id.")
        return self.things[params.id]

    async def update(self, ctx: Context, params: UpdateThing) -> Thing:
        thing = await self.get(ctx, NamedThing(id=params.id))
        thing.name = params.name or thing.name
        return thing

    async def delete(self, ctx: Context, params: NamedThing) -> Thing:
        thing = await self.get(ctx, params)
        del self.things[params.id]
        return thing

    async def fall(self, _ctx: Context, params: NamedThing) -> Thing:
        match params.id:
            case "thing_1":
                raise UpstreamRejected(
                    "TikTok refuses budget 1: below the minimum of 50",
                    hint="Raise the budget.",
                    upstream=UpstreamDetail(40002, "Budget too low", "20261120"),
                )
            case "thing_2":
                raise RateLimited("Too many.", retry_after=0.2)
            case "thing_3":
                replayed = InvalidRequest("It was wrong the first time.", code="finer_code")
                replayed.replayed = True
                raise replayed
            case _:
                raise RuntimeError("the secret reason")

    def operations(self) -> dict[str, Operation[Any, Any]]:
        read, write, spend = Effect.READ, Effect.WRITE, Effect.SPEND
        rows = (
            ("things.list", "List things", read, ListThings, ListOf(Thing), self.list),
            ("things.create", "Create a thing", spend, CreateThing, Thing, self.create),
            ("things.get", "Get a thing", read, NamedThing, Thing, self.get),
            ("things.update", "Change a thing", write, UpdateThing, Thing, self.update),
            ("things.delete", "Delete a thing", write, NamedThing, Thing, self.delete),
            ("things.fall", "Fall", write, NamedThing, Thing, self.fall),
        )
        return {
            name: Operation(
                name=name,
                summary=summary,
                scope=Scope.CAMPAIGNS_READ if effect is read else Scope.CAMPAIGNS_WRITE,
                effect=effect,
                subject=Subject.ADVERTISER,
                params=params,
                result=result,
                perform=perform,
                reach="mirror" if effect is read else "tiktok",
            )
            for name, summary, effect, params, result, perform in rows
        }


ROUTES = (
    Route("GET", "/v1/things", "things.list"),
    Route("POST", "/v1/things", "things.create", 201, "/v1/things/{id}"),
    Route("GET", "/v1/things/{id}", "things.get"),
    Route("PATCH", "/v1/things/{id}", "things.update"),
    Route("DELETE", "/v1/things/{id}", "things.delete"),
    Route("POST", "/v1/things/{id}/fall", "things.fall", limit="uploads"),
)


async def authenticate(_tools: Any, token: str) -> Actor:
    if token != TOKEN:
        raise Unauthenticated("The token is not known here.", hint="Send a live one.")
    return Actor("api_key", "key_1", "ws_1", "Test", ALL_SCOPES)


async def complete_callback(_tools: Any, _request_id: str, query: dict[str, str]) -> Any:
    match query.get("state"):
        case "good":
            return {"object": "connection", "id": "con_1", "advertisers": [{"id": "7001", "name": "<b>Northwind</b>"}]}
        case "denied":
            raise ReconnectNeeded("The person refused <i>consent</i>.", hint="Start again.")
        case _:
            raise InvalidRequest("The state is not known here.", param="state", hint="Start again.")


@dataclass
class House:
    """The door, what stands behind it, a client that holds a token and one that does not."""

    client: httpx2.AsyncClient
    stranger: httpx2.AsyncClient
    shelf: Shelf
    tools: Tools


def a_door(shelf: Shelf, tools: Tools, start_page: StartPage | None = None) -> Any:
    surface = Surface(ROUTES, shelf.operations(), shelf.run, authenticate, complete_callback)
    return build_app(tools, start_page=start_page, surface=surface)


def a_client(app: Any, **headers: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://linkpath.test", headers=headers)


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    logs.configure("info", json=True)
    yield
    structlog.reset_defaults()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    shelf, tools = Shelf(), Tools()
    app = a_door(shelf, tools)
    async with a_client(app, authorization=f"Bearer {TOKEN}") as client, a_client(app) as stranger:
        yield House(client, stranger, shelf, tools)


@pytest.fixture
def open_door() -> Callable[..., Any]:
    """Makes a client of a door of its own kind: `open_door(start_page=…)`."""
    return lambda **kinds: a_client(a_door(Shelf(), Tools(), **kinds))


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Wire:
    """Speaks ASGI itself, so that it can say what no client would. `asked` counts the messages the door took."""

    app: Any = field(default_factory=lambda: a_door(Shelf(), Tools()))
    asked: int = 0

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: bytes = b"",
        headers: list[tuple[bytes, bytes]] | None = None,
        messages: list[dict[str, Any]] | None = None,
        address: str | None = None,
    ) -> Answer | None:
        """The answer; None if the door gave none. Without `headers` a good token and JSON are declared."""
        waiting = list(messages or [{"type": "http.request", "body": b"", "more_body": False}])
        sent: list[dict[str, Any]] = []
        good = [(b"authorization", f"Bearer {TOKEN}".encode()), (b"content-type", b"application/json")]

        async def receive() -> dict[str, Any]:
            self.asked += 1
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers or good}
        if address is not None:
            scope["client"] = (address, 50_000)
        await self.app(scope, receive, send)
        if not sent:
            return None
        names = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], names, b"".join(message["body"] for message in sent[1:]))


@pytest.fixture(scope="session")
def wire() -> Callable[[], Wire]:
    """Makes a wire to a door of its own."""
    return Wire
