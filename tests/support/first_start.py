"""A `linkpath-manager serve` with nothing around it, and what it says on the terminal."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from running_demo import END_SECONDS, PROGRAMS, READY_SECONDS, environment


@contextmanager
def said_by_serve(data_dir: Path, said: Path, *, processes: int) -> Iterator[list[str]]:
    """The lines it has said when it answers. It is ended behind the block."""
    program = [str(PROGRAMS / "linkpath-manager"), "serve", "--port", "0", "--processes", str(processes)]
    variables = {**environment(), "LINKPATH_DATA_DIR": str(data_dir), "LINKPATH_LOG_LEVEL": "error"}
    with said.open("wb") as errors:
        process = subprocess.Popen(program, env=variables, stderr=errors, start_new_session=True)
    try:
        yield _until_it_answers(process, said)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(END_SECONDS)


def _until_it_answers(process: "subprocess.Popen[bytes]", said: Path) -> list[str]:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        text = said.read_text()
        assert process.poll() is None, text
        if "Ctrl-C ends it." in text:
            time.sleep(0.3)  # what follows is said at once
            return said.read_text().splitlines()
        time.sleep(0.05)
    raise AssertionError(f"not ready after {READY_SECONDS} s: {said.read_text()}")
