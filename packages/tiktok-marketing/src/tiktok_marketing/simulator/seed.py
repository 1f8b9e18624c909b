"""The world the demo starts with: an agency, its clients, and a season of campaigns that ran before you came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import msgspec

from .agency_records import Advertiser, App, BusinessCenter
from .record import Marker, Record
from .seed_business import business
from .seed_clients import AGENCY, CLIENTS, Client
from .seed_library import Shelf, identities, stocked
from .seed_sources import sources_of
from .seed_tree import Plot, Seedbed, grow_campaign, ids_of
from .state import State
from .tree_records import Node

Progress = Callable[[int, int, str], None]

ADS_A_CAMPAIGN, ADS_AN_ADGROUP = 15, 4
_BATCH = 500
_LONG = 20  # letters: worth looking whether another record says the same


class SeededWorld(msgspec.Struct, frozen=True):
    """How to get in: the developer app, and what it can be granted."""

    app_id: str
    secret: str
    bc_id: str
    advertiser_ids: tuple[str, ...]


class Recipe(msgspec.Struct, frozen=True):
    """How big a world, and from which seed. `days` is how far its history goes back."""

    seed: int = 7
    accounts: int = 3
    ads: int = 600
    days: int = 120


def seed_agency(  # noqa: PLR0913 - the knobs of a command, each with its default
    state: State,
    now: datetime,
    *,
    seed: int = 7,
    accounts: int = 3,
    ads: int = 600,
    days: int = 120,
    app_id: str = "7300000000000000001",
    app_secret: str = "simulated-app-secret",  # noqa: S107 - it opens nothing but this simulator
    redirect_uris: Sequence[str] = (),
    progress: Progress | None = None,
) -> SeededWorld:
    """Fills an empty `state` with one Business Center, its advertisers and what they ran up to `now`.

    About one campaign to 15 ads and one ad group to 4. Same arguments, same world; dates are relative to `now`'s day.
    `progress` hears of (saved, all, what) after each batch.
    """
    recipe = Recipe(seed, accounts, ads, days)
    morning = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    founded = morning - timedelta(days=days + 60)
    bed = Seedbed(Random(seed))
    advertisers = [_advertiser(bed, founded + timedelta(hours=n), n) for n in range(accounts)]
    center = BusinessCenter(
        id=bed.new_id(founded),
        name=AGENCY,
        currency="USD",
        timezone="America/New_York",
        advertiser_ids=[advertiser.id for advertiser in advertisers],
        created_at=founded,
    )
    state.save(
        Marker(id="seed", value=seed),
        App(id=app_id, secret=app_secret, redirect_uris=list(redirect_uris)),
        center,
        *(_under(center, advertiser) for advertiser in advertisers),
    )
    state.save(*business(center, [(found, client_of(n)) for n, found in enumerate(advertisers)], now))
    shelves = [_stock(state, advertiser, n, recipe, morning) for n, advertiser in enumerate(advertisers)]
    plots = _plots(recipe, advertisers, shelves, now, bed.chance)
    records = (record for plot in plots for record in grow_campaign(plot, bed))
    _save_all(state, _sharing(records), ads, progress)
    return SeededWorld(app_id, app_secret, center.id, tuple(center.advertiser_ids))


def client_of(number: int) -> Client:
    """The client that the `number`-th advertiser, from 0, belongs to."""
    return CLIENTS[number % len(CLIENTS)]


def _advertiser(bed: Seedbed, created_at: datetime, number: int) -> Advertiser:
    client, again = client_of(number), number // len(CLIENTS)
    return Advertiser(
        id=bed.new_id(created_at),
        bc_id="",
        name=f"{client.name} {again + 1}" if again else client.name,
        currency=client.currency,
        timezone=client.timezone,
        status="STATUS_ENABLE",
        balance=Decimal(10_000_000),
        created_at=created_at,
        fields={
            "company": client.company,
            "industry": client.industry,
            "country": client.country,
            "language": client.language,
            "description": f"{client.company}, looked after by {AGENCY}",
            "promotion_link": client.site,
        },
    )


def _under(center: BusinessCenter, advertiser: Advertiser) -> Advertiser:
    advertiser.bc_id = center.id
    return advertiser


def _stock(state: State, advertiser: Advertiser, number: int, recipe: Recipe, morning: datetime) -> Shelf:
    """What the `number`-th advertiser's ads are made of: all of it older than its first campaign."""
    client, until = client_of(number), morning - timedelta(days=recipe.days + 1)
    shelf = stocked(advertiser, client, recipe.ads // recipe.accounts, until)
    state.save(*shelf.records(), *identities(advertiser, client, ids_of(advertiser)))
    state.save(*sources_of(advertiser, client, ids_of(advertiser), used_at=morning))
    return shelf


def _plots(
    recipe: Recipe, advertisers: list[Advertiser], shelves: list[Shelf], now: datetime, chance: Random
) -> Iterator[Plot]:
    """Where each campaign is to stand, an advertiser's oldest first."""
    campaigns = max(min(recipe.accounts, recipe.ads), round(recipe.ads / ADS_A_CAMPAIGN))
    adgroups = max(campaigns, recipe.ads // ADS_AN_ADGROUP)
    groups_of = _shares(adgroups, campaigns, chance)
    group_sizes = iter(_shares(recipe.ads, adgroups, chance))
    ads_of = [[next(group_sizes) for _ in range(groups)] for groups in groups_of]
    number = 0
    for index, advertiser in enumerate(advertisers):
        mine = ads_of[index :: recipe.accounts]
        # Ages in days, oldest first: more begin early, so that there is a history to look at.
        ages = sorted((max(recipe.days * chance.random() ** 0.6, 1.0) for _ in mine), reverse=True)
        for sizes, age in zip(mine, ages, strict=True):
            number += 1
            created_at = (now - timedelta(days=age)).replace(microsecond=0)
            yield Plot(advertiser, client_of(index), number, created_at, now, tuple(sizes), shelves[index])


def _shares(total: int, parts: int, chance: Random) -> list[int]:
    """`total` in `parts` uneven parts, none empty."""
    weights = [0.4 + chance.random() for _ in range(parts)]
    spare, whole = total - parts, sum(weights)
    shares = [1 + int(spare * weight / whole) for weight in weights]
    for index in range(total - sum(shares)):
        shares[index % parts] += 1
    return shares


def _sharing(records: Iterable[Record]) -> Iterator[Record]:
    """`records`, with long values that are equal kept once: a quarter of the memory of many ads."""
    texts: dict[str, str] = {}
    lists: dict[str, list[Any]] = {}
    for record in records:
        if isinstance(record, Node):
            for name, value in record.fields.items():
                if type(value) is list:
                    record.fields[name] = lists.setdefault(repr(value), value)
                elif type(value) is str and len(value) > _LONG:
                    record.fields[name] = texts.setdefault(value, value)
        yield record


def _save_all(state: State, records: Iterable[Record], ads: int, progress: Progress | None) -> None:
    batch: list[Record] = []
    saved = 0

    def flush() -> None:
        nonlocal saved
        state.save(*batch)
        saved += sum(record.KIND == "ad" for record in batch)
        batch.clear()
        if progress:
            progress(saved, ads, "ads")

    for record in records:
        batch.append(record)
        if len(batch) >= _BATCH:
            flush()
    flush()
