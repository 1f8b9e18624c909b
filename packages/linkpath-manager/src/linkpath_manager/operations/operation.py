"""What a row of the second table is: one thing LinkPath can do, whoever asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from linkpath_manager.domain.actor import Actor, Scope
from tiktok_marketing.spec import Effect

if TYPE_CHECKING:
    from linkpath_manager.domain.listing import Document
    from linkpath_manager.store.advertisers import AdvertiserRow

    from .companions import Companions
    from .services import Services
    from .upstream import RunLog

__all__ = [
    "Context",
    "Effect",
    "Gate",
    "Kind",
    "NotPerformed",
    "Operation",
    "Params",
    "Performed",
    "Previewed",
    "Subject",
]


class Params(BaseModel):
    """Arguments of an operation: unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


class Subject(StrEnum):
    """Whose data an operation touches: the gate finds the advertiser by it, and authorises."""

    WORKSPACE = "workspace"
    ADVERTISER = "advertiser"
    """`params.advertiser_id`, or the workspace's selected advertiser."""
    CAMPAIGN = "campaign"
    """The advertiser of the campaign `params.id`."""
    ADGROUP = "adgroup"
    AD = "ad"


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, for what request, with what at hand. `advertiser` and `run` are set by the gate."""

    actor: Actor
    services: Services
    request_id: str
    idempotency_key: str | None = None
    advertiser: AdvertiserRow | None = None
    run: RunLog | None = None
    if_match: tuple[str, ...] | None = None
    """Versions of which the object has to be one, for the write to be done; None: any."""
    validate_only: bool = False
    """Whether what a write would do is only told."""
    note: str | None = None
    """Why, in the asker's words; shown to who decides."""
    change_id: str | None = None
    """The approved change that is performed: it was decided on, and is not held again."""
    gate: Gate | None = None
    """The gate itself, for operations that have others performed; set with `run`."""
    companions: Companions | None = None
    """Runs that are done side by side with this one, and share calls to TikTok with it."""
    patient: bool = False
    """Nobody waits for it at a door: it waits behind those for whom somebody does, and longer."""
    wait_seconds: float | None = None
    """How long the caller waits for the end of long work; None: as the door has it."""

    def with_(self, **changes: Any) -> Context:
        return replace(self, **changes)

    def about(self, advertiser: AdvertiserRow) -> Context:
        """The same, about this advertiser. Every request passes here, and `replace` takes three times as long."""
        return Context(
            self.actor,
            self.services,
            self.request_id,
            self.idempotency_key,
            advertiser,
            self.run,
            self.if_match,
            self.validate_only,
            self.note,
            self.change_id,
            self.gate,
            self.companions,
            self.patient,
            self.wait_seconds,
        )


class Gate(Protocol):
    """The gate, for operations that have others performed."""

    def operation(self, name: str) -> Operation[Any, Any]:
        """The operation of that name that people can decide on.

        Raises:
            InvalidRequest: there is none.
        """
        ...

    async def perform(self, ctx: Context, op: Operation[Any, Any], params: Any) -> Document: ...

    async def run(self, ctx: Context, op: Operation[Any, Any], params: Any) -> Performed[Any]: ...


Kind = Literal["created", "updated", "deleted"]


@dataclass(frozen=True, slots=True)
class Previewed:
    """How a write to TikTok is shown before it is done: what it does to an object of which `objects.Face`."""

    kind: Kind
    face: Any


P = TypeVar("P", bound=Params)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Performed(Generic[R]):
    """What an operation returned.

    `replayed`: it was done before, under the same idempotency key. `held`: it was not done; `result` is the change
    that waits for people to decide on it. `validated`: it was only asked what it would do, and `result` says that.
    """

    result: R
    replayed: bool = False
    held: bool = False
    validated: bool = False


class NotPerformed:
    """What `reconcile` returns when TikTok shows no trace of the write."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[P, R]):
    """One thing LinkPath can do.

    `perform` does it. `reconcile` answers, for a run whose end is not known, what `perform` would have
    returned, found by reading; or `NotPerformed`. Every operation that writes to TikTok has one.
    """

    name: str
    summary: str
    scope: Scope | None
    """None: any valid token."""
    effect: Effect
    subject: Subject
    params: type[P]
    result: Any
    """The type that `perform` returns: a msgspec struct, or `Listing`."""
    perform: Callable[[Context, P], Awaitable[R]]
    reconcile: Callable[[Context, P], Awaitable[R | NotPerformed]] | None = None
    validate: Callable[[Context, P], Awaitable[Document]] | None = None
    """What it would do, where that is told otherwise than of any write."""
    preview: Previewed | None = None
    """Of a write that people may have to decide on: how they are shown it. None: it is not held."""
    reach: Literal["mirror", "tiktok"] = "mirror"
    """Whether performing it calls TikTok: which errors a door has to document."""
    shows_secret: bool = False
    """Whether the answer holds a secret that is shown this once: it is kept sealed, and for no longer than needed."""
    names_others: bool = False
    """Its params name things that may not be there, though it is about the workspace."""
    description: str = ""
    tags: tuple[str, ...] = field(default=())
