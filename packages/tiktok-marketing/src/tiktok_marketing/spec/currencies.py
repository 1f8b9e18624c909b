"""How TikTok scales money by currency. Plain data and its look-ups: two witnesses share the table and no code."""

from decimal import Decimal

# Budget and bid verification ratio. Source: https://business-api.tiktok.com/portal/docs?id=1737585839634433.
_RATIO: dict[int, str] = {
    1: "USD EUR GBP MYR AED SAR HUF AUD CAD NZD SGD CHF ARS BRL ILS PEN QAR RON",
    4: "PLN",
    10: "HKD ZAR DKK SEK NOK TRY MXN THB CNY BOB CZK EGP GTQ HNL MOP TWD NIO UAH UYU",
    50: "PHP",
    100: "JPY RUB DZD BDT ISK INR KES NGN PKR",
    1_000: "KRW CLP COP CRC",
    10_000: "IDR PYG VND",
    100_000: "VEF",
}

RATIO: dict[str, Decimal] = {
    currency: Decimal(ratio) for ratio, currencies in _RATIO.items() for currency in currencies.split()
}
"""By ISO 4217 code."""

INTEGER_ONLY: frozenset[str] = frozenset({"JPY", "KRW", "HUF", "CLP", "ISK", "IDR", "TWD", "PYG", "VND"})
"""Currencies whose amounts have no decimals; all others have two."""

CAMPAIGN_MINIMUM = Decimal(50)
"""Least budget of a campaign, daily or lifetime, times the ratio; it may be reached."""
CAMPAIGN_MAXIMUM = Decimal(10_000_000)
"""Greatest budget of a campaign, times the ratio; it must not be reached."""
ADGROUP_DAILY_MINIMUM = Decimal(20)
"""Least daily budget of an ad group, times the ratio; of a lifetime budget, for each scheduled day."""


def ratio(currency: str) -> Decimal:
    """What TikTok's limits in US dollars are multiplied by.

    Raises:
        KeyError: TikTok's page does not list the currency.
    """
    return RATIO[currency]


def decimals(currency: str) -> int:
    """How many decimals an amount may have: 0 or 2."""
    return 0 if currency in INTEGER_ONLY else 2


def campaign_minimum(currency: str) -> Decimal:
    """Least budget of a campaign in `currency`, inclusive; raises as `ratio` does."""
    return CAMPAIGN_MINIMUM * ratio(currency)


def adgroup_daily_minimum(currency: str) -> Decimal:
    """Least daily budget of an ad group in `currency`, inclusive; raises as `ratio` does."""
    return ADGROUP_DAILY_MINIMUM * ratio(currency)
