"""A LinkPath as OAuth clients see it: registered, consented to, with tokens in hand."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import httpx2

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.actor import Actor, Scope
from linkpath_manager.domain.roles import PERMISSIONS, Role
from linkpath_manager.kit.tokens import mint, token_hash
from linkpath_manager.operations import Context, run
from linkpath_manager.operations.oauth.codes import challenge_of
from linkpath_manager.operations.oauth_grants import APPROVE_CLIENT, ApproveClient
from linkpath_manager.store import EVERYWHERE, memberships, people
from linkpath_manager.store.memberships import MembershipRow
from linkpath_manager.store.people import PersonRow

LINKPATH = "http://linkpath.test"
CALLBACK = "https://app.example/callback"
_numbers = count(1)
READS = ("campaigns:read", "reporting:read")


@dataclass(frozen=True)
class Client:
    """A client as it knows itself."""

    id: str
    secret: str | None = None

    @property
    def basic(self) -> tuple[str, str] | None:
        return (self.id, self.secret) if self.secret else None

    @property
    def form(self) -> dict[str, str]:
        return {} if self.secret else {"client_id": self.id}


@dataclass(frozen=True)
class Consented:
    """A code on its way to a client, and what the client needs to turn it into tokens."""

    client: Client
    code: str
    verifier: str

    @property
    def form(self) -> dict[str, str]:
        return {
            "grant_type": "authorization_code",
            "code": self.code,
            "code_verifier": self.verifier,
            "redirect_uri": CALLBACK,
            **self.client.form,
        }


@dataclass
class Server:
    """The authorisation server of a house that tests share, asked as programs ask it."""

    house: Any
    http: httpx2.AsyncClient
    usual_person: str = ""

    async def post(self, path: str, form: Any, client: Client | None = None, **more: Any) -> Any:
        auth = {"auth": client.basic} if client and client.basic else {}
        body = form if client is None else {**client.form, **form}
        return await self.http.post(f"/oauth/{path}", data=body, **auth, **more)

    async def token(self, form: Any, client: Client | None = None) -> Any:
        return await self.post("token", form, client)

    async def get(self, token: str, path: str = "/v1/me") -> Any:
        return await self.http.get(path, headers={"authorization": f"Bearer {token}"})

    async def registered(self, **fields: Any) -> Client:
        """A client that the workspace registers."""
        body = {"name": "Reporter", "redirect_uris": [CALLBACK], "scopes": [*READS, "campaigns:write"], **fields}
        made = await self.house.ok("POST", "/v1/oauth-clients", body)
        return Client(made["id"], made["client_secret"])

    async def member(self, role: Role = Role.ADMIN, *, person_id: str | None = None) -> str:
        """The id of a person who is a member: somebody new, unless they are named."""
        joins = person_id or f"usr_{next(_numbers)}"
        async with self.house.db.transaction(EVERYWHERE) as tx:
            if person_id is None:
                await people.add(tx, PersonRow(joins, f"{joins}@example.com", f"Ada {joins}", "-", created_at=1))
            await memberships.add(tx, MembershipRow(WORKSPACE_ID, joins, role, self._now()))
        return joins

    async def leaves(self, person_id: str) -> None:
        async with self.house.db.transaction(EVERYWHERE) as tx:
            await memberships.remove(tx, WORKSPACE_ID, person_id)

    async def becomes(self, person_id: str, role: Role) -> None:
        async with self.house.db.transaction(EVERYWHERE) as tx:
            await memberships.set_role(tx, WORKSPACE_ID, person_id, role)

    async def consent(
        self,
        client: Client,
        *scopes: str,
        person_id: str | None = None,
        advertisers: list[str] | None = None,
        resource: str = LINKPATH,
    ) -> Consented:
        """What comes of a person's consent, as the page gives it to the gate."""
        person_id = person_id or self.usual_person
        code, verifier = mint("lp_ac_"), secrets.token_urlsafe(40)
        params = ApproveClient(
            id=client.id,
            redirect_uri=CALLBACK,
            scopes=tuple(map(Scope, scopes or READS)),
            advertiser_ids=None if advertisers is None else tuple(advertisers),
            resource=resource,
            code_challenge=challenge_of(verifier),
            code_hash=token_hash(code),
        )
        actor = Actor("person", person_id, WORKSPACE_ID, "Ada", PERMISSIONS[Role.ADMIN], person_id=person_id)
        await run(Context(actor, self.house.services, "req_consent"), APPROVE_CLIENT, params)
        return Consented(client, code, verifier)

    async def redeemed(self, consented: Consented) -> dict[str, Any]:
        answer = await self.token(consented.form, consented.client)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def granted(self, client: Client | None = None, *scopes: str, **more: Any) -> "Granted":
        """A client with tokens that a member consented to."""
        client = client or await self.registered()
        return Granted(self, client, await self.redeemed(await self.consent(client, *scopes, **more)))

    def _now(self) -> int:
        return int(self.house.time.now().timestamp() * 1_000_000)


@dataclass(frozen=True)
class Granted:
    """A client's tokens."""

    server: Server
    client: Client
    tokens: dict[str, Any]

    @property
    def access(self) -> str:
        return str(self.tokens["access_token"])

    @property
    def refresh_token(self) -> str:
        return str(self.tokens["refresh_token"])

    async def asks(self, refresh_token: str | None = None, **more: str) -> Any:
        """The token endpoint's answer to a refresh."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token or self.refresh_token, **more}
        return await self.server.token(form, self.client)

    async def refreshed(self, **more: str) -> "Granted":
        answer = await self.asks(**more)
        assert answer.status_code == 200, answer.text
        return replace(self, tokens=answer.json())

    async def works(self, path: str = "/v1/me") -> bool:
        """Whether the access token opens something."""
        status = (await self.server.get(self.access, path)).status_code
        assert status in {200, 401}, status
        return bool(status == 200)


def error_of(answer: Any) -> tuple[int, str]:
    """Status and error of a refusal, which is told as RFC 6749 §5.2 wants it."""
    told = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert told.keys() == {"error", "error_description"}
    assert all(" " <= sign <= "~" and sign not in '"\\' for sign in told["error_description"])
    return answer.status_code, told["error"]


@asynccontextmanager
async def serving(house: Any) -> AsyncIterator[Server]:
    transport = httpx2.ASGITransport(app=house.inside.rest_door(), client=("192.0.2.1", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url=LINKPATH) as http:
        server = Server(house, http)
        server.usual_person = await server.member()
        yield server
