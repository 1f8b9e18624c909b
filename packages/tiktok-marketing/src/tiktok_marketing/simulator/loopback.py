"""This computer's own addresses: the only ones the simulator calls."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit


def host_of(url: str) -> str | None:
    """The host that an http or https address names; None where it is no such address."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # reading the port checks it
    except ValueError:
        return None
    return None if parts.scheme not in {"http", "https"} or " " in url else host


def is_here(host: str) -> bool:
    """Whether it is a loopback address, or the name of one."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def without_name(url: str) -> str:
    """`url` with this computer's address instead of its name, so that no name is looked up."""
    parts = urlsplit(url)
    if parts.hostname != "localhost":
        return url
    return urlunsplit(parts._replace(netloc="127.0.0.1" if parts.port is None else f"127.0.0.1:{parts.port}"))
