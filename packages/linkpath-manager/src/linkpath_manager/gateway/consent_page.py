"""The page of consent: who asks for what, as whom, and about which advertisers, in plain words."""

from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlsplit

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.oauth import SCOPE_WORDS
from linkpath_manager.errors import LinkPathError
from linkpath_manager.operations.oauth.authorization import Given
from linkpath_manager.operations.oauth.consents import Question
from linkpath_manager.operations.oauth.metadata import AUTHORIZE_PATH

from .forms import csrf_input
from .page import brand, page
from .people.parts import alert, button, form, hidden

DECISION: Final = "decision"
ALLOW, DENY, AGAIN, SWITCH = "allow", "deny", "again", "switch"
WORKSPACE: Final = "workspace_id"
REACH: Final = "reach"
ALL, SOME = "all", "some"
TICKED: Final = "advertiser_id"


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer that cannot be taken, and why. `ticked` are ids of advertisers; None: every one was wanted."""

    error: LinkPathError
    ticked: list[str] | None


def consent_page(given: Given, shown: Question, wrong: Wrong | None = None) -> bytes:
    """The question, and with `wrong` what was wrong with the answer to it."""
    client = shown.asked.client
    inside = "".join(
        (
            hidden(**given.values),
            csrf_input(shown.who),
            alert(wrong.error.message, wrong.error.hint or "") if wrong else "",
            _as_whom(shown),
            _scopes(shown),
            _advertisers(shown, wrong.ticked if wrong else list(shown.advertisers) or None),
            _end(shown),
            _buttons(shown),
        )
    )
    title = f"Allow {client.name}?"
    return _frame(title, f"<h1>{escape(title)}</h1>{_who_asks(shown)}{form(AUTHORIZE_PATH, inside)}")


def again_page(given: Given, shown: Question) -> bytes:
    """The client wants a fresh sign-in."""
    name = escape(shown.asked.client.name)
    inside = "".join(
        (
            hidden(**given.values),
            csrf_input(shown.who),
            button("Sign in again", name=DECISION, value=AGAIN),
            button("Go back", kind="q", name=DECISION, value=DENY),
        )
    )
    told = f"<p>{name} asks that you prove once more who you are. You are signed in as {_person(shown)}.</p>"
    return _frame("Sign in again", f"<h1>Sign in again</h1>{told}{form(AUTHORIZE_PATH, inside)}")


def _frame(title: str, inside: str) -> bytes:
    card = f'<section class="card gated consent">{inside}</section>'
    return page(f"{title} · LinkPath", f'<div class="gate wide">{brand()}{card}</div>')


def _who_asks(shown: Question) -> str:
    """Who vouches for the client's name, and where its answer goes."""
    client = shown.asked.client
    vouched = {
        "registered": ("ok", "Registered by your workspace"),
        "document": ("warn", f"Says so at {urlsplit(client.id).netloc}"),
        "dynamic": ("warn", "Registered itself: nobody has checked its name"),
    }
    kind, words = vouched[client.origin]
    goes = f'<span class="sub">Your answer goes to <b>{escape(_place(shown.asked.way_back.redirect_uri))}</b></span>'
    return f'<p class="row asks"><span class="chip {kind}">{escape(words)}</span>{goes}</p>'


def _place(address: str) -> str:
    """Where an address leads, as a person knows it."""
    parts = urlsplit(address)
    if parts.scheme == "http":
        return "a program on this computer"
    return parts.netloc if parts.scheme == "https" else f"an app on this device ({parts.scheme})"


def _as_whom(shown: Question) -> str:
    names, here = shown.workspaces, shown.who.workspace_id
    switch = button("Not you?", kind="ghost", name=DECISION, value=AGAIN)
    you = f'<div class="you"><span>As {_person(shown)}</span>{switch}</div>'
    if len(names) == 1:
        return f'{you}<p class="sub">In the workspace <b>{escape(names[here])}</b></p>{hidden(**{WORKSPACE: here})}'
    options = "".join(
        f'<option value="{escape(one)}"{" selected" if one == here else ""}>{escape(name)}</option>'
        for one, name in names.items()
    )
    select = f'<select class="in" id="{WORKSPACE}" name="{WORKSPACE}">{options}</select>'
    change = button("Change", kind="q", name=DECISION, value=SWITCH)
    label = f'<label for="{WORKSPACE}">In the workspace</label>'
    return f'{you}<div class="field">{label}<div class="pick">{select}{change}</div></div>'


def _person(shown: Question) -> str:
    return f"<b>{escape(shown.who.name)}</b> ({escape(shown.who.email)})"


def _scopes(shown: Question) -> str:
    if not shown.given:
        return alert(
            "Your role here has none of what it asks for.", "Ask an owner or admin, or choose another workspace."
        )
    lines = "".join(
        f'<li class="{"reads" if scope.endswith(":read") else "writes"}">{escape(SCOPE_WORDS[scope])}</li>'
        for scope in sorted(shown.given, key=_order)
    )
    kept = ", ".join(escape(_within(SCOPE_WORDS[scope])) for scope in sorted(shown.kept, key=_order))
    left = f'<p class="hint">Not given, since your role has not got it: {kept}.</p>' if kept else ""
    return f'<div class="field"><h2>It will be able to</h2><ul class="may">{lines}</ul>{left}</div>'


def _within(words: str) -> str:
    """Words as they stand within a sentence."""
    return words[0].lower() + words[1:]


def _order(scope: Scope) -> tuple[bool, int]:
    """What changes things first, then in the order of the words."""
    return scope.endswith(":read"), list(SCOPE_WORDS).index(scope)


def _advertisers(shown: Question, ticked: list[str] | None) -> str:
    """Which advertisers it is about; `ticked` None: every one."""
    rows = "".join(
        f'<label class="tick"><input type="checkbox" name="{TICKED}" value="{escape(one)}"'
        f"{_checked(one in (ticked or ()))}> <span>{escape(name)} <code>{escape(one)}</code></span></label>"
        for one, name in shown.advertisers.items()
    )
    some = _choice(SOME, "Only those ticked here", checked=ticked is not None) + f'<div class="ticks some">{rows}</div>'
    every = _choice(ALL, "Every advertiser, those connected later too", checked=ticked is None)
    none_yet = "" if rows else '<p class="hint">None is connected yet.</p>'
    return (
        f'<fieldset class="field reach"><legend>About which advertisers</legend>{some if rows else ""}{every}'
        f"{none_yet}</fieldset>"
    )


def _choice(value: str, text: str, *, checked: bool) -> str:
    radio = f'<input type="radio" name="{REACH}" value="{value}"{_checked(checked)}>'
    return f'<label class="tick">{radio} <span>{text}</span></label>'


def _checked(is_so: bool) -> str:  # noqa: FBT001  # the word for it is the function's name
    return " checked" if is_so else ""


def _end(shown: Question) -> str:
    name = escape(shown.asked.client.name)
    return f'<p class="sub">Until you end it, or {name} has not used it for 30 days.</p>'


def _buttons(shown: Question) -> str:
    allow = button("Allow", name=DECISION, value=ALLOW) if shown.given else ""
    return f'<div class="decide">{button("Deny", kind="q", name=DECISION, value=DENY)}{allow}</div>'
