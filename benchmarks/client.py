"""client: what a call costs beside the least that can make it, how TikTok's limit is used, what an upload takes.

A small call is one campaign, again and again, one after the other. The peer is aiohttp alone with msgspec reading the
same answer into the same types; beside them TikTok's official SDK. Each is a process of its own; all ask one server of
one route. What is compared is CPU time, user and system, by call; the rounds alternate. `reads_per_core_second` are the
client's small calls by CPU second. Reading ads is the client's reading of one page of 1,000 ads as a simulated TikTok
answers it, typed, by CPU second, without any network; of each round's twenty readings the quickest counts, since what
else the computer does can only slow one down.

The limit is 3 calls a second, kept by a server that counts arrivals itself, in exact rolling seconds, and refuses what
is over. 160 calls over 40 advertisers are made all at once: by one process, and by four that share their budget
through Redis. `limit_overrun` is the time from the first to the last that was let in, over the shortest that the limit
allows; `refused_share` the part of all arrivals that was refused. Both are measured once, for they take a minute;
without Redis on this computer the four are left out.

`upload_peak` is the most memory that a process had which uploaded a file of 1 GB, in the parts that the server asked
for; the SDK, which has no parts, uploads a tenth of it. `qpm_recovery` and `qpd_recovery` are, on a clock that nobody
waits for and with the simulator's limits, the seconds from the moment at which TikTok serves again to the first call
that it serves, after the minute's limit was broken and after the day's was; both are counted once.
"""

import socket
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from child import Child
from load import Get, fetch
from measuring import CannotMeasure, Effort, Figure, Goal, Question, Result, Tell, ratio, side_by_side

CALLS_A_ROUND = 500
ADS = 1_000
LIMITED_CALLS = 160
QPS = 3
PROCESSES = 4
UPLOADED_BYTES, UPLOADED_BY_SDK_BYTES = 1_000_000_000, 100_000_000
_API = "/open_api/v1.3"
_REDIS = ("127.0.0.1", 6379)


@dataclass(frozen=True, slots=True)
class _Use:
    """How a limit was used."""

    overrun: float
    refused: float


def answer(effort: Effort, tell: Tell) -> Result:
    calls = effort.of(CALLS_A_ROUND)
    with tempfile.TemporaryDirectory(prefix="linkpath-bench-") as folder, ExitStack() as stack:
        tell("making an account", 0, 1)
        campaign, ads = Path(folder) / "campaign.json", Path(folder) / "ads.json"
        _fetch_answers(campaign, ads)
        server = stack.enter_context(Child("bare_server", f"{_API}/campaign/get/", str(campaign)))
        callers = {
            name: stack.enter_context(Child("caller", name, server.ready["url"], str(calls)))
            for name in ("client", "aiohttp", "sdk")
        }
        decoder = stack.enter_context(Child("ads_decoder", str(ads)))
        sides = {f"{name}_cpu": caller.ask for name, caller in callers.items()} | {"ads_decoded": decoder.ask}
        measured = side_by_side(sides, effort, tell)
    decoded = Figure(measured.pop("ads_decoded"), "ads a CPU second")
    uploads, recoveries = _uploads(effort, tell), _recoveries(tell)
    uses = _limit_uses(effort.of(LIMITED_CALLS), tell)
    return Result(
        QUESTION.name,
        {
            **{name: Figure(tuple(value * 1e6 for value in values), "µs a call") for name, values in measured.items()},
            "sdk_reads_per_core_second": _per_second(measured["sdk_cpu"]),
            "sdk_upload_peak": uploads["sdk"],
            **{f"{name}_refused": Figure((told["refused"],), "calls") for name, told in recoveries.items()},
        },
        {
            "reads_per_core_second": _per_second(measured["client_cpu"]),
            "cpu_ratio_to_aiohttp": ratio(measured["client_cpu"], measured["aiohttp_cpu"]),
            "cpu_ratio_to_sdk": ratio(measured["client_cpu"], measured["sdk_cpu"]),
            "ads_decoded": decoded,
            "upload_peak": uploads["client"],
            **{f"{name}_recovery": Figure((told["seconds"],), "s") for name, told in recoveries.items()},
            **{f"limit_overrun{name}": Figure((use.overrun,), "ratio") for name, use in uses.items()},
            **{f"refused_share{name}": Figure((use.refused,), "ratio") for name, use in uses.items()},
        },
        {
            "cpu_ratio_to_aiohttp": Goal("at_most", 1.5),
            "ads_decoded": Goal("at_least", 150_000),
            "upload_peak": Goal("at_most", 80),
            **{f"{name}_recovery": Goal("at_most", 10) for name in recoveries},
            **{f"limit_overrun{name}": Goal("at_most", 1.05) for name in uses},
            **{f"refused_share{name}": Goal("at_most", 0.01) for name in uses},
        },
    )


def _fetch_answers(campaign: Path, ads: Path) -> None:
    with Child("simulator", str(ADS)) as simulator:
        way_in = simulator.ready
        headers = (("Access-Token", way_in["access_token"]),)
        address, whose = way_in["url"] + _API, f"advertiser_id={way_in['advertiser_id']}"
        campaign.write_bytes(fetch(Get(f"{address}/campaign/get/?{whose}&page_size=1", headers)))
        everything = "filtering=%7B%22primary_status%22%3A%22STATUS_ALL%22%7D"
        ads.write_bytes(fetch(Get(f"{address}/ad/get/?{whose}&{everything}&page_size={ADS}", headers)))


def _per_second(seconds: tuple[float, ...]) -> Figure:
    return Figure(tuple(1 / each for each in seconds), "calls a CPU second")


def _uploads(effort: Effort, tell: Tell) -> dict[str, Figure]:
    """The peak of each way's own process."""
    tell("uploading", 0, 1)
    peaks: dict[str, Figure] = {}
    with Child("upload_server") as server:
        for how, usual in (("client", UPLOADED_BYTES), ("sdk", UPLOADED_BY_SDK_BYTES)):
            size = effort.of(usual)
            with Child("uploader", how, server.ready["url"], str(size)) as uploader:
                peaks[how] = Figure((uploader.ask(),), "MB")
            if (came := server.ask()) < size:
                raise CannotMeasure(f"{came} of {size} bytes came.")
    return peaks


def _recoveries(tell: Tell) -> dict[str, dict[str, float]]:
    """By limit: the seconds that were too many, and the calls that were refused."""
    tell("recovering", 0, 1)
    with Child("recovery") as child:
        told: dict[str, dict[str, float]] = child.ask()
    return told


def _limit_uses(calls: int, tell: Tell) -> dict[str, _Use]:
    """By the ending of the figures' names; both at the same time, for they do not keep the computer busy."""
    tell("using a limit", 0, 1)
    with ThreadPoolExecutor() as pool:
        uses = {"": pool.submit(_limit_use, 1, calls)}
        if _has_redis():
            uses["_shared"] = pool.submit(_limit_use, PROCESSES, calls)
        return {name: use.result() for name, use in uses.items()}


def _limit_use(processes: int, calls: int) -> _Use:
    share = max(1, calls // processes)
    with Child("limited_server", str(QPS)) as server, _callers(server.ready["url"], processes, share) as callers:
        with ThreadPoolExecutor(processes) as pool:
            made = sum(pool.map(Child.ask, callers))
        told = server.ask()
    if (made, told["let_in"]) != (share * processes, share * processes):
        raise CannotMeasure(f"{made} of {share * processes} calls were answered, and {told['let_in']} let in.")
    shortest = max(1, (made - 1) // QPS)
    return _Use(max(told["seconds"], 0.0) / shortest, told["refused"] / (made + told["refused"]))


@contextmanager
def _callers(url: str, processes: int, calls: int) -> Iterator[list[Child]]:
    shared = f"bench-{uuid4().hex}" if processes > 1 else ""
    with ExitStack() as stack:
        yield [
            stack.enter_context(Child("limited_caller", url, str(QPS), str(calls), shared)) for _ in range(processes)
        ]


def _has_redis() -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(_REDIS) == 0


QUESTION = Question(
    "client", "a small call beside bare aiohttp, ads read, a limit of 3 a second, an upload of 1 GB, recoveries", answer
)
