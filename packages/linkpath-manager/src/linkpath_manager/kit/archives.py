"""A few files and what is said of them, as one file that says itself whether it is whole."""

import io
import os
import tarfile
from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path
from typing import Any

import msgspec

_CONTENTS = "contents.json"


class ArchiveBroken(Exception):
    """It is no archive of ours, or is not as it was made; the message says what is wrong."""


class _Contents(msgspec.Struct):
    about: dict[str, Any]
    sha256: dict[str, str]


def pack(files: Mapping[str, Path], about: Mapping[str, Any], target: Path) -> None:
    """Writes `files` by their names into `target`, for its owner alone; it is there whole or not at all.

    Raises:
        FileExistsError: `target` is there already.
    """
    contents = _Contents(dict(about), {name: _digest(file) for name, file in files.items()})
    aside = target.with_name(f".{target.name}.part")
    aside.unlink(missing_ok=True)
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
            told = msgspec.json.format(msgspec.json.encode(contents))
            entry = tarfile.TarInfo(_CONTENTS)
            entry.size = len(told)
            archive.addfile(entry, io.BytesIO(told))
            for name, file in files.items():
                archive.add(file, arcname=name, recursive=False)
        os.link(aside, target)  # unlike a rename, it replaces nothing
    finally:
        aside.unlink(missing_ok=True)


def unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Puts the files into `folder`, and returns what was said of them.

    Raises:
        ArchiveBroken: it cannot be read, or a file is missing, another, or not as it was.
    """
    try:
        with tarfile.open(archive, mode="r:gz") as opened:
            entry = opened.next()
            first = opened.extractfile(entry) if entry and entry.name == _CONTENTS else None
            if first is None:
                raise ArchiveBroken(f"{archive} is no archive of LinkPath's.")
            contents = msgspec.json.decode(first.read(), type=_Contents)
            for entry in opened:
                if entry.name == _CONTENTS:
                    continue
                if entry.name not in contents.sha256 or not entry.isfile() or "/" in entry.name:
                    raise ArchiveBroken(f"{archive} holds {entry.name!r}, which it does not tell of.")
                opened.extract(entry, folder, filter="data")
    except (OSError, EOFError, tarfile.TarError, msgspec.MsgspecError) as error:
        raise ArchiveBroken(f"{archive} cannot be read: {error}.") from error
    for name, digest in contents.sha256.items():
        file = folder / name
        if not file.exists() or _digest(file) != digest:
            raise ArchiveBroken(f"{archive} is damaged: {name} is not as it was packed.")
        file.chmod(0o600)
    return contents.about


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
