"""What the pages' forms are made of, as HTML: every field with its label, its hint and its error beside it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from linkpath_manager.errors import LinkPathError

_NAMED: Final = re.compile(r'^"[^"]*"(:| must)(?: (?=[A-Z]))?')


@dataclass(frozen=True, slots=True)
class Field:
    """One line to type into. `kind` is HTML's type, `more` other attributes as they stand in the tag."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    hint: str = ""
    more: str = ""
    required: bool = True


def field(shown: Field, errors: Mapping[str, str] | None = None, *, of: str = "") -> str:
    """The field; with an error of its own it says so, and is where typing goes on. `of`: which of several forms."""
    wrong, own_id = (errors or {}).get(shown.name), _id(shown.name, of)
    typed = f' value="{escape(shown.value)}"' if shown.value else ""
    tag = (
        f'<input class="in" id="{own_id}" name="{shown.name}" type="{shown.kind}"{typed}'
        f"{' required' if shown.required else ''}{_described(own_id, shown.hint, wrong)} {shown.more}>"
    )
    return _labelled(own_id, shown.label, tag, shown.hint, wrong)


def choice(name: str, label: str, options: Mapping[str, str], *, chosen: str = "", hint: str = "", of: str = "") -> str:
    """A list to choose one of; `options` are texts by value. `of`: which of several forms."""
    own_id = _id(name, of)
    inside = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in options.items()
    )
    tag = f'<select class="in" id="{own_id}" name="{name}"{_described(own_id, hint, None)}>{inside}</select>'
    return _labelled(own_id, label, tag, hint, None)


def ticks(
    name: str, legend: str, options: Mapping[str, str], *, ticked: set[str], hint: str = "", wrong: str | None = None
) -> str:
    """Boxes to tick, any number of them; `options` are texts by value."""
    boxes = "".join(
        f'<label class="tick"><input type="checkbox" name="{name}" value="{escape(value)}"'
        f"{' checked' if value in ticked else ''}> <span>{escape(text)}</span></label>"
        for value, text in options.items()
    )
    return (
        f'<fieldset class="field"{_described(name, hint, wrong)}><legend>{escape(legend)}</legend>'
        f'{_hint(name, hint)}<div class="ticks">{boxes}</div>{_error(name, wrong)}</fieldset>'
    )


def hidden(**values: str) -> str:
    return "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in values.items() if value
    )


def form(action: str, inside: str, *, kind: str = "form") -> str:
    return f'<form class="{kind}" method="post" action="{escape(action)}">{inside}</form>'


def button(text: str, *, kind: str = "p", name: str = "", value: str = "") -> str:
    """`kind`: p the one that the page is for, danger what cannot be taken back, nothing for any other."""
    named = f' name="{name}" value="{escape(value)}"' if name else ""
    return f'<button class="{f"btn {kind}".strip()}" type="submit"{named}>{escape(text)}</button>'


def alert(text: str, more: str = "", *, kind: str = "bad") -> str:
    """What went wrong or well: read out at once by who does not see it."""
    role = "alert" if kind == "bad" else "status"
    rest = f"<p>{escape(more)}</p>" if more else ""
    return f'<div class="alert {kind}" role="{role}"><p><b>{escape(text)}</b></p>{rest}</div>'


def failure(error: LinkPathError | None) -> str:
    """What is not the matter of one field; nothing where all is said beside the fields."""
    if error is None or error.errors:
        return ""
    return alert(error.message, error.hint or "")


def beside_fields(error: LinkPathError | None) -> dict[str, str]:
    """What is wrong, by the field that it is about and beside which it needs no name."""
    errors = error.errors if error else ()
    return {one.pointer.strip("/").split("/")[0]: _NAMED.sub(_unnamed, one.detail) for one in errors}


def _unnamed(found: re.Match[str]) -> str:
    return "" if found[1] == ":" else "It must"


def shown_once(title: str, about: str, secret: str) -> str:
    """A secret that one click selects, to be copied: it is on this page alone."""
    return (
        f'<section class="card sheet once" role="status"><h2>{escape(title)}</h2><p>{escape(about)}</p>'
        f'<output class="secret" id="secret" tabindex="0">{escape(secret)}</output></section>'
    )


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, titled: bool = True) -> str:
    """Rows of HTML under heads; the last column may have none, and holds what can be done.

    Not `titled`: the page's own title says what these are.
    """
    head = "".join(f'<th scope="col">{escape(one)}</th>' if one else "<td></td>" for one in heads)
    body = "".join(f"<tr>{_cells(heads, row)}</tr>" for row in rows)
    inside = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    shown_title = f"<h2>{escape(title)}</h2>" if titled else ""
    rows_of = f'<table class="rows" aria-label="{escape(title)}">{inside}</table>'
    return f'<section class="card listed">{shown_title}{rows_of}</section>'


def more(label: str, inside: str) -> str:
    """What is seldom needed: it opens on a click, or by the keyboard, without a script."""
    summary = f'<summary class="btn" aria-label="{escape(label)}">Manage</summary>'
    return f'<details class="more">{summary}<div class="card pop">{inside}</div></details>'


def _cells(heads: Sequence[str], row: Sequence[str]) -> str:
    return "".join(f'<td data-head="{escape(head)}">{cell}</td>' for head, cell in zip(heads, row, strict=True))


def _id(name: str, of: str) -> str:
    return f"{of}-{name}" if of else name


def _labelled(name: str, label: str, tag: str, hint: str, wrong: str | None) -> str:
    title = f'<label for="{name}">{escape(label)}</label>'
    return f'<div class="field">{title}{_hint(name, hint)}{tag}{_error(name, wrong)}</div>'


def _described(name: str, hint: str, wrong: str | None) -> str:
    by = " ".join(f"{name}-{what}" for what, text in (("hint", hint), ("error", wrong)) if text)
    described = f' aria-describedby="{by}"' if by else ""
    return f'{described} aria-invalid="true" autofocus' if wrong else described


def _hint(name: str, hint: str) -> str:
    return f'<p class="hint" id="{name}-hint">{escape(hint)}</p>' if hint else ""


def _error(name: str, wrong: str | None) -> str:
    return f'<p class="wrong" id="{name}-error">{escape(wrong)}</p>' if wrong else ""
