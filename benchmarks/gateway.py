"""gateway: what a request to LinkPath costs as it is run, on either database, by one process and by two.

Run is `linkpath-manager serve` on SQLite and on PostgreSQL, with one account connected and read from a simulated
TikTok. Asked are `GET /v1/campaigns?limit=20` and `POST /v1/campaigns`, which makes a paused campaign: recorded, sent
to the simulator, read back, audited, mirrored. The peer is one Starlette route in one process that answers the same
bytes.

Compared is the CPU time, user and system, of all of LinkPath's processes by request, with that of the bare route; the
rounds alternate. Shown besides are requests a second with every connection busy, and the 99th percentile of the time
an answer takes at half that pace. Everything shares this computer's cores: with two processes, a simulator and this one
on two cores, requests a second say more about the cores than about LinkPath.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import postgres
from child import Child
from load import Get, Post, fetch, latencies, send_all
from measuring import Effort, Figure, Question, Result, Tell, ratio, side_by_side
from running_linkpath import Serving, serving

TARGET = "/v1/campaigns"
GETS, POSTS, CONNECTIONS = 1_000, 60, 8
_UNLIMITED = {f"limit_{name}": "1000000000" for name in ("standard", "reporting", "uploads", "burst")}
_TICKS = os.sysconf("SC_CLK_TCK")
_BODY = '{"name": "Campaign {turn}", "objective": "TRAFFIC"}'


@dataclass
class _Side:
    """One LinkPath. `paces` are requests a second, `slowest` 99th percentiles in milliseconds, by kind of request."""

    serving: Serving
    get: Get
    post: Post
    paces: dict[str, list[float]]
    slowest: dict[str, list[float]]

    def micros(self, kind: str, requests: int) -> float:
        """CPU microseconds by request, with all connections busy."""
        asked = self.get if kind == "get" else self.post
        before, began = _cpu_seconds(self.serving), time.perf_counter()
        send_all(asked, requests=requests, connections=CONNECTIONS)
        pace = requests / (time.perf_counter() - began)
        micros = (_cpu_seconds(self.serving) - before) / requests * 1_000_000
        self.paces[kind].append(pace)
        half = latencies(asked, a_second=pace / 2, requests=max(20, requests // 2), connections=4 * CONNECTIONS)
        self.slowest[kind].append(quantiles(half, n=100)[98] * 1_000)
        return micros


def answer(effort: Effort, tell: Tell) -> Result:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="linkpath-bench-")))
        sides = {}
        for number, (name, database, processes) in enumerate(_configurations(effort)):
            tell(f"starting LinkPath, {name}", number, 4)
            sides[name] = stack.enter_context(_started(folder / name, database, processes))
        first = next(iter(sides.values()))
        file = folder / "body.json"
        file.write_bytes(fetch(first.get))
        bare = stack.enter_context(Child("bare_server", TARGET, str(file)))
        peers = {"get": Get(bare.ready["url"] + TARGET), "post": Post(bare.ready["url"] + TARGET, body=_BODY)}
        counts = {"get": effort.of(GETS), "post": effort.of(POSTS)}

        measures = {f"bare_{kind}": _bare(bare, peers[kind], effort.of(GETS)) for kind in counts}
        for name, side in sides.items():
            measures |= {f"{name}_{kind}": _micros(side, kind, count) for kind, count in counts.items()}
        measured = side_by_side(measures, effort, tell)

    figures = {f"{name}_cpu": Figure(values, "µs a request") for name, values in measured.items()}
    for name, side in sides.items():
        for kind in counts:
            figures[f"{name}_{kind}_pace"] = Figure(tuple(side.paces[kind][1:]), "requests a second")
            figures[f"{name}_{kind}_p99"] = Figure(tuple(side.slowest[kind][1:]), "ms at half the pace")
    ratios = {
        f"{name}_{kind}": ratio(measured[f"{name}_{kind}"], measured[f"bare_{kind}"])
        for name in sides
        for kind in counts
    }
    return Result(QUESTION.name, figures, ratios)


QUESTION = Question("gateway", "CPU of GET and POST /v1/campaigns as served, against a bare route", answer)


def _configurations(effort: Effort) -> list[tuple[str, str, int]]:
    """Of a tenth of the usual work or less, the two ends alone: starting the others would be all there is to see."""
    databases = ["sqlite", "postgresql"] if asyncio.run(postgres.reachable()) else ["sqlite"]
    whole = [(f"{database}_{count}", database, count) for database in databases for count in (1, 2)]
    return [whole[0], whole[-1]] if effort.scale <= 0.1 else whole


@contextmanager
def _started(folder: Path, database: str, processes: int) -> Iterator[_Side]:
    name = asyncio.run(postgres.create()) if database == "postgresql" else None
    try:
        with serving(folder, processes=processes, database=name, log_level="error", **_UNLIMITED) as here:
            token = (("Authorization", f"Bearer {here.token}"),)
            get, post = Get(f"{here.url}{TARGET}?limit=20", token), Post(here.url + TARGET, token, _BODY)
            yield _Side(here, get, post, {"get": [], "post": []}, {"get": [], "post": []})
    finally:
        if name:
            asyncio.run(postgres.drop(name))


def _micros(side: _Side, kind: str, requests: int):  # noqa: ANN202  # a measure of side_by_side
    return lambda: side.micros(kind, requests)


def _bare(bare: Child, asked: Get, requests: int):  # noqa: ANN202  # the same
    def measure() -> float:
        before = bare.ask()
        send_all(asked, requests=requests, connections=CONNECTIONS)
        return float((bare.ask() - before) / requests * 1_000_000)

    return measure


def _cpu_seconds(here: Serving) -> float:
    """User and system time of all of LinkPath's processes."""
    return sum(map(_of_process, (here.process.pid, *here.processes())))


def _of_process(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
