"""Pages of documentation, run as a reader runs them: block after block, against a simulated TikTok."""

import contextlib
import io
import os
import re
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from running_demo import PROGRAMS, REPOSITORY

PORT = "8880"  # as pages write it
SECONDS = 60
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE_NAME = re.compile(r"# ([\w-]+\.py)\n")
_INSTALLED = re.compile(r'pip install "(?:\./packages/)?(tiktok-marketing)\[([\w,]+)\]"\n')


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two fences; `line` is that of its first."""

    language: str
    text: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text()
    return [Block(found[1], found[2], text.count("\n", 0, found.start()) + 2) for found in _FENCE.finditer(text)]


@dataclass
class Reader:
    """Somebody who reads a page in a folder of their own; `port` is where their simulator is to listen."""

    page: Path
    folder: Path
    port: int
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})
    exports: list[str] = field(default_factory=list)
    servers: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    said: str = ""
    """What the last block printed."""

    def read(self, block: Block) -> None:
        """Does what the block says, or holds what it shows against what the block before it printed."""
        text = block.text.replace(PORT, str(self.port))
        match block.language:
            case "python" if name := _FILE_NAME.match(text):
                (self.folder / name[1]).write_text(text)
            case "python":
                self._run_python(text, block)
            case "sh" if text.startswith("pip install"):
                _check_installed(text)
            case "sh" if text.startswith("tiktok-simulator"):
                self.said = self.servers.enter_context(_simulator(text, self.port, self.folder))
            case "sh":
                self._run_shell(text)
            case "text":
                assert shows(self.said, text), (
                    f"{self.page.name}:{block.line} shows\n{text}\nbut printed is\n{self.said}"
                )
            case other:
                raise AssertionError(f"{self.page.name}:{block.line} is in {other!r}, which nobody runs")

    def _run_python(self, text: str, block: Block) -> None:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.chdir(self.folder):
            padded = "\n" * (block.line - 1) + text  # so that a traceback names the page's line
            exec(compile(padded, str(self.page), "exec"), self.names)  # noqa: S102 - our own pages
        self.said = said.getvalue()

    def _run_shell(self, text: str) -> None:
        script = "".join([*self.exports, text])
        done = subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", script],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=_environment(),
            timeout=SECONDS,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
        self.exports += re.findall(r"^(?:export |\w+\(\) ).*\n", text, re.MULTILINE)
        self.said = done.stdout


def shows(said: str, shown: str) -> bool:
    """Whether every line of `shown` was said, in this order; … stands for anything, and lines may be left out."""
    lines = said.splitlines()
    for line in shown.splitlines():
        pattern = re.compile(".*".join(map(re.escape, line.rstrip().split("…"))) + r"\s*")
        found = next((number for number, each in enumerate(lines) if pattern.fullmatch(each)), None)
        if found is None:
            return False
        del lines[: found + 1]
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _simulator(command: str, port: int, folder: Path) -> Iterator[str]:
    """What the command says until it is ready; it is ended on leaving."""
    words = [str(PROGRAMS / "tiktok-simulator"), *command.split()[1:], "--port", str(port)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder, env=_environment()
    ) as process:
        assert process.stdout is not None
        try:
            yield _until_ready(process.stdout)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=SECONDS)


def _until_ready(lines: Any) -> str:
    said = ""
    for line in lines:
        said += line
        if line.startswith("  curl"):
            break
    return said


def _check_installed(command: str) -> None:
    """The distribution and its extras are there to be installed."""
    found = _INSTALLED.fullmatch(command)
    assert found, command
    project = tomllib.loads((REPOSITORY / "packages" / found[1] / "pyproject.toml").read_text())["project"]
    assert project["name"] == found[1]
    assert set(found[2].split(",")) <= set(project["optional-dependencies"])


def _environment() -> dict[str, str]:
    path = f"{PROGRAMS}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # Of all the plugins that are here only ours is loaded: the others take seconds.
    plugins = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "tiktok_marketing.simulator.pytest_plugin"}
    return {**os.environ, **plugins, "PATH": path, "COLUMNS": "200", "PYTHONUNBUFFERED": "1"}
