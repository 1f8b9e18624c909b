"""Why a call that TikTok answered without complaint, or with a riddle, did not do what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from tiktok_marketing.spec import TYPED, catalogue

from . import arguments
from .journal import Entry

_CLOSE = 0.7
_LEVELS = {"CAMPAIGN": "campaign", "ADGROUP": "adgroup", "AD": "ad"}
_OF_DATA_LEVEL = {"AUCTION_CAMPAIGN": "campaign_status", "AUCTION_ADGROUP": "adgroup_status", "AUCTION_AD": "ad_status"}


def near_misses(entry: Entry) -> list[str]:
    """What was most likely meant, in sentences; empty for a call that holds nothing odd."""
    if entry.http_status == 404 and entry.code is None:
        return list(_of_path(entry.method, entry.endpoint))
    params = entry.params if isinstance(entry.params, dict) else {}
    return [
        *_of_token(entry),
        *_of_repeats(entry.repeated),
        *_of_names(entry.endpoint, params),
        *_of_lists(entry.message, params),
        *_of_status(entry.endpoint, params),
    ]


def _of_path(method: str, path: str) -> Iterator[str]:
    slashed = f"{path.rstrip('/')}/"
    known = {catalogue.endpoint(name).path: catalogue.endpoint(name).method for name in catalogue.names()}
    if slashed not in known:
        if close := get_close_matches(slashed, known, 1, _CLOSE):
            yield f"TikTok has no {path}. Did you mean {close[0]}?"
        return
    if path != slashed:
        yield f"{path} lacks the slash at its end: {slashed}"
    if known[slashed] != method:
        yield f"TikTok takes {known[slashed]} on {slashed}, not {method}."


def _of_token(entry: Entry) -> Iterator[str]:
    if entry.bearer:
        yield "The token came in the header Authorization: TikTok reads Access-Token, without «Bearer»."
    elif entry.code == 40104 and "access_token" in (entry.params or {}):
        yield "The token came as a parameter: TikTok reads the header Access-Token."


def _of_repeats(repeated: Iterable[str]) -> Iterator[str]:
    for name in repeated:
        example = f'{name.removesuffix("[]")}=["1","2"]'
        yield f"{name} came more than once and the last one counted: a list is JSON text, as in {example}"


def _of_names(endpoint: str, params: dict[str, Any]) -> Iterator[str]:
    known, unknown = _known_and_unknown(endpoint, params)
    for path in unknown:
        parent, _, name = path.rpartition(".")
        place = f"{parent}." if parent else ""
        if path == "filters" and "filtering" in known:
            yield "filters was v1.2's name and is ignored: v1.3 takes filtering."
        elif close := get_close_matches(name.removesuffix("[]"), known, 1, _CLOSE):
            yield f"{path} is no parameter and is ignored. Did you mean {place}{close[0]}?"
        else:
            yield f"{path} is no parameter and is ignored."


def _known_and_unknown(endpoint: str, params: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Every name that the endpoint takes at any depth, and the dotted names in `params` that it does not."""
    row = TYPED.get(endpoint)
    if row is not None:
        return arguments.names(row), arguments.select(row, params).unknown
    known = list(catalogue.endpoint(endpoint).params) if endpoint in catalogue.names() else []
    return known, [name for name in params if known and name not in known]


def _of_lists(message: str, params: dict[str, Any]) -> Iterator[str]:
    name, _, told = message.partition(": ")
    value = params.get(name)
    if told == "Not a valid list." and isinstance(value, str):
        items = ",".join(f'"{item.strip()}"' for item in value.split(","))
        yield f"{name} is a list, and a list in a query string is JSON text: {name}=[{items}]"


def _of_status(endpoint: str, params: dict[str, Any]) -> Iterator[str]:
    filtering = params.get("filtering")
    if isinstance(filtering, dict):
        yield from _of_entity_status(endpoint, str(filtering.get("secondary_status", "")))
    elif isinstance(filtering, list):
        right = _OF_DATA_LEVEL.get(str(params.get("data_level")))
        for named in (item.get("field_name") for item in filtering if isinstance(item, dict)):
            if right and named in _OF_DATA_LEVEL.values() and named != right:
                yield f"filtering: {named} is not the status of {params['data_level']}: {right} is."


def _of_entity_status(endpoint: str, status: str) -> Iterator[str]:
    level = _LEVELS.get(status.partition("_STATUS_")[0])
    noun = endpoint.partition(".")[0]
    if level and noun in _LEVELS.values() and level != noun:
        yield f"filtering.secondary_status: {status} is a status of the level {level}, no {noun} ever has it."
