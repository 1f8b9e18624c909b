"""A request of the reference as a command line that can be pasted."""

import json
import shlex
from typing import Any
from urllib.parse import quote

from .examples import parameter_example

# What makes a first answer readable, and what a report cannot do without.
_ASKED_FIRST = {"limit", "start_date", "end_date", "metrics"}
_CONTINUED = " \\\n  "


def curl(path: str, method: str, operation: dict[str, Any], base_url: str) -> str:
    """The command for one operation of the OpenAPI document; the token is read from $LINKPATH_TOKEN."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    parts = ["curl" if method == "get" else f"curl -X {method.upper()}"]
    parts[0] += f" {shlex.quote(base_url + _address(path, operation['parameters']))}"
    parts.append('-H "Authorization: Bearer $LINKPATH_TOKEN"')
    if method != "get":
        parts.append('-H "Idempotency-Key: $(uuidgen)"')
    if body:
        parts.append("-H 'Content-Type: application/json'")
        parts.append(f"-d {shlex.quote(json.dumps(body['example'], ensure_ascii=False))}")
    return _CONTINUED.join(parts)


def _address(path: str, parameters: list[dict[str, Any]]) -> str:
    asked = []
    for one in parameters:
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", quote(parameter_example(one)))
        elif one["in"] == "query" and (one["required"] or one["name"] in _ASKED_FIRST):
            asked.append(f"{one['name']}={quote(parameter_example(one), safe=',')}")
    return f"{path}?{'&'.join(asked)}" if asked else path
