"""Addresses that a browser may be sent back to with a code: which a client may have, and which of them is meant."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

LONGEST_ADDRESS: Final = 2_000

_URI: Final = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")  # RFC 3986's characters but for the fragment's "#"
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.\-]*):")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.\-_]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_LOOPBACK: Final = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]|localhost))(?::[0-9]{1,5})?((?:[/?].*)?)")
# RFC 8252 §7.1 wants a private scheme to be a domain's name turned round: it has a dot. These are of MCP clients that
# have none; what they register is documented by them (read 2026-11).
_KNOWN_SCHEMES: Final = frozenset({"cursor", "vscode", "vscode-insiders", "windsurf"})


def flaw(address: str) -> str | None:
    """Why no client may have `address` as a redirect address; None: one may.

    Taken are https, http to this computer's own loopback (RFC 8252 §7.3), and private schemes of apps (§7.1).
    """
    if len(address) > LONGEST_ADDRESS:
        return f"it is longer than {LONGEST_ADDRESS} characters"
    if "#" in address:
        return "it has a fragment"
    found = _SCHEME.match(address)
    if not found or not _URI.fullmatch(address):
        return "it is no absolute address"
    if found[1] in {"https", "http"}:
        return _web_flaw(address)
    if "." not in found[1] and found[1] not in _KNOWN_SCHEMES:
        return "its scheme is neither https nor an app's own, such as com.example.app"
    return None


def meant(registered: Iterable[str], given: str) -> bool:
    """Whether `given` is one of `registered`: the same text, or the same but for a loopback address's port."""
    portless = _without_port(given)
    return any(one == given or (portless is not None and _without_port(one) == portless) for one in registered)


def _web_flaw(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "it is no absolute address"
    if "@" in parts.netloc:
        return "it holds a user's name or password"
    if not _HOST.fullmatch(parts.netloc) or port == 0:
        return "it names no host"
    if parts.scheme == "http" and not _LOOPBACK.fullmatch(address):
        return "it is http, which is for 127.0.0.1, [::1] and localhost only"
    return None


def _without_port(address: str) -> str | None:
    """A loopback address without its port; None for every other address."""
    found = _LOOPBACK.fullmatch(address)
    return found[1] + found[2] if found else None
