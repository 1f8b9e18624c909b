"""The page of workspaces: which one the browser works in, its name, and a new one."""

from html import escape
from typing import Any, Final

from linkpath_manager.domain.actor import Scope
from linkpath_manager.operations import sessions

from .frame import WORKSPACES_PATH, inside
from .parts import Field, beside_fields, button, field, table
from .visit import Shown, Visit, once


class WorkspacesPage:
    """Chosen, renamed, made."""

    path = WORKSPACES_PATH
    done: Final = {
        "selected": "You are in this workspace now.",
        "renamed": "The workspace has its new name.",
        "created": "The workspace is made, and you are in it.",
    }

    def __init__(self) -> None:
        self.actions: Final = {"select": _select, "rename": _rename, "create": _create}

    async def show(self, visit: Visit, shown: Shown) -> bytes:
        rows = [_workspace(visit, one) for one in await visit.ask("workspaces.list")]
        listed = table("Your workspaces", ("Name", "You are", ""), rows, titled=False)
        forms = _forms(visit, shown) if visit.place.may(Scope.WORKSPACE_ADMIN) else ""
        return inside(visit.place, self.path, "Workspaces", f"{shown.top()}{listed}{forms}")


async def _select(visit: Visit) -> str:
    await sessions.select_workspace(visit.services, visit.who, visit.form.text("workspace_id"))
    return "selected"


async def _rename(visit: Visit) -> str:
    await visit.ask("workspace.update", name=visit.form.text("name").strip())
    return "renamed"


async def _create(visit: Visit) -> str:
    made = await visit.ask("workspaces.create", name=visit.form.text("name").strip())
    await sessions.select_workspace(visit.services, visit.who, made["id"])
    return "created"


def _workspace(visit: Visit, workspace: dict[str, Any]) -> tuple[str, ...]:
    here = workspace["id"] == visit.who.workspace_id
    go = button("Work here", kind="", name="workspace_id", value=workspace["id"])
    choose = (
        '<span class="chip ok">here</span>' if here else visit.form_to(WORKSPACES_PATH, "select", go, kind="inline")
    )
    return f"<b>{escape(workspace['name'])}</b>", escape(str(workspace["role"]).capitalize()), choose


def _forms(visit: Visit, shown: Shown) -> str:
    name = visit.place.workspaces[visit.who.workspace_id]
    rename = _form(visit, shown, "rename", f"Rename {name}", name)
    return rename + _form(visit, shown, "create", "Make another workspace", "")


def _form(visit: Visit, shown: Shown, do: str, title: str, name: str) -> str:
    error = shown.of(do)
    typed = visit.form.text("name") if error else name
    shown_field = Field("name", "Name", value=typed, more='maxlength="100"')
    inside_form = field(shown_field, beside_fields(error), of=do) + once() + button(title.split(maxsplit=1)[0], kind="")
    made = visit.form_to(WORKSPACES_PATH, do, inside_form, kind="form across")
    return f'<section class="card sheet"><h2>{escape(title)}</h2>{made}</section>'
