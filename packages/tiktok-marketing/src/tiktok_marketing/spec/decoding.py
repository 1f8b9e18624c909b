"""Bytes to values: TikTok's answers as structs of the table, ids as text even where TikTok sends a number."""

from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

T = TypeVar("T")

_PLAIN = msgspec.json.Decoder(float_hook=Decimal)
_DECODERS: dict[type, msgspec.json.Decoder[Any]] = {}


def decode(kind: type[T], data: bytes | msgspec.Raw) -> T:
    """`data` as a `kind`, a number or its text accepted for the other, and fields that `kind` lacks dropped.

    Raises:
        msgspec.DecodeError: `data` is not JSON.
        msgspec.ValidationError: it is, but has another shape than `kind`.
    """
    try:
        return _decoder(kind).decode(data)
    except msgspec.ValidationError:
        # Not even when lax does msgspec turn a number into text. TikTok seldom sends an id as a number, and only such
        # an answer pays for the second, slower reading.
        value = _PLAIN.decode(data)
        return msgspec.convert(_fit(value, inspect.type_info(kind)), kind, strict=False)


def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(kind, strict=False)
    return _DECODERS[kind]


def _fit(value: Any, kind: inspect.Type) -> Any:
    """`value` with its numbers as `kind` wants them; fields that `kind` lacks are dropped."""
    if isinstance(kind, inspect.UnionType):
        options = [option for option in kind.types if not isinstance(option, inspect.NoneType)]
        return _fit(value, options[0]) if len(options) == 1 else value
    if isinstance(value, dict):
        inner = _fields(value, kind)
        return {key: _fit(item, inner[key]) for key, item in value.items() if key in inner}
    if isinstance(value, list) and isinstance(kind, inspect.StructType):  # an array that stands for a struct
        return [_fit(item, field.type) for item, field in zip(value, kind.fields, strict=False)]
    if isinstance(value, list):
        return [_fit(item, kind.item_type if isinstance(kind, inspect.ListType) else kind) for item in value]
    return _fit_scalar(value, kind)


def _fields(value: dict[str, Any], kind: inspect.Type) -> dict[str, inspect.Type]:
    if isinstance(kind, inspect.StructType):
        return {field.encode_name: field.type for field in kind.fields}
    return dict.fromkeys(value, kind.value_type if isinstance(kind, inspect.DictType) else kind)


def _fit_scalar(value: Any, kind: inspect.Type) -> Any:
    if isinstance(kind, inspect.StrType) and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    if isinstance(kind, inspect.FloatType | inspect.AnyType) and isinstance(value, Decimal):
        return float(value)
    return value
