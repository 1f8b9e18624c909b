"""Signing in: the password, then the second factor where there is one. What fails tells nothing of who there is."""

from dataclasses import dataclass
from typing import Final

import structlog

from linkpath_manager.domain.person import email_of
from linkpath_manager.errors import FieldError, InvalidRequest, Unauthenticated, Unavailable
from linkpath_manager.kit import second_factor
from linkpath_manager.kit.sealing import Secret
from linkpath_manager.store import EVERYWHERE, people
from linkpath_manager.store.people import PersonRow
from linkpath_manager.store.sealed import PERSON_TOTP

from . import sessions, throttle
from .proving import hashed, matches
from .services import Services

log = structlog.get_logger()

_LONGEST_CODE: Final = 64


@dataclass(frozen=True, slots=True)
class Browser:
    """What is known of where somebody sits. `cookie` is that of the session it has, if any."""

    network_address: str
    user_agent: str
    cookie: str | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A new session's cookie. `owes_second_factor`: it opens nothing yet."""

    cookie: str
    owes_second_factor: bool = False


async def sign_in(services: Services, browser: Browser, email: str, password: Secret) -> Begun:
    """A session for the person of that address and password; the one that the browser had is over.

    An address that nobody has costs the same work and gets the same answer.

    Raises:
        InvalidRequest: they do not fit.
        RateLimited: too many have failed for this address or from this place.
        Unavailable: too many people sign in at this moment.
    """
    address = email_of(email) or ""
    guarded = throttle.of_email(address), throttle.of_address(browser.network_address)
    await throttle.claim(services, *guarded)
    person = await people.by_email(services.db, address)
    usable = person if person and person.disabled_at is None else None
    fits = await matches(services, usable.password_hash if usable else None, password.reveal())
    if usable is None or not fits:
        log.info("sign_in.refused", person_id=person and person.id)
        raise _refused("password", "The e-mail address or the password is not right.")
    await throttle.succeeded(services, guarded[0], uncounted=guarded[1:])
    await _renew_hash(services, usable, password)
    cookie = await begin_instead(services, browser, usable)
    owed = usable.sealed_totp is not None
    log.info("sign_in.password_taken" if owed else "sign_in.done", person_id=usable.id)
    return Begun(cookie, owed)


async def give_second_factor(services: Services, browser: Browser, code: str) -> Begun:
    """A whole session in place of the browser's half of one, for a code of the app or one of those on paper.

    Raises:
        Unauthenticated: no half of a session is open: the password comes first.
        InvalidRequest: the code is wrong, over, or was taken before.
        RateLimited: too many failed.
    """
    found = await sessions.known(services, browser.cookie)
    if found is None or not found.is_half:
        raise Unauthenticated("The sign-in took too long.", hint="Begin again with the password.")
    person, guarded = found.person, throttle.of_person(found.person.id)
    await throttle.claim(services, guarded)
    if not await take_code(services, person, code):
        log.info("sign_in.code_refused", person_id=person.id)
        raise _refused("code", "The code is not right, or was used already. The app shows a new one every 30 seconds.")
    await throttle.succeeded(services, guarded)
    log.info("sign_in.done", person_id=person.id)
    return Begun(await begin_instead(services, browser, person, second_factor=True))


async def nobody_yet(services: Services) -> bool:
    """Whether no person has signed up here."""
    return await services.db.memory.recall("people", lambda: people.count(services.db)) == 0


async def take_code(services: Services, person: PersonRow, code: str) -> bool:
    """Whether `code` is one of the person's, and was not taken before; from now on it was."""
    typed = second_factor.plain(code[:_LONGEST_CODE])
    if person.sealed_totp is None:
        return False
    secret = services.sealer.open(person.sealed_totp, bound_to=PERSON_TOTP.place(person.id)).reveal()
    step = second_factor.step_of(secret, typed, services.clock.now())
    async with services.db.transaction(EVERYWHERE) as tx:
        if step is not None:
            return await people.take_step(tx, person.id, step)
        hashes, wanted = person.recovery_hashes.split(), second_factor.recovery_hash(typed)
        if wanted not in hashes:
            return False
        hashes.remove(wanted)
        return await people.replace_recovery(tx, person, " ".join(hashes))


async def begin_instead(services: Services, browser: Browser, person: PersonRow, *, second_factor: bool = False) -> str:
    """A new session's cookie; the session that the browser came with is over, whosever it was."""
    former = await sessions.known(services, browser.cookie)
    if former is not None:
        await sessions.end(services, former.person.id, only=former.session.id)
    return await sessions.begin(services, person, browser.user_agent, second_factor=second_factor)


async def _renew_hash(services: Services, person: PersonRow, password: Secret) -> None:
    """Has a hash of former days made with today's work, now that the password is at hand."""
    if not services.passwords.is_outdated(person.password_hash):
        return
    try:
        renewed = await hashed(services, password.reveal())
    except Unavailable:
        return  # at the next sign-in
    async with services.db.transaction(EVERYWHERE) as tx:
        await people.change(tx, person.id, password_hash=renewed)


def _refused(field: str, message: str) -> InvalidRequest:
    return InvalidRequest(
        message, code="sign_in_refused", param=field, errors=(FieldError(field, "sign_in_refused", message),)
    )
