"""Passwords looked at and made: never more at a time than the machine has room for."""

from linkpath_manager.domain.person import LONGEST_PASSWORD
from linkpath_manager.errors import Unavailable
from linkpath_manager.kit.passwords import TooBusy

from .services import Services


async def matches(services: Services, password_hash: str | None, password: str) -> bool:
    """Whether the password fits; without a hash it takes as long, and does not.

    Raises:
        Unavailable: too many passwords are being looked at.
    """
    try:
        return await services.passwords.matches(password_hash, password[: LONGEST_PASSWORD + 1])
    except TooBusy as error:
        raise _too_busy() from error


async def hashed(services: Services, password: str) -> str:
    """Raises `Unavailable`, as `matches` does."""
    try:
        return await services.passwords.hash(password)
    except TooBusy as error:
        raise _too_busy() from error


def _too_busy() -> Unavailable:
    return Unavailable("Too many people are signing in at this moment.", hint="Try again.", retry_after=2)
