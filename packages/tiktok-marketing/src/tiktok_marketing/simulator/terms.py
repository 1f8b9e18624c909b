"""An ad group's offer as the auction weighs it: how many people, which market, what for a thousand impressions."""

from __future__ import annotations

import msgspec

from .agency_records import Advertiser
from .chance import between, key_of
from .currencies import to_minor
from .market import Market, country_shares
from .offer import Offer
from .population import people_in
from .stages import conversion_of, usual_rate

_VIEWS_A_DAY = 4  # how often one ad group can be shown to a person in a day (ours)
_OF_NO_PLACE = 5_000_000  # people that an ad group without a known place reaches
_OF_AN_AUDIENCE = (20_000, 400_000)
_FEWEST = 1_000
_PRICED_BY = {"CPC": "clicks", "CPV": "video_watched_6s"}


class Terms(msgspec.Struct, frozen=True):
    """`bid` is for a thousand impressions, in thousandths of the smallest unit; None without one."""

    people: int
    countries: tuple[tuple[str, int], ...]
    market: Market
    bid: int | None
    fast: bool
    windows: tuple[int, int]

    @property
    def views(self) -> int:
        """How many impressions there are in a day."""
        return self.people * _VIEWS_A_DAY

    def supply(self, price: int) -> int:
        """What all of them cost, in the smallest unit, where a thousand cost `price` thousandths of it."""
        return self.views * price // 1_000_000


class TermsBook:
    """The terms of one campaign's offers."""

    def __init__(self, advertiser: Advertiser, family: str, seed: int) -> None:
        self._advertiser, self._family, self._seed = advertiser, family, seed
        self._terms: dict[Offer, Terms] = {}
        self._markets: dict[str, Market] = {}

    def of(self, offer: Offer) -> Terms:
        if offer not in self._terms:
            self._terms[offer] = self._weighed(offer)
        return self._terms[offer]

    def _weighed(self, offer: Offer) -> Terms:
        countries = country_shares(offer.location_ids, str(self._advertiser.fields.get("country") or "US"))
        return Terms(
            people=_people(offer),
            countries=countries,
            market=self._market(countries[0][0]),
            bid=self._bid(offer),
            fast=offer.fast,
            windows=(offer.click_days, offer.view_days),
        )

    def _market(self, country: str) -> Market:
        if country not in self._markets:
            self._markets[country] = Market(self._seed, self._advertiser.currency, self._family, country)
        return self._markets[country]

    def _bid(self, offer: Offer) -> int | None:
        """A bid for a click, a view or a conversion is worth as much as usually come of a thousand impressions."""
        if offer.bid is None:
            return None
        figure = _PRICED_BY.get(offer.billing) or conversion_of(self._family, offer.goal)
        of_a_million = 1_000 if offer.billing == "CPM" or figure is None else usual_rate(figure)
        return to_minor(offer.bid, self._advertiser.currency) * of_a_million


def _people(offer: Offer) -> int:
    people = people_in(offer.targeting()) or _OF_NO_PLACE
    if offer.audience_ids:
        # Drawn from the id and not read from the audience: its size changes, and the past must not.
        chosen = sum(between(*_OF_AN_AUDIENCE, key_of(0, audience_id), 0) for audience_id in offer.audience_ids)
        people = min(people, chosen)
    return max(people, _FEWEST)
