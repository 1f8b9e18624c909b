"""What a call can end in, by what the caller does next.

TikTokError (code, message, request_id, endpoint)
├── AuthError          the grant is dead or was never good: a person connects again
├── PermissionDenied   the grant is good, the role or the scope is missing: a person gives it
├── InvalidParams      mend the request; the message says where
│   └── Refused        …and nothing was sent: the table forbids it; `problems` names each field and rule
├── NotFound           look up the id, or the path
├── DuplicateRequest   another call carried the same request_id: read what it did
├── WriteConflict      two writes met on one object, again and again: later
├── NotReady           a task or a video is still being worked on: ask again
├── Throttled          TikTok's limit: wait retry_after_seconds
├── DeadlineExceeded   our own keeping of TikTok's limit: wait retry_after_seconds; nothing was sent
├── Maintenance        wait until TikTok is back
├── ServerError        a read that TikTok failed or did not answer: later
├── MalformedAnswer    a read that was answered with something else than the table says
├── Incomplete         the pages do not add up: read again
├── NotDelivered       no connection; surely nothing was done: later
└── OutcomeUnknown     a write that may have happened: read back before sending it again. A report's task that may have
                       been made: asking again may cost a second one
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tiktok_marketing.spec.codes import INVALID_PARAMS, Kind, kind_of
from tiktok_marketing.spec.validation import Problem

QPS_RECOVERY_SECONDS = 1.0
QPM_RECOVERY_SECONDS = 300.0

_QPS = re.compile(r"\bqps limit(?: (\d+))?")
_A_MINUTE, _A_DAY = re.compile(r"\bqpm\b|\bminute"), re.compile(r"\bqpd\b|\bdaily\b|\bday\b")

START_BYTES = 1024
HIDDEN = "[hidden]"


@dataclass(frozen=True, slots=True)
class Unread:
    """An answer that is not TikTok's envelope, or holds something else than the table says.

    `headers` has lower-case names, and none that proves who calls. `body` is longer than what is shown of it, so that
    a secret on the edge can be found and hidden.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def start(self) -> bytes:
        """The first kilobyte."""
        return self.body[:START_BYTES]

    def without(self, secret: str) -> "Unread":
        headers = {name: value.replace(secret, HIDDEN) for name, value in self.headers.items()}
        return replace(self, headers=headers, body=self.body.replace(secret.encode(), HIDDEN.encode()))


class TikTokError(Exception):
    """A call without a result. `code` is TikTok's, None when it gave none. Holds no token, secret or address."""

    unread: Unread | None = None
    """What came, where something came that could not be read."""

    def __init__(self, message: str, *, code: int | None = None, request_id: str = "", endpoint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.request_id = request_id
        self.endpoint = endpoint

    def hide(self, secrets: Iterable[str]) -> None:
        """Takes `secrets` out of the message, should TikTok have repeated them."""
        for secret in secrets:
            self.message = self.message.replace(secret, HIDDEN)
            self.unread = self.unread and self.unread.without(secret)
        self.args = (self.message,)

    def __str__(self) -> str:
        facts = (self.endpoint, self.code, self.message, self.request_id and f"(request {self.request_id})")
        return " ".join(str(fact) for fact in facts if fact not in ("", None))


class AuthError(TikTokError): ...


class PermissionDenied(TikTokError): ...


class InvalidParams(TikTokError): ...


class Refused(InvalidParams):
    """The table forbids these parameters: nothing was sent. `problems` are all there are, in the table's order."""

    def __init__(self, problems: Iterable[Problem], *, endpoint: str = "") -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.path}: {each.message}" for each in self.problems), endpoint=endpoint)


class NotFound(TikTokError): ...


class DuplicateRequest(TikTokError): ...


class WriteConflict(TikTokError): ...


class NotReady(TikTokError): ...


class Maintenance(TikTokError): ...


class ServerError(TikTokError): ...


class Incomplete(TikTokError): ...


class NotDelivered(TikTokError): ...


class OutcomeUnknown(TikTokError): ...


class MalformedAnswer(TikTokError):
    """`whole`: good JSON of an unknown shape, so that asking again will not help."""

    whole = False


Span = Literal["second", "minute", "day", "longer", "unknown"]
"""A limit's: longer is a minute or a day, nobody knows which."""


class Throttled(TikTokError):
    """TikTok refused the call unexecuted: because of the whole app's limit, or that of one advertiser and path.

    `window`: whose limit it was, as far as the message tells, and from a client also what went before it. `limit` is
    the number of calls a second that the message names.
    """

    scope: Literal["app", "local"] = "app"
    window: Span = "unknown"
    limit: int | None = None
    retry_after_seconds: float = QPS_RECOVERY_SECONDS


class DeadlineExceeded(TikTokError):
    """Within the caller's deadline there is no turn: the next one comes in `retry_after_seconds`."""

    def __init__(self, *, retry_after_seconds: float, endpoint: str = "") -> None:
        super().__init__(f"the quota gives a turn in {retry_after_seconds:.1f} s only", endpoint=endpoint)
        self.retry_after_seconds = retry_after_seconds


_BY_KIND: dict[Kind, type[TikTokError]] = {
    Kind.THROTTLED: Throttled,
    Kind.THROTTLED_LOCAL: Throttled,
    Kind.AUTH: AuthError,
    Kind.PERMISSION: PermissionDenied,
    Kind.INVALID: InvalidParams,
    Kind.NOT_FOUND: NotFound,
    Kind.DUPLICATE: DuplicateRequest,
    Kind.CONFLICT: WriteConflict,
    Kind.NOT_READY: NotReady,
    Kind.SERVER: ServerError,
    Kind.MAINTENANCE: Maintenance,
}


def refusal(code: int, message: str, *, request_id: str = "", endpoint: str = "") -> TikTokError:
    """The error for an answer with `code`, which is neither success nor partial success."""
    kind = kind_of(code)
    error = _BY_KIND[kind](message, code=code, request_id=request_id, endpoint=endpoint)
    if isinstance(error, Throttled):
        error.scope = "app" if kind is Kind.THROTTLED else "local"
        error.window, error.limit = _window(message)
        if error.window in {"minute", "day", "longer"}:
            error.retry_after_seconds = QPM_RECOVERY_SECONDS
    if code == INVALID_PARAMS and _tells_of_a_foreign_token(message):
        return AuthError(message, code=code, request_id=request_id, endpoint=endpoint)
    return error


def _window(message: str) -> tuple[Span, int | None]:
    """Which limit was hit, as far as the text tells (behaviour reference §2.1), and the number it names.

    The known text of a minute's breach and a day's is the same; TikTok says that it does not always tell which (§3.4).
    """
    text = message.lower()
    if named := _QPS.search(text):
        return "second", int(named[1]) if named[1] else None
    if _A_DAY.search(text):
        return "day", None
    if _A_MINUTE.search(text):
        return "minute", None
    return ("longer" if "too many requests" in text and "restricted" in text else "unknown"), None


def _tells_of_a_foreign_token(message: str) -> bool:
    # 40000 is also seen for a token of another app, told apart by its text alone (behaviour reference §1.2).
    words = message.lower().replace("_", " ").split()
    return "token" in words and bool({"app", "appid"} & {word.strip(".,;:'\"") for word in words})
