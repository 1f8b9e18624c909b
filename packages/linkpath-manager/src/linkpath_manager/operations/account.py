"""A person's own account: name, password, second factor, sessions. The pages ask for these, no token can."""

from dataclasses import replace

from msgspec import Struct
from pydantic import Field, SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.domain.person import LONGEST_NAME, name_of, password_problem
from linkpath_manager.errors import FieldError, InvalidRequest, PermissionDenied
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.store import people, sessions
from linkpath_manager.store.people import PersonRow

from . import throttle
from .operation import Context, Effect, Operation, Params, Subject
from .proving import hashed, matches
from .services import Services


class Account(Struct, frozen=True, kw_only=True, tag_field="object", tag="account"):
    """A person as they see themselves. `recovery_codes`: how many are left."""

    id: str
    email: str
    name: str
    second_factor: bool
    recovery_codes: int


class Rename(Params):
    name: str = Field(min_length=1, max_length=LONGEST_NAME)


class Proven(Params):
    """What is done in `session_id`, by who knows the password."""

    session_id: str
    password: SecretStr


class ChangePassword(Proven):
    new_password: SecretStr


class EndSessions(Params):
    """The one of the id `only`, or all `but` one."""

    only: str | None = None
    but: str | None = None


async def account_of(services: Services, person_id: str) -> Account:
    person = await people.by_id(services.db, person_id)
    assert person is not None  # noqa: S101  # who is signed in is there
    return shown(person)


async def _rename(ctx: Context, params: Rename) -> Account:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person, name = await _person(ctx), name_of(params.name)
    if name is None:
        raise wrong("name", "A name has letters that can be seen.")

    async def commit(tx: AsyncConnection) -> None:
        await people.change(tx, person.id, name=name)

    ctx.run.commits.append(commit)
    return shown(replace(person, name=name))


async def _change_password(ctx: Context, params: ChangePassword) -> Account:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person = await proven(ctx, params)
    password = params.new_password.get_secret_value()
    if problem := password_problem(password, person.email):
        raise wrong("new_password", problem)
    changed = await hashed(ctx.services, password)
    now = to_micros(ctx.services.clock.now())

    async def commit(tx: AsyncConnection) -> None:
        await people.change(tx, person.id, password_hash=changed)
        await sessions.end(tx, person.id, now, but=params.session_id)

    ctx.run.commits.append(commit)
    return shown(person)


async def _end_sessions(ctx: Context, params: EndSessions) -> Account:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person, now = await _person(ctx), to_micros(ctx.services.clock.now())

    async def commit(tx: AsyncConnection) -> None:
        await sessions.end(tx, person.id, now, only=params.only, but=params.but)

    ctx.run.commits.append(commit)
    return shown(person)


async def _person(ctx: Context) -> PersonRow:
    person = await people.by_id(ctx.services.db, ctx.actor.id) if ctx.actor.kind == "person" else None
    if person is None:
        raise PermissionDenied("An account is a person's own.", code="people_only", hint="Sign in.")
    return person


async def proven(ctx: Context, params: Proven) -> PersonRow:
    """Who asks, if they know the password: whoever sits down at an open browser does not.

    Raises:
        InvalidRequest: it is not the password.
        RateLimited: too many were tried.
    """
    person = await _person(ctx)
    guarded = throttle.of_person(person.id)
    await throttle.claim(ctx.services, guarded)
    if not await matches(ctx.services, person.password_hash, params.password.get_secret_value()):
        raise wrong("password", "That is not your password.")
    await throttle.succeeded(ctx.services, guarded)
    return person


def shown(person: PersonRow) -> Account:
    return Account(
        id=person.id,
        email=person.email,
        name=person.name,
        second_factor=person.sealed_totp is not None,
        recovery_codes=len(person.recovery_hashes.split()),
    )


def wrong(field: str, said: str) -> InvalidRequest:
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
