"""Files by address: fetched from this computer, made up for any other. The simulator calls nobody outside."""

from __future__ import annotations

import base64
import binascii
import hashlib
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from .chance import between, key_of
from .loopback import host_of, is_here, without_name
from .media import Media
from .receiving import FileMissed, IncomingFile, Intake

SECONDS = 10.0
LARGEST_BYTES = 512 * 1024 * 1024
"""Where fetching stops: more than TikTok takes of anything."""

_ADDRESSES = ("video_url", "image_url", "url")
_FORMATS = {
    ".mp4": ("mp4", "video/mp4"),
    ".mov": ("mov", "video/quicktime"),
    ".mpeg": ("mpeg", "video/mpeg"),
    ".mpg": ("mpeg", "video/mpeg"),
    ".avi": ("avi", "video/x-msvideo"),
    ".png": ("png", "image/png"),
    ".jpg": ("jpeg", "image/jpeg"),
    ".jpeg": ("jpeg", "image/jpeg"),
}
_NO_MEDIA = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html", ".mp3": "audio/mpeg"}
_USUAL = {"video_url": _FORMATS[".mp4"], "image_url": _FORMATS[".jpg"], "url": _FORMATS[".mp4"]}


def address_in(sent: dict[str, Any]) -> str | None:
    """The parameter that names the address of a file to upload; None where the file comes in another way."""
    if sent.get("upload_type") not in ("UPLOAD_BY_URL", "URL"):
        return None
    return next((name for name in _ADDRESSES if isinstance(sent.get(name), str)), None)


async def fetched(parameter: str, url: str) -> IncomingFile | FileMissed:
    """The file at `url`, which `parameter` was given as."""
    host = host_of(url)
    if not host:
        return _missed(parameter, 40912, f"{parameter}: Not a valid URL.")
    if not is_here(host):
        return _made_up(parameter, url)
    return await _download(parameter, url)


async def _download(parameter: str, url: str) -> IncomingFile | FileMissed:
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            # A redirect could lead off this computer.
            session.get(without_name(url), allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                return _missed(parameter, 40913, f"{parameter}: The URL answers with HTTP {answer.status}.")
            intake = Intake(_name_in(url), answer.content_type)
            async for piece in answer.content.iter_any():
                intake.feed(piece)
                if intake.size > LARGEST_BYTES:
                    break
            return _verified(parameter, intake.finish(), answer.headers.get("Content-MD5"))
    except (aiohttp.ClientError, OSError, TimeoutError):
        return _missed(parameter, 40913, f"{parameter}: The URL cannot be fetched.")


def _verified(parameter: str, file: IncomingFile, content_md5: str | None) -> IncomingFile | FileMissed:
    """Behaviour reference §7.1 (sure): no text, and as the header Content-MD5 says, where there is one."""
    if file.content_type.startswith("text/"):
        return FileMissed(40908, f"{parameter}: The URL leads to {file.content_type}.")
    if content_md5 is not None and file.md5 not in {content_md5.lower(), _hex(content_md5)}:
        return FileMissed(40900, f"{parameter}: The file does not match its Content-MD5.")
    return file


def _hex(content_md5: str) -> str:
    try:
        return base64.b64decode(content_md5, validate=True).hex()
    except (binascii.Error, ValueError):
        return ""


def _made_up(parameter: str, url: str) -> IncomingFile | FileMissed:
    """A file as it might be found at `url`: the same for the same address."""
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    if suffix in _NO_MEDIA and parameter != "url":
        return FileMissed(40908, f"{parameter}: The URL leads to {_NO_MEDIA[suffix]}.")
    kind, content_type = _FORMATS.get(suffix, _USUAL[parameter])
    return IncomingFile(
        name=_name_in(url),
        content_type=_NO_MEDIA.get(suffix, content_type),
        size=between(200_000, 9_000_000, key_of(0, url), 0),
        md5=hashlib.md5(url.encode(), usedforsecurity=False).hexdigest(),
        media=None if suffix in _NO_MEDIA else Media(format=kind),
    )


def _name_in(url: str) -> str:
    path = PurePosixPath(unquote(urlsplit(url).path))
    return path.name or urlsplit(url).hostname or "file"


def _missed(parameter: str, code: int, message: str) -> FileMissed:
    """TikTok has codes of its own for images: 40912 and 40913 are 40902 elsewhere."""
    return FileMissed(code if parameter == "image_url" else 40902, message)
