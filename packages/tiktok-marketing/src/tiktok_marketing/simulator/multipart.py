"""Forms with files in them (RFC 7578), read as they arrive: a part with a file name is taken in, others are kept."""

from __future__ import annotations

from collections.abc import Callable
from email.message import Message
from email.parser import HeaderParser

import msgspec

from .receiving import IncomingFile, Intake

LONGEST_FIELD_BYTES = 1024 * 1024
_LONGEST_HEADER_BYTES = 16 * 1024


class Malformed(Exception):
    """The body is no multipart form."""


class Form(msgspec.Struct, frozen=True):
    """What a form held, by field. `problem` says what is wrong with one that could not be read to its end."""

    fields: dict[str, str] = msgspec.field(default_factory=dict)
    files: dict[str, IncomingFile] = msgspec.field(default_factory=dict)
    problem: str | None = None


def boundary_of(content_type: str) -> bytes | None:
    """What separates the parts; None where the body is no form."""
    message = Message()
    message["Content-Type"] = content_type
    boundary = message.get_boundary()
    if message.get_content_type() != "multipart/form-data" or not boundary:
        return None
    return boundary.encode("latin-1", "replace")


class FormReader:
    """Reads one form piece by piece; what it holds in memory does not grow with the files."""

    def __init__(self, boundary: bytes) -> None:
        self._delimiter = b"\r\n--" + boundary
        # A form begins with a delimiter that nothing stands before.
        self._buffer = bytearray(b"\r\n")
        self._fields: dict[str, bytearray] = {}
        self._files: dict[str, Intake] = {}
        self._take: Callable[[bytes], None] = _ignore
        self._step: Callable[[], bool] = self._read_content
        self._ended = False
        self._problem: str | None = None

    def feed(self, data: bytes) -> None:
        """Takes the next piece. After a problem the rest is passed over."""
        if self._problem or self._ended:
            return
        self._buffer += data
        try:
            while self._step():
                pass
        except Malformed as error:
            self._problem = str(error)

    def finish(self) -> Form:
        """All of the form, after the last piece."""
        problem = self._problem or (None if self._ended else "The multipart body ends too early.")
        return Form(
            {name: bytes(value).decode("utf-8", "replace") for name, value in self._fields.items()},
            {name: intake.finish() for name, intake in self._files.items()},
            problem,
        )

    def _read_content(self) -> bool:
        """Passes on what surely belongs to the part; returns whether its end was reached."""
        end = self._buffer.find(self._delimiter)
        ready = end if end >= 0 else max(len(self._buffer) - len(self._delimiter) + 1, 0)
        self._take(bytes(self._buffer[:ready]))
        del self._buffer[:ready]
        if end < 0:
            return False
        del self._buffer[: len(self._delimiter)]
        self._step = self._read_turn
        return True

    def _read_turn(self) -> bool:
        """After a delimiter: two dashes end the form, a line break begins a part."""
        if len(self._buffer) < 2:
            return False
        turn = bytes(self._buffer[:2])
        if turn == b"--":
            self._ended = True
            return False
        if turn != b"\r\n":
            raise Malformed("A boundary of the multipart body is followed by other text.")
        self._step = self._read_headers
        return True

    def _read_headers(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 and len(self._buffer) <= _LONGEST_HEADER_BYTES:
            return False
        if end < 0:
            raise Malformed("The headers of a part of the multipart body are too long.")
        headers = bytes(self._buffer[:end]).strip().decode("utf-8", "replace")
        del self._buffer[: end + 4]
        self._open(HeaderParser().parsestr(headers))
        self._step = self._read_content
        return True

    def _open(self, headers: Message) -> None:
        name = headers.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise Malformed("A part of the multipart body has no name.")
        file_name = headers.get_filename()
        if file_name is None:
            self._fields[name] = bytearray()
            self._take = self._keep_in(name)
        else:
            intake = self._files[name] = Intake(file_name, headers.get_content_type())
            self._take = intake.feed

    def _keep_in(self, name: str) -> Callable[[bytes], None]:
        kept = self._fields[name]

        def keep(data: bytes) -> None:
            if len(kept) + len(data) > LONGEST_FIELD_BYTES:
                raise Malformed(f"{name}: Longer than {LONGEST_FIELD_BYTES} bytes.")
            kept.extend(data)

        return keep


def _ignore(_: bytes) -> None:
    """What stands before the first part means nothing."""
