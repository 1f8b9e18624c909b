"""The reference for people: the OpenAPI document and the table of errors, as pages."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from .curl import curl
from .exchange import Door
from .openapi import openapi_document
from .page import PAGE_HEADERS, Prepared, answer_block, asset_doors, brand, command_block, page
from .reference import NEXT_STEP
from .refusals import KINDS
from .schemas import Schema, without_null
from .surface import Surface

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

_GUIDES: Final = (
    ("Authentication", "authentication"),
    ("Lists and pages", "lists"),
    ("Writes and retries", "writes"),
    ("Errors", "/docs/errors"),
)
_CODE = re.compile(r"`([^`]+)`")
_NESTED_DEEPEST: Final = 3
_FORMATS: Final[dict[str, str]] = {"date-time": "time, RFC 3339", "date": "date, YYYY-MM-DD"}


def docs_doors(surface: Surface, services: "Services") -> dict[str, Door]:
    """The reference pages and what they are dressed with, by path. `services.public_url` stands in the examples."""
    document = cache(lambda: openapi_document(surface))
    return {
        "/docs": Prepared(lambda: _reference(document(), services.public_url), PAGE_HEADERS),
        "/docs/errors": Prepared(lambda: _errors(document()), PAGE_HEADERS),
        **asset_doors(),
    }


def _reference(document: dict[str, Any], base_url: str) -> bytes:
    title = f"LinkPath API {document['info']['version']}"
    sections = "".join(_tag_section(document, tag["name"], base_url) for tag in document["tags"])
    return page(title, f"{_intro(document, base_url)}{sections}", side=_side(document, here="/docs"))


def _side(document: dict[str, Any], *, here: str) -> str:
    guides = "".join(
        f'<a href="{href if href.startswith("/") else f"/docs#{href}"}"{_current(href, here)}>{text}</a>'
        for text, href in _GUIDES
    )
    groups = "".join(
        f'<div class="grp">{escape(tag["name"])}</div>'
        + "".join(
            f'<a href="/docs#{one["operationId"]}"><span class="m {method}">{_short(method)}</span>'
            f"{escape(one['summary'])}</a>"
            for _, method, one in _operations(document, tag["name"])
        )
        for tag in document["tags"]
    )
    return f'<nav class="side" aria-label="Reference">{brand()}<div class="grp">Guide</div>{guides}{groups}</nav>'


def _current(href: str, here: str) -> str:
    return ' aria-current="page"' if href == here else ""


def _short(method: str) -> str:
    return {"delete": "DEL"}.get(method, method.upper())


def _operations(document: dict[str, Any], tag: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        yield from ((path, method, one) for method, one in methods.items() if tag in one["tags"])


def _intro(document: dict[str, Any], base_url: str) -> str:
    export = f"export LINKPATH_TOKEN=lp_test_…\ncurl -H \"Authorization: Bearer $LINKPATH_TOKEN\" '{base_url}/v1/me'"
    return (
        f'<header class="head"><h1>API reference</h1><span class="sub">{escape(document["info"]["version"])} · '
        '<a class="link" href="/openapi.json">OpenAPI 3.1</a></span></header>'
        f'<p class="lead">{escape(document["info"]["description"])}</p>'
        '<section class="card op" id="authentication"><div><h2>Authentication</h2><p>Every request under '
        "<code>/v1</code> carries a token. Its scopes say what it may do, and its advertisers where: what belongs to "
        f"others is not found.</p></div><div>{command_block(export, 'A first request')}</div></section>"
        '<section class="card op" id="lists"><div><h2>Lists and pages</h2><p>A list answers up to <code>limit</code> '
        "objects. While <code>has_more</code> is true, ask again with <code>cursor</code> set to "
        "<code>next_cursor</code>, and the same filters and sort; the header <code>Link</code> holds that address. "
        "<code>as_of</code> is the age of the oldest part.</p></div></section>"
        '<section class="card op" id="writes"><div><h2>Writes and retries</h2><p>Send an <code>Idempotency-Key</code> '
        "with every write, and the same one when you repeat it: it is done once, for 72 hours, and the repeat is "
        "answered with <code>Idempotent-Replayed: true</code>. What is created is paused unless <code>status</code> "
        "says <code>ACTIVE</code>.</p></div></section>"
    )


def _tag_section(document: dict[str, Any], tag: str, base_url: str) -> str:
    operations = "".join(
        _operation(document, path, method, one, base_url) for path, method, one in _operations(document, tag)
    )
    return f'<h2 class="tag">{escape(tag)}</h2>{operations}'


def _operation(document: dict[str, Any], path: str, method: str, one: dict[str, Any], base_url: str) -> str:
    body = one.get("requestBody", {}).get("content", {}).get("application/json")
    status, success = next(iter(one["responses"].items()))
    answered = json.dumps(success["content"]["application/json"]["example"], indent=2, ensure_ascii=False)
    left = (
        f'<p class="path"><span class="m {method}">{_short(method)}</span><code>{escape(path)}</code></p>'
        f"<h3>{escape(one['summary'])}</h3><p>{_prose(one['description'])}</p>"
        f"{_table('Parameters', _parameter_rows(one['parameters']))}"
        f"{_table('Body', _field_rows(document, body['schema'])) if body else ''}"
        f"{_table('Errors', _error_rows(one['responses']), 'fields errs')}"
    )
    right = command_block(curl(path, method, one, base_url), "Request")
    right += answer_block(answered, f"Answer {status}")
    return f'<section class="card op" id="{one["operationId"]}"><div>{left}</div><div>{right}</div></section>'


def _table(title: str, rows: list[tuple[str, str, str]], look: str = "fields") -> str:
    if not rows:
        return ""
    lines = "".join(f'<tr><th scope="row">{name}</th><td>{kind}{text}</td></tr>' for name, kind, text in rows)
    return f'<h4>{title}</h4><table class="{look}"><tbody>{lines}</tbody></table>'


def _parameter_rows(parameters: list[Schema]) -> list[tuple[str, str, str]]:
    return [
        _row(one["name"], one["schema"], one.get("description", ""), required=one["required"], place=one["in"])
        for one in parameters
    ]


def _field_rows(document: dict[str, Any], schema: Schema, prefix: str = "") -> list[tuple[str, str, str]]:
    """The fields of an object, those of objects in it behind them with their path."""
    rows = []
    for name, given in schema.get("properties", {}).items():
        field = without_null(given)
        inside = _object_in(document, field)
        described = field.get("description") or inside.get("description", "")
        required = name in schema.get("required", ())
        rows.append(_row(f"{prefix}{name}", field, described, required=required, place="body"))
        if prefix.count(".") < _NESTED_DEEPEST:
            rows.extend(_field_rows(document, inside, f"{prefix}{name}."))
    return rows


def _object_in(document: dict[str, Any], field: Schema) -> Schema:
    """The object that a field holds, or each of a list of them; empty where it holds none."""
    for one in (field, field.get("items", {}), *field.get("anyOf", ()), *field.get("allOf", ())):
        if "$ref" in one:
            found: Schema = document["components"]["schemas"][one["$ref"].rpartition("/")[2]]
            return found
    return field if "properties" in field else {}


def _row(name: str, schema: Schema, description: str, *, required: bool, place: str) -> tuple[str, str, str]:
    mark = ' <span class="req">required</span>' if required else ""
    where = f" · {place}" if place in {"path", "header"} else ""
    text = f"<p>{_prose(description)}</p>" if description else ""
    kind = escape(_kind(schema, place) + where)
    return f"<code>{escape(name)}</code>{mark}", f'<span class="sub">{kind}</span>{text}', _allowed(schema)


def _kind(schema: Schema, place: str) -> str:
    """What a value is, within which bounds, and what it is when it is left out."""
    kind: str = _FORMATS.get(schema.get("format", "")) or schema.get("type", "object")
    if kind == "array":
        kind = "comma list" if place == "query" else "list"
    least, most = schema.get("minimum"), schema.get("maximum")
    bounds = [f"{least}–{most}"] if least is not None and most is not None else []
    default = schema.get("default")
    told = [] if default in (None, []) or isinstance(default, dict) else [f"default {_plain(default)}"]
    return " · ".join([kind, *bounds, *told])


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value)


def _allowed(schema: Schema) -> str:
    values = schema.get("enum") or schema.get("items", {}).get("enum") or []
    return f'<p class="enum">{" ".join(f"<code>{escape(str(value))}</code>" for value in values)}</p>' if values else ""


def _error_rows(responses: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (f'<span class="st">{status}</span>', _error_links(answer["content"]["application/problem+json"]), "")
        for status, answer in responses.items()
        if status >= "400"
    ]


def _error_links(content: dict[str, Any]) -> str:
    return " ".join(
        f'<a class="link" href="/docs/errors#{code}"><code>{code}</code></a>' for code in content["examples"]
    )


def _errors(document: dict[str, Any]) -> bytes:
    rows = "".join(
        f'<tr id="{kind.code}"><th scope="row"><code>{kind.code}</code></th><td class="st">{kind.status}</td>'
        f"<td>{'yes' if kind.retryable else 'no'}</td>"
        f"<td><b>{escape(kind.title)}.</b> {escape(NEXT_STEP[kind.code])}</td></tr>"
        for kind in sorted(KINDS, key=lambda kind: kind.status)
    )
    main = (
        '<header class="head"><h1>Errors</h1></header><p class="lead">Every failure is <code>application/problem+json'
        "</code>. Branch on <code>code</code>, show <code>detail</code>, follow <code>hint</code>, and keep "
        "<code>request_id</code>. A code that is finer than those below keeps the <code>type</code> of its kind.</p>"
        '<section class="card"><div class="tw"><table class="codes"><thead><tr><th>Code</th><th>Status</th>'
        f"<th>Retry</th><th>What it is, and what to do next</th></tr></thead><tbody>{rows}</tbody></table>"
        "</div></section>"
    )
    return page("LinkPath errors", main, side=_side(document, here="/docs/errors"))


def _prose(text: str) -> str:
    """Text with `code` in it, as HTML."""
    return _CODE.sub(r"<code>\1</code>", escape(text))
