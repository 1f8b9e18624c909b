"""What the pages' forms are made of, as HTML: every field with its label, its hint and its error beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from linkpath_manager.errors import LinkPathError


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


def field(shown: Field, errors: Mapping[str, str] | None = None) -> str:
    """The field; with an error of its own it says so, and is where typing goes on."""
    wrong = (errors or {}).get(shown.name)
    typed = f' value="{escape(shown.value)}"' if shown.value else ""
    tag = (
        f'<input class="in" id="{shown.name}" name="{shown.name}" type="{shown.kind}"{typed}'
        f"{' required' if shown.required else ''}{_described(shown.name, shown.hint, wrong)} {shown.more}>"
    )
    return _labelled(shown.name, shown.label, tag, shown.hint, wrong)


def choice(
    name: str, label: str, options: Mapping[str, str], *, chosen: str = "", hint: str = "", wrong: str | None = None
) -> str:
    """A list to choose one of; `options` are texts by value."""
    inside = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in options.items()
    )
    tag = f'<select class="in" id="{name}" name="{name}"{_described(name, hint, wrong)}>{inside}</select>'
    return _labelled(name, label, tag, hint, wrong)


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
    """`kind`: p the one that the page is for, q any other, danger what cannot be taken back."""
    named = f' name="{name}" value="{escape(value)}"' if name else ""
    return f'<button class="btn {kind}" type="submit"{named}>{escape(text)}</button>'


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
    """What is wrong, by the field that it is about."""
    return {one.pointer.strip("/").split("/")[0]: one.detail for one in error.errors} if error else {}


def shown_once(label: str, secret: str, name: str) -> str:
    """A secret in a field that one click selects, to be copied."""
    return (
        f'<div class="field"><label for="{name}">{escape(label)}</label>'
        f'<output class="secret" id="{name}" tabindex="0">{escape(secret)}</output></div>'
    )


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
