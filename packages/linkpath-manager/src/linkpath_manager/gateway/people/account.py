"""The page of one's own account: name, password, second factor, sessions."""

from html import escape
from typing import Any, Final

import segno

from linkpath_manager.gateway.browser import set_session
from linkpath_manager.operations import account, account_factor, sessions
from linkpath_manager.operations.account import Account
from linkpath_manager.operations.account_factor import Offer
from linkpath_manager.operations.sessions import OpenSession

from .frame import ACCOUNT_PATH, inside
from .parts import Field, beside_fields, button, field, hidden, table
from .user_agents import browser_name
from .visit import Shown, Visit
from .words import minute

_KNOWN: Final = 'autocomplete="current-password"'
_NEW: Final = 'autocomplete="new-password" minlength="12"'
_CODE: Final = 'autocomplete="one-time-code" inputmode="numeric" spellcheck="false"'


class AccountPage:
    """What somebody does about themselves. What opens the account asks for the password again."""

    path = ACCOUNT_PATH
    done: Final = {
        "renamed": "Your name is changed.",
        "password": "The password is changed, and your other sessions are over.",
        "off": "The second factor is off.",
        "ended": "The session is over.",
        "others": "All other sessions are over.",
    }

    def __init__(self) -> None:
        self.actions: Final = {
            "rename": _rename,
            "password": _change_password,
            "on": _turn_on,
            "off": _turn_off,
            "codes": _renew_codes,
            "end": _end,
            "others": _end_others,
        }

    async def show(self, visit: Visit, shown: Shown) -> bytes:
        mine = await account.account_of(visit.services, visit.who.person_id)
        open_sessions = await sessions.live(visit.services, visit.who)
        parts = (
            shown.top(),
            f'<div class="pair">{_name_card(visit, shown)}{_password_card(visit, shown)}</div>',
            _factor_card(visit, shown, mine),
            _sessions(visit, open_sessions),
        )
        return inside(visit.place, self.path, "Account", "".join(parts), about=mine.email)


async def _rename(visit: Visit) -> str:
    await visit.ask("account.rename", name=visit.form.text("name").strip())
    return "renamed"


async def _change_password(visit: Visit) -> str:
    await _prove(visit, "account.change_password", new_password=visit.form.text("new_password"))
    visit.headers.append(set_session(await sessions.renew(visit.services, visit.who), visit.services))
    return "password"


async def _turn_on(visit: Visit) -> str:
    given = {name: visit.form.text(name) for name in ("sealed_secret", "code")}
    return _codes(await _prove(visit, "account.turn_on_second_factor", **given))


async def _turn_off(visit: Visit) -> str:
    await _prove(visit, "account.turn_off_second_factor")
    return "off"


async def _renew_codes(visit: Visit) -> str:
    return _codes(await _prove(visit, "account.renew_recovery_codes"))


async def _end(visit: Visit) -> str:
    await visit.ask("account.end_sessions", only=visit.form.text("id"))
    return "ended"


async def _end_others(visit: Visit) -> str:
    await visit.ask("account.end_sessions", but=visit.who.session_id)
    return "others"


async def _prove(visit: Visit, operation: str, **given: str) -> Any:
    """Has it done with the password that was typed."""
    return await visit.ask(operation, session_id=visit.who.session_id, password=visit.form.text("password"), **given)


def _codes(answer: dict[str, Any]) -> str:
    lines = "".join(f"<li><code>{escape(code)}</code></li>" for code in answer["codes"])
    return (
        '<section class="card sheet once" role="status"><h2>Recovery codes</h2>'
        "<p>Each works once in place of the app's code. This is the only time that they are shown: print them, or keep "
        f'them where you keep passwords.</p><ul class="codes-list" id="secret">{lines}</ul></section>'
    )


def _name_card(visit: Visit, shown: Shown) -> str:
    error = shown.of("rename")
    typed = visit.form.text("name") if error else visit.who.name
    name = Field("name", "Name", value=typed, hint="What others in the workspace see.", more='autocomplete="name"')
    made = visit.form_to(ACCOUNT_PATH, "rename", field(name, beside_fields(error)) + button("Change name", kind=""))
    return f'<section class="card sheet"><h2>Name</h2>{made}</section>'


def _password_card(visit: Visit, shown: Shown) -> str:
    errors = beside_fields(shown.of("password"))
    hint = "At least 12 characters: a few words do."
    fields = (
        field(Field("password", "Current password", "password", more=_KNOWN), errors, of="change"),
        field(Field("new_password", "New password", "password", hint=hint, more=_NEW), errors),
        button("Change password", kind=""),
    )
    made = visit.form_to(ACCOUNT_PATH, "password", "".join(fields))
    return f'<section class="card sheet"><h2>Password</h2>{made}</section>'


def _factor_card(visit: Visit, shown: Shown, mine: Account) -> str:
    inside_card = _factor_on(visit, shown, mine) if mine.second_factor else _factor_off(visit, shown)
    state = '<span class="chip ok">on</span>' if mine.second_factor else '<span class="chip bad">off</span>'
    return f'<section class="card sheet"><h2>Second factor {state}</h2>{inside_card}</section>'


def _factor_off(visit: Visit, shown: Shown) -> str:
    error = shown.of("on")
    offered = account_factor.offer(visit.services, visit.who, visit.form.text("sealed_secret"))
    errors = beside_fields(error)
    fields = (
        hidden(sealed_secret=offered.sealed),
        field(Field("code", "Code that the app shows", more=_CODE), errors),
        field(Field("password", "Your password", "password", more=_KNOWN), errors, of="on"),
        button("Turn on"),
    )
    made = visit.form_to(ACCOUNT_PATH, "on", "".join(fields))
    opened = " open" if error else ""
    return (
        "<p>With a second factor a stolen password is not enough: signing in asks for a code of an app as well.</p>"
        f'<details class="steps-of"{opened}><summary class="btn">Turn on</summary>'
        f'<div class="enrol">{_qr(offered)}{made}</div></details>'
    )


def _qr(offered: Offer) -> str:
    picture = segno.make(offered.uri, error="m").svg_inline(scale=4, border=3, title="QR code for the app")
    return (
        f'<div class="qr-side"><div class="qr">{picture}</div><p class="hint">Scan this with an authenticator app, or '
        f'type the key into it:</p><output class="secret" tabindex="0">{escape(offered.secret)}</output></div>'
    )


def _factor_on(visit: Visit, shown: Shown, mine: Account) -> str:
    left = f"{mine.recovery_codes} recovery code{'' if mine.recovery_codes == 1 else 's'} left."
    return (
        f"<p>Signing in asks for a code of your app. {left}</p>"
        f"{_asking(visit, shown, 'codes', 'Make new recovery codes')}{_asking(visit, shown, 'off', 'Turn off')}"
    )


def _asking(visit: Visit, shown: Shown, do: str, text: str) -> str:
    """A form that asks for the password, closed until it is wanted."""
    error = shown.of(do)
    password = field(Field("password", "Your password", "password", more=_KNOWN), beside_fields(error), of=do)
    made = visit.form_to(ACCOUNT_PATH, do, password + button(text, kind="danger" if do == "off" else ""))
    return f'<details class="steps-of"{" open" if error else ""}><summary class="btn">{text}</summary>{made}</details>'


def _sessions(visit: Visit, found: list[OpenSession]) -> str:
    rows = [_session(visit, row) for row in found]
    listed = table("Where you are signed in", ("Browser", "Since", "Last used", ""), rows)
    if len(found) < 2:  # there are no others
        return listed
    others = visit.form_to(ACCOUNT_PATH, "others", button("End all other sessions", kind="danger"), kind="inline")
    return f"{listed}<div>{others}</div>"


def _session(visit: Visit, row: OpenSession) -> tuple[str, ...]:
    since, used = (minute(moment.isoformat()) for moment in (row.created_at, row.seen_at))
    here = row.id == visit.who.session_id
    end = visit.form_to(ACCOUNT_PATH, "end", button("End", kind="danger"), kind="inline", id=row.id)
    return (
        f"<b>{escape(browser_name(row.user_agent))}</b>",
        since,
        used,
        '<span class="chip ok">this one</span>' if here else end,
    )
