"""Examples made from schemas, with values that could be true."""

import re
from typing import Any, Final

from .example_values import BY_COMPONENT, BY_FORMAT, BY_NAME, BY_TYPE
from .schemas import Schema, Schemas, without_null

_ALWAYS_SENT: Final = {"name", "budget", "date_preset", "redirect_uris", "status"}
_AFTER: Final = {"DELETE": {"DELETED", "REVOKED"}, "POST": {"PAUSED"}}
_KINDS: Final = {str: "string", list: "array", dict: "object", bool: "boolean", int: "integer", type(None): "null"}


def example(schema: Schema, schemas: Schemas, *, name: str = "", owner: str = "") -> Any:
    """A value that fits the schema. By `name`, the property's, and its owner's title the better value is known."""
    for known in (f"{owner}.{name}", name):
        if known in BY_NAME and _fits(BY_NAME[known], schema):
            return BY_NAME[known]
    schema = without_null(schema)
    if "$ref" in schema:
        component = schema["$ref"].rpartition("/")[2]
        return BY_COMPONENT.get(component) or example(schemas.resolved(schema), schemas, name=name)
    if "properties" in schema:
        title = schema.get("title", "")
        return {key: example(value, schemas, name=key, owner=title) for key, value in schema["properties"].items()}
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), schemas, name=name)]
    return _simple(schema)


def body_example(schema: Schema, schemas: Schemas) -> dict[str, Any]:
    """What a first request would send: the required fields, and those without which it would be dull."""
    wanted = _ALWAYS_SENT.union(schema["required"])
    sent = {name: field for name, field in schema["properties"].items() if name in wanted}
    given = {name: field["default"] for name, field in sent.items() if isinstance(field.get("default"), str)}
    return {name: example(field, schemas, name=name) for name, field in sent.items()} | given


def settled_example(shown: dict[str, Any], schema: Schema, method: str) -> dict[str, Any]:
    """The example of an object, as it is after it was made or ended."""
    words = schema.get("properties", {}).get("status", {}).get("enum", [])
    settled = dict(shown)
    for word in _AFTER.get(method, set()).intersection(words):
        settled["status"] = word
        if "delivery" in shown:
            settled["delivery"] = {**shown["delivery"], "state": word}
    return settled


def parameter_example(parameter: Schema) -> str:
    """A value for a parameter of the document, as it stands in an address."""
    value = BY_NAME.get(parameter["name"]) or _simple(parameter["schema"])
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _simple(schema: Schema) -> Any:
    """A value for a schema that says itself which, or of one word, a number or a map."""
    if schema.get("default") is not None:
        return schema["default"]
    for given in ("examples", "enum"):
        if schema.get(given):
            return schema[given][0]
    return schema.get("const", BY_FORMAT.get(schema.get("format", ""), BY_TYPE[_kinds(schema)[0]]))


def _fits(value: Any, schema: Schema) -> bool:
    """Whether a value known by its property's name is one that this property can have."""
    choices = [schema, *schema.get("anyOf", [])]
    patterns = [one["pattern"] for one in choices if "pattern" in one]
    if isinstance(value, str) and patterns and not any(re.search(pattern, value) for pattern in patterns):
        return False
    kind = _KINDS[type(value)]
    words = [word for one in choices for word in one.get("enum", [])]
    return value in words if words and value is not None else any(kind in _kinds(one) for one in choices)


def _kinds(schema: Schema) -> list[str]:
    kinds = schema.get("type", "object" if "anyOf" not in schema else "any")
    return kinds if isinstance(kinds, list) else [kinds]
