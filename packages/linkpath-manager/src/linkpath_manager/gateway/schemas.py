"""JSON schemas of what goes in (pydantic models) and what comes out (msgspec structs), under one set of names."""

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from pydantic.json_schema import models_json_schema

from linkpath_manager.domain.listing import ListOf
from linkpath_manager.operations.operation import Operation, Params

Schema = dict[str, Any]

_REF = "#/components/schemas/"


class Schemas:
    """The components, and each model's place among them; `more` are structs that no operation answers."""

    def __init__(self, operations: Iterable[Operation[Any, Any]], more: Iterable[type] = ()) -> None:
        operations = list(operations)
        models = list(dict.fromkeys(operation.params for operation in operations))
        results = list(dict.fromkeys([*(_item_of(operation.result) for operation in operations), *more]))
        self.components: dict[str, Schema]
        shown, self.components = msgspec.json.schema_components(results, ref_template=_REF + "{name}")
        self._results: dict[Any, Schema] = dict(zip(results, shown, strict=True))
        self._params = self._add_params(models)
        self.components.update((name, _mended(one)) for name, one in self.components.items())
        for operation in operations:
            if isinstance(operation.result, ListOf):
                item = self._results[operation.result.item]
                self.components[_list_name(operation.result)] = _list_of(item)

    def params(self, model: type[Params]) -> Schema:
        """The model's own schema, with its properties."""
        return self._params[model]

    def result(self, operation: Operation[Any, Any]) -> Schema:
        """What a success of the operation answers."""
        if isinstance(operation.result, ListOf):
            return {"$ref": _REF + _list_name(operation.result)}
        return self._results[operation.result]

    def of(self, struct: type) -> Schema:
        """The schema of one of `more`."""
        return self._results[struct]

    def picked(self, schema: Schema) -> Schema:
        """`schema`, of an object or of a list of them, as `fields` leaves it: every field but the id may be missing."""
        whole = self.resolved(schema)
        if "data" in whole["properties"]:
            items = {**whole["properties"]["data"], "items": self.picked(whole["properties"]["data"]["items"])}
            return {**whole, "properties": {**whole["properties"], "data": items}}
        return {**whole, "required": ["id"]}

    def fields_of(self, operation: Operation[Any, Any]) -> list[str]:
        """Names of what the operation shows of each object."""
        return list(self.resolved(self._results[_item_of(operation.result)])["properties"])

    def resolved(self, schema: Schema) -> Schema:
        """`schema`, or what it refers to."""
        while "$ref" in schema:
            schema = self.components[schema["$ref"].removeprefix(_REF)]
        return schema

    def _add_params(self, models: list[type[Params]]) -> dict[type[Params], Schema]:
        wanted = [(model, "validation") for model in models]
        places, made = models_json_schema(wanted, ref_template=_REF + "{model}")  # type: ignore[arg-type]  # the mode is its literal
        definitions = _renamed(made.get("$defs", {}), taken=self.components)
        # Two models that look alike share one definition. It stands in the routes, not among the components.
        own = {model: _renamed_ref(places[model, "validation"]["$ref"], self.components) for model in models}
        self.components.update((name, one) for name, one in definitions.items() if name not in own.values())
        return {model: definitions[name] for model, name in own.items()}


def without_null(schema: Schema) -> Schema:
    """`schema` without the alternative of null, which a query string cannot say and a body need not."""
    rest = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    if not rest:
        return schema
    kept = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
    return {**rest[0], **kept} if len(rest) == 1 else {**kept, "anyOf": rest}


def _mended(component: Schema) -> Schema:
    """`component` with what msgspec leaves out: the format of times with any zone, and the type of words."""
    properties = component.get("properties", {})
    for name, field in properties.items():
        for one in (field, *field.get("anyOf", ())):
            if one.get("type") == "string" and name.endswith(("_at", "as_of")):
                one.setdefault("format", "date-time")
            if "enum" in one:
                one.setdefault("type", "string")
    if "description" in component:
        component["description"] = " ".join(component["description"].split())
    return component


def _item_of(result: Any) -> Any:
    return result.item if isinstance(result, ListOf) else result


def _list_name(result: ListOf) -> str:
    return f"{result.item.__name__}List"


def _list_of(item: Schema) -> Schema:
    return {
        "type": "object",
        "description": "One page.",
        "required": ["object", "data", "has_more", "next_cursor", "total_count", "as_of"],
        "properties": {
            "object": {"const": "list", "type": "string"},
            "data": {"type": "array", "items": item},
            "has_more": {"type": "boolean", "description": "Whether another page follows."},
            "next_cursor": {"type": ["string", "null"], "description": "Give it as `cursor` to get the next page."},
            "total_count": {"type": "integer", "description": "How many there are on all pages together."},
            "as_of": {
                "type": ["string", "null"],
                "format": "date-time",
                "description": "When the oldest part was read from TikTok; null: never yet.",
            },
        },
    }


def _renamed(definitions: dict[str, Schema], *, taken: dict[str, Schema]) -> dict[str, Schema]:
    """`definitions` under names that no result has."""
    text = json.dumps(definitions)
    for name in definitions.keys() & taken.keys():
        text = text.replace(f'"{_REF}{name}"', f'"{_REF}{name}Input"')
    return {(f"{name}Input" if name in taken else name): schema for name, schema in json.loads(text).items()}


def _renamed_ref(ref: str, taken: dict[str, Schema]) -> str:
    name = ref.removeprefix(_REF)
    return f"{name}Input" if name in taken else name
