"""A person's second factor: offered, turned on with its first code, turned off, and its recovery codes."""

from dataclasses import dataclass, replace
from typing import Final

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from linkpath_manager.kit import second_factor
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.sealing import SealBroken
from linkpath_manager.store import people, sessions
from linkpath_manager.store.people import PersonRow
from linkpath_manager.store.sealed import PERSON_TOTP

from .account import Account, Proven, proven, shown, wrong
from .operation import Context, Effect, Operation, Subject
from .services import Services
from .sessions import SignedIn

ISSUER: Final = "LinkPath"


class NewRecoveryCodes(Account, frozen=True, kw_only=True, tag_field="object", tag="account"):
    """`codes` are shown this once."""

    codes: list[str]


class TurnOnSecondFactor(Proven):
    """`sealed_secret` is that of `offer`, `code` what the app makes of it."""

    sealed_secret: SecretStr
    code: SecretStr


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


async def _turn_on(ctx: Context, params: TurnOnSecondFactor) -> NewRecoveryCodes:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person = await proven(ctx, params)
    secret = _offered(ctx, params)
    now = ctx.services.clock.now()
    step = second_factor.step_of(secret, second_factor.plain(params.code.get_secret_value()), now)
    if step is None:
        raise wrong("code", "That is not the code the app shows now. Is the clock of the telephone right?")
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
    person = await proven(ctx, params)

    async def commit(tx: AsyncConnection) -> None:
        await people.change(tx, person.id, sealed_totp=None, totp_step=None, recovery_hashes="")

    ctx.run.commits.append(commit)
    return shown(replace(person, sealed_totp=None, recovery_hashes=""))


async def _renew_codes(ctx: Context, params: Proven) -> NewRecoveryCodes:
    assert ctx.run is not None  # noqa: S101  # the gate records a run for every write
    person = await proven(ctx, params)
    if person.sealed_totp is None:
        raise wrong("password", "There is no second factor to recover.")
    codes = second_factor.new_recovery_codes()

    async def commit(tx: AsyncConnection) -> None:
        await people.change(tx, person.id, recovery_hashes=_hashes(codes))

    ctx.run.commits.append(commit)
    return _with_codes(person, codes)


def _offered(ctx: Context, params: TurnOnSecondFactor) -> str:
    place = _offer_place(params.session_id)
    try:
        return ctx.services.sealer.open(params.sealed_secret.get_secret_value(), bound_to=place).reveal()
    except SealBroken as error:
        raise wrong("code", "This QR code is no longer good: load the page again, and scan the new one.") from error


def _offer_place(session_id: str) -> str:
    return f"sessions/{session_id}/totp"


def _hashes(codes: list[str]) -> str:
    return " ".join(second_factor.recovery_hash(code) for code in codes)


def _with_codes(person: PersonRow, codes: list[str]) -> NewRecoveryCodes:
    return NewRecoveryCodes(
        id=person.id,
        email=person.email,
        name=person.name,
        second_factor=True,
        recovery_codes=len(codes),
        codes=codes,
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
