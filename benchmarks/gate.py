"""gate: what LinkPath's gate costs a write, over the same calls to TikTok without it, on either database.

A write is `POST /v1/campaigns` to `linkpath-manager serve`: authorised, weighed, recorded, sent to the simulated
TikTok, read back, recorded with its end, audited, mirrored. The peer is the client alone in a process of its own: the
same two calls to the same simulator. Compared are CPU and wall time of a write, side by side in each round. CPU is that
of all of LinkPath's processes, and has its worker's in it: of writes one after the other. The time is the median of
writes so far apart that TikTok's limit on calls, which LinkPath keeps to and the peer does not, holds none of them up.

Besides, how many rows of the audit log are verified in a second of CPU: all of a chain, read and hashed again.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median

import postgres
from child import Child
from load import Post, latencies, send_all
from measuring import Effort, Figure, Goal, Question, Result, Tell, ratio, side_by_side
from running_linkpath import Serving, serving

from linkpath_manager.store import EVERYWHERE, Database, audit, migrate_postgresql, open_postgresql, open_sqlite
from linkpath_manager.store.audit import AuditRecord

WRITES, ROWS = 40, 4_000
_QUOTA_SECONDS, _UNLIMITED_A_SECOND = 1.5, 5
_UNLIMITED = {f"limit_{name}": "1000000000" for name in ("standard", "reporting", "uploads", "burst")}
_BODY = '{"name": "Gate {turn}", "objective": "TRAFFIC"}'
_TICKS = os.sysconf("SC_CLK_TCK")
_WORKSPACE = "ws_bench"


def answer(effort: Effort, tell: Tell) -> Result:
    writes, databases = effort.of(WRITES), _databases(effort)
    walls: dict[str, list[float]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="linkpath-bench-")))
        measures: dict[str, Callable[[], float]] = {}
        for number, database in enumerate(databases):
            tell(f"starting LinkPath on {database}", number, len(databases))
            here = stack.enter_context(_serving(folder / database, database))
            url, way_in = here.settings["LINKPATH_TIKTOK_BASE_URL"], here.way_in
            given = (url, way_in.access_token, way_in.advertiser_ids[0], str(writes))
            bare = stack.enter_context(Child("bare_writer", *given))
            measures[f"{database}_bare"] = _bare(bare, walls.setdefault(f"{database}_bare", []))
            measures[f"{database}_gate"] = _gate(here, writes, walls.setdefault(f"{database}_gate", []))
            measures[f"{database}_verify"] = stack.enter_context(_verifying(folder, database, effort.of(ROWS)))
        measured = side_by_side(measures, effort, tell)
    goals = {f"{database}_verified_rows": Goal("at_least", 100_000) for database in databases}
    return Result(QUESTION.name, _figures(databases, measured, walls), _ratios(databases, measured, walls), goals)


QUESTION = Question("gate", "CPU and time of a write through the gate, against the client's calls alone", answer)


def _figures(
    databases: list[str], measured: dict[str, tuple[float, ...]], walls: dict[str, list[float]]
) -> dict[str, Figure]:
    figures = {}
    for database in databases:
        for side in ("bare", "gate"):
            name = f"{database}_{side}"
            figures[f"{name}_cpu"] = Figure(measured[name], "µs a write")
            figures[f"{name}_time"] = Figure(tuple(walls[name][1:]), "ms a write")
        gate, bare = measured[f"{database}_gate"], measured[f"{database}_bare"]
        figures[f"{database}_added_cpu"] = Figure(tuple(a - b for a, b in zip(gate, bare, strict=True)), "µs a write")
    return figures


def _ratios(
    databases: list[str], measured: dict[str, tuple[float, ...]], walls: dict[str, list[float]]
) -> dict[str, Figure]:
    ratios = {}
    for database in databases:
        gate, bare = f"{database}_gate", f"{database}_bare"
        ratios[f"{database}_cpu"] = ratio(measured[gate], measured[bare])
        ratios[f"{database}_time"] = ratio(walls[gate][1:], walls[bare][1:])
        ratios[f"{database}_verified_rows"] = Figure(measured[f"{database}_verify"], "rows a CPU second")
    return ratios


def _databases(effort: Effort) -> list[str]:
    """Of a tenth of the usual work or less, one alone: starting the other would be all there is to see."""
    whole = ["sqlite", "postgresql"] if asyncio.run(postgres.reachable()) else ["sqlite"]
    return whole[-1:] if effort.scale <= 0.1 else whole


@contextmanager
def _serving(folder: Path, database: str) -> Iterator[Serving]:
    with _named(database) as name, serving(folder, database=name, log_level="error", **_UNLIMITED) as here:
        yield here


@contextmanager
def _named(database: str) -> Iterator[str | None]:
    name = asyncio.run(postgres.create()) if database == "postgresql" else None
    try:
        yield name
    finally:
        if name:
            asyncio.run(postgres.drop(name))


def _bare(bare: Child, walls: list[float]) -> Callable[[], float]:
    def measure() -> float:
        cpu, wall = bare.ask()
        walls.append(wall * 1_000)
        return float(cpu * 1_000_000)

    return measure


def _gate(here: Serving, writes: int, walls: list[float]) -> Callable[[], float]:
    post = Post(f"{here.url}/v1/campaigns", (("Authorization", f"Bearer {here.token}"),), _BODY)

    def measure() -> float:
        before = _cpu_seconds(here)
        send_all(post, requests=writes, connections=1)
        spent = (_cpu_seconds(here) - before) / writes * 1_000_000
        time.sleep(_QUOTA_SECONDS)
        paced = latencies(post, a_second=_UNLIMITED_A_SECOND, requests=max(3, writes // 2), connections=1)
        walls.append(median(paced) * 1_000)
        return spent

    return measure


def _cpu_seconds(here: Serving) -> float:
    """User and system time of all of LinkPath's processes."""
    stats = (Path(f"/proc/{pid}/stat").read_text() for pid in (here.process.pid, *here.processes()))
    fields = (stat.rpartition(")")[2].split() for stat in stats)
    return sum((int(one[11]) + int(one[12])) / _TICKS for one in fields)


@contextmanager
def _verifying(folder: Path, database: str, rows: int) -> Iterator[Callable[[], float]]:
    """Measures the rows verified in a second of CPU."""
    with _named(database) as name, asyncio.Runner() as runner:
        opening = _opened(folder, name)
        db = runner.run(opening.__aenter__())
        runner.run(_fill(db, rows))

        def measure() -> float:
            began = time.process_time()
            found = runner.run(audit.first_break(db, _WORKSPACE))
            assert found == (rows, None)  # noqa: S101 - what is measured is what was wanted
            return rows / (time.process_time() - began)

        yield measure
        runner.run(opening.__aexit__(None, None, None))


@asynccontextmanager
async def _opened(folder: Path, name: str | None) -> AsyncIterator[Database]:
    if name is None:
        db: Database = open_sqlite(folder / "audit.sqlite3")
    else:
        await migrate_postgresql(postgres.owner_url(name), postgres.APP)
        db = await open_postgresql(postgres.app_url(name), connections=1)
    yield db
    await db.close()


async def _fill(db: Database, rows: int) -> None:
    async with db.transaction(EVERYWHERE) as tx:
        for number in range(rows):
            await audit.append(tx, _WORKSPACE, _record(number))


def _record(number: int) -> AuditRecord:
    return AuditRecord(
        at=1_795_176_000_000_000 + number,
        actor_kind="api_key",
        actor_id="key_01JD2M7Z6XQ8R4T9V0W1Y2Z3A4",
        operation="campaigns.create",
        run_id=f"run_{number:026d}",
        advertiser_id="7106541027904733185",
        target_id=str(1_780_000_000_000_000_000 + number),
        params_digest="d" * 64,
        outcome="succeeded: ok",
        upstream_request_ids=f"20261120{number:012d}",
        request_id=f"req_{number:026d}",
    )
