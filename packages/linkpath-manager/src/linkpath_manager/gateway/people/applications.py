"""The page of applications: what a person gave to which, and an end to it."""

from html import escape
from typing import Any, Final

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.oauth import SCOPE_WORDS

from .frame import APPLICATIONS_PATH, inside
from .parts import button, table
from .visit import Shown, Visit
from .words import minute

_HEADS: Final = ("Application", "May", "Advertisers", "Given by", "Last used", "")
_NONE: Final = (
    '<section class="card sheet"><p class="sub">No application acts for you here. One that wants to sends you to a '
    "page of LinkPath, where you say yes or no.</p></section>"
)


class ApplicationsPage:
    """Grants: a person's own, for those who administer the workspace all of them."""

    path = APPLICATIONS_PATH
    done: Final = {"ended": "It is ended: every token of it is refused."}

    def __init__(self) -> None:
        self.actions: Final = {"end": _end}

    async def show(self, visit: Visit, shown: Shown) -> bytes:
        grants = await visit.ask("oauth_grants.list")
        rows = [_grant(visit, grant) for grant in grants]
        listed = table("Applications", _HEADS, rows, titled=False) if rows else _NONE
        workspace = visit.place.workspaces[visit.who.workspace_id]
        whose = "All" if visit.place.may(Scope.WORKSPACE_ADMIN) else "Yours"
        about = f"{whose} in {workspace}"
        return inside(visit.place, self.path, "Applications", f"{shown.top()}{listed}", about=about)


async def _end(visit: Visit) -> str:
    await visit.ask("oauth_grants.revoke", id=visit.form.text("id"))
    return "ended"


def _grant(visit: Visit, grant: dict[str, Any]) -> tuple[str, ...]:
    words = "".join(f"<li>{escape(_said(scope))}</li>" for scope in grant["scopes"])
    count = len(grant["scopes"])
    may = f'<details class="list"><summary>{count} thing{"" if count == 1 else "s"}</summary><ul>{words}</ul></details>'
    allowed = "all" if grant["advertiser_ids"] is None else f"{len(grant['advertiser_ids'])} only"
    person = grant["person"]
    given_by = escape(person["name"]) if person else '<span class="sub">acts for itself</span>'
    end = visit.form_to(APPLICATIONS_PATH, "end", button("End", kind="danger"), kind="inline", id=grant["id"])
    name = f"<b>{escape(grant['client']['name'])}</b>"
    return name, may, allowed, given_by, minute(grant["used_at"]), end


def _said(scope: str) -> str:
    """In words; what another version of LinkPath wrote, as it stands."""
    return {str(known): words for known, words in SCOPE_WORDS.items()}.get(scope, scope)
