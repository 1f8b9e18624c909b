"""Who is behind a browser's cookie: sessions begun, found, kept alive and ended."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from linkpath_manager.domain.actor import Actor
from linkpath_manager.domain.roles import PERMISSIONS, Role
from linkpath_manager.errors import PermissionDenied
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.hashing import sha256_hex
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store import EVERYWHERE, memberships, people, sessions
from linkpath_manager.store.people import PersonRow
from linkpath_manager.store.sessions import SessionRow

from .services import Services

IDLE_LIFE: Final = timedelta(days=7)
"""How long a session that nobody uses lasts; each use begins this time anew."""
LONGEST_LIFE: Final = timedelta(days=30)
"""How long one lasts that is used every day."""
HALF_LIFE: Final = timedelta(minutes=10)
"""How long the second factor may be owed."""
_NOTE_USE_EVERY: Final = timedelta(minutes=5)
_COOKIE_BYTES: Final = 32
_COOKIE_CHARS: Final = 43
_LONGEST_USER_AGENT: Final = 300


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person at a browser. `workspaces` is their role by workspace id; `workspace_id` is the selected one.

    Somebody who is a member nowhere has no `workspaces`, and `workspace_id` is empty.
    """

    session_id: str
    person_id: str
    email: str
    name: str
    workspaces: dict[str, Role]
    workspace_id: str
    csrf_token: str

    @property
    def actor(self) -> Actor:
        """The person in the selected workspace, with what their role there allows.

        Raises:
            PermissionDenied: they are a member of no workspace.
        """
        role = self.workspaces.get(self.workspace_id)
        if role is None:
            raise PermissionDenied(
                "You are a member of no workspace.",
                code="no_workspace",
                hint="Ask an owner or admin of one for an invitation.",
            )
        return Actor(
            "person", self.person_id, self.workspace_id, self.name, PERMISSIONS[role], person_id=self.person_id
        )


@dataclass(frozen=True, slots=True)
class Known:
    """An open session, whose it is, and their role by workspace id. Half of one still owes the second factor."""

    session: SessionRow
    person: PersonRow
    workspaces: dict[str, Role]

    @property
    def is_half(self) -> bool:
        return self.person.sealed_totp is not None and self.session.second_factor_at is None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its person sees it. `user_agent` is what the browser calls itself."""

    id: str
    user_agent: str
    created_at: datetime
    seen_at: datetime


async def signed_in(services: Services, cookie: str | None) -> SignedIn | None:
    """Who holds `cookie`; None: nobody, the session is over, or the second factor is still owed."""
    found = await known(services, cookie)
    if cookie is None or found is None or found.is_half:
        return None
    await _keep_alive(services, found.session)
    return SignedIn(
        session_id=found.session.id,
        person_id=found.person.id,
        email=found.person.email,
        name=found.person.name,
        workspaces=found.workspaces,
        workspace_id=_selected(found),
        csrf_token=csrf_token(cookie),
    )


async def known(services: Services, cookie: str | None) -> Known | None:
    """The open session of `cookie`, whole or half."""
    if cookie is None or len(cookie) != _COOKIE_CHARS or not cookie.isascii():
        return None
    hashed = sha256_hex(cookie.encode())
    found = await services.db.memory.recall(("session", hashed), lambda: _look_up(services, hashed))
    if found is None or found.session.expires_at <= to_micros(services.clock.now()):
        return None
    return found


async def begin(services: Services, person: PersonRow, user_agent: str, *, second_factor: bool = False) -> str:
    """A new session's cookie, never one that a browser brought along.

    `second_factor`: it was given. Where it is owed, the session is half, and short.
    """
    cookie = secrets.token_urlsafe(_COOKIE_BYTES)
    now = services.clock.now()
    owed = person.sealed_totp is not None and not second_factor
    row = SessionRow(
        id=new_id("ses", now),
        hash=sha256_hex(cookie.encode()),
        person_id=person.id,
        user_agent=user_agent[:_LONGEST_USER_AGENT],
        created_at=to_micros(now),
        seen_at=to_micros(now),
        expires_at=to_micros(now + (HALF_LIFE if owed else IDLE_LIFE)),
        second_factor_at=to_micros(now) if second_factor else None,
    )
    async with services.db.transaction(EVERYWHERE) as tx:
        await sessions.add(tx, row)
    return cookie


async def renew(services: Services, who: SignedIn) -> str:
    """A new cookie for the same session: what was known of the old one opens nothing from now on."""
    cookie = secrets.token_urlsafe(_COOKIE_BYTES)
    async with services.db.transaction(EVERYWHERE) as tx:
        await sessions.change(tx, who.session_id, hash=sha256_hex(cookie.encode()))
    return cookie


async def live(services: Services, who: SignedIn) -> list[OpenSession]:
    """A person's open sessions, the last used first."""
    rows = await sessions.live_of(services.db, who.person_id, to_micros(services.clock.now()))
    return [OpenSession(row.id, row.user_agent, from_micros(row.created_at), from_micros(row.seen_at)) for row in rows]


async def end(services: Services, person_id: str, *, only: str | None = None, but: str | None = None) -> None:
    """Ends a person's sessions: all, the one of the id `only`, or all `but` one."""
    async with services.db.transaction(EVERYWHERE) as tx:
        await sessions.end(tx, person_id, to_micros(services.clock.now()), only=only, but=but)


async def select_workspace(services: Services, who: SignedIn, workspace_id: str) -> None:
    """Has the session work in `workspace_id` from now on.

    Raises:
        PermissionDenied: the person is no member there.
    """
    of_person = await memberships.of_person(services.db, who.person_id)
    if workspace_id not in {row.workspace_id for row, _ in of_person}:
        raise PermissionDenied("You are no member of that workspace.", hint="Choose one of yours.")
    async with services.db.transaction(EVERYWHERE) as tx:
        await sessions.change(tx, who.session_id, selected_workspace_id=workspace_id)


async def workspace_names(services: Services, who: SignedIn) -> dict[str, str]:
    """What the workspaces of a person are called, by id, the oldest membership first."""
    of_person = await memberships.of_person(services.db, who.person_id)
    return {row.workspace_id: name for row, name in of_person}


def csrf_token(cookie: str) -> str:
    """What only a page of ours, shown to the holder of `cookie`, can send along with a form."""
    return urlsafe_b64encode(hmac.digest(cookie.encode(), b"csrf", "sha256")).decode().rstrip("=")


async def _look_up(services: Services, hashed: str) -> Known | None:
    session = await sessions.by_hash(services.db, hashed)
    if session is None or session.ended_at is not None:
        return None
    person = await people.by_id(services.db, session.person_id)
    if person is None or person.disabled_at is not None:
        return None
    of_person = await memberships.of_person(services.db, person.id)
    return Known(session, person, {row.workspace_id: Role(row.role) for row, _ in of_person})


async def _keep_alive(services: Services, session: SessionRow) -> None:
    """Notes that the session was used, every few minutes: a commit makes all forget what they remember."""
    now = services.clock.now()
    if to_micros(now - _NOTE_USE_EVERY) < session.seen_at:
        return
    end_of_life = session.created_at + LONGEST_LIFE // timedelta(microseconds=1)
    expires_at = min(to_micros(now + IDLE_LIFE), end_of_life)
    async with services.db.transaction(EVERYWHERE) as tx:
        await sessions.change(tx, session.id, seen_at=to_micros(now), expires_at=expires_at)


def _selected(found: Known) -> str:
    wanted = found.session.selected_workspace_id
    return wanted if wanted in found.workspaces else next(iter(found.workspaces), "")
