"""The authorisation page's HTML: one string, no script, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import msgspec

from .agency_records import Advertiser
from .business_records import Asset, Member
from .page_style import BASE, digest, document

PERMISSIONS = (
    ("Ad account", "read name, currency, time zone and balance"),
    ("Ads", "read, create, change, pause and delete campaigns, ad groups and ads"),
    ("Reporting", "read figures of all levels"),
    ("Creatives and audiences", "read and upload"),
    ("Business Center", "read which ad accounts belong to it"),
)
_STYLE = (
    BASE
    + """
main{width:min(36rem,100%)}
h1{margin:0 0 .25rem;font-size:1.375rem;line-height:1.25;letter-spacing:-.01em}
h2{margin:0;font-size:.9375rem}
fieldset{margin:1.25rem 0 0;padding:0;border:0}
legend{padding:0;font-weight:600;font-size:.9375rem}
legend .soft{font-weight:400;margin-left:.35rem}
ul{list-style:none;margin:.5rem 0 0;padding:0;border:1px solid var(--line);border-radius:10px}
li+li{border-top:1px solid var(--line)}
label{display:flex;gap:.75rem;align-items:flex-start;padding:.65rem .9rem;cursor:pointer}
label:hover{background:color-mix(in srgb,var(--mark) 7%,transparent)}
input[type=checkbox],input[type=radio]{width:1.1rem;height:1.1rem;margin:.2rem 0 0;accent-color:var(--mark);flex:none}
label span{display:block}
.grants{margin:1.25rem 0 0}
.grants li{padding:.5rem .9rem;font-size:.9375rem}
.actions{display:flex;gap:.75rem;margin-top:1.5rem}
button{flex:1;padding:.7rem 1rem;border-radius:10px;border:1px solid var(--line);background:transparent;color:inherit;
font:inherit;font-weight:600;cursor:pointer}
button.yes{background:var(--mark);border-color:var(--mark);color:var(--mark-ink)}
select{width:100%;margin-top:.5rem;padding:.6rem .75rem;border-radius:10px;border:1px solid var(--line);
background:transparent;color:inherit;font:inherit}
button:focus-visible,input:focus-visible,select:focus-visible{
outline:3px solid color-mix(in srgb,var(--mark) 55%,transparent);outline-offset:2px}
"""
)
STYLE_HASH = digest(_STYLE)


class Group(msgspec.Struct, frozen=True):
    """Ad accounts under one roof."""

    name: str
    id: str
    advertisers: Sequence[Advertiser]


def consent_page(hidden: Mapping[str, str], people: Sequence[Member], groups: Sequence[Group]) -> str:
    """The page with its form; `hidden` are the link's parameters, `people` who may be the one that consents."""
    accounts = "".join(map(_fieldset, groups)) or '<p class="soft">There is no ad account yet: seed the simulator.</p>'
    grants = "".join(f"<li><strong>{name}</strong>: {what}</li>" for name, what in PERMISSIONS)
    return _form_page("ad accounts", hidden["app_id"], hidden, f"{_signed_in(people)}{accounts}{_granting(grants)}")


def account_page(hidden: Mapping[str, str], accounts: Sequence[Asset]) -> str:
    """The page on which the owner of a TikTok account consents; the first account is chosen."""
    items = "".join(_account(account, place == 0) for place, account in enumerate(accounts))
    choice = f"<fieldset><legend>TikTok account</legend><ul>{items}</ul></fieldset>"
    chosen = choice if accounts else '<p class="soft">There is no TikTok account yet: seed the simulator.</p>'
    grants = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in hidden["scope"].split(",") if scope)
    return _form_page("a TikTok account", hidden["client_key"], hidden, f"{chosen}{_granting(grants)}")


def problem_page(what: str) -> str:
    """The page for a link that cannot be answered."""
    return _page(
        "Cannot authorise",
        f"<h1>This link cannot be used</h1><p>{escape(what)}</p>"
        '<p class="soft">Go back to the app that sent you here, and check how it is registered.</p>',
    )


def _form_page(what: str, app_id: str, hidden: Mapping[str, str], fields: str) -> str:
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden.items()
    )
    return _page(
        "Authorise access",
        f"<h1>Authorise access to {what}</h1>"
        f'<p class="soft">The app <code>{escape(app_id)}</code> asks for it. Whatever you decide, you go '
        f"back to <code>{escape(hidden['redirect_uri'])}</code></p>"
        f'<form method="post">{inputs}{fields}'
        '<div class="actions"><button class="yes" name="decision" value="approve">Approve</button>'
        '<button name="decision" value="deny">Deny</button></div></form>',
    )


def _granting(items: str) -> str:
    return f'<div class="grants"><h2>It will be able to</h2><ul>{items}</ul></div>'


def _signed_in(people: Sequence[Member]) -> str:
    options = "".join(
        f'<option value="{escape(person.id)}">{escape(person.name)}, {escape(person.user_role)}</option>'
        for person in people
    )
    legend = "<fieldset><legend>Signed in as</legend>"
    return f'{legend}<select name="user_id" aria-label="Signed in as">{options}</select></fieldset>' if people else ""


def _account(account: Asset, is_chosen: bool) -> str:  # noqa: FBT001  # the state of the radio button, not a mode
    handle = account.fields.get("tt_asset_handle") or account.id
    return (
        f'<li><label><input type="radio" name="account_id" value="{escape(account.id)}"'
        f"{' checked' if is_chosen else ''}>"
        f'<span>{escape(account.name)}<span class="soft">{escape(handle)}</span></span></label></li>'
    )


def _fieldset(group: Group) -> str:
    items = "".join(map(_item, group.advertisers)) or '<li class="soft">No ad accounts.</li>'
    roof = f' <span class="soft">Business Center {escape(group.id)}</span>' if group.id else ""
    return f"<fieldset><legend>{escape(group.name)}{roof}</legend><ul>{items}</ul></fieldset>"


def _item(advertiser: Advertiser) -> str:
    details = f"{advertiser.id}, {advertiser.currency}, {advertiser.timezone}"
    return (
        f'<li><label><input type="checkbox" name="advertiser_id" value="{escape(advertiser.id)}" checked>'
        f'<span>{escape(advertiser.name)}<span class="soft">{escape(details)}</span></span></label></li>'
    )


def _page(title: str, body: str) -> str:
    return document(title, _STYLE, body)
