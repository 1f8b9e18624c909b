"""People, as they are told of; and what an e-mail address, a name and a password may be."""

import re
from datetime import datetime
from typing import Final

from msgspec import Struct

from .roles import Role

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 256
_FEWEST_DIFFERENT: Final = 5
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,189}")


class Member(Struct, frozen=True, kw_only=True, tag_field="object", tag="member"):
    """Somebody who belongs to the workspace. `second_factor`: whether they have one."""

    id: str
    email: str
    name: str
    role: Role
    second_factor: bool
    created_at: datetime


def email_of(typed: str) -> str | None:
    """The address as it is kept; None: it cannot be one."""
    email = typed.strip().lower()
    return email if _EMAIL.fullmatch(email) and email.isprintable() else None


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
