"""simulator: whether the simulated TikTok is fast enough to be forgotten about.

Reads are `advertiser/info` and the first ten of `campaign/get`, asked in turns over kept-alive connections of a server
process; counted are its reads by CPU second, user and system. A start is from the launching of `tiktok-simulator`,
with an empty account, to the first answer of its API; its modules are compiled, as pip leaves an installed
distribution. Ten years are over when, after the clock was moved, every list was answered with the status of every
object in it; that and the making of 100,000 ads count CPU seconds of a process of their own, whose largest memory is
told besides. There is no peer: TikTok's sandbox is a remote service of one call a second. What is asked of it is in
the goals.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from child import Child
from load import Get, WrongAnswer, fetch, send_all
from measuring import Effort, Figure, Goal, Question, Result, Tell, side_by_side

from tiktok_marketing.simulator.server import listen

READS_A_ROUND = 1_000
ADS, ADS_SEEDED, ADS_GROWING_OLD = 600, 100_000, 600
CONNECTIONS = 4
_API = "/open_api/v1.3"
_STARTED_WITHIN_SECONDS = 30.0
_ASKED_EVERY_SECONDS = 0.005


def answer(effort: Effort, tell: Tell) -> Result:
    tell("making worlds", 0, 1)
    seeded = _feat("seed", effort.of(ADS_SEEDED))
    older = _feat("ten_years", ADS_GROWING_OLD)
    with (
        Child("simulator_reads", str(ADS)) as server,
        tempfile.TemporaryDirectory(prefix="linkpath-bench-") as compiled,
    ):
        gets = _reads(server.ready)
        sides = {
            "reads_per_core_second": lambda: _reads_a_second(server, gets, effort.of(READS_A_ROUND)),
            "start_seconds": lambda: _start_seconds(compiled),
        }
        measured = side_by_side(sides, effort, tell)
    reads = measured["reads_per_core_second"]
    return Result(
        QUESTION.name,
        {"read_cpu": Figure(tuple(1_000_000 / value for value in reads), "µs a read")},
        {
            "reads_per_core_second": Figure(reads, "reads a CPU second"),
            "start_seconds": Figure(measured["start_seconds"], "s"),
            "ten_years_seconds": Figure((older["seconds"],), "CPU s"),
            "seed_seconds": Figure((seeded["seconds"],), f"CPU s for {seeded['ads']:,} ads"),
            "seed_megabytes": Figure((seeded["megabytes"],), f"MB with {seeded['ads']:,} ads"),
        },
        {
            "reads_per_core_second": Goal("at_least", 2_000),
            "start_seconds": Goal("at_most", 0.5),
            "ten_years_seconds": Goal("at_most", 5),
            "seed_seconds": Goal("at_most", 20),
            "seed_megabytes": Goal("at_most", 600),
        },
    )


QUESTION = Question("simulator", "the simulated TikTok's reads, start, ten years, and 100,000 ads", answer)


def _feat(name: str, ads: int) -> dict[str, Any]:
    with Child("simulator_feats", name, str(ads)) as child:
        done: dict[str, Any] = child.ask()
        return done


def _reads(ready: dict[str, str]) -> list[Get]:
    token = (("Access-Token", ready["access_token"]),)
    api, advertiser_id = ready["url"] + _API, ready["advertiser_id"]
    ids = quote(json.dumps([advertiser_id]))
    return [
        Get(f"{api}/advertiser/info/?advertiser_ids={ids}", token),
        Get(f"{api}/campaign/get/?advertiser_id={advertiser_id}&page_size=10", token),
    ]


def _reads_a_second(server: Child, gets: list[Get], reads: int) -> float:
    """Reads by CPU second of the server, as many of each kind."""
    lengths = [len(fetch(get)) for get in gets]
    before = server.ask()
    for get, length in zip(gets, lengths, strict=True):
        send_all(get, requests=reads, connections=CONNECTIONS, length=length)
    return float(len(gets) * reads / (server.ask() - before))


def _start_seconds(compiled: str) -> float:
    """From the launching of the command to the first answer of its API; modules are compiled into that folder."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "tiktok-simulator"), "--scenario", "new-account", "--port", str(port)]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True, env=environment) as process:
        try:
            _await_answer(Get(f"http://127.0.0.1:{port}{_API}/bc/get/"), began + _STARTED_WITHIN_SECONDS)
            return time.monotonic() - began
        finally:
            process.kill()


def _await_answer(get: Get, deadline: float) -> None:
    while True:
        try:
            fetch(get)
        except (OSError, WrongAnswer):
            if time.monotonic() > deadline:
                raise
            time.sleep(_ASKED_EVERY_SECONDS)
        else:
            return
