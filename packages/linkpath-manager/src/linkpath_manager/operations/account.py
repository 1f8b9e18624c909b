"""A person's own account: name, password, second factor, sessions. The pages ask for these, no token can."""

from dataclasses import dataclass, replace

from msgspec import Struct
from pydantic import Field, SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.person import LONGEST_NAME, name_of, password_problem
from linkpath_manager.errors import FieldError, InvalidRequest, PermissionDenied
from linkpath_manager.kit import second_factor
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.sealing import SealBroken
from linkpath_manager.store import people, sessions
from linkpath_manager.store.people import PersonRow
from linkpath_manager.store.sealed import PERSON_TOTP

from . import throttle
from .operation import Context, Effect, Operation, Params, Subject
from .proving import hashed, matches
from .services import Services
from .sessions import SignedIn

ISSUER = "LinkPath"


class Account(Struct, frozen=True, kw_only=True, tag_field="object", tag="account"):
    """A person as they see themselves. `recovery_codes`: how many are left."""

    id: str
    email: str
    name: str
    second_factor: bool
    recovery_codes: int


class NewRecoveryCodes(Account, frozen=True, kw_only=True, tag_field="object", tag="account"):
    """`codes` are shown this once."""

    codes: list[str]


class Rename(Params):
    name: str = Field(min_length=1, max_length=LONGEST_NAME)


class Proven(Params):
    """What is done in `session_id`, by who knows the password."""

    session_id: str
    password: SecretStr


class ChangePassword(Proven):
    new_password: SecretStr


class TurnOnSecondFactor(Proven):
    """`sealed_secret` is that of `offer`, `code` what the app makes of it."""

    sealed_secret: SecretStr
    code: SecretStr


class EndSessions(Params):
    """The one of the id `only`, or all `but` one."""

    only: str | None = None
    but: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A second factor that could be. `sealed` comes back with the first code; `uri` is what the QR code says."""

    sealed: str
    secret: str
    uri: str


def offer(services: Services, who: SignedIn, sealed: str = "") -> Offer:
    """A new secret, which nobody keeps but the page that shows it; or the one that a page has shown, `sealed`."""
    place = _offer_place(who.session_id)
    try:
        secret = services.sealer.open(sealed, bound_to=place).reveal()
    except SealBroken:
        secret = second_factor.new_secret()
        sealed = services.sealer.seal(secret, bound_to=place)
    return Offer(sealed, secret, second_factor.enrolment_uri(secret, who.email, ISSUER))


async def account_of(services: Services, person_id: str) -> Account:
    person = await people.by_id(services.db, person_id)
    assert person is not None  # noqa: S101  # who is signed in is there
    return _shown(person)


async def _rename(ctx: Context, params: Rename) -> Account:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person, name = await _person(ctx), name_of(params.name)
    if name is None:
        raise _wrong("name", "A name has letters that can be seen.")

    async def commit(tx: AsyncConnection) -> None:
        await people.change(tx, person.id, name=name)

    ctx.run.commits.append(commit)
    return _shown(replace(person, name=name))


async def _change_password(ctx: Context, params: ChangePassword) -> Account:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person = await _proven(ctx, params)
    password = params.new_password.get_secret_value()
    if problem := password_problem(password, person.email):
        raise _wrong("new_password", problem)
    changed = await hashed(ctx.services, password)
    now = to_micros(ctx.services.clock.now())

    async def commit(tx: AsyncConnection) -> None:
        await people.change(tx, person.id, password_hash=changed)
        await sessions.end(tx, person.id, now, but=params.session_id)

    ctx.run.commits.append(commit)
    return _shown(person)


async def _turn_on(ctx: Context, params: TurnOnSecondFactor) -> NewRecoveryCodes:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person = await _proven(ctx, params)
    secret = _offered(ctx, params)
    now = ctx.services.clock.now()
    step = second_factor.step_of(secret, second_factor.plain(params.code.get_secret_value()), now)
    if step is None:
        raise _wrong("code", "That is not the code the app shows now. Is the clock of the telephone right?")
    sealed = ctx.services.sealer.seal(secret, bound_to=PERSON_TOTP.place(person.id))
    codes = second_factor.new_recovery_codes()

    async def commit(tx: AsyncConnection) -> None:
        await people.change(tx, person.id, sealed_totp=sealed, totp_step=step, recovery_hashes=_hashes(codes))
        await sessions.end(tx, person.id, to_micros(now), but=params.session_id)
        await sessions.change(tx, params.session_id, second_factor_at=to_micros(now))

    ctx.run.commits.append(commit)
    return _with_codes(person, codes)


async def _turn_off(ctx: Context, params: Proven) -> Account:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person = await _proven(ctx, params)

    async def commit(tx: AsyncConnection) -> None:
        await people.change(tx, person.id, sealed_totp=None, totp_step=None, recovery_hashes="")

    ctx.run.commits.append(commit)
    return _shown(replace(person, sealed_totp=None, recovery_hashes=""))


async def _renew_codes(ctx: Context, params: Proven) -> NewRecoveryCodes:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person = await _proven(ctx, params)
    if person.sealed_totp is None:
        raise _wrong("password", "There is no second factor to recover.")
    codes = second_factor.new_recovery_codes()

    async def commit(tx: AsyncConnection) -> None:
        await people.change(tx, person.id, recovery_hashes=_hashes(codes))

    ctx.run.commits.append(commit)
    return _with_codes(person, codes)


async def _end_sessions(ctx: Context, params: EndSessions) -> Account:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person, now = await _person(ctx), to_micros(ctx.services.clock.now())

    async def commit(tx: AsyncConnection) -> None:
        await sessions.end(tx, person.id, now, only=params.only, but=params.but)

    ctx.run.commits.append(commit)
    return _shown(person)


async def _person(ctx: Context) -> PersonRow:
    person = await people.by_id(ctx.services.db, ctx.actor.id) if ctx.actor.kind == "person" else None
    if person is None:
        raise PermissionDenied("An account is a person's own.", code="people_only", hint="Sign in.")
    return person


async def _proven(ctx: Context, params: Proven) -> PersonRow:
    """Who asks, if they know the password: whoever sits down at an open browser does not.

    Raises:
        InvalidRequest: it is not the password.
        RateLimited: too many were tried.
    """
    person = await _person(ctx)
    guarded = throttle.of_person(person.id)
    await throttle.claim(ctx.services, guarded)
    if not await matches(ctx.services, person.password_hash, params.password.get_secret_value()):
        raise _wrong("password", "That is not your password.")
    await throttle.succeeded(ctx.services, guarded)
    return person


def _offered(ctx: Context, params: TurnOnSecondFactor) -> str:
    place = _offer_place(params.session_id)
    try:
        return ctx.services.sealer.open(params.sealed_secret.get_secret_value(), bound_to=place).reveal()
    except SealBroken as error:
        raise _wrong("code", "This QR code is no longer good: load the page again, and scan the new one.") from error


def _offer_place(session_id: str) -> str:
    return f"sessions/{session_id}/totp"


def _hashes(codes: list[str]) -> str:
    return " ".join(second_factor.recovery_hash(code) for code in codes)


def _shown(person: PersonRow) -> Account:
    return Account(
        id=person.id,
        email=person.email,
        name=person.name,
        second_factor=person.sealed_totp is not None,
        recovery_codes=len(person.recovery_hashes.split()),
    )


def _with_codes(person: PersonRow, codes: list[str]) -> NewRecoveryCodes:
    return NewRecoveryCodes(
        id=person.id,
        email=person.email,
        name=person.name,
        second_factor=True,
        recovery_codes=len(codes),
        codes=codes,
    )


def _wrong(field: str, said: str) -> InvalidRequest:
    return InvalidRequest(said, param=field, errors=(FieldError(f"/{field}", "invalid", said),))


RENAME = Operation(
    name="account.rename",
    summary="Change your name",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Rename,
    result=Account,
    perform=_rename,
)

CHANGE_PASSWORD = Operation(
    name="account.change_password",
    summary="Change your password",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=ChangePassword,
    result=Account,
    perform=_change_password,
)

TURN_ON_SECOND_FACTOR = Operation(
    name="account.turn_on_second_factor",
    summary="Turn on your second factor",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=TurnOnSecondFactor,
    result=NewRecoveryCodes,
    perform=_turn_on,
    shows_secret=True,
)

TURN_OFF_SECOND_FACTOR = Operation(
    name="account.turn_off_second_factor",
    summary="Turn off your second factor",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Proven,
    result=Account,
    perform=_turn_off,
)

RENEW_RECOVERY_CODES = Operation(
    name="account.renew_recovery_codes",
    summary="Make new recovery codes",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=Proven,
    result=NewRecoveryCodes,
    perform=_renew_codes,
    shows_secret=True,
)

END_SESSIONS = Operation(
    name="account.end_sessions",
    summary="End sessions of yours",
    scope=None,
    effect=Effect.WRITE,
    subject=Subject.WORKSPACE,
    params=EndSessions,
    result=Account,
    perform=_end_sessions,
)
