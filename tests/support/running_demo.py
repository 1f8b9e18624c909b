"""The demo as a person starts it: a process of its own, every wait bounded, nothing left behind."""

import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import httpx2

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAMS = REPOSITORY / ".venv" / "bin"
READY_SECONDS = 60
END_SECONDS = 40
ANSWER_SECONDS = 45  # longer than LinkPath waits for TikTok
LIMITED = 40100  # TikTok's code for too many calls


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it wrote on both its streams."""

    status: int
    output: str
    errors: str


class Demo:
    """A `scripts/demo` on `data_dir`, under way. `facts` are those of its ready line, where it was asked for one.

    `begin_with` are words before its command, such as those of a shell that starts it otherwise.
    """

    def __init__(self, data_dir: Path, *options: str, begin_with: Sequence[str] = ()) -> None:
        self.data_dir = data_dir
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  # open as long as the process
        self._process = subprocess.Popen(
            [*begin_with, *command("--port", "0", "--data-dir", str(data_dir), *options)],
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=environment(),
            start_new_session=True,  # a group of its own, so that what it started ends with it
        )
        assert self._process.stdout is not None
        self._said: list[str] = []
        self._lines = _lines(self._process.stdout)
        self.facts: dict[str, Any] = {}

    @cached_property
    def api(self) -> httpx2.Client:
        """LinkPath, with the printed token."""
        headers = {"Authorization": f"Bearer {self.facts['token']}"}
        return httpx2.Client(base_url=self.facts["manager"], headers=headers, timeout=ANSWER_SECONDS)

    @cached_property
    def tiktok(self) -> httpx2.Client:
        """The simulated TikTok, as the printed grant; `/_sim/` is there too."""
        headers = {"Access-Token": self.facts["tiktok_access_token"]}
        return httpx2.Client(base_url=self.facts["simulator"], headers=headers, timeout=ANSWER_SECONDS)

    def at_tiktok(self, path: str, filtering: Mapping[str, Any], advertiser_id: str = "") -> list[dict[str, Any]]:
        """Every row of one of TikTok's lists, such as `campaign/get`; of the first advertiser, unless one is named."""
        asked: dict[str, Any] = {
            "advertiser_id": advertiser_id or self.facts["advertiser_ids"][0],
            "filtering": json.dumps(filtering),
            "page_size": 1000,
        }
        rows: list[dict[str, Any]] = []
        while True:
            asked["page"] = len(rows) // 1000 + 1
            data = self._told_by_tiktok(f"/open_api/v1.3/{path}/", asked)
            rows += data["list"]
            if not data["list"] or len(rows) >= data["page_info"]["total_number"]:
                return rows

    def _told_by_tiktok(self, path: str, asked: Mapping[str, Any]) -> Any:
        """The data of one answer; LinkPath calls as the same app, so that the limit may be reached already."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while True:
            answer = self.tiktok.get(path, params=asked).json()
            if answer["code"] != LIMITED or time.monotonic() > deadline:
                assert answer["code"] == 0, answer
                return answer["data"]
            time.sleep(0.2)

    def wait_until(self, said: Callable[[str], bool]) -> list[str]:
        """The lines on standard output up to the first for which `said` holds."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"Not ready after {READY_SECONDS} s. {self._account()}") from None
            if line is None:
                self._lines.put(None)
                raise AssertionError(f"Ended before it was ready. {self._account()}")
            self._said.append(line)
            if said(line):
                return self._said

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> Ended:
        """Asks it to end, as Ctrl-C does, and waits for that."""
        self._process.send_signal(number)
        return self._ended()

    def kill(self) -> Ended:
        """`kill -9`, at it and all it started."""
        os.killpg(self._process.pid, signal.SIGKILL)
        return self._ended()

    def close(self) -> None:
        """Ends it however it stands."""
        if self._process.poll() is None:
            self.kill()
        for client in ("api", "tiktok"):
            if client in self.__dict__:
                getattr(self, client).close()
        self._errors.close()

    def _ended(self) -> Ended:
        status = self._process.wait(END_SECONDS)
        while (line := self._lines.get(timeout=END_SECONDS)) is not None:
            self._said.append(line)
        self._lines.put(None)
        return Ended(status, "".join(self._said), self._written())

    def _account(self) -> str:
        return f"It said: {''.join(self._said)}{self._written()}"

    def _written(self) -> str:
        self._errors.seek(0)
        return self._errors.read()


@contextmanager
def started(data_dir: Path, *options: str, begin_with: Sequence[str] = ()) -> Iterator[Demo]:
    """A demo that is ready, on a free port; killed on leaving if it has not ended by then."""
    demo = Demo(data_dir, "--json", *options, begin_with=begin_with)
    try:
        demo.facts = json.loads(demo.wait_until(lambda line: line.startswith("{"))[-1])
        yield demo
    finally:
        demo.close()


def refused(*options: str) -> Ended:
    """How a demo ended that could not start."""
    return finished(command(*options))


def finished(program: list[str]) -> Ended:
    """How `program` ended by itself."""
    done = subprocess.run(
        program, capture_output=True, text=True, timeout=READY_SECONDS, check=False, env=environment(), cwd=REPOSITORY
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def command(*options: str) -> list[str]:
    return [str(REPOSITORY / "scripts" / "demo"), *options]


def environment() -> Mapping[str, str]:
    """That of a person who has set nothing of LinkPath's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LINKPATH_")}


def _lines(stream: IO[str]) -> "queue.SimpleQueue[str | None]":
    """What comes on `stream`, read by a thread so that waiting for it can be bounded; None at its end."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        with stream:
            for line in stream:
                lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines
