"""What befalls the gate in its property, and seldom by itself: death, days filled, edits behind backs."""

import asyncio
from decimal import Decimal
from typing import Any

from gate_world import AGENTS, PEOPLE, WRITERS, World

RAISED = 70
KEY = WRITERS[-1]


class Stage(World):
    """A world in which some things happen together."""

    async def _trouble(self, a: int, b: int, _c: int) -> None:
        kind = ("cut_after", "cut_before", "truncate", "http")[a % 4]
        self.house.fault(kind, f"campaign.{('update', 'create', 'status.update', 'get')[b % 4]}")

    async def _clock(self, a: int, b: int, _c: int) -> None:
        self.house.time.advance(minutes=(1, 20, 300, 1_500, 4_330)[a % 5] + b)

    async def _day(self, _a: int, b: int, _c: int) -> None:
        """A day goes by, but for some minutes, or with some more."""
        self.house.time.advance(minutes=(1_425, 1_438, 1_441)[b % 3])

    async def _crash(self, a: int, b: int, c: int) -> None:
        """The process dies when TikTok has taken what it was applying, or before it has, or was looking whether to."""
        change = self._one(a)
        if change is None:
            return
        reached = asyncio.Event()

        at = ("GET", "POST", "POST")[c % 3]

        async def hold(method: str, _path: str) -> None:
            if method == at:
                reached.set()
                await asyncio.Event().wait()

        setattr(self.house.wire, "after" if c % 3 == 2 else "before", hold)
        task = asyncio.create_task(self._say(change, b, "approve"))
        waiting = asyncio.create_task(reached.wait())
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not reached.is_set():
            await task
            self.house.wire.after = self.house.wire.before = _nothing
            return
        self.hung.append(task)
        self.house = await self.stack.enter_async_context(self.house.next_start(self.folder / f"left-{self.step}"))

    async def _propose(self, a: int, b: int, c: int) -> None:
        """An agent asks for more or less."""
        campaign = self.campaigns[b % len(self.campaigns)]
        await self._budget(AGENTS[a % 2], campaign, self._amount(self.seen(campaign).budget + (30, 60, -20)[c % 3]))

    async def _delete(self, a: int, b: int, _c: int) -> None:
        """An agent asks for what is closed, but where somebody has opened it."""
        before, closed = len(self.changes), self.house.time.now() >= self.open_until
        campaign = self.campaigns[b % len(self.campaigns)]
        await self._asked(AGENTS[a % 2], "campaigns.delete", ("status", campaign, "DELETED"), id=campaign)
        for change in self.changes[before:] if closed else ():
            await self._pass(change)

    async def _hour(self, _a: int, b: int, _c: int) -> None:
        """Nearly one, or a little more."""
        self.house.time.advance(minutes=(58, 61)[b % 2])

    async def _dismiss(self, a: int, b: int, _c: int) -> None:
        """Of two proposals one is rejected, and who asked for the other cancels it."""
        before = len(self.changes)
        await self._propose(a, b, 2)
        await self._propose(a + 1, b + 1, 2)
        for change, verb in zip(self.changes[before:], ("reject", "cancel"), strict=False):
            await self._say(change, a, verb)

    async def _wrongly(self, a: int, b: int, c: int) -> None:
        """An agent decides, and a person on something else than is there."""
        before = len(self.changes)
        await self._propose(a, b, 2)
        for change in self.changes[before:]:
            for who, digest in ((AGENTS[c % 2], change["digest"]), (PEOPLE[c % 3], "0" * 64)):
                assert await self._ask(who, "changes.approve", id=change["id"], digest=digest) is None

    async def _alone(self, a: int, b: int, c: int) -> None:
        """A person asks, and tries to decide on it."""
        before = len(self.changes)
        campaign = self.campaigns[b % len(self.campaigns)]
        await self._budget(PEOPLE[a % 2], campaign, self._amount(self.seen(campaign).budget + (30, 110)[c % 2]))
        for change in self.changes[before:]:
            digest = change["digest"]
            assert await self._ask(PEOPLE[a % 2], "changes.approve", id=change["id"], digest=digest) is None

    async def _outlive(self, a: int, b: int, _c: int) -> None:
        """Somebody decides when it is too late, or nearly."""
        before = len(self.changes)
        await self._propose(a, b, 2)
        self.house.time.advance(minutes=72 * 60 + (1, 1, -1)[b % 3])
        for change in self.changes[before:]:
            await self._say(change, a, "approve")

    async def _days(self, _a: int, _b: int, _c: int) -> None:
        """So many that nothing counts any more."""
        self.house.time.advance(hours=80)

    async def _costly(self, a: int, b: int, _c: int) -> None:
        """An agent asks for what needs two people, and one of them approves it."""
        for change in await self._new(a, self.rules.two_above + 1):
            await self._say(change, b, "approve")

    async def _immense(self, a: int, _b: int, _c: int) -> None:
        """An agent asks for more than one change may add, and everybody would approve it."""
        for change in await self._new(a, self.rules.per_change + 1):
            await self._pass(change)

    async def _new(self, a: int, budget: Decimal) -> list[dict[str, Any]]:
        """The change that a new campaign waits as, if it does."""
        before = len(self.changes)
        of = {"mode": "DAILY", "amount": self._amount(budget)}
        new = {"name": f"Costly {self.number}", "objective": "TRAFFIC", "status": "ACTIVE", "budget": of}
        await self._asked(AGENTS[a % 2], "campaigns.create", ("create", str(new["name"]), ""), **new)
        return self.changes[before:]

    async def _stop(self, _a: int, _b: int, _c: int) -> None:
        if not self.rules.stopped:
            await self._switch(1, 0, 0)

    async def _resume(self, _a: int, _b: int, _c: int) -> None:
        if self.rules.stopped:
            await self._switch(1, 0, 0)

    async def _fill(self, a: int, _b: int, _c: int) -> None:
        """A key raises budgets one after the other, each of which is allowed by itself."""
        spending = self._spending()
        for n in range(3):
            if n < len(spending):
                campaign = spending[(a + n) % len(spending)]
                await self._budget(KEY, campaign, self._amount(self.seen(campaign).budget + RAISED))
            else:
                amount = self._amount(Decimal(RAISED))
                new = {"name": f"Filled {self.number}", "objective": "TRAFFIC", "status": "ACTIVE"}
                budget = {"mode": "DAILY", "amount": amount}
                await self._asked(KEY, "campaigns.create", ("create", new["name"], ""), **new, budget=budget)

    async def _slip(self, a: int, b: int, c: int) -> None:
        """What a change is about is edited at TikTok itself, before people approve it or between two who do."""
        before = len(self.changes)
        campaign = self.campaigns[a % len(self.campaigns)]
        await self._budget(AGENTS[b % 2], campaign, self._amount(self.seen(campaign).budget + (30, 120)[c % 2]))
        for change in self.changes[before:]:
            if c % 2:
                await self._say(change, a, "approve")
            if await self.status(change["id"]) == "pending":
                await self.edit_behind(campaign, b)
                await self._pass(change)

    async def _regain(self, a: int, _b: int, _c: int) -> None:
        """What was lowered at TikTok itself is raised again, on one campaign after another, by a key or an agent."""
        for campaign in self._spending()[:3]:
            await self.edit_behind(campaign, 1, budget=50)
            before = len(self.changes)
            await self._budget((KEY, AGENTS[0])[a % 2], campaign, self._amount(Decimal(50 + RAISED)))
            for change in self.changes[before:]:
                await self._pass(change)

    async def _pass(self, change: dict[str, object]) -> None:
        """As many approve as there are."""
        for n in range(len(PEOPLE)):
            if await self.status(str(change["id"])) == "pending":
                await self._say(change, n, "approve")

    def _spending(self) -> list[str]:
        return [id_ for id_ in self.campaigns if self.seen(id_).spends]


async def _nothing(_method: str, _path: str) -> None:
    pass
