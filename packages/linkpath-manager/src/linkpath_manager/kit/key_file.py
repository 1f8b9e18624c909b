"""The file of keys that seal secrets: made once, changed in one step, followed by every process that uses it."""

import base64
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import structlog

from .sealing import KeyNotHeld, Sealer, Secret, decoded, new_key

log = structlog.get_logger()

_FIRST: Final = "k1"


class KeyFileBroken(Exception):
    """The file of keys cannot be used. The message names the file and the next step."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What the file holds. `retired`: when each former current key was replaced, in UTC microseconds.

    A key that neither is current nor was retired waits to become current.
    """

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    retired: Mapping[str, int]

    @property
    def waiting(self) -> str | None:
        """The newest key that has never been current."""
        return next(
            (key_id for key_id in reversed(list(self.keys)) if key_id not in {self.current, *self.retired}), None
        )


class KeyFile:
    """The sealer of the keys in a file. It looks at the file before it seals, and where it meets an unknown key.

    So a process never seals with a key that was replaced before, and opens whatever another one sealed with a new key.
    """

    def __init__(self, path: Path) -> None:
        """Reads `path`; a file that is not there is made, with one new key and mode 0600.

        Of several processes that start at once one makes it, and all read the same.

        Raises:
            KeyFileBroken: the file is there and is not a file of keys, or cannot be read or made.
        """
        self.path = path
        with _told(path):
            if not path.exists():
                _create(path)
            self._stamp = _stamp(path)
            self._keys = _read(path)
        self._sealer = Sealer(self._keys.keys, self._keys.current)

    @property
    def keys(self) -> Keys:
        self._look()
        return self._keys

    def state(self) -> str:
        """How the file is now: "ok", or what is wrong with it. What was read of it stays in use."""
        try:
            _read(self.path)
        except FileNotFoundError:
            return "the file of keys is gone: put it back before the next start"
        except OSError as error:
            return f"the file of keys cannot be read: {error.strerror}"
        except (ValueError, TypeError, KeyError, AttributeError):
            return "the file of keys is damaged: put back its copy before the next start"
        return "ok"

    def seal(self, plain: str, *, bound_to: str) -> str:
        """See `Sealer.seal`."""
        self._look()
        return self._sealer.seal(plain, bound_to=bound_to)

    def open(self, sealed: str, *, bound_to: str) -> Secret:
        """See `Sealer.open`."""
        try:
            return self._sealer.open(sealed, bound_to=bound_to)
        except KeyNotHeld:
            self._look()
            return self._sealer.open(sealed, bound_to=bound_to)

    def derive(self, purpose: str) -> tuple[bytes, ...]:
        """See `Sealer.derive`."""
        self._look()
        return self._sealer.derive(purpose)

    def add(self) -> str:
        """Adds a new key, which opens and does not seal until `rotate`; returns its id."""
        with self._changing() as keys:
            key_id = _next_id(keys)
            self._write(replace(keys, keys={**keys.keys, key_id: new_key()}))
        return key_id

    def rotate(self, now: int) -> str:
        """Makes the key that waits the current one, or a new one where none waits; returns its id.

        `now` is in UTC microseconds.
        """
        with self._changing() as keys:
            key_id = keys.waiting or _next_id(keys)
            held = keys.keys if key_id in keys.keys else {**keys.keys, key_id: new_key()}
            self._write(Keys(key_id, held, {**keys.retired, keys.current: now}))
        return key_id

    def drop(self, key_id: str) -> None:
        """Takes a retired key out: what is still sealed with it is lost. The current one stays.

        Raises:
            ValueError: it is the current one.
        """
        if key_id == self.keys.current:
            raise ValueError(f"{key_id} is the current key")
        with self._changing() as keys:
            left = {each: key for each, key in keys.keys.items() if each != key_id}
            self._write(Keys(keys.current, left, {each: at for each, at in keys.retired.items() if each != key_id}))

    def _look(self) -> None:
        """Takes over what was changed in the file. What cannot be read now is looked at again the next time."""
        try:
            stamp = _stamp(self.path)
            if stamp != self._stamp:
                keys = _read(self.path)
                self._sealer, self._keys, self._stamp = Sealer(keys.keys, keys.current), keys, stamp
                log.info("keys.read", current_key_id=keys.current, count=len(keys.keys))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            log.warning("keys.unreadable", path=str(self.path), error=type(error).__name__)

    @contextmanager
    def _changing(self) -> Iterator[Keys]:
        """The keys of the file, which nobody else changes meanwhile."""
        with _told(self.path):
            lock = os.open(self.path.with_name(f".{self.path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)  # the system lets go of it however the process ends
                yield _read(self.path)
            finally:
                os.close(lock)
            self._look()

    def _write(self, keys: Keys) -> None:
        """In one step: whoever reads the file sees the old or the new one. It keeps its owner and mode."""
        path = self.path.resolve()
        former = path.stat()
        aside = _written_aside(path, keys)
        try:
            aside.chmod(former.st_mode & 0o777)
            if (former.st_uid, former.st_gid) != (os.getuid(), os.getgid()):
                os.chown(aside, former.st_uid, former.st_gid)
            aside.replace(path)
            _sync_folder(path.parent)
        finally:
            aside.unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Says what is wrong with the file in words."""
    try:
        yield
    except OSError as error:
        raise KeyFileBroken(
            f"The key file {path} cannot be read or written ({error.strerror}): mend its owner and mode."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise KeyFileBroken(
            f"The key file {path} is damaged: put back its copy from the backup. Without it what it sealed is lost: "
            "only then move the file away, let a new one be made, and connect every TikTok account again."
        ) from error


def _read(path: Path) -> Keys:
    """`{"current": "k2", "keys": {"k1": "<base64url of 32 bytes>", "k2": …}, "retired": {"k1": <microseconds>}}`."""
    stored = json.loads(path.read_bytes())
    keys = {str(key_id): decoded(key) for key_id, key in stored["keys"].items()}
    Sealer(keys, stored["current"])  # raises where they cannot serve
    return Keys(stored["current"], keys, {key_id: int(at) for key_id, at in stored.get("retired", {}).items()})


def _text(keys: Keys) -> str:
    held = {key_id: base64.urlsafe_b64encode(key).decode() for key_id, key in keys.keys.items()}
    return json.dumps({"current": keys.current, "keys": held, "retired": dict(keys.retired)}, indent=1) + "\n"


def _next_id(keys: Keys) -> str:
    numbers = [int(key_id[1:]) for key_id in {*keys.keys, *keys.retired} if key_id[1:].isdigit()]
    return f"k{max(numbers, default=0) + 1}"


def _create(path: Path) -> None:
    """Writes the file aside and links it to its name; when another process was first, that one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = _written_aside(path, Keys(_FIRST, {_FIRST: new_key()}, {}))
    try:
        os.link(aside, path)
        _sync_folder(path.parent)
    except FileExistsError:
        pass  # another process made it in the meantime: its keys are the ones
    finally:
        aside.unlink()


def _written_aside(path: Path, keys: Keys) -> Path:
    """A new file beside `path`, for its owner alone, that is on disk."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(_text(keys))
        file.flush()
        os.fsync(file.fileno())
    return aside


def _sync_folder(folder: Path) -> None:
    """Makes the new name survive a loss of power: what is sealed with a lost key is lost."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stamp(path: Path) -> tuple[int, int, int]:
    """Another one whenever the file was replaced or written to."""
    told = path.stat()
    return told.st_ino, told.st_mtime_ns, told.st_size
