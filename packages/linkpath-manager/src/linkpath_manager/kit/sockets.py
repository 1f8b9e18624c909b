"""Places to listen on."""

import socket


class PortInUse(Exception):
    """Another program listens there."""


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes any free one.

    Raises:
        PortInUse: somebody listens there already, or the address is not this computer's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(512)
    except OSError as error:
        bound.close()
        raise PortInUse(f"Cannot listen on {host}:{port} ({error.strerror}). Choose another with --port.") from error
    return bound


def address(bound: socket.socket) -> str:
    """Where a socket of `listen` is reached over http."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
