"""An ASGI application on a socket, served as `linkpath-manager serve` does, telling its CPU time when asked."""

import socket
import time
from typing import Any

from linkpath_manager.cli.serving import server
from linkpath_manager.kit.sockets import address
from linkpath_manager.kit.stopping import Stopping
from processes.errands import on_errand, say


async def serve(app: Any, bound: socket.socket, **ready: str) -> None:
    """Answers until the parent has gone. An errand is answered with the process's CPU seconds, user and system."""
    serving = server(app, Stopping())

    def end() -> None:
        serving.should_exit = True

    on_errand(lambda: say(time.process_time()), on_end=end)
    say({"url": address(bound), **ready})
    await serving.serve(sockets=[bound])
