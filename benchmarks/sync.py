"""sync: how fresh ten thousand advertisers are, at what part of one app's quota, and what a look costs.

A whole LinkPath on SQLite, its planner and workers, and the simulated TikTok run in one process and on one virtual
clock: time passes while LinkPath waits, and a second a round. There are 10,000 advertisers at the advanced level, of
which one in a hundred is busy: its ads deliver, and somebody switches its campaign every ten minutes. The others
sleep, and have been quiet for days. With `--scale` there are fewer advertisers, and the quota is as much smaller. All
are read for the first time, then an hour is watched.

Told are the age of each object's last reading, taken every virtual minute: its median over busy objects and over all,
and the oldest; the part of the quota that was used; how long a switch takes from TikTok to its event; calls by look
at the ads of an account that sleeps. Measured on the computer's own clock: the CPU of a look at an unchanged account,
TikTok's part taken away, and how many rows a second are compared with the mirror, whose peer is `==` over the same
documents.
"""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from measuring import CannotMeasure, Effort, Figure, Goal, Question, Result, Tell
from pydantic import AnyHttpUrl, SecretStr
from sqlalchemy import text

from linkpath_manager import bootstrap
from linkpath_manager.config import Settings
from linkpath_manager.domain.actor import system
from linkpath_manager.kit import logs
from linkpath_manager.kit.clock import ManualClock, to_micros
from linkpath_manager.operations import Context, advertisers, allowance, facts, noticing, sync_plan, sync_work
from linkpath_manager.operations.grants import grant_of
from linkpath_manager.store import EVERYWHERE, mirror
from linkpath_manager.store import advertisers as advertiser_store
from linkpath_manager.store import connections as connection_store
from linkpath_manager.store.connections import ConnectionRow
from linkpath_manager.store.sealed import CONNECTION_TOKEN
from tiktok_marketing.client import AppQuota, AsgiTransport
from tiktok_marketing.simulator import Plan, Simulator, State, VirtualClock, build_app, plant
from tiktok_marketing.spec import Level, Quota
from tiktok_marketing.spec.endpoint import APP_QUOTA

ADVERTISERS, BUSY_ONE_IN = 10_000, 100
FEWEST = 200
WATCHED_MINUTES, SWITCHED_EVERY_MINUTES = 60, 10
LEVEL = Level.ADVANCED
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORKSPACE = bootstrap.WORKSPACE_ID
_LEVELS = ("campaign", "adgroup", "ad")
_GOALS = {
    "busy_freshness_minutes": Goal("at_most", 2),
    "any_freshness_minutes": Goal("at_most", 30),
    "quota_used": Goal("at_most", 0.6),
    "calls_a_level_and_look": Goal("at_most", 1),
}


class _Time:
    """One virtual time for LinkPath, the client's waits and TikTok."""

    def __init__(self, tiktok: VirtualClock) -> None:
        self._tiktok, self.clock = tiktok, ManualClock(NOON)

    def advance(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        self._tiktok.set(self.clock.now())

    def monotonic(self) -> float:
        return (self.clock.now() - NOON).total_seconds()

    def utc_now(self) -> datetime:
        return self.clock.now()

    async def sleep(self, seconds: float) -> None:
        self.advance(max(seconds, 1e-6))
        await asyncio.sleep(0)


@dataclass
class _TikTok:
    """The simulator behind a counter: calls by advertiser and endpoint, and the seconds it took itself."""

    app: Any
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        began = time.thread_time()
        await self.app(scope, receive, send)
        self.seconds += time.thread_time() - began
        query = scope["query_string"].decode()
        subject = query.partition("advertiser_id=")[2].partition("&")[0]
        self.calls[subject, scope["path"].rpartition("/v1.3")[2]] += 1


@dataclass
class _World:
    services: Any
    simulator: Simulator
    tiktok: _TikTok
    time: _Time
    ids: list[str]
    busy: set[str]

    async def second(self) -> None:
        self.time.advance(1)
        await sync_plan.plan(self.services)
        await sync_work.do_due(self.services)

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        async with self.services.db.transaction(EVERYWHERE) as tx:
            return list((await tx.execute(text(statement), values)).all())


def answer(effort: Effort, tell: Tell) -> Result:
    return asyncio.run(_answer(effort, tell))


async def _answer(effort: Effort, tell: Tell) -> Result:
    count = effort.of(ADVERTISERS)
    if count < FEWEST:
        part = FEWEST / ADVERTISERS
        raise CannotMeasure(f"the quota of so few advertisers is less than a look: take --scale {part:g} or more")
    with tempfile.TemporaryDirectory(prefix="linkpath-bench-") as folder:
        async with _opened(Path(folder), count) as world:
            minutes_first = await _first_readings(world, tell)
            watched = await _watched(world, tell)
            cost = await _cost_of_looks(world)
            pace, bare = await _rows_compared(world)
    figures = {
        "advertisers": Figure((float(count),), "advertisers"),
        "first_readings": Figure((minutes_first,), "virtual minutes until all were read"),
        "oldest": Figure((watched.oldest,), "minutes, of any object"),
        "told_after": Figure((watched.told_after,), "seconds from a switch at TikTok to its event, median"),
        "told_after_at_most": Figure((watched.told_after_most,), "seconds"),
        "switches_told": Figure((watched.told_share,), "events by switch"),
        "look_cpu": Figure((cost,), "µs of an unchanged account's look, without TikTok's part"),
        "rows_compared": Figure((pace,), "rows a second, read, compared and found as they were"),
        "rows_compared_bare": Figure((bare,), "rows a second, by == alone"),
    }
    ratios = {
        "busy_freshness_minutes": Figure((watched.busy,), "minutes, median"),
        "any_freshness_minutes": Figure((watched.any,), "minutes, median"),
        "quota_used": Figure((watched.quota,), "of the quota"),
        "calls_a_level_and_look": Figure((watched.calls,), "calls"),
    }
    return Result(QUESTION.name, figures, ratios, _GOALS)


QUESTION = Question("sync", "how fresh ten thousand advertisers are, at what part of the quota and what cost", answer)


@asynccontextmanager
async def _opened(folder: Path, count: int) -> AsyncIterator[_World]:
    logs.configure("error", json=True)
    clock = VirtualClock()
    clock.set(NOON, speed=0)
    simulator = Simulator(State(), clock, limited=False)
    way_in = plant(simulator, Plan(accounts=1, ads=4, days=3))
    ids, busy = _grown(simulator, way_in.advertiser_ids[0], way_in.access_token, count)
    now, tiktok = _Time(clock), _TikTok(build_app(simulator))
    settings = Settings(
        data_dir=folder,
        tiktok_app_id=way_in.app_id,
        tiktok_secret=SecretStr(way_in.secret),
        tiktok_base_url=AnyHttpUrl("http://tiktok.test"),
        tiktok_level=LEVEL.value,
    )
    opening = bootstrap.opened(
        settings,
        public_url="http://linkpath.test",
        clock=now.clock,
        transport=AsgiTransport(tiktok),
        client_clock=now,
    )
    async with opening as house:
        services, scale = house.services, count / ADVERTISERS
        whole = APP_QUOTA[LEVEL]
        parts = (max(1, round(limit * scale)) for limit in (whole.qps, whole.qpm, whole.qpd))
        quota = AppQuota(LEVEL, clock=now, app_quota=Quota(*parts))
        services.tiktok = replace(services.tiktok, budget=lambda _app, _level: quota, _made={})
        services.allowance = allowance.Allowance(share=allowance.SHARE * scale)
        world = _World(services, simulator, tiktok, now, ids, busy)
        await _connected(world, way_in.access_token)
        yield world


def _grown(simulator: Simulator, first_id: str, token: str, count: int) -> tuple[list[str], set[str]]:
    """As many advertisers like the first, each with its campaign, ad groups and ads; all but a few are switched off."""
    state = simulator.state
    advertiser = state.advertisers[first_id]
    nodes = [*state.campaigns.values(), *state.adgroups.values(), *state.ads.values()]
    ids, busy, grown = [], set(), []
    for number in range(count):
        own = str(8_000_000_000_000_000_000 + number)
        awake = number % BUSY_ONE_IN == 0
        ids.append(own)
        busy |= {own} if awake else set()
        grown.append(msgspec.structs.replace(advertiser, id=own))
        moved = {node.id: str(int(node.id) + (number + 1) * 1_000_000) for node in nodes}
        for node in nodes:
            parents = {
                name: moved[getattr(node, name)] for name in ("campaign_id", "adgroup_id") if hasattr(node, name)
            }
            status = "ENABLE" if awake or node.KIND != "campaign" else "DISABLE"
            grown.append(
                msgspec.structs.replace(node, id=moved[node.id], advertiser_id=own, operation_status=status, **parents)
            )
    state.save(*grown)
    state.save(msgspec.structs.replace(state.grants[token], advertiser_ids=ids))
    return ids, busy


async def _connected(world: _World, token: str) -> None:
    """One grant that opens them all, as a finished consent leaves it."""
    services, now = world.services, to_micros(world.time.clock.now())
    row = ConnectionRow(
        id="con_bench",
        workspace_id=WORKSPACE,
        status="CONNECTED",
        created_at=now,
        expires_at=now,
        advertiser_ids=" ".join(world.ids),
        sealed_token=services.sealer.seal(token, bound_to=CONNECTION_TOKEN.place("con_bench")),
        upstream_revoked=1,
        connected_at=now,
    )
    async with services.db.transaction(WORKSPACE) as tx:
        await connection_store.add(tx, row)
    ctx = Context(system(WORKSPACE), services, "req_bench")
    grant = await grant_of(services, row)
    rows = await advertisers.info(ctx, grant, world.ids)
    async with services.db.transaction(WORKSPACE) as tx:
        await advertiser_store.put(tx, rows)


async def _first_readings(world: _World, tell: Tell) -> float:
    began = world.time.clock.now()
    left = len(world.ids)
    while left:
        for _ in range(60):
            await world.second()
        ((left,),) = await world.rows("SELECT count(*) FROM advertisers WHERE synced_at IS NULL")
        tell("first readings", len(world.ids) - left, len(world.ids))
    minutes = (world.time.clock.now() - began).total_seconds() / 60
    # All but the busy ones have been quiet for days; their looks are spread as they would be by then.
    pause = 1_700_000_000
    now = to_micros(world.time.clock.now())
    sleeping = sorted(set(world.ids) - world.busy)
    async with world.services.db.transaction(EVERYWHERE) as tx:
        for place, advertiser_id in enumerate(sleeping):
            row = (
                await tx.execute(text("SELECT sync FROM advertisers WHERE id = :id"), {"id": advertiser_id})
            ).scalar_one()
            seen = msgspec.json.decode(row)
            seen |= {"whole_at": now - 20 * 3_600_000_000, "changed_at": now - 19 * 3_600_000_000, "turn": place % 6}
            due = now + pause * place // len(sleeping)
            await advertiser_store.change(
                tx, WORKSPACE, advertiser_id, sync=msgspec.json.encode(seen), due_at=due, sync_interval=pause
            )
    return minutes


@dataclass
class _Watched:
    busy: float
    any: float
    oldest: float
    quota: float
    calls: float
    told_after: float
    told_after_most: float
    told_share: float


async def _watched(world: _World, tell: Tell) -> _Watched:
    """An hour, after a quarter of one in which the looks find their places."""
    ages_busy, ages, oldest, switched = [], [], 0.0, []
    for minute in range(-30, WATCHED_MINUTES):
        tell("watching", minute + 30, WATCHED_MINUTES + 30)
        if minute == 0:
            world.tiktok.calls.clear()
            looks_before, began = await _looks(world), world.time.clock.now()
        for second in range(60):
            if minute % SWITCHED_EVERY_MINUTES == 0 and second < 60:
                switched += _switched(world, minute, second)
            await world.second()
        if minute % 15 == 0:
            await facts.refresh(world.services)
        if minute >= 0:
            now_busy, now_all = await _ages(world)
            ages_busy.append(median(now_busy))
            ages.append(median(now_all))
            oldest = max(oldest, *now_all)
    calls = sum(world.tiktok.calls.values())
    quota = APP_QUOTA[LEVEL].qpm * len(world.ids) / ADVERTISERS
    return _Watched(
        busy=median(ages_busy),
        any=median(ages),
        oldest=oldest,
        quota=calls / ((world.time.clock.now() - began).total_seconds() / 60) / quota,
        calls=await _calls_of_unchanged(world, looks_before),
        **await _delays(world, switched),
    )


async def _looks(world: _World) -> dict[str, int]:
    rows = await world.rows("SELECT id, sync FROM advertisers")
    return {row[0]: msgspec.json.decode(row[1])["turn"] for row in rows}


async def _calls_of_unchanged(world: _World, before: dict[str, int]) -> float:
    """Calls on the ads' level by look, of accounts that sleep; the other levels have fewer."""
    after = await _looks(world)
    asleep = set(world.ids) - world.busy
    looks = sum(after[id_] - before[id_] for id_ in asleep)
    return sum(world.tiktok.calls[id_, "/ad/get/"] for id_ in asleep) / max(1, looks)


def _switched(world: _World, minute: int, second: int) -> list[tuple[str, datetime]]:
    """A sixtieth of the busy accounts have their campaign switched, on or off by turns."""
    done, now = [], world.time.clock.now()
    for place, advertiser_id in enumerate(sorted(world.busy)):
        if place % 60 != second:
            continue
        state = world.simulator.state
        campaign = state.campaigns[next(iter(state.campaigns_of[advertiser_id]))]
        other = "DISABLE" if campaign.operation_status == "ENABLE" else "ENABLE"
        state.save(msgspec.structs.replace(campaign, operation_status=other, modified_at=now))
        done += [(campaign.id, now)] if 0 <= minute < WATCHED_MINUTES - SWITCHED_EVERY_MINUTES else []
    return done


async def _delays(world: _World, switched: list[tuple[str, datetime]]) -> dict[str, float]:
    rows = await world.rows(
        "SELECT object_id, created_at FROM events WHERE type = 'campaign.status_changed' ORDER BY sequence"
    )
    told: dict[str, list[int]] = {}
    for object_id, at in rows:
        told.setdefault(object_id, []).append(at)
    delays = []
    for object_id, moment in switched:
        later = [at for at in told.get(object_id, []) if at >= to_micros(moment)]
        delays += [(later[0] - to_micros(moment)) / 1_000_000] if later else []
    in_time = sum(1 for object_id, moment in switched if told.get(object_id))
    return {
        "told_after": median(delays) if delays else float("inf"),
        "told_after_most": max(delays, default=float("inf")),
        "told_share": len(delays) / max(1, len(switched)) if in_time else 0.0,
    }


async def _ages(world: _World) -> tuple[list[float], list[float]]:
    """Minutes since each living object was last seen at TikTok, of busy accounts and of all."""
    now = to_micros(world.time.clock.now())
    ages_busy, ages = [], []
    for level in _LEVELS:
        rows = await world.rows(
            f"SELECT a.id, max(o.read_at, coalesce(a.{level}s_at, 0)) FROM {level}s o "  # noqa: S608  # of our own names
            "JOIN advertisers a ON a.workspace_id = o.workspace_id AND a.id = o.advertiser_id "
            "WHERE o.status != 'DELETED'"
        )
        for advertiser_id, seen_at in rows:
            age = (now - seen_at) / 60_000_000
            ages.append(age)
            if advertiser_id in world.busy:
                ages_busy.append(age)
    return ages_busy, ages


async def _cost_of_looks(world: _World) -> float:
    """CPU microseconds of planning and doing a look at an unchanged account, without the simulator's."""
    sleeping = sorted(set(world.ids) - world.busy)[:200]
    now = to_micros(world.time.clock.now())
    await world.rows("UPDATE sync_tasks SET due_at = due_at RETURNING 1")
    async with world.services.db.transaction(EVERYWHERE) as tx:
        for advertiser_id in world.ids:
            due = now if advertiser_id in sleeping else now + 10_000_000_000
            await advertiser_store.change(tx, WORKSPACE, advertiser_id, due_at=due)
    world.services.allowance = allowance.Allowance(share=1_000)
    boundless = AppQuota(LEVEL, clock=world.time, app_quota=Quota(10**6, 10**8, 10**9))
    world.services.tiktok = replace(world.services.tiktok, budget=lambda _app, _level: boundless, _made={})
    before, looks = await _looks(world), 0
    began, theirs = time.process_time(), world.tiktok.seconds
    for _ in range(20):
        await sync_plan.plan(world.services)
        await sync_work.do_due(world.services)
    spent = time.process_time() - began - (world.tiktok.seconds - theirs)
    after = await _looks(world)
    looks = sum(after[id_] - before[id_] for id_ in sleeping)
    return spent / max(1, looks) * 1_000_000


async def _rows_compared(world: _World) -> tuple[float, float]:
    """Rows a second that are fetched from the mirror, compared and found as they were; and documents by == alone."""
    ids = [row[0] for row in await world.rows("SELECT id FROM ads LIMIT 1000")]
    rows = [await mirror.by_id(world.services.db, "ad", WORKSPACE, id_) for id_ in ids]
    read = [replace(row, read_at=row.read_at + 10**12) for row in rows if row]
    began = time.process_time()
    for _ in range(5):
        async with world.services.db.transaction(WORKSPACE) as tx:
            noticed = await noticing.notice(tx, "ad", read)
        if noticed.rows:
            raise CannotMeasure("rows that did not change were found changed")
    pace = 5 * len(read) / (time.process_time() - began)
    documents = [row.document for row in read]
    again = [bytes(bytearray(document)) for document in documents]
    began = time.perf_counter()
    for _ in range(200):
        same = sum(one == other for one, other in zip(documents, again, strict=True))
    if same != len(documents):
        raise CannotMeasure("equal documents were found to differ")
    return pace, 200 * len(documents) / (time.perf_counter() - began)
