"""Telling: events are fanned out, claimed and posted, and how it went is written down, until nothing is due."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from linkpath_manager.delivery import schedule
from linkpath_manager.delivery.lanes import AT_ONCE, Lane
from linkpath_manager.delivery.post import TOTAL_SECONDS, Posted
from linkpath_manager.delivery.signing import signed
from linkpath_manager.domain.event_types import matches
from linkpath_manager.errors import Unavailable
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.kit.tasks import together
from linkpath_manager.store import EVERYWHERE, deliveries, fanouts, webhook_endpoints
from linkpath_manager.store.deliveries import DeliveryRow
from linkpath_manager.store.events import EventRow
from linkpath_manager.store.webhook_endpoints import EndpointRow

from .services import Services
from .told import Result, write_down
from .webhook_secrets import secrets_of

LEASE_SECONDS: Final = 45
"""So long a claimed delivery is nobody else's: longer than a post takes, and than it waits for its turn."""
ENDPOINTS_AT_ONCE: Final = 200
MOST_UNDER_WAY: Final = 500
MOST_UNWRITTEN: Final = 50
"""So many posts have ended at most and are not written down: should the process die, they are made a second time."""
LOOK_SECONDS: Final = 0.05
AWAY_SECONDS: Final = 0.2
"""How soon a database that is away is asked again."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours to post until `until`, in the loop's time."""

    row: DeliveryRow
    endpoint: EndpointRow
    body: bytes | None
    """None: the event is kept no more."""
    until: float


async def deliver_due(services: Services) -> None:
    """Posts what is due, and what becomes due meanwhile; returns when nothing is on its way any more."""
    await _Round(services).run()


async def fan_out(services: Services) -> bool:
    """Makes deliveries of new events, once each. Whether there were any events."""
    found = False
    for workspace_id in await fanouts.behind(services.db):
        async with services.db.transaction(workspace_id) as tx:
            rows = await fanouts.take(tx, workspace_id)
            if rows:
                endpoints = await webhook_endpoints.told(tx, workspace_id)
                await deliveries.add(tx, made_for(services, endpoints, rows))
        found |= bool(rows)
    return found


def made_for(
    services: Services, endpoints: Sequence[EndpointRow], rows: Sequence[EventRow], kind: str = "event"
) -> list[DeliveryRow]:
    """A delivery of each event to each endpoint that wants it."""
    now = services.clock.now()
    return [
        DeliveryRow(
            id=new_id("dlv", now),
            workspace_id=row.workspace_id,
            endpoint_id=endpoint.id,
            event_id=row.id,
            event_type=row.type,
            sequence=row.sequence,
            ordered_by=row.object_id if endpoint.ordering == "per_object" else None,
            due_at=to_micros(now),
            kind=kind,
        )
        for row in rows
        for endpoint in endpoints
        if wants(endpoint, row)
    ]


def wants(endpoint: EndpointRow, row: EventRow) -> bool:
    if endpoint.advertiser_ids is not None and row.advertiser_id not in endpoint.advertiser_ids.split():
        return False
    return any(matches(pattern, row.type) for pattern in endpoint.event_types.split())


@dataclass
class _Round:
    """One going round: what was claimed is posted by lanes, what has ended is written down by one writer."""

    services: Services
    lanes: dict[str, Lane[Claimed]] = field(default_factory=dict)
    posting: set[asyncio.Task[None]] = field(default_factory=set)
    results: list[Result] = field(default_factory=list)
    unwritten: int = 0
    written: int = 0
    wrote: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    after: str = ""
    over: bool = False

    async def run(self) -> None:
        try:
            await together(self._go_round(), self._write())
        finally:
            for task in self.posting:
                task.cancel()

    async def _go_round(self) -> None:
        while True:
            written = self.written
            try:
                found = not self._ends and (await fan_out(self.services) | await self._claim())
            except Unavailable:
                # The database is away: what is being posted goes on, and is written down when it is back.
                await asyncio.sleep(AWAY_SECONDS)
                found = bool(self.posting or self.unwritten)
                if not found:
                    raise
            if not (found or self.posting or self.unwritten or written != self.written):
                self.over = True
                self.ended.set()
                return
            if not found:
                await self._wait()

    @property
    def _ends(self) -> bool:
        """Whether the process is to end: then nothing is begun any more."""
        return self.services.stopping.begun

    async def _wait(self) -> None:
        """Until something has ended, or it is time to look again."""
        self.changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self.changed.wait()

    async def _claim(self) -> bool:
        """Claims what there is room for; whether there was anything."""
        if len(self.posting) >= MOST_UNDER_WAY:
            return False
        now = to_micros(self.services.clock.now())
        found = await webhook_endpoints.with_due(self.services.db, now, self.after, ENDPOINTS_AT_ONCE)
        self.after = found[-1].id if len(found) == ENDPOINTS_AT_ONCE else ""
        room = {}
        for endpoint in found:
            lane = self.lanes.setdefault(endpoint.id, Lane())
            if n := lane.room(trying=_is_tried(endpoint)):
                room[endpoint.id] = (endpoint, n)
        return bool(room) and await self._claimed(room, now)

    async def _claimed(self, room: dict[str, tuple[EndpointRow, int]], now: int) -> bool:
        services, until = self.services, now + LEASE_SECONDS * 1_000_000
        ends = asyncio.get_running_loop().time() + LEASE_SECONDS
        async with services.db.transaction(EVERYWHERE) as tx:
            for endpoint_id in sorted(room):
                tried = _is_tried(room[endpoint_id][0])
                if tried and not await webhook_endpoints.hold_back(tx, endpoint_id, now, until):
                    del room[endpoint_id]
            wanted = [(endpoint_id, n) for endpoint_id, (_, n) in sorted(room.items())]
            rows = await deliveries.claim(tx, wanted, now=now, until=until, process_id=services.process_id)
            bodies = await deliveries.bodies(tx, list({row.event_id for row in rows})) if rows else {}
        for row in rows:
            claimed = Claimed(row, room[row.endpoint_id][0], bodies.get(row.event_id), ends)
            self.lanes[row.endpoint_id].waiting.append(claimed)
        for endpoint_id in room:
            self._start(self.lanes[endpoint_id])
        return bool(rows)

    def _start(self, lane: Lane[Claimed]) -> None:
        for _ in range(min(len(lane.waiting), AT_ONCE - lane.under_way)):
            lane.under_way += 1
            task = asyncio.create_task(self._post_all(lane))
            self.posting.add(task)
            task.add_done_callback(self.posting.discard)

    async def _post_all(self, lane: Lane[Claimed]) -> None:
        """Posts what waits in the lane, one after the other, beside others that do."""
        loop = asyncio.get_running_loop()
        try:
            while lane.waiting:
                while self.unwritten >= MOST_UNWRITTEN:
                    await self.wrote.wait()
                if not lane.waiting:
                    break
                claimed, began = lane.waiting.popleft(), loop.time()
                posted = await self._post(claimed)
                lane.took(loop.time() - began)
                self.results.append(Result(claimed.row, claimed.endpoint, posted, self.services.clock.now()))
                self.unwritten += 1
                self.ended.set()
                if len(lane.waiting) < AT_ONCE:
                    self.changed.set()
        finally:
            lane.under_way -= 1
            self.changed.set()

    async def _post(self, claimed: Claimed) -> Posted | None:
        """How the post ended; None: it was not made, since the lease or the process could end before."""
        if self._ends or claimed.until - asyncio.get_running_loop().time() < TOTAL_SECONDS + 5:
            return None
        if claimed.body is None:
            return Posted(ok=False, ms=0, reason="The event is kept no more.", is_last=True)
        headers = post_headers(self.services, claimed.row, claimed.endpoint, claimed.body)
        return await self.services.poster.post(claimed.endpoint.url, claimed.body, headers)

    async def _write(self) -> None:
        """Writes down what has ended, all of it at a time, as long as the round lasts."""
        while not self.over:
            await self.ended.wait()
            self.ended.clear()
            results, self.results = self.results, []
            if not results:
                continue
            try:
                await write_down(self.services, results, random.random)
            except Unavailable:
                self.results = results + self.results
                self.ended.set()
                await asyncio.sleep(AWAY_SECONDS)
                continue
            self.unwritten -= len(results)
            self.wrote.set()
            self.wrote = asyncio.Event()
            self.written += len(results)
            self.changed.set()


def post_headers(services: Services, row: DeliveryRow, endpoint: EndpointRow, body: bytes) -> dict[str, str]:
    """What is sent beside `body`: the signatures, and which event, delivery and attempt it is."""
    now = services.clock.now()
    signatures = signed(
        body,
        secrets_of(services, endpoint, now),
        event_id=row.event_id,
        unix=int(now.timestamp()),
        signature_format=endpoint.signature_format,  # type: ignore[arg-type]  # the store's words are its
    )
    return signatures | {
        "X-LinkPath-Event": row.event_type,
        "X-LinkPath-Event-Id": row.event_id,
        "X-LinkPath-Delivery-Id": row.id,
        "X-LinkPath-Attempt": str(row.attempt),
    }


def _is_tried(endpoint: EndpointRow) -> bool:
    """Whether only one post at a time tries if it goes again."""
    return endpoint.failures >= schedule.HOLD_AFTER
