"""A PostgreSQL of a test's own, which it may restart; nothing of it stays."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import postgres

_STARTING_SECONDS = 30


def programs() -> Path | None:
    """Where PostgreSQL's programs are, the newest; None where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    which = shutil.which("initdb")
    return found[-1].parent if found else Path(which).parent if which else None


class OwnPostgresql:
    """A server. It is started, stopped and started again at the same address."""

    def __init__(self) -> None:
        here = programs()
        assert here is not None, "there is no PostgreSQL"
        self._programs = here
        folder = Path(tempfile.mkdtemp(prefix="postgresql-"))  # not in a folder of who starts it, where it may not look
        self._data = folder / "data"
        self._as_owner: list[str] = []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            self._as_owner = ["runuser", "-u", "postgres", "--"]
            shutil.chown(folder, "postgres")
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when it answers."""
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "off"}
        told = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        program = [*self._as_owner, str(self._programs / "postgres"), "-D", str(self._data), *told]
        self._process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + _STARTING_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, "PostgreSQL does not start"
            time.sleep(0.05)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Cuts everybody off, as a restart does; with SIGQUIT it dies as by a power cut."""
        if self._process is None:
            return
        pid = int((self._data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, number)
        self._process.wait(_STARTING_SECONDS)
        self._process = None

    def _answers(self) -> bool:
        done = subprocess.run(
            [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        )
        return done.returncode == 0

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_owner, str(self._programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/")


@contextmanager
def own_postgresql() -> Iterator[OwnPostgresql]:
    """One that answers, and in which `postgres` makes its databases."""
    server = OwnPostgresql()
    try:
        server.start()
        with postgres.at(server.url):
            yield server
    finally:
        server.stop(signal.SIGQUIT)
        shutil.rmtree(server.folder, ignore_errors=True)
