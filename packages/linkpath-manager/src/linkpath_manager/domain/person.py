"""People, as they are told of; and what an e-mail address, a name and a password may be."""

import re
from datetime import datetime
from typing import Final, Literal

from msgspec import Struct

from .roles import Role

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 256
LONGEST_NAME: Final = 100
_FEWEST_DIFFERENT: Final = 5
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")

InvitationStatus = Literal["PENDING", "ACCEPTED", "EXPIRED", "REVOKED"]


class Member(Struct, frozen=True, kw_only=True, tag_field="object", tag="member"):
    """Somebody who belongs to the workspace. `second_factor`: whether they have one."""

    id: str
    email: str
    name: str
    role: Role
    second_factor: bool
    created_at: datetime


class Invitation(Struct, frozen=True, kw_only=True, tag_field="object", tag="invitation"):
    """Who may become a member. `email` null: whoever has the link. `invited_by` null: LinkPath itself."""

    id: str
    email: str | None
    role: Role
    status: InvitationStatus
    invited_by: str | None
    created_at: datetime
    expires_at: datetime


class NewInvitation(Invitation, frozen=True, kw_only=True, tag_field="object", tag="invitation"):
    """An invitation that has just been made. `link` is shown this once: give it to the one who is invited."""

    link: str


class ResetLink(Struct, frozen=True, kw_only=True, tag_field="object", tag="reset_link"):
    """By `link` a member sets a new password, once. It is shown this once."""

    id: str
    member_id: str
    ends_second_factor: bool
    expires_at: datetime
    link: str


class Workspace(Struct, frozen=True, kw_only=True, tag_field="object", tag="workspace"):
    """`role` is the caller's there; null: the caller is not a person."""

    id: str
    name: str
    role: Role | None


def email_of(typed: str) -> str | None:
    """The address as it is kept; None: it cannot be one."""
    email = typed.strip().lower()
    return email if _EMAIL.fullmatch(email) and email.isprintable() else None


def name_of(typed: str) -> str | None:
    """The name as it is kept; None: it cannot be one."""
    name = " ".join(typed.split())
    return name if 0 < len(name) <= LONGEST_NAME and name.isprintable() else None


def password_problem(password: str, email: str) -> str | None:
    """Why it cannot be somebody's password; None: it can. Length counts, not kinds of characters (NIST SP 800-63B)."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Take at least {SHORTEST_PASSWORD} characters: a few words do."
    if len(password) > LONGEST_PASSWORD:
        return f"Take at most {LONGEST_PASSWORD} characters."
    if len(set(password)) < _FEWEST_DIFFERENT:
        return "Take more different characters."
    if password.strip().lower() in {email, email.partition("@")[0]}:
        return "Take something else than the e-mail address."
    return None
