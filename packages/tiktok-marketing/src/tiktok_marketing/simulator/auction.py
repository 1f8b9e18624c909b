"""What a bid wins: the price of a single auction is anything from 40 % to 160 % of the market's, all equally likely.

Who bids nothing wins whatever the budget pays for, at the market's price. Who bids wins the auctions that end below
the bid, and takes part in up to twice as many as the budget would pay for. The model is ours.
"""

from __future__ import annotations

import msgspec

_CHEAPEST, _DEAREST = 400, 1600  # thousandths of the market's price
_EAGERNESS = 2


class Outcome(msgspec.Struct, frozen=True):
    """In thousandths: `spend` of what the budget would have spent, `price` of the market's that is paid."""

    spend: int
    price: int


UNBOUND = Outcome(1000, 1000)
"""Of those who bid nothing."""


def outcome(bid: int, price: int) -> Outcome:
    """What a bid for a thousand impressions comes to where they cost `price`, both in the same unit."""
    reach = min(bid * 1000 // price, _DEAREST)
    if reach <= _CHEAPEST:
        return Outcome(0, 1000)
    won = (reach - _CHEAPEST) * 1000 // (_DEAREST - _CHEAPEST)
    paid = (_CHEAPEST + reach) // 2
    return Outcome(min(_EAGERNESS * won * paid // 1000, 1000), paid)
