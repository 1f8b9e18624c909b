"""What an ad's spend brings: impressions, clicks, plays, conversions and their value, each a part of the one before.

Every figure of a day is a rounded-down share of another at the same moment of that day. So figures only grow in the
course of a day, a part never exceeds its whole, and hours add up to the day without a rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .agency_records import Advertiser
from .attribution import ARRIVING, MILLION
from .chance import between, rest
from .currencies import digits, ratio
from .stages import ATTRIBUTED, EVENTUAL, ORDER, SAME, SHARES, SPLITS, SUMS, VALUES, conversion_of, result_of
from .strip import Strip

Of = Callable[[str], Sequence[int]]
"""Figure → its amounts at the moments asked for."""

_QUALITY = (750, 1350)  # thousandths of the market's price that the ad pays
_BY_CLICK = (600, 650, 700, 750, 800, 850)  # thousandths of its conversions that follow a click
_CLICKED, _ENGAGED = 7, 23  # the same for all kinds of conversion
_OF_VIEWS_ENGAGED = 300_000  # millionths of the others that follow an engaged view


class Funnel:
    """One ad's rates. `key` is the ad's chance, `goal` its ad group's."""

    def __init__(self, key: int, family: str, goal: str, advertiser: Advertiser) -> None:
        self._key = key
        self._family = family
        self._conversion, self._result = conversion_of(family, goal), result_of(family, goal)
        dollar = ratio(advertiser.currency) * 10 ** digits(advertiser.currency)
        self.order_value = between(1800, 9000, key, -3) * dollar // 100 or 1
        self.quality = between(*_QUALITY, key, -2)
        self.by_click = _BY_CLICK[between(0, len(_BY_CLICK), key, -4)]

    def figure(self, name: str, strip: Strip, of: Of) -> Sequence[int]:
        """`name` at the moments of `strip`, from the figures it is made of at the same moments, which `of` gives.

        Each moment counts from the beginning of its day.
        """
        if name in SHARES:
            return self._share(name, strip, of)
        if name in ATTRIBUTED:
            arrived = zip(of(name + EVENTUAL), strip.arrived(self.by_click), strip.chances, strict=True)
            return [(amount * part + rest(chance, ARRIVING)) // MILLION for amount, part, chance in arrived]
        if name in SAME:
            return of(SAME[name])
        if name in SPLITS:
            return self._split(name, strip, of)
        return self._other(name, strip, of)

    @property
    def is_for_reach(self) -> bool:
        """Whether its result is how many people it reaches."""
        return self._result is None

    def dated_by(self, name: str) -> str | None:
        """Which figure `name` is for this ad; None where it is always 0."""
        return self._conversion if name == "conversion" else self._result if name == "result" else name

    def _other(self, name: str, strip: Strip, of: Of) -> Sequence[int]:
        if name in VALUES:
            return [count * self.order_value for count in of(VALUES[name])]
        if name in SUMS:
            parts = [[value * sign for value in of(part)] for part, sign in SUMS[name]]
            return [sum(values) for values in zip(*parts, strict=True)]
        match name:
            case "impressions":
                return self._impressions(strip, of)
            case "clicks":
                found = zip(of("valid_clicks"), of("impressions"), strip.unfiltered(), strict=True)
                return [valid + shown * invalid // MILLION for valid, shown, invalid in found]
            case "conversion" | "result":
                same = self._conversion if name == "conversion" else self._result
                return of(same) if same else [0] * len(strip)
            case _:
                raise KeyError(name)

    def _impressions(self, strip: Strip, of: Of) -> list[int]:
        """The more of its people an ad is shown to in a day, the dearer the next of them become."""
        quality = self.quality
        return [
            (wanted := volume * MILLION // (price * quality)) * views // (wanted + views)
            for volume, price, views in zip(of("volume"), strip.prices, strip.views, strict=True)
        ]

    def _share(self, name: str, strip: Strip, of: Of) -> list[int]:
        share, order = SHARES[name], ORDER[name]
        if share.families and self._family not in share.families:
            return [0] * len(strip)
        rate = between(share.low, share.high, self._key, -8 - order)
        shift = order * 3 % 56
        worn = {"age": strip.appeals, "learning": strip.yields}.get(share.worn_by or "")
        values = zip(of(share.parent), strip.chances, worn or [1000] * len(strip), strict=True)
        # The day moves the rate between 87.5 % and 112.4 % of the ad's own; no `high` is above 860,000.
        return [
            (value * ((rate * (896 + ((chance >> shift) & 255)) >> 10) * left // 1000) + rest(chance, order)) // MILLION
            for value, chance, left in values
        ]

    def _split(self, name: str, strip: Strip, of: Of) -> list[int]:
        """The part of a conversion that followed a click, an engaged view, or a view."""
        whole, kind = SPLITS[name]
        amounts = of(whole)
        parts = zip(amounts, strip.clicked(self.by_click), strip.chances, strict=True)
        by_click = [(amount * part + rest(chance, _CLICKED)) // MILLION for amount, part, chance in parts]
        if kind == "click":
            return by_click
        others = [amount - part for amount, part in zip(amounts, by_click, strict=True)]
        views = zip(others, strip.chances, strict=True)
        engaged = [(other * _OF_VIEWS_ENGAGED + rest(chance, _ENGAGED)) // MILLION for other, chance in views]
        return engaged if kind == "engaged" else [other - part for other, part in zip(others, engaged, strict=True)]
