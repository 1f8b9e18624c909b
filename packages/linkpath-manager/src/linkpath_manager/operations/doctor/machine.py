"""This computer: the data folder, the key file, and the address at which browsers come."""

import os
import shutil
import stat
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from linkpath_manager.domain.finding import Finding, mend, note, ok
from linkpath_manager.kit.key_file import KeyFile, KeyFileBroken

_GB: Final = 1_000_000_000
_LITTLE_BYTES: Final = 2 * _GB
_TOO_LITTLE_BYTES: Final = 200_000_000
_ANSWER_SECONDS: Final = 5


def data_folder(folder: Path) -> Finding:
    """Whether it can be written, and has room."""
    name, place = "data folder", str(folder.absolute())
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return mend(name, f"{place} cannot be written", f"Give {there} to the user that LinkPath runs as.")
    free = shutil.disk_usage(there).free
    told = f"{place}, {free / _GB:.1f} GB free" + ("" if folder.exists() else ", made at the first start")
    if free < _TOO_LITTLE_BYTES:
        return mend(name, told, "Make room: with a full disk nothing can be recorded, and so nothing is written.")
    return note(name, told, "Make room soon.") if free < _LITTLE_BYTES else ok(name, told)


def key_file(path: Path) -> Finding:
    """Whether it can be used, and who else may read it."""
    name = "key file"
    if not path.exists():
        return note(name, f"{path} is not there yet: the first start makes it", "Back it up when it is.")
    try:
        held = KeyFile(path).keys
    except KeyFileBroken as error:
        return mend(name, str(error), "Without it no stored token opens.")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return mend(name, f"{path} may be read by others (mode {mode:04o})", f"chmod 600 {path}")
    count = len(held.keys)
    return ok(name, f"{path}, {held.current} is current" + (f" of {count}" if count > 1 else ""))


async def public_address(url: str | None, *, alive: bool) -> Finding:
    """Whether LinkPath answers where browsers are sent. `alive`: some process of it runs."""
    name = "public address"
    if url is None:
        told = "not set: browsers are sent to where LinkPath listens"
        return note(name, told, "Set LINKPATH_PUBLIC_URL to the https address at which people and TikTok reach it.")
    parts = urlsplit(url)
    if parts.scheme != "https" and not _local(parts.hostname or ""):
        return mend(
            name,
            f"{url} is not https: cookies and tokens would travel in clear",
            "Put a proxy with TLS in front, and name its address.",
        )
    problem = await _asked(f"{url.rstrip('/')}/healthz")
    if problem is None:
        return ok(name, f"LinkPath answers at {url}")
    told = f"{url}: {problem}"
    if not alive:
        return note(name, f"{told}; no LinkPath runs")
    return mend(name, told, "Mend the name, the proxy, or LINKPATH_PUBLIC_URL.")


async def _asked(url: str) -> str | None:
    """Why LinkPath does not answer there; None when it does."""
    try:
        timeout = aiohttp.ClientTimeout(_ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, allow_redirects=False) as answer:
            body = await answer.content.read(200)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return f"no answer ({type(error).__name__})"
    return None if answer.status == 200 and b'"ok"' in body else f"something else answers ({answer.status})"


def _local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
