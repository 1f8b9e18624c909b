"""Endpoints called by their name, and what the table refuses before anything is sent."""

import difflib
from dataclasses import replace
from functools import cache
from typing import Any

from tiktok_marketing.client.encoding import Given, plain
from tiktok_marketing.client.errors import NotFound, Refused
from tiktok_marketing.spec import TYPED, catalogue, quotas
from tiktok_marketing.spec.catalogue import CatalogueEntry
from tiktok_marketing.spec.endpoint import Endpoint, Params, Result
from tiktok_marketing.spec.validation import validate


def row_of(name: str) -> Endpoint[Any, Any]:
    """The row of any endpoint in the catalogue. Its params and its result are not typed.

    Raises:
        NotFound: there is no such endpoint.
    """
    try:
        return _row(name)
    except KeyError:
        near = difflib.get_close_matches(name, catalogue.names(), 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise NotFound(f"no endpoint of this name is known{hint}", endpoint=name) from None


def check(endpoint: Endpoint[Any, Any], params: Given) -> None:
    """Lets pass what the table does not surely forbid, and all for a row of the caller's own that it does not know.

    Raises:
        Refused: with all problems of `params`.
    """
    if not catalogue.has(endpoint.method, endpoint.path):
        return
    problems = validate(catalogue.endpoint(endpoint.name), plain(params))
    if problems:
        raise Refused(problems, endpoint=endpoint.name)


def takes(endpoint: Endpoint[Any, Any], *fields: str) -> bool:
    """The endpoint is known to take all of these."""
    known = catalogue.has(endpoint.method, endpoint.path)
    return known and catalogue.endpoint(endpoint.name).params.keys() >= {*fields}


def way_of_a_file(endpoint: Endpoint[Any, Any]) -> str | None:
    """What `upload_type` has to say of a file that is in the form, where TikTok does not take that for granted."""
    known = catalogue.endpoint(endpoint.name).params.get("upload_type") if takes(endpoint, "upload_type") else None
    if known is None or known.required is not True:
        return None
    return next((way for way in known.values or () if isinstance(way, str) and way.endswith("FILE")), None)


def upload_field(entry: CatalogueEntry) -> str | None:
    """The field that carries a file, where the endpoint takes one."""
    return next((name for name, field in entry.params.items() if field.type == "file"), None)


@cache
def _row(name: str) -> Endpoint[Any, Any]:
    entry = catalogue.endpoint(name)
    if typed := TYPED.get(name):
        return replace(typed, params=Params, result=Result)
    return Endpoint(
        name=entry.name,
        method=entry.method,
        path=entry.path,
        params=Params,
        result=Result,
        effect=entry.effect,
        source="the catalogue",
        auth=entry.auth,
        quota=quotas.BY_NAME.get(name),
        beside_app_quota=name in quotas.BESIDE_THE_APP,
        upload=upload_field(entry),
    )
