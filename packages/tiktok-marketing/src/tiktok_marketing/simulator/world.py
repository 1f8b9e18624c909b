"""The world that ads are aimed at: places, devices, languages, interests. A few dozen of each, made for the simulator.

Ids of places are those of GeoNames, as TikTok's are; all other ids are made up here.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from .chance import key_of

COUNTRY, PROVINCE, CITY = "COUNTRY", "PROVINCE", "CITY"
LEVELS = (COUNTRY, PROVINCE, CITY)
ROOT = "0"


class Place(msgspec.Struct, frozen=True):
    """A country, province or city; `parent_id` is `ROOT` for a country, `users` how many people see ads there."""

    id: str
    name: str
    level: str
    parent_id: str
    country: str
    users: int


class Category(msgspec.Struct, frozen=True):
    """Something people care for, of one of two levels; `parent_id` is empty for the upper one."""

    id: str
    name: str
    parent_id: str
    scene: str = ""


@cache
def facts() -> dict[str, Any]:
    """`world.json` as it is."""
    data = resources.files(__package__).joinpath("world.json").read_bytes()
    known: dict[str, Any] = msgspec.json.decode(data)
    return known


@cache
def places() -> dict[str, Place]:
    """Every place by id: countries, then provinces, then cities."""
    found: dict[str, Place] = {}
    country_ids = {row[2]: row[0] for row in facts()["countries"]}
    for place_id, name, code, _, millions in facts()["countries"]:
        found[place_id] = Place(place_id, name, COUNTRY, ROOT, code, int(Decimal(str(millions)) * 1_000_000))
    for place_id, name, code in facts()["provinces"]:
        # A tenth of the country's people live in each province that is known.
        users = found[country_ids[code]].users // 10
        found[place_id] = Place(place_id, name, PROVINCE, country_ids[code], code, users)
    for place_id, name, province_id in facts()["cities"]:
        province = found[province_id]
        found[place_id] = Place(place_id, name, CITY, province_id, province.country, province.users // 3)
    return found


@cache
def children() -> dict[str, list[str]]:
    """Ids of the places right below each."""
    found: dict[str, list[str]] = {place_id: [] for place_id in (ROOT, *places())}
    for place in places().values():
        found[place.parent_id].append(place.id)
    return found


def above(place: Place) -> Iterator[Place]:
    """The places that it lies in, the nearest first."""
    while place.parent_id != ROOT:
        place = places()[place.parent_id]
        yield place


@cache
def interests() -> list[Category]:
    """Categories of interest, each followed by its own."""
    return list(_categories(facts()["interests"], 10))


@cache
def actions() -> list[Category]:
    """Categories of action, by scene."""
    found: list[Category] = []
    for number, (scene, tree) in enumerate(facts()["actions"].items()):
        found += _categories(tree, 600 + 100 * number, scene)
    return found


@cache
def keywords() -> dict[str, tuple[str, str]]:
    """Keyword and the subject it belongs to, by the keyword's id."""
    found = {}
    for subject, (theme, words) in enumerate(facts()["keywords"].items(), 1):
        for place, word in enumerate(words, 1):
            found[str(80_000_000 + subject * 1000 + place)] = (word, theme)
    return found


def device_id(system: str, level: str, name: str) -> str:
    """The id of a BRAND or a MODEL."""
    return made_up_id(f"{system}:{level}:{name}")


def made_up_id(name: str) -> str:
    """Seven digits that stand for `name`."""
    return str(1_000_000 + key_of(0, name) % 9_000_000)


def _categories(tree: dict[str, list[str]], first: int, scene: str = "") -> Iterator[Category]:
    for number, (name, below) in enumerate(tree.items(), first):
        parent = str(number)
        yield Category(parent, name, "", scene)
        for place, inner in enumerate(below, 100):
            yield Category(f"{parent}{place}", inner, parent, scene)
