"""The page of members: who belongs to the workspace, who is invited, and what owners and admins do about it."""

from html import escape
from typing import Any, Final

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.roles import Role

from .frame import MEMBERS_PATH, inside
from .parts import Field, beside_fields, button, choice, field, more, shown_once, table
from .visit import Shown, Visit, once
from .words import ROLES, day

_LIVES: Final = {"1": "1 day", "7": "7 days", "30": "30 days"}
_EMAIL: Final = 'autocomplete="off" autocapitalize="none" spellcheck="false"'


class MembersPage:
    """Roles, removals, invitations and links to set a password."""

    path = MEMBERS_PATH
    done: Final = {
        "role": "The role is changed.",
        "removed": "They are no member any more.",
        "revoked": "The invitation is revoked.",
    }

    def __init__(self) -> None:
        self.actions: Final = {
            "role": _change_role,
            "remove": _remove,
            "invite": _invite,
            "revoke": _revoke,
            "reset": _reset,
        }

    async def show(self, visit: Visit, shown: Shown) -> bytes:
        members = await visit.ask("members.list")
        invitations = await visit.ask("invitations.list", status=["PENDING", "EXPIRED"])
        manages = visit.place.may(Scope.WORKSPACE_ADMIN)
        names = {member["id"]: member["name"] for member in members}
        rows = [_member(visit, member, manages=manages) for member in members]
        parts = [
            shown.top(),
            table("Members", ("Name", "Role", "Second factor", "Since", ""), rows, titled=False),
            _invite_card(visit, shown) if manages else "",
            _invitations(visit, invitations, names, manages=manages),
        ]
        about = f"{len(members)} in {visit.place.workspaces[visit.who.workspace_id]}"
        return inside(visit.place, self.path, "Members", "".join(parts), about=about)


async def _change_role(visit: Visit) -> str:
    await visit.ask("members.update", id=visit.form.text("id"), role=visit.form.text("role"))
    return "role"


async def _remove(visit: Visit) -> str:
    end_keys = visit.form.text("end_keys") == "yes"
    await visit.ask("members.remove", id=visit.form.text("id"), end_keys=end_keys)
    return "removed"


async def _revoke(visit: Visit) -> str:
    await visit.ask("invitations.revoke", id=visit.form.text("id"))
    return "revoked"


async def _invite(visit: Visit) -> str:
    given = {name: visit.form.text(name).strip() for name in ("email", "role", "expires_in_days")}
    made = await visit.ask("members.invite", **given)
    about = f"{made['email']} joins with this link, once. LinkPath sends no mail: hand it over."
    return shown_once("Invitation", about, made["link"])


async def _reset(visit: Visit) -> str:
    end_second_factor = visit.form.text("end_second_factor") == "yes"
    made = await visit.ask("members.reset_password", id=visit.form.text("id"), end_second_factor=end_second_factor)
    about = "With this link they set a new password, once, within a day. LinkPath sends no mail: hand it over."
    return shown_once("New password", about, made["link"])


def _member(visit: Visit, member: dict[str, Any], *, manages: bool) -> tuple[str, ...]:
    you = ' <span class="sub">you</span>' if member["id"] == visit.who.person_id else ""
    name = f'<b>{escape(member["name"])}</b>{you}<br><span class="sub">{escape(member["email"])}</span>'
    factor = '<span class="chip ok">on</span>' if member["second_factor"] else '<span class="sub">off</span>'
    untouchable = member["role"] == Role.OWNER and visit.place.role is not Role.OWNER
    manage = _manage(visit, member) if manages and not untouchable else ""
    return name, escape(member["role"].capitalize()), factor, day(member["created_at"]), manage


def _manage(visit: Visit, member: dict[str, Any]) -> str:
    """What can be done about a member: closed until it is asked for."""
    member_id = member["id"]
    options = _roles_to_give(visit)
    role = choice("role", "Role", options, chosen=member["role"], of=member_id) + button("Change role", kind="")
    lost = _tick("end_second_factor", "They lost the second factor too: end it")
    keys = _tick("end_keys", "End the API keys they made too")
    forms = (
        visit.form_to(MEMBERS_PATH, "role", role, id=member_id),
        visit.form_to(MEMBERS_PATH, "reset", once() + lost + button("Make a password link", kind=""), id=member_id),
        visit.form_to(MEMBERS_PATH, "remove", keys + button("Remove", kind="danger"), id=member_id),
    )
    return more(f"Manage {member['name']}", "".join(forms))


def _roles_to_give(visit: Visit) -> dict[str, str]:
    owners = visit.place.role is Role.OWNER
    return {str(role): text for role, text in ROLES.items() if owners or role is not Role.OWNER}


def _tick(name: str, text: str) -> str:
    return f'<label class="tick"><input type="checkbox" name="{name}" value="yes"> <span>{text}</span></label>'


def _invite_card(visit: Visit, shown: Shown) -> str:
    error = shown.of("invite")
    errors, typed = beside_fields(error), visit.form if error else {}
    chosen = typed.get("role", [Role.BUYER])[0]
    options = _roles_to_give(visit)
    email = Field("email", "E-mail address", "email", typed.get("email", [""])[0], more=_EMAIL)
    fields = (
        field(email, errors),
        choice("role", "Role", options, chosen=chosen),
        choice("expires_in_days", "The link works for", _LIVES, chosen=typed.get("expires_in_days", ["7"])[0]),
        once(),
        button("Make an invitation"),
    )
    made = visit.form_to(MEMBERS_PATH, "invite", "".join(fields), kind="form across")
    return f'<section class="card sheet"><h2>Invite somebody</h2>{made}</section>'


def _invitations(visit: Visit, invitations: list[dict[str, Any]], names: dict[str, str], *, manages: bool) -> str:
    if not invitations:
        return ""
    rows = []
    for one in invitations:
        revoke = visit.form_to(MEMBERS_PATH, "revoke", button("Revoke", kind="danger"), kind="inline", id=one["id"])
        over = ' <span class="chip bad">expired</span>' if one["status"] == "EXPIRED" else ""
        rows.append(
            (
                escape(one["email"] or "whoever has the link"),
                escape(one["role"].capitalize()),
                escape(names.get(one["invited_by"] or "", one["invited_by"] or "LinkPath")),
                day(one["expires_at"]) + over,
                revoke if manages else "",
            )
        )
    return table("Open invitations", ("E-mail address", "Role", "Invited by", "Works until", ""), rows)
