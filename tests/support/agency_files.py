"""What an agency has on its disk in the morning, and the address at which it can be fetched."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tiktok_marketing.simulator.samples import mp4, png

PEOPLE = [hashlib.sha256(f"customer-{number}@shop.example".encode()).hexdigest() for number in range(3_000)]


def lay_out(folder: Path) -> None:
    """film.mp4, teaser.mp4, cover.png and customers.csv."""
    (folder / "film.mp4").write_bytes(mp4(720, 1280, 12, b"a film"))
    (folder / "teaser.mp4").write_bytes(mp4(540, 960, 6, b"a teaser"))
    (folder / "cover.png").write_bytes(png(720, 1280))
    (folder / "customers.csv").write_text("\n".join(PEOPLE))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server of this computer that gives what is in `folder`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def md5(path: Path) -> str:
    """As TikTok wants it for a signature."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""
