"""Keywords of search ads, with how often they are searched for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tiktok_marketing.simulator import currencies, world
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.chance import between, key_of
from tiktok_marketing.simulator.rules.text import check_choice, check_given, check_text
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import Ad
from tiktok_marketing.spec.tool_keyword import (
    TOOL_SEARCH_KEYWORD_KEYWORD_IDEA,
    TOOL_SEARCH_KEYWORD_RECOMMEND,
    SearchKeywordIdeaParams,
    SearchKeywordRecommendParams,
)

from .listing import page_of
from .switching import find

# Behaviour reference §5.2 (sure).
LONGEST_KEYWORD = 80
MOST_QUERIES, MOST_IDEAS = 5, 10
_DEFAULT_PAGE = 50
_COMPETITION = ("LOW", "MEDIUM", "HIGH")
_ORDERS = {
    "AVG_MONTHLY_SEARCHES": "avg_monthly_searches_lower",
    "THREE_MONTH_CHANGE": "three_month_change",
    "YEAR_OVER_YEAR_CHANGE": "year_over_year_change",
    "COMPETITION": "competition",
}


@behaviour(TOOL_SEARCH_KEYWORD_RECOMMEND)
def recommend(simulator: Simulator, call: Call[SearchKeywordRecommendParams]) -> dict[str, Any]:
    """Keywords that share a word with what is searched for, or with the ad's text; addresses are not read."""
    given = call.given
    check_given(given, "advertiser_id", "regions")
    texts = _queries(simulator, given)
    order = given.get("order_field", "RELEVANCE")
    check_choice("order_field", order, {"RELEVANCE", "MONTHLY_SEARCHES"})
    found = _related(texts)
    if order == "MONTHLY_SEARCHES":
        found.sort(key=_searches, reverse=_descends(given))
    page, page_info = page_of(found[: given.get("total_size")], {"page_size": _DEFAULT_PAGE} | given)
    rows = [{"recommended_keyword": word, "monthly_searches": _searches(word)} for word in page]
    return {"recommended_search_keywords": rows, "page_info": page_info}


@behaviour(TOOL_SEARCH_KEYWORD_KEYWORD_IDEA)
def ideas(simulator: Simulator, call: Call[SearchKeywordIdeaParams]) -> dict[str, Any]:
    """The keywords themselves and those related to them; no keyword here is a brand's."""
    given = call.given
    _check_keywords("keywords", given["keywords"], MOST_IDEAS)
    brand, order = given.get("brand_type", "ALL"), given.get("order_field", "AVG_MONTHLY_SEARCHES")
    check_choice("brand_type", brand, {"BRAND", "NON_BRAND", "ALL"})
    check_choice("order_field", order, _ORDERS)
    if len(given.get("country_codes", [])) > 1:
        raise bad_value("country_codes: Longer than maximum length 1.")
    words = [] if brand == "BRAND" else list(dict.fromkeys([*given["keywords"], *_related(given["keywords"])]))
    currency = simulator.state.advertisers[call.params.advertiser_id].currency
    rows = [_idea(word, currency) for word in words]
    rows.sort(key=lambda row: _rank(row[_ORDERS[order]]), reverse=_descends(given))
    return {
        "total_search_volume_lower": sum(row["avg_monthly_searches_lower"] for row in rows),
        "total_search_volume_upper": sum(row["avg_monthly_searches_upper"] for row in rows),
        "keywords": rows,
    }


def _queries(simulator: Simulator, given: dict[str, Any]) -> list[str]:
    texts = list(given.get("search_queries", []))
    _check_keywords("search_queries", texts, MOST_QUERIES)
    ads = [find(simulator, Ad, given["advertiser_id"], ad_id) for ad_id in given.get("ad_ids", [])]
    texts += [str(ad.fields.get("ad_text", "")) for ad in ads]
    if not texts and not given.get("landing_page_urls"):
        raise bad_value("search_queries: Pass search_queries, ad_ids or landing_page_urls.")
    return texts


def _check_keywords(name: str, words: list[str], most: int) -> None:
    if len(words) > most:
        raise bad_value(f"{name}: Longer than maximum length {most}.")
    for place, word in enumerate(words):
        check_text(f"{name}.{place}", word, LONGEST_KEYWORD)


def _related(texts: list[str]) -> list[str]:
    """Keywords that share a word with one of the texts, in the world's order."""
    wanted = {word for text in texts for word in text.casefold().split()}
    return [keyword for keyword, _ in world.keywords().values() if wanted & set(keyword.split())]


def _searches(word: str) -> int:
    return between(10, 5_000, key_of(0, word), 0) * 10


def _idea(word: str, currency: str) -> dict[str, Any]:
    key, searches = key_of(0, word), _searches(word)
    cents = Decimal(between(10, 150, key, 1)) / 100 * currencies.ratio(currency)
    return {
        "recommended_keyword": word,
        "avg_monthly_searches_lower": searches,
        "avg_monthly_searches_upper": searches * 2,
        "three_month_change": between(-50, 100, key, 2) / 100,
        "year_over_year_change": between(-50, 200, key, 3) / 100,
        "competition": _COMPETITION[between(0, 3, key, 4)],
        "estimated_cpc_lower": cents,
        "estimated_cpc_upper": cents * 3,
    }


def _rank(value: Any) -> Any:
    return _COMPETITION.index(value) if value in _COMPETITION else value


def _descends(given: dict[str, Any]) -> bool:
    order = str(given.get("order_type", "DESC"))
    check_choice("order_type", order, {"ASC", "DESC"})
    return order == "DESC"
