"""The page of OAuth clients: programs that a workspace registers, their secrets, and an end to them."""

from html import escape
from typing import Any, Final

from linkpath_manager.domain.actor import Scope
from linkpath_manager.domain.oauth import CLIENT_SCOPES, LONGEST_NAME
from linkpath_manager.errors import FieldError, InvalidRequest

from .frame import CLIENTS_PATH, inside
from .parts import Field, beside_fields, button, choice, field, more, shown_once, table, ticks
from .visit import Shown, Visit, once
from .words import SCOPES, minute

_HEADS: Final = ("Name", "Acts for", "Scopes", "Last used", "")
_KEEPS: Final = {"yes": "On a server: it keeps a secret", "no": "On a desk, a phone or in a browser: it cannot"}
_ACTS: Final = {"people": "People, who are asked", "itself": "Itself, without a person"}
_GRANT_TYPES: Final = {"people": ["authorization_code", "refresh_token"], "itself": ["client_credentials"]}
_ONE: Final = "Tick at least one."
_ADDRESSES: Final = "Where browsers go after consent. Several are separated by spaces; on 127.0.0.1 any port fits."


class ClientsPage:
    """Clients made, given new secrets and deleted."""

    path = CLIENTS_PATH
    done: Final = {"deleted": "The client is deleted, with all that was granted to it."}

    def __init__(self) -> None:
        self.actions: Final = {"create": _create, "rotate": _rotate, "delete": _delete}

    async def show(self, visit: Visit, shown: Shown) -> bytes:
        clients = await visit.ask("oauth_clients.list")
        rows = [_client(visit, client) for client in clients]
        listed = (
            table("OAuth clients", _HEADS, rows, titled=False)
            if rows
            else '<section class="card sheet"><p class="sub">There is no client yet.</p></section>'
        )
        about = f"{len(clients)} in {visit.place.workspaces[visit.who.workspace_id]}"
        main = f"{shown.top()}{listed}{_create_card(visit, shown)}"
        return inside(visit.place, self.path, "OAuth clients", main, about=about)


async def _create(visit: Visit) -> str:
    acts = [kind for kind in visit.form.get("grant_types", []) if kind in _GRANT_TYPES]
    addresses, keeps_secret = visit.form.text("redirect_uris").split(), visit.form.text("confidential") != "no"
    scopes = visit.form.get("scopes", [])
    _require(grant_types=not acts and _ONE, scopes=not scopes and _ONE)
    _require(
        redirect_uris="people" in acts and not addresses and "Name at least one: there people are sent back to.",
        grant_types="itself" in acts and not keeps_secret and "Only what keeps a secret can act for itself.",
    )
    made = await visit.ask(
        "oauth_clients.create",
        name=visit.form.text("name").strip(),
        confidential=keeps_secret,
        redirect_uris=addresses,
        grant_types=[one for kind in acts for one in _GRANT_TYPES[kind]],
        scopes=scopes,
    )
    return _shown(made)


def _require(**wrong: str | bool) -> None:
    """Raises InvalidRequest with what is said to be wrong with each field; False: nothing is."""
    errors = tuple(FieldError(f"/{name}", "missing", said) for name, said in wrong.items() if isinstance(said, str))
    if errors:
        raise InvalidRequest(errors[0].detail, errors=errors)


async def _rotate(visit: Visit) -> str:
    return _shown(await visit.ask("oauth_clients.rotate_secret", id=visit.form.text("id")))


async def _delete(visit: Visit) -> str:
    await visit.ask("oauth_clients.delete", id=visit.form.text("id"))
    return "deleted"


def _shown(made: dict[str, Any]) -> str:
    if made["client_secret"] is None:
        return shown_once(f"Client {made['name']}", "This is its client_id; it has no secret.", made["id"])
    about = f"Its client_id is {made['id']}. This is the only time that its secret is shown."
    return shown_once(f"Secret of {made['name']}", about, made["client_secret"])


def _client(visit: Visit, client: dict[str, Any]) -> tuple[str, ...]:
    name = f"<b>{escape(client['name'])}</b><br><code>{escape(client['id'])}</code>"
    kinds = [kind for kind, types in _GRANT_TYPES.items() if types[0] in client["grant_types"]]
    acts = ", ".join(_ACTS[kind].partition(",")[0].lower() for kind in kinds)
    words = {str(scope): text for scope, text in SCOPES.items()}
    scopes = "".join(f"<li>{escape(words.get(scope, scope))}</li>" for scope in client["scopes"])
    count = len(client["scopes"])
    may = (
        f'<details class="list"><summary>{count} scope{"" if count == 1 else "s"}</summary><ul>{scopes}</ul></details>'
    )
    return name, acts, may, minute(client["last_used_at"]), _manage(visit, client)


def _manage(visit: Visit, client: dict[str, Any]) -> str:
    forms = []
    if client["confidential"]:
        told = '<p class="hint">The old secret ends at once; tokens stay.</p>'
        forms.append(
            visit.form_to(CLIENTS_PATH, "rotate", once() + told + button("New secret", kind=""), id=client["id"])
        )
    forms.append(visit.form_to(CLIENTS_PATH, "delete", button("Delete now", kind="danger"), id=client["id"]))
    return more(f"Manage {client['name']}", "".join(forms))


def _create_card(visit: Visit, shown: Shown) -> str:
    error = shown.of("create")
    errors, typed = beside_fields(error), visit.form if error else {}
    scopes = {str(scope): SCOPES[scope] for scope in Scope if scope in CLIENT_SCOPES}
    name = Field("name", "Name", value=_typed(typed, "name"), hint="What people are asked about.", more=_LENGTH)
    addresses = Field(
        "redirect_uris", "Redirect addresses", value=_typed(typed, "redirect_uris"), hint=_ADDRESSES, required=False
    )
    acts = set(typed.get("grant_types", ["people"]))
    fields = (
        field(name, errors),
        choice("confidential", "It runs", _KEEPS, chosen=_typed(typed, "confidential")),
        ticks("grant_types", "It acts for", _ACTS, ticked=acts, wrong=errors.get("grant_types")),
        field(addresses, errors),
        ticks("scopes", "At most it may", scopes, ticked=set(typed.get("scopes", [])), wrong=errors.get("scopes")),
        once(),
        button("Make a client"),
    )
    made = visit.form_to(CLIENTS_PATH, "create", "".join(fields))
    return f'<section class="card sheet"><h2>Make a client</h2>{made}</section>'


def _typed(form: dict[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


_LENGTH: Final = f'maxlength="{LONGEST_NAME}"'
