"""The page of changes: what waits for a decision, before and after, and what became of the others."""

from html import escape
from typing import Any, Final

from linkpath_manager.domain.actor import Scope
from linkpath_manager.gateway.request import parsed_query
from linkpath_manager.operations.change_views import CHANGES_PATH

from .frame import inside
from .parts import Field, alert, button, field, table
from .visit import Shown, Visit, once
from .words import minute

_WAITING: Final = "pending"
_RECENT: Final = 20
_NOTHING: Final = (
    '<section class="card sheet"><h2>Nothing waits for a decision.</h2><p class="sub">What the workspace\'s policy '
    "holds comes here: every write that an agent asks for, and whatever else its rules name. Who approves sees what "
    "changes, and how much more can be spent.</p></section>"
)
_STATUS: Final[dict[str, tuple[str, str]]] = {
    "pending": ("warn", "waits"),
    "approved": ("warn", "approved"),
    "applying": ("warn", "being applied"),
    "applied": ("ok", "applied"),
    "failed": ("bad", "failed"),
    "unknown": ("warn", "not known yet"),
    "rejected": ("bad", "rejected"),
    "cancelled": ("", "cancelled"),
    "expired": ("", "expired"),
    "stale": ("warn", "stale"),
}
_TOLD: Final[dict[str, tuple[str, str, str]]] = {
    "applied": ("ok", "Applied.", "TikTok has taken the change."),
    "pending": ("ok", "Approved by you.", "Another person has to approve it too."),
    "stale": ("bad", "Not applied: it is no longer as it was shown.", "Have it proposed anew, from how it is now."),
    "unknown": ("bad", "TikTok has not said whether it took the change.", "LinkPath finds out by reading."),
    "rejected": ("ok", "Rejected.", "Nothing was done."),
}


class ChangesPage:
    """Changes approved, rejected and taken back."""

    path = CHANGES_PATH
    done: Final[dict[str, str]] = {}

    def __init__(self) -> None:
        self.actions: Final = {"approve": _approve, "reject": _reject, "undo": _undo}

    async def show(self, visit: Visit, shown: Shown) -> bytes:
        waiting = await visit.ask("changes.list", status=(_WAITING,), limit=200)
        recent = await visit.ask("changes.list", status=tuple(one for one in _STATUS if one != _WAITING), limit=_RECENT)
        wanted = parsed_query(visit.exchange.query).get("id") or visit.form.text("id")
        chosen = await visit.ask("changes.get", id=wanted) if wanted else (waiting or [None])[0]
        about = f"{len(waiting)} waiting" if waiting else "nothing waits"
        lists = _list("Waiting", waiting, chosen) + _list("Before", recent, chosen)
        detail = _detail(visit, chosen) if chosen else _NOTHING
        main = f'<div class="split"><div>{lists}</div><div>{detail}</div></div>' if lists else detail
        main = shown.top() + main
        return inside(visit.place, self.path, "Changes", main, about=about)


async def _approve(visit: Visit) -> str:
    return _told(await visit.ask("changes.approve", **_decision(visit)))


async def _reject(visit: Visit) -> str:
    return _told(await visit.ask("changes.reject", **_decision(visit)))


async def _undo(visit: Visit) -> str:
    return _told(await visit.ask("changes.undo", id=visit.form.text("id")))


def _decision(visit: Visit) -> dict[str, Any]:
    note = visit.form.text("note").strip()
    return {"id": visit.form.text("id"), "digest": visit.form.text("digest"), **({"note": note} if note else {})}


def _told(change: dict[str, Any]) -> str:
    """What became of it, in a sentence."""
    if change["status"] == "failed":
        error = change["error"] or {}
        return alert("Not applied.", f"{error.get('message', '')} {error.get('hint') or ''}".strip())
    kind, text, more = _TOLD.get(change["status"], ("ok", f"It is {change['status']}.", ""))
    return alert(text, more, kind=kind)


def _list(title: str, changes: list[dict[str, Any]], chosen: dict[str, Any] | None) -> str:
    if not changes:
        return ""
    items = "".join(_item(change, here=bool(chosen and chosen["id"] == change["id"])) for change in changes)
    return f'<section class="card picks"><h2>{title}</h2><ul>{items}</ul></section>'


def _item(change: dict[str, Any], *, here: bool) -> str:
    current = ' aria-current="true"' if here else ""
    return (
        f'<li><a href="{CHANGES_PATH}?id={escape(change["id"])}"{current}><b>{escape(change["title"])}</b>'
        f'<span class="sub">{escape(change["asked_by"]["name"] or "")} · {minute(change["created_at"])}</span>'
        f"{_chip(change)}</a></li>"
    )


def _chip(change: dict[str, Any]) -> str:
    kind, word = _STATUS[change["status"]]
    return f'<span class="{f"chip {kind}".strip()}">{word}</span>'


def _detail(visit: Visit, change: dict[str, Any]) -> str:
    asked = f"Asked for by {escape(change['asked_by']['name'] or '')}, {minute(change['created_at'])}"
    until = f", expires {minute(change['expires_at'])}" if change["status"] == _WAITING else ""
    rows = [
        (_words(one["field"]), _value(one["before"], "was"), _value(one["after"], "will"))
        for one in change["changes"][:50]
    ]
    diff = table("What changes", ("Field", "Now", "After"), rows, titled=False) if rows else ""
    risks = "".join(alert(risk, kind="warn") for risk in change["risks"])
    note = f"<h3>Why</h3><p>{escape(change['note'])}</p>" if change["note"] else ""
    said = "".join(_said(one) for one in change["decisions"])
    head = f'<h2>{escape(change["title"])} {_chip(change)}</h2><p class="sub">{asked}{until}</p>'
    return (
        f'<section class="card sheet">{head}'
        f"{diff}<p><b>{escape(change['money']['words'])}</b></p>{risks}{note}{said}{_forms(visit, change)}</section>"
    )


def _words(path: str) -> str:
    """A field's path as people read it: `budget.amount` is «Budget amount»."""
    return escape(path.replace(".", " ").replace("_", " ").capitalize())


def _value(value: Any, kind: str) -> str:
    if value is None:
        return '<span class="sub">—</span>'
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f'<span class="{kind}">{escape(text[:300])}</span>'


def _said(decision: dict[str, Any]) -> str:
    verb = "Approved" if decision["approves"] else "Rejected"
    note = f": “{escape(decision['note'])}”" if decision["note"] else ""
    return f'<p class="sub">{verb} by {escape(decision["name"])}, {minute(decision["at"])}{note}</p>'


def _forms(visit: Visit, change: dict[str, Any]) -> str:
    """What the person can do with it."""
    ids = {"id": change["id"], "digest": change["digest"]}
    if change["status"] == _WAITING and visit.place.may(Scope.CHANGES_APPROVE):
        if change["asked_by"]["id"] == visit.who.person_id:
            return alert("You asked for this: somebody else decides.", kind="warn")
        note = field(Field("note", "A word on it", required=False, more='maxlength="2000"', hint="Kept with it."))
        kept = alert(
            "What it changes is read again when you approve. If it is other by then, nothing is sent.", kind="warn"
        )
        approve = visit.form_to(CHANGES_PATH, "approve", note + once() + button("Approve and apply"), **ids)
        reject = visit.form_to(CHANGES_PATH, "reject", once() + button("Reject", kind="danger"), kind="inline", **ids)
        return kept + approve + reject
    undone = change["undone_by"] is not None
    if change["status"] == "applied" and not undone and visit.place.may(Scope.CHANGES_PROPOSE):
        return visit.form_to(CHANGES_PATH, "undo", once() + button("Take it back", kind=""), id=change["id"])
    return ""
