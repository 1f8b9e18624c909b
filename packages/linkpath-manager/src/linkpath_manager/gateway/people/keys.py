"""The page of API keys."""

from datetime import timedelta
from html import escape
from typing import Any, Final

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.roles import PERMISSIONS
from linkpath_manager.errors import FieldError, InvalidRequest

from .frame import KEYS_PATH, inside
from .parts import Field, beside_fields, button, choice, field, more, shown_once, table, ticks
from .visit import Shown, Visit, once
from .words import SCOPES, day, minute

_LIVES: Final = {"": "Until it is revoked", "30": "30 days", "90": "90 days", "365": "1 year"}
_OVERLAPS: Final = {"": "When I revoke it", "1": "In 1 day", "7": "In 7 days"}
_MOST_ADVERTISERS: Final = 100


class KeysPage:
    """Keys made, rotated and revoked."""

    path = KEYS_PATH
    done: Final = {"revoked": "The key is revoked: it opens nothing any more."}

    def __init__(self) -> None:
        self.actions: Final = {"create": _create, "rotate": _rotate, "revoke": _revoke}

    async def show(self, visit: Visit, shown: Shown) -> bytes:
        keys = await visit.ask("api_keys.list")
        manages = visit.place.may(Scope.API_KEYS_MANAGE)
        rows = [_key(visit, key, manages=manages) for key in keys]
        listed = (
            table("Keys", ("Name", "Scopes", "Advertisers", "Last used", "Expires", ""), rows, titled=False)
            if rows
            else '<section class="card sheet"><p class="sub">There is no key yet.</p></section>'
        )
        form = await _create_card(visit, shown) if manages else ""
        about = f"{len(keys)} in {visit.place.workspaces[visit.who.workspace_id]}"
        return inside(visit.place, self.path, "API keys", f"{shown.top()}{listed}{form}", about=about)


async def _create(visit: Visit) -> str:
    given: dict[str, Any] = {"name": visit.form.text("name").strip(), "scopes": visit.form.get("scopes", [])}
    if not given["scopes"]:
        said = "Tick at least one: a key that may nothing opens nothing."
        raise InvalidRequest(said, errors=(FieldError("/scopes", "missing", said),))
    if advertisers := visit.form.get("advertiser_ids"):
        given["advertiser_ids"] = advertisers
    made = await visit.ask("api_keys.create", **given, **_moment(visit, "expires_at", _LIVES))
    return _shown(made)


async def _rotate(visit: Visit) -> str:
    moment = _moment(visit, "old_expires_at", _OVERLAPS)
    return _shown(await visit.ask("api_keys.rotate", id=visit.form.text("id"), **moment))


async def _revoke(visit: Visit) -> str:
    await visit.ask("api_keys.revoke", id=visit.form.text("id"))
    return "revoked"


def _shown(made: dict[str, Any]) -> str:
    about = "This is the only time that its text is shown. Keep it where your programs keep secrets."
    return shown_once(f"Key {made['name']}", about, made["token"])


def _moment(visit: Visit, name: str, known: dict[str, str]) -> dict[str, Any]:
    """The end of the day so many days from now, the same for a form that is sent twice; or nothing."""
    days = visit.form.text(name)
    if days not in known or not days:
        return {}
    today = visit.services.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return {name: today + timedelta(days=int(days) + 1)}


def _key(visit: Visit, key: dict[str, Any], *, manages: bool) -> tuple[str, ...]:
    name = f"<b>{escape(key['name'])}</b><br><code>{escape(key['hint'])}</code>"
    over = ' <span class="chip bad">expired</span>' if key["status"] == "EXPIRED" else ""
    scopes = "".join(f"<li>{escape(SCOPES[Scope(scope)])}</li>" for scope in key["scopes"])
    count = len(key["scopes"])
    may = (
        f'<details class="list"><summary>{count} scope{"" if count == 1 else "s"}</summary><ul>{scopes}</ul></details>'
    )
    allowed = "all" if key["advertiser_ids"] is None else f"{len(key['advertiser_ids'])} only"
    manage = _manage(visit, key) if manages else ""
    return name, may, allowed, minute(key["last_used_at"]), day(key["expires_at"]) + over, manage


def _manage(visit: Visit, key: dict[str, Any]) -> str:
    overlap = choice("old_expires_at", "The old key ends", _OVERLAPS, of=key["id"])
    rotate = once() + overlap + button("Make its successor", kind="")
    forms = [visit.form_to(KEYS_PATH, "rotate", rotate, id=key["id"])] if key["status"] == "ACTIVE" else []
    forms.append(visit.form_to(KEYS_PATH, "revoke", button("Revoke now", kind="danger"), id=key["id"]))
    return more(f"Manage {key['name']}", "".join(forms))


async def _create_card(visit: Visit, shown: Shown) -> str:
    error = shown.of("create")
    errors, typed = beside_fields(error), visit.form if error else {}
    role = visit.place.role
    mine = {str(scope): text for scope, text in SCOPES.items() if role and scope in PERMISSIONS[role]}
    name = Field("name", "Name", value=typed.get("name", [""])[0], hint="What it is for.", more='maxlength="100"')
    fields = (
        field(name, errors),
        ticks("scopes", "What it may", mine, ticked=set(typed.get("scopes", [])), wrong=errors.get("scopes")),
        await _advertisers(visit, set(typed.get("advertiser_ids", [])), errors.get("advertiser_ids")),
        choice("expires_at", "It lives", _LIVES, chosen=typed.get("expires_at", [""])[0]),
        once(),
        button("Make a key"),
    )
    made = visit.form_to(KEYS_PATH, "create", "".join(fields))
    return f'<section class="card sheet"><h2>Make a key</h2>{made}</section>'


async def _advertisers(visit: Visit, ticked: set[str], wrong: str | None) -> str:
    found = await visit.ask("advertisers.list")
    if not found:
        return ""
    options = {one["id"]: f"{one['name']} ({one['currency']})" for one in found[:_MOST_ADVERTISERS]}
    hint = "None ticked: all of them, and those to come."
    return ticks("advertiser_ids", "Only these advertisers", options, ticked=ticked, hint=hint, wrong=wrong)
