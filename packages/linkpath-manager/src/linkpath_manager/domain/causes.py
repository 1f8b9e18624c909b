"""What keeps something from being shown, in words, and what to do about it; a line for each of TikTok's reasons."""

from typing import Final, Literal, NamedTuple

Level = Literal["advertiser", "campaign", "adgroup", "ad"]

NOUNS: Final[dict[Level, str]] = {
    "advertiser": "account",
    "campaign": "campaign",
    "adgroup": "ad group",
    "ad": "ad",
}


class Words(NamedTuple):
    """`clause` follows the name of what it is said of; `next` is a sentence in which `{path}` is its address here."""

    clause: str
    next: str


class Place(NamedTuple):
    """A cause, and the level that it is said of."""

    level: Level
    code: str


def place_of(level: Level, reason: str | None) -> Place:
    """Where the cause sits that an object of `level` shows as the reason of its delivery. None: nobody knows."""
    if reason in _OF_ACCOUNT:
        return Place("advertiser", reason)
    if level == "ad" and reason in _SCHEDULE:
        return Place("adgroup", reason)
    return _ABOVE.get(reason or "", Place(level, reason or "UNKNOWN"))


def words_for(code: str) -> Words:
    """Of a code without a line those of UNKNOWN."""
    return _WORDS.get(code, _WORDS["UNKNOWN"])


_SCHEDULE: Final = frozenset({"SCHEDULE_NOT_STARTED", "SCHEDULE_ENDED"})
_OF_ACCOUNT: Final = frozenset(
    {
        "ACCOUNT_INVALID",
        "ACCOUNT_IN_REVIEW",
        "ACCOUNT_PUNISHED",
        "ACCOUNT_REJECTED",
        "BALANCE_EXHAUSTED",
        "CONTRACT_PENDING",
        "PAYMENT_FAILED",
    }
)
_ABOVE: Final[dict[str, Place]] = {
    "CAMPAIGN_PAUSED": Place("campaign", "SWITCHED_OFF"),
    "CAMPAIGN_DELETED": Place("campaign", "DELETED"),
    "CAMPAIGN_BUDGET_EXHAUSTED": Place("campaign", "BUDGET_EXHAUSTED"),
    "ADGROUP_PAUSED": Place("adgroup", "SWITCHED_OFF"),
    "ADGROUP_DELETED": Place("adgroup", "DELETED"),
    "ADGROUP_REJECTED": Place("adgroup", "REVIEW_REJECTED"),
    "ADGROUP_BUDGET_EXHAUSTED": Place("adgroup", "BUDGET_EXHAUSTED"),
    "ADGROUP_CLOSED": Place("adgroup", "CLOSED"),
}

_WAIT: Final = "Wait: ad.approved or ad.rejected tells how the review ends."
_AT_TIKTOK: Final = "Mend it in TikTok Ads Manager; LinkPath cannot."
_QUALIFICATION: Final = "Hand in the industry's qualification in TikTok Ads Manager."
_ANEW: Final = "Create a new one: TikTok does not revive it."

_WORDS: Final[dict[str, Words]] = {
    "ACCOUNT_INVALID": Words("is not valid", _AT_TIKTOK),
    "ACCOUNT_IN_REVIEW": Words("waits for TikTok's review of the account itself", "Wait, or ask TikTok's support."),
    "ACCOUNT_PUNISHED": Words(
        "is suspended by TikTok", "Mend what TikTok complains of, or appeal, in TikTok Ads Manager within 30 days."
    ),
    "ACCOUNT_REJECTED": Words("was rejected by TikTok", _AT_TIKTOK),
    "AD_UNAVAILABLE": Words("has an ad that is not available any more", _AT_TIKTOK),
    "ANCHOR_UNAVAILABLE": Words("has an anchor that is not available any more", _AT_TIKTOK),
    "ASSET_UNAVAILABLE": Words("uses something of TikTok Shop that is not available any more", _AT_TIKTOK),
    "AUTHORIZATION_LOST": Words(
        "uses a post, an identity or a shop whose owner has withdrawn the authorisation", "Ask its owner to renew it."
    ),
    "AWAITING_RELEASE": Words("waits to be released", _AT_TIKTOK),
    "BALANCE_EXHAUSTED": Words(
        "has no money left", "Top it up in TikTok Ads Manager; an account that pays by invoice needs no balance."
    ),
    "BUDGET_EXHAUSTED": Words(
        "has spent its budget",
        'Raise it: PATCH {path} with {{"budget": {{"amount": "…"}}}}. A daily budget begins anew at midnight.',
    ),
    "CLOSED": Words("is closed", _ANEW),
    "CONTRACT_PENDING": Words("waits for its contract to be signed", "Sign it with TikTok."),
    "DELETED": Words("is deleted", _ANEW),
    "FROZEN": Words("is frozen by TikTok", "Ask TikTok's support."),
    "GOING_LIVE": Words("is about to be shown", "Wait a few minutes."),
    "IDENTITY_UNAVAILABLE": Words("has an identity that is not available any more", _AT_TIKTOK),
    "IN_REVIEW": Words("waits for TikTok's review, which usually takes less than a day", _WAIT),
    "KEYWORDS_IN_REVIEW": Words("waits for TikTok's review of its keywords", "Wait."),
    "KEYWORDS_UNAVAILABLE": Words("has no keyword that TikTok allows", "Choose others in TikTok Ads Manager."),
    "LIVE_NOT_STARTED": Words("waits for its LIVE to begin", "Begin the LIVE."),
    "LIVE_OFFLINE": Words("shows a LIVE that is not on", "Begin the LIVE."),
    "MUSIC_AUTHORIZATION_MISSING": Words("has music that may not be used for ads", "Choose other music."),
    "NO_ADS": Words("has no ads", "Create one: POST /v1/ads."),
    "NO_AD_DELIVERS": Words("is switched on, and yet none of its ads is shown", "See `below` for what each waits for."),
    "ORDER_WITHDRAWN": Words("was withdrawn", _ANEW),
    "PARTIALLY_APPROVED": Words(
        "is approved in part only, and not for whom it is aimed at", "Aim at others, or change what was rejected."
    ),
    "PAYMENT_FAILED": Words("could not be charged", "Mend its way of payment in TikTok Ads Manager."),
    "PIXEL_UNBOUND": Words("counts by a pixel that is not bound to the account any more", _AT_TIKTOK),
    "PROCESSING_AUDIO": Words("is having its audio processed by TikTok", "Wait a few minutes."),
    "PRODUCTS_REJECTED": Words("has products that were all rejected", "Change them in the catalogue."),
    "PRODUCT_UNAVAILABLE": Words("has no product that is available", "Put products on sale in the catalogue."),
    "QUALIFICATION_EXPIRED": Words("needs a qualification of its industry that has expired", _QUALIFICATION),
    "QUALIFICATION_MISSING": Words("needs a qualification of its industry", _QUALIFICATION),
    "QUALIFICATION_REJECTED": Words("needs a qualification of its industry that was rejected", _QUALIFICATION),
    "QUOTA_REACHED": Words("is one more than the account may have running", "Pause or delete others."),
    "RESERVATION_BOOKING": Words("is being booked", "Wait for TikTok to confirm the booking."),
    "RESERVATION_CLOSED": Words("has come to the end of its booking", _ANEW),
    "RESERVATION_INVALID": Words("has a booking that does not hold", _AT_TIKTOK),
    "RESERVATION_TERMINATED": Words("has a booking that was ended early", _ANEW),
    "REVIEW_REJECTED": Words(
        "was rejected by TikTok's reviewers",
        "Change what the reasons name: PATCH {path} has it reviewed again. Or appeal in TikTok Ads Manager.",
    ),
    "RE_REVIEW": Words("waits for TikTok's review of what was changed", _WAIT),
    "SCHEDULE_ENDED": Words(
        "has come to the end of its schedule",
        'Let it run longer: PATCH {path} with {{"schedule": {{"end_at": "…"}}}}.',
    ),
    "SCHEDULE_NOT_STARTED": Words(
        "has not begun", 'Wait, or begin earlier: PATCH {path} with {{"schedule": {{"start_at": "…"}}}}.'
    ),
    "SHOP_UNAVAILABLE": Words("belongs to a TikTok Shop that is not available", _AT_TIKTOK),
    "SWITCHED_OFF": Words("is switched off", 'Switch it on: PATCH {path} with {{"status": "ACTIVE"}}.'),
    "TRANSCODING_FAILED": Words("has a video that TikTok could not process", "Upload it again, and use that one."),
    "USED_BY_GMV_MAX": Words("gave way to a GMV Max campaign that uses the same", "Pause the GMV Max campaign."),
    "UNKNOWN": Words("has a status that LinkPath does not know", "Look at it in TikTok Ads Manager."),
}
