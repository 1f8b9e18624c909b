"""What goes on around the gate in its property: an agent, a key and people who write, decide, edit and die."""

import asyncio
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.actor import ALL_SCOPES, Actor
from linkpath_manager.errors import InProgress, LinkPathError, OutcomeUnknown
from linkpath_manager.kit.ids import new_id
from linkpath_manager.operations import OPERATIONS, run
from linkpath_manager.operations.operation import Context

AGENTS = [
    Actor("oauth", "grant_1", WORKSPACE_ID, "Claude", ALL_SCOPES, person_id="person_ann"),
    Actor("client", "client_1", WORKSPACE_ID, "Robot", ALL_SCOPES),
]
PEOPLE = [Actor("person", f"person_{it}", WORKSPACE_ID, it, ALL_SCOPES, person_id=f"person_{it}") for it in "abc"]
WRITERS = [*AGENTS, *PEOPLE[:2], Actor("api_key", "key_1", WORKSPACE_ID, "Key", ALL_SCOPES)]
KINDS = {it.id: it.kind for it in (*AGENTS, *PEOPLE, *WRITERS)}
STATUS = {"ENABLE": "ACTIVE", "DISABLE": "PAUSED", "DELETE": "DELETED"}
NEVER = datetime.min.replace(tzinfo=UTC)
POLICY_REFUSES = {"stopped", "closed", "ceiling_exceeded"}
Mark = tuple[str, str, str]
"""How a write is known again at TikTok: its kind, and what it sets or makes."""


@dataclass
class Rules:
    """The policy in force, as plainly as can be said."""

    people: int = 1
    agents: int = 1
    two_above: Decimal = Decimal(100)
    per_change: Decimal = Decimal(150)
    per_day: Decimal = Decimal(220)
    stopped: bool = False

    def needed(self, kind: str, increase: Decimal) -> int:
        by_rule = self.people if kind == "person" else self.agents if kind in {"oauth", "client"} else 0
        return max(by_rule, 2 if increase > self.two_above else 0)


@dataclass
class Asked:
    """A write that somebody asked for; `change_id` None: it was done at once, in the step of that number."""

    who: Actor
    mark: Mark
    step: int
    change_id: str | None = None


@dataclass(frozen=True)
class Seen:
    """What a campaign is set to."""

    status: str
    budget: Decimal

    @property
    def spends(self) -> Decimal:
        return self.budget if self.status == "ACTIVE" else Decimal(0)


@dataclass
class World:
    """One LinkPath, or the next after a crash, and what was asked of it."""

    house: Any
    stack: AsyncExitStack
    folder: Path
    rules: Rules = field(default_factory=Rules)
    step: int = 0
    campaigns: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    told: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Who was answered what, of which operation: as the audit log has to say it."""
    hung: list[asyncio.Task[Any]] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    """Request ids of what others did at TikTok itself."""
    met: Counter[str] = field(default_factory=Counter)
    """How often what was answered: the reasons of refusals."""
    number: int = 0
    behind: dict[str, Seen] = field(default_factory=dict)
    """What others made of campaigns at TikTok itself, in this step."""
    shifted: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """What they added to spend, by campaign, in this step."""
    edited: bool = False
    """Whether they did anything: what was lost can have been written over, and then reading cannot tell it was made."""
    open_until: datetime = NEVER
    """Until when agents may delete."""

    async def begin(self) -> None:
        await self._policy()
        for number in range(3):
            made = await self.house.campaign(name=f"Camp {number}", status="ACTIVE" if number else "PAUSED")
            self.campaigns.append(made["id"])
        self.house.simulator.journal.clear()

    async def do(self, name: str, a: int, b: int, c: int) -> None:
        self.begin_step()
        await getattr(self, f"_{name}")(a, b, c)

    def begin_step(self) -> None:
        self.step += 1
        self.behind, self.shifted = {}, defaultdict(Decimal)

    def seen(self, campaign: str) -> Seen:
        """As TikTok has it."""
        node = self.house.state.campaigns[campaign]
        return Seen(STATUS[node.operation_status], Decimal(str(node.fields["budget"])))

    async def _write(self, a: int, b: int, c: int) -> None:
        """Somebody writes: an agent's waits, a person's or a key's is done at once where the policy lets it."""
        who, campaign = WRITERS[a % len(WRITERS)], self.campaigns[b % len(self.campaigns)]
        by = (30, 60, 90, -60, 170)[c % 5]
        amount = self._amount(self.seen(campaign).budget + by)
        budget = {"mode": "DAILY", "amount": amount}
        match c % 8:
            case 5:
                new = {"name": f"New {self.number}", "objective": "TRAFFIC", "status": "ACTIVE", "budget": budget}
                await self._asked(who, "campaigns.create", ("create", new["name"], ""), **new)
            case 6:
                status = ("ACTIVE", "PAUSED")[a % 2]
                await self._asked(who, "campaigns.update", ("status", campaign, status), id=campaign, status=status)
            case 7:
                await self._asked(who, "campaigns.delete", ("status", campaign, "DELETED"), id=campaign)
            case _:
                await self._budget(who, campaign, amount)

    async def _rush(self, a: int, b: int, c: int) -> None:
        """Three write at once."""
        await asyncio.gather(self._write(a, 0, c), self._write(a + 1, 1, c), self._write(b, 2, c + 1))

    async def _decide(self, a: int, b: int, c: int) -> None:
        if change := self._one(a):
            await self._say(change, b, ("approve", "approve", "approve", "reject", "cancel")[c % 5])

    async def _together(self, a: int, b: int, c: int) -> None:
        """Several decide on one change at once."""
        if change := self._one(a):
            verbs = ("approve", "approve", ("reject", "cancel", "approve")[c % 3])
            await asyncio.gather(*(self._say(change, b + n, verb) for n, verb in enumerate(verbs[: 2 + c % 2])))

    async def _undo(self, a: int, b: int, _c: int) -> None:
        applied = [one for one in self.changes if (await self.status(one["id"])) == "applied"]
        if not applied:
            return
        change, who = applied[a % len(applied)], (PEOPLE[0], AGENTS[0])[b % 2]
        undo = await self._ask(who, "changes.undo", id=change["id"])
        if undo:
            self._note(who, undo, self._mark(undo))

    async def _behind(self, a: int, b: int, _c: int) -> None:
        await self.edit_behind(self.campaigns[a % len(self.campaigns)], b)

    async def edit_behind(self, campaign: str, b: int, budget: int | None = None) -> None:
        """Somebody edits at TikTok itself, where trouble has ended: to something else than there is."""
        self.house.simulator.faults.clear()
        was = self.seen(campaign)
        of = {"advertiser_id": self.house.usd}
        if b % 2 or budget:
            body = {**of, "campaign_id": campaign, "budget": float(budget or was.budget + (20, -10)[b % 4 // 2])}
            path = "update"
        else:
            body = {**of, "campaign_ids": [campaign], "operation_status": "DISABLE" if was.spends else "ENABLE"}
            path = "status/update"
        headers = {"access-token": self.house.way_in.access_token}
        answer = await self.house.tiktok.post(f"/open_api/v1.3/campaign/{path}/", json=body, headers=headers)
        self.foreign.add(answer.json()["request_id"])
        self.edited = True
        self.behind[campaign] = self.seen(campaign)
        self.shifted[campaign] += self.seen(campaign).spends - was.spends

    async def _round(self, _a: int, _b: int, _c: int) -> None:
        await self.house.round()

    async def _edit(self, a: int, _b: int, c: int) -> None:
        """An owner changes the policy."""
        self.rules.per_change, self.rules.per_day = Decimal(110 + a), Decimal(150 + a)
        self.rules.people, self.rules.agents = int(c % 2 == 0), 1 + int(c % 5 == 0)
        await self._policy()

    async def _switch(self, a: int, _b: int, _c: int) -> None:
        verb = "resume" if self.rules.stopped else "stop"
        await self._ask(PEOPLE[2], f"policy.{verb}")
        self.rules.stopped = verb == "stop"
        if a % 3 == 0:
            await self._open(a, 0, 0)

    async def _open(self, _a: int, _b: int, _c: int) -> None:
        """Agents may propose to delete for an hour, and have it done."""
        await self._ask(PEOPLE[2], "policy.open", operations=["*.delete"])
        self.open_until = self.house.time.now() + timedelta(hours=1)

    async def settle(self) -> None:
        """Nothing goes wrong any more, and time goes by."""
        self.house.simulator.faults.clear()
        for _ in range(16):
            self.begin_step()
            self.house.time.advance(seconds=8)  # as often as a process gives signs of life
            await self.house.round()

    async def end(self) -> None:
        for task in self.hung:
            task.cancel()
        await asyncio.gather(*self.hung, return_exceptions=True)

    async def status(self, change_id: str) -> str:
        (row,) = await self.house.sql("SELECT status FROM changes WHERE id = :id", id=change_id)
        return str(row[0])

    def _one(self, a: int) -> dict[str, Any] | None:
        """One of the newest changes."""
        newest = self.changes[-4:]
        return newest[a % len(newest)] if newest else None

    async def _say(self, change: dict[str, Any], n: int, verb: str) -> None:
        if verb == "cancel":
            who = next(it for it in WRITERS if it.id == change["asked_by"]["id"])
            await self._ask(who, "changes.cancel", id=change["id"])
        else:
            await self._ask(PEOPLE[n % 3], f"changes.{verb}", id=change["id"], digest=change["digest"])

    async def _budget(self, who: Actor, campaign: str, amount: str) -> None:
        change = {"id": campaign, "budget": {"amount": amount}}
        await self._asked(who, "campaigns.update", ("budget", campaign, amount), **change)

    def _amount(self, about: Decimal) -> str:
        """No two ask for the same."""
        self.number += 1
        return f"{max(50, int(about))}.{self.number:02d}"

    async def _asked(self, who: Actor, operation: str, mark: Mark, **params: Any) -> None:
        asked = Asked(who, mark, self.step)
        self.asked.append(asked)  # before it is: it may be done and not be answered
        answer = await self._ask(who, operation, **params)
        if answer and answer["object"] == "change":
            self.asked.remove(asked)
            self._note(who, answer, mark)
        elif answer and operation == "campaigns.create":
            self.campaigns.append(answer["id"])

    def _note(self, who: Actor, change: dict[str, Any], mark: Mark) -> None:
        if change["id"] not in {one["id"] for one in self.changes}:
            self.changes.append(change)
            self.asked.append(Asked(who, mark, self.step, change["id"]))

    def _mark(self, change: dict[str, Any]) -> Mark:
        given = change["params"]
        if change["operation"] == "campaigns.delete":
            return ("status", given["id"], "DELETED")
        if "status" in given:
            return ("status", given["id"], given["status"])
        return ("budget", given["id"], given["budget"]["amount"])

    async def _ask(self, who: Actor, operation: str, **params: Any) -> dict[str, Any] | None:
        """What the gate answers; None: it refused."""
        op, house = OPERATIONS[operation], self.house
        ctx = Context(who, house.services, new_id("req", house.time.now()))
        try:
            result = (await run(ctx, op, op.params.model_validate(params))).result
        except LinkPathError as error:
            of_changes = operation.startswith("changes.") and not isinstance(error, OutcomeUnknown | InProgress)
            if of_changes or error.reason in POLICY_REFUSES:
                told = "failed" if of_changes else "refused"
                self.told[who.id, operation, f"{told}: {error.reason}"] += 1
            self.met[error.reason] += 1
            return None
        answer = dict(msgspec.json.decode(result.json if hasattr(result, "json") else msgspec.json.encode(result)))
        if answer["object"] != "change" or operation.startswith("changes."):
            self.told[who.id, operation, "succeeded: ok"] += 1
        return answer

    async def _policy(self) -> None:
        rules = self.rules
        if not await self.house.sql("SELECT id FROM people"):
            for name in "abc":  # as many as `PEOPLE`: a policy that too few could approve by is not taken
                await self.house.person(name)
        given = {
            "rules": [{"who": "agents", "approvals": rules.agents}, {"who": "people", "approvals": rules.people}],
            "two_people_above": {"USD": str(rules.two_above)},
            "ceilings": {
                "per_change": {"USD": str(rules.per_change)},
                "per_advertiser_24h": {"USD": str(rules.per_day)},
            },
        }
        assert await self._ask(PEOPLE[2], "policy.set", **given)
