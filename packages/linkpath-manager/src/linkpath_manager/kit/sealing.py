"""Secrets at rest: sealed with a key that has an id, bound to the place where they are kept."""

import base64
import hmac
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["KeyFileBroken", "SealBroken", "Sealer", "Secret", "load_or_create_keys", "new_key"]

_VERSION = "v1"
_KEY_BYTES = 32
_NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed text does not open: another key, another place, or somebody changed it."""


class KeyFileBroken(Exception):
    """The file of keys cannot be used. The message names the file and the next step."""


class Secret:
    """A text that shows itself to `reveal` alone: not to repr, str, format, pickle or JSON."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text: Final = text

    def reveal(self) -> str:
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __format__(self, format_spec: str) -> str:
        return format("***", format_spec)

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a Secret is not pickled or copied: reveal it where it is used")


class Sealer:
    """Seals with the current key, opens with any that it holds: so keys rotate.

    AES-256-GCM; `bound_to` (tenant, row and field, say) is authenticated and not kept: a sealed text that
    is moved to another place does not open there.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        """`keys` by id, each of 32 bytes; an id has no dot.

        Raises:
            ValueError: a key of another length, an id with a dot, or no key of the id `current`.
        """
        if current not in keys:
            raise ValueError(f"there is no key {current!r}")
        for key_id, key in keys.items():
            if not key_id or "." in key_id or len(key) != _KEY_BYTES:
                raise ValueError(f"key {key_id!r} has not {_KEY_BYTES} bytes, or its id is empty or holds a dot")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = current
        self._secret = keys[current]

    def seal(self, plain: str, *, bound_to: str) -> str:
        """`v1.<key id>.<base64url of nonce and ciphertext>`; another text at every call."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, plain.encode(), _bound(self._current, bound_to))
        return f"{_VERSION}.{self._current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def derive(self, purpose: str) -> bytes:
        """32 bytes that only the current key gives, different for each `purpose`."""
        return hmac.digest(self._secret, purpose.encode(), "sha256")

    def open(self, sealed: str, *, bound_to: str) -> Secret:
        """What was sealed.

        Raises:
            SealBroken: made with a key that is not held, for another place, or changed since.
        """
        version, _, rest = sealed.partition(".")
        key_id, _, body = rest.partition(".")
        cipher = self._ciphers.get(key_id)
        if version != _VERSION or cipher is None:
            raise SealBroken(f"sealed as {version[:8]!r} with key {key_id[:40]!r}, which is not held")
        try:
            raw = _decoded(body)
            plain = cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound(key_id, bound_to))
            return Secret(plain.decode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"what is sealed for {bound_to!r} does not open with key {key_id!r}") from error


def new_key() -> bytes:
    """32 random bytes."""
    return AESGCM.generate_key(bit_length=8 * _KEY_BYTES)


def load_or_create_keys(path: Path) -> Sealer:
    """The sealer of the keys in `path`; a file that is not there is made, with one new key and mode 0600.

    The file is `{"current": "k1", "keys": {"k1": "<base64url of 32 bytes>"}}`. Of several processes that
    start at once one makes it, and all read the same.

    Raises:
        KeyFileBroken: the file is there and is not such a file, or cannot be read or made.
    """
    try:
        if not path.exists():
            _create(path)
        return _parse(path.read_bytes())
    except OSError as error:
        raise KeyFileBroken(
            f"The key file {path} cannot be read or made ({error.strerror}): mend its owner and mode."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise KeyFileBroken(
            f"The key file {path} is damaged: put back its copy from the backup. Without it what it sealed is lost: "
            "only then move the file away, let a new one be made, and connect every TikTok account again."
        ) from error


def _parse(text: bytes) -> Sealer:
    stored = json.loads(text)
    keys = {key_id: _decoded(key) for key_id, key in stored["keys"].items()}
    return Sealer(keys, stored["current"])


def _create(path: Path) -> None:
    """Writes the file aside and links it to its name; when another process was first, that one's stays."""
    text = json.dumps({"current": "k1", "keys": {"k1": base64.urlsafe_b64encode(new_key()).decode()}})
    aside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
        _sync_folder(path.parent)
    except FileExistsError:
        pass  # another process made it in the meantime: its keys are the ones
    finally:
        aside.unlink()


def _sync_folder(folder: Path) -> None:
    """Makes the new name survive a loss of power: what is sealed with a lost key is lost."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _decoded(text: str) -> bytes:
    """The bytes of `text`, of which there is one spelling only."""
    raw = base64.b64decode(text, altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).decode() != text:
        raise ValueError("not base64url as it is written here")
    return raw


def _bound(key_id: str, bound_to: str) -> bytes:
    return f"{_VERSION}.{key_id}.{bound_to}".encode()
